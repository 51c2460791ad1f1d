(module
  (func $tak (param $x i32) (param $y i32) (param $z i32) (result i32)
    (local $first i32) (local $second i32) (local $third i32)
    (loop $again
      (if (i32.ge_s (local.get $y) (local.get $x))
        (then (return (local.get $z))))
      (local.set $first
        (call $tak (i32.sub (local.get $x) (i32.const 1)) (local.get $y) (local.get $z)))
      (local.set $second
        (call $tak (i32.sub (local.get $y) (i32.const 1)) (local.get $z) (local.get $x)))
      (local.set $third
        (call $tak (i32.sub (local.get $z) (i32.const 1)) (local.get $x) (local.get $y)))
      (local.set $x (local.get $first))
      (local.set $y (local.get $second))
      (local.set $z (local.get $third))
      (br $again))
    (unreachable))
  (func (export "run") (param $x i64) (result i64)
    (local $n i32)
    (local.set $n (i32.wrap_i64 (local.get $x)))
    (i64.extend_i32_s
      (call $tak
        (local.get $n)
        (i32.sub (local.get $n) (i32.const 6))
        (i32.sub (local.get $n) (i32.const 12))))))
