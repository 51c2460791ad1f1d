(module
  (func (export "run") (param $last i64) (result i64)
    (local $first i64) (local $number i64) (local $steps i64)
    (local.set $first (i64.const 1))
    (loop $numbers
      (local.set $number (local.get $first))
      (block $one
        (loop $step
          (br_if $one (i64.eq (local.get $number) (i64.const 1)))
          (local.set $number
            (select
              (i64.add (i64.mul (local.get $number) (i64.const 3)) (i64.const 1))
              (i64.shr_s (local.get $number) (i64.const 1))
              (i32.wrap_i64 (i64.and (local.get $number) (i64.const 1)))))
          (local.set $steps (i64.add (local.get $steps) (i64.const 1)))
          (br $step)))
      (local.set $first (i64.add (local.get $first) (i64.const 1)))
      (br_if $numbers (i64.le_s (local.get $first) (local.get $last))))
    (local.get $steps)))
