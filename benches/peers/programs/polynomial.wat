(module
  (func (export "run") (param $points i64) (result i64)
    (local $point f64) (local $sum f64)
    (local.set $point (f64.const -0.5))
    (loop $next
      (local.set $sum
        (f64.add (local.get $sum)
          (f64.add (f64.const 1) (f64.mul (local.get $point)
          (f64.add (f64.const 1) (f64.mul (local.get $point)
          (f64.add (f64.const 0.5) (f64.mul (local.get $point)
          (f64.add (f64.const 0.16666666666666666) (f64.mul (local.get $point)
          (f64.add (f64.const 0.041666666666666664) (f64.mul (local.get $point)
          (f64.add (f64.const 0.008333333333333333) (f64.mul (local.get $point)
          (f64.add (f64.const 0.001388888888888889) (f64.mul (local.get $point)
          (f64.const 0.0001984126984126984)))))))))))))))))
      (local.set $point (f64.add (local.get $point) (f64.const 0.000030517578125)))
      (local.set $points (i64.sub (local.get $points) (i64.const 1)))
      (br_if $next (i64.ne (local.get $points) (i64.const 0))))
    (i64.reinterpret_f64 (local.get $sum))))
