(module
  (func (export "run") (param $rounds i64) (result i64)
    (local $links i32)
    (local $a_rho i32) (local $a_theta i32)
    (local $b_rho i32) (local $b_theta i32)
    (local $c_rho i32) (local $c_theta i32)
    (local $d_rho i32) (local $d_theta i32)
    (local.set $b_rho (i32.const 1))
    (local.set $b_theta (i32.const 1))
    (local.set $c_theta (i32.const 2))
    (local.set $d_theta (i32.const 3))
    (loop $round
      (local.set $links (i32.const 16))
      (loop $link
        ;; a times b
        (local.set $a_rho (i32.add (local.get $a_rho) (local.get $b_rho)))
        (local.set $a_rho (select (local.get $a_rho) (i32.const 7) (i32.lt_s (local.get $a_rho) (i32.const 7))))
        (local.set $a_rho (select (local.get $a_rho) (i32.const -8) (i32.gt_s (local.get $a_rho) (i32.const -8))))
        (local.set $a_theta (i32.and (i32.add (local.get $a_theta) (local.get $b_theta)) (i32.const 15)))
        ;; a turned
        (local.set $a_theta (i32.and (i32.add (local.get $a_theta) (i32.const 3)) (i32.const 15)))
        ;; b by c
        (local.set $b_rho (i32.sub (local.get $b_rho) (local.get $c_rho)))
        (local.set $b_rho (select (local.get $b_rho) (i32.const 7) (i32.lt_s (local.get $b_rho) (i32.const 7))))
        (local.set $b_rho (select (local.get $b_rho) (i32.const -8) (i32.gt_s (local.get $b_rho) (i32.const -8))))
        (local.set $b_theta (i32.and (i32.sub (local.get $b_theta) (local.get $c_theta)) (i32.const 15)))
        ;; c times a
        (local.set $c_rho (i32.add (local.get $c_rho) (local.get $a_rho)))
        (local.set $c_rho (select (local.get $c_rho) (i32.const 7) (i32.lt_s (local.get $c_rho) (i32.const 7))))
        (local.set $c_rho (select (local.get $c_rho) (i32.const -8) (i32.gt_s (local.get $c_rho) (i32.const -8))))
        (local.set $c_theta (i32.and (i32.add (local.get $c_theta) (local.get $a_theta)) (i32.const 15)))
        ;; c scaled
        (local.set $c_rho (i32.add (local.get $c_rho) (i32.const -1)))
        (local.set $c_rho (select (local.get $c_rho) (i32.const 7) (i32.lt_s (local.get $c_rho) (i32.const 7))))
        (local.set $c_rho (select (local.get $c_rho) (i32.const -8) (i32.gt_s (local.get $c_rho) (i32.const -8))))
        ;; d times c
        (local.set $d_rho (i32.add (local.get $d_rho) (local.get $c_rho)))
        (local.set $d_rho (select (local.get $d_rho) (i32.const 7) (i32.lt_s (local.get $d_rho) (i32.const 7))))
        (local.set $d_rho (select (local.get $d_rho) (i32.const -8) (i32.gt_s (local.get $d_rho) (i32.const -8))))
        (local.set $d_theta (i32.and (i32.add (local.get $d_theta) (local.get $c_theta)) (i32.const 15)))
        ;; b turned
        (local.set $b_theta (i32.and (i32.add (local.get $b_theta) (i32.const 1)) (i32.const 15)))
        ;; d by b
        (local.set $d_rho (i32.sub (local.get $d_rho) (local.get $b_rho)))
        (local.set $d_rho (select (local.get $d_rho) (i32.const 7) (i32.lt_s (local.get $d_rho) (i32.const 7))))
        (local.set $d_rho (select (local.get $d_rho) (i32.const -8) (i32.gt_s (local.get $d_rho) (i32.const -8))))
        (local.set $d_theta (i32.and (i32.sub (local.get $d_theta) (local.get $b_theta)) (i32.const 15)))
        (local.set $links (i32.sub (local.get $links) (i32.const 1)))
        (br_if $link (local.get $links)))
      (local.set $rounds (i64.sub (local.get $rounds) (i64.const 1)))
      (br_if $round (i64.ne (local.get $rounds) (i64.const 0))))
    (i64.or
      (i64.or
        (call $cell (local.get $a_rho) (local.get $a_theta))
        (i64.shl (call $cell (local.get $b_rho) (local.get $b_theta)) (i64.const 16)))
      (i64.or
        (i64.shl (call $cell (local.get $c_rho) (local.get $c_theta)) (i64.const 32))
        (i64.shl (call $cell (local.get $d_rho) (local.get $d_theta)) (i64.const 48)))))
  ;; A cell as the 16 bits of a register.
  (func $cell (param $rho i32) (param $theta i32) (result i64)
    (i64.extend_i32_u
      (i32.or
        (i32.and (local.get $rho) (i32.const 0xFF))
        (i32.shl (local.get $theta) (i32.const 8))))))
