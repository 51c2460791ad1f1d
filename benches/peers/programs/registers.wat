(module
  (func (export "run") (param $count i64) (result i64)
    (local $limit i32) (local $sum i32) (local $index i32) (local $left i32)
    (local $low i32) (local $high i32) (local $next i32)
    (local.set $limit (i32.wrap_i64 (local.get $count)))
    (block $done
      (loop $outer
        (br_if $done (i32.ge_s (local.get $index) (local.get $limit)))
        (local.set $left (i32.and (local.get $index) (i32.const 31)))
        (local.set $low (i32.const 0))
        (local.set $high (i32.const 1))
        (block $found
          (loop $inner
            (br_if $found (i32.eqz (local.get $left)))
            (local.set $next (i32.add (local.get $low) (local.get $high)))
            (local.set $low (local.get $high))
            (local.set $high (local.get $next))
            (local.set $left (i32.sub (local.get $left) (i32.const 1)))
            (br $inner)))
        (local.set $sum
          (i32.add (i32.xor (local.get $sum) (local.get $low)) (local.get $high)))
        (local.set $index (i32.add (local.get $index) (i32.const 1)))
        (br $outer)))
    (i64.extend_i32_s (local.get $sum))))
