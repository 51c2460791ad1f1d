(module
  (memory 1)
  (func (export "run") (param $times i64) (result i64)
    (local $address i32) (local $sum i32)
    (local.set $address (i32.const 4096))
    (local.set $sum (i32.const 1))
    (loop $fill
      (local.set $sum
        (i32.add (i32.mul (local.get $sum) (i32.const 1103515245)) (i32.const 12345)))
      (i32.store (local.get $address) (local.get $sum))
      (local.set $address (i32.add (local.get $address) (i32.const 4)))
      (br_if $fill (i32.lt_s (local.get $address) (i32.const 20480))))
    (loop $again
      (local.set $address (i32.const 4096))
      (local.set $sum (i32.const 0))
      (loop $next
        (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $address))))
        (i32.store (local.get $address) (local.get $sum))
        (local.set $address (i32.add (local.get $address) (i32.const 4)))
        (br_if $next (i32.lt_s (local.get $address) (i32.const 20480))))
      (local.set $times (i64.sub (local.get $times) (i64.const 1)))
      (br_if $again (i64.ne (local.get $times) (i64.const 0))))
    (i64.extend_i32_s (local.get $sum))))
