(module
  (func (export "run") (param $columns i64) (result i64)
    (local $rows i64) (local $points i64) (local $left i64) (local $total i64)
    (local $step f64) (local $real f64) (local $imaginary f64)
    (local $x f64) (local $y f64) (local $xx f64) (local $yy f64)
    (local.set $rows (local.get $columns))
    (local.set $step (f64.div (f64.const 2.5) (f64.convert_i64_s (local.get $columns))))
    (local.set $imaginary (f64.const -1.25))
    (loop $row
      (local.set $real (f64.const -2))
      (local.set $points (local.get $columns))
      (loop $point
        (local.set $x (f64.const 0))
        (local.set $y (f64.const 0))
        (local.set $left (i64.const 64))
        (block $away
          (loop $next
            (local.set $xx (f64.mul (local.get $x) (local.get $x)))
            (local.set $yy (f64.mul (local.get $y) (local.get $y)))
            (br_if $away (f64.lt (f64.const 4) (f64.add (local.get $xx) (local.get $yy))))
            (local.set $y (f64.mul (local.get $y) (local.get $x)))
            (local.set $y
              (f64.add (f64.add (local.get $y) (local.get $y)) (local.get $imaginary)))
            (local.set $x
              (f64.add (f64.sub (local.get $xx) (local.get $yy)) (local.get $real)))
            (local.set $left (i64.sub (local.get $left) (i64.const 1)))
            (br_if $next (i64.ne (local.get $left) (i64.const 0)))))
        (local.set $total
          (i64.sub (i64.add (local.get $total) (i64.const 64)) (local.get $left)))
        (local.set $real (f64.add (local.get $real) (local.get $step)))
        (local.set $points (i64.sub (local.get $points) (i64.const 1)))
        (br_if $point (i64.ne (local.get $points) (i64.const 0))))
      (local.set $imaginary (f64.add (local.get $imaginary) (local.get $step)))
      (local.set $rows (i64.sub (local.get $rows) (i64.const 1)))
      (br_if $row (i64.ne (local.get $rows) (i64.const 0))))
    (local.get $total)))
