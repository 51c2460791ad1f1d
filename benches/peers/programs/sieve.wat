(module
  (memory 1)
  (func (export "run") (param $last i64) (result i64)
    (local $limit i32) (local $number i32) (local $multiple i32) (local $primes i32)
    (local.set $limit (i32.wrap_i64 (local.get $last)))
    (loop $clear
      (i32.store8 (local.get $number) (i32.const 0))
      (local.set $number (i32.add (local.get $number) (i32.const 1)))
      (br_if $clear (i32.lt_s (local.get $number) (local.get $limit))))
    (local.set $number (i32.const 2))
    (loop $numbers
      (if (i32.eqz (i32.load8_u (local.get $number)))
        (then
          (local.set $primes (i32.add (local.get $primes) (i32.const 1)))
          (local.set $multiple (i32.shl (local.get $number) (i32.const 1)))
          (block $marked
            (br_if $marked (i32.ge_s (local.get $multiple) (local.get $limit)))
            (loop $mark
              (i32.store8 (local.get $multiple) (i32.const 1))
              (local.set $multiple (i32.add (local.get $multiple) (local.get $number)))
              (br_if $mark (i32.lt_s (local.get $multiple) (local.get $limit)))))))
      (local.set $number (i32.add (local.get $number) (i32.const 1)))
      (br_if $numbers (i32.lt_s (local.get $number) (local.get $limit))))
    (i64.extend_i32_s (local.get $primes))))
