(module
  ;; The sums of all pairs of cells, both packed in a byte: that of a and b at 256 a + b.
  (memory (export "memory") 1)
  (func (export "run") (param $rounds i64) (result i64)
    (local $links i32) (local $a i32) (local $b i32) (local $c i32) (local $d i32)
    (local.set $links (i32.shl (i32.wrap_i64 (local.get $rounds)) (i32.const 4)))
    (local.set $a (i32.const 0x80))
    (local.set $b (i32.const 0x91))
    (local.set $c (i32.const 0x82))
    (local.set $d (i32.const 0x83))
    (loop $link
      (local.set $a
        (i32.load8_u (i32.or (i32.shl (local.get $a) (i32.const 8)) (local.get $b))))
      ;; A difference is a sum with what is turned by half a circle.
      (local.set $b
        (i32.load8_u
          (i32.or
            (i32.shl (local.get $b) (i32.const 8))
            (i32.xor (local.get $c) (i32.const 8)))))
      (local.set $c
        (i32.load8_u (i32.or (i32.shl (local.get $c) (i32.const 8)) (local.get $d))))
      (local.set $d
        (i32.load8_u
          (i32.or
            (i32.shl (local.get $d) (i32.const 8))
            (i32.xor (local.get $a) (i32.const 8)))))
      (local.set $a
        (i32.or
          (i32.and (local.get $a) (i32.const 0xF0))
          (i32.and (i32.add (local.get $a) (i32.const 7)) (i32.const 0x0F))))
      (local.set $c
        (i32.or
          (i32.and (local.get $c) (i32.const 0xF0))
          (i32.and (i32.add (local.get $c) (i32.const 10)) (i32.const 0x0F))))
      (local.set $b
        (select
          (local.get $b)
          (i32.sub (local.get $b) (i32.const 0x10))
          (i32.lt_u (local.get $b) (i32.const 0x10))))
      (local.set $links (i32.sub (local.get $links) (i32.const 1)))
      (br_if $link (local.get $links)))
    (i64.or
      (i64.or (call $cell (local.get $a)) (i64.shl (call $cell (local.get $b)) (i64.const 16)))
      (i64.or
        (i64.shl (call $cell (local.get $c)) (i64.const 32))
        (i64.shl (call $cell (local.get $d)) (i64.const 48)))))
  ;; A packed cell as the 16 bits of a register.
  (func $cell (param $packed i32) (result i64)
    (i64.extend_i32_u
      (i32.or
        (i32.and
          (i32.sub (i32.shr_u (local.get $packed) (i32.const 4)) (i32.const 8))
          (i32.const 0xFF))
        (i32.shl (i32.and (local.get $packed) (i32.const 15)) (i32.const 8))))))
