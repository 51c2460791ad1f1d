(module
  (func $fibonacci (param $index i32) (result i32)
    (if (result i32) (i32.lt_s (local.get $index) (i32.const 2))
      (then (local.get $index))
      (else
        (i32.add
          (call $fibonacci (i32.sub (local.get $index) (i32.const 1)))
          (call $fibonacci (i32.sub (local.get $index) (i32.const 2)))))))
  (func (export "run") (param $index i64) (result i64)
    (i64.extend_i32_s (call $fibonacci (i32.wrap_i64 (local.get $index))))))
