(module
  (func $step (param $x i32) (result i32)
    (if (result i32) (i32.and (local.get $x) (i32.const 1))
      (then (i32.add (i32.mul (local.get $x) (i32.const 3)) (i32.const 1)))
      (else (i32.shr_s (local.get $x) (i32.const 1)))))
  (func (export "run") (param $n i64) (result i64)
    (local $i i32) (local $x i32) (local $s i32)
    (local.set $i (i32.const 1))
    (loop $l
      (local.set $x (local.get $i))
      (block $k (loop $o
        (br_if $k (i32.eq (local.get $x) (i32.const 1)))
        (local.set $x (call $step (local.get $x)))
        (local.set $s (i32.add (local.get $s) (i32.const 1)))
        (br $o)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $l (i32.lt_s (local.get $i) (i32.wrap_i64 (local.get $n)))))
    (i64.extend_i32_s (local.get $s))))
