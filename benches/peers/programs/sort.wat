(module
  (memory 1)
  (func (export "run") (param $count i64) (result i64)
    (local $address i32) (local $gap i32) (local $key i32) (local $other i32) (local $end i32)
    (local.set $end
      (i32.add (i32.shl (i32.wrap_i64 (local.get $count)) (i32.const 2)) (i32.const 4096)))
    (local.set $address (i32.const 4096))
    (local.set $key (i32.const 1))
    (loop $fill
      (local.set $key
        (i32.add (i32.mul (local.get $key) (i32.const 1103515245)) (i32.const 12345)))
      (i32.store (local.get $address) (local.get $key))
      (local.set $address (i32.add (local.get $address) (i32.const 4)))
      (br_if $fill (i32.lt_s (local.get $address) (local.get $end))))
    (local.set $address (i32.const 4100))
    (block $sorted
      (br_if $sorted (i32.ge_s (local.get $address) (local.get $end)))
      (loop $insert
        (local.set $key (i32.load (local.get $address)))
        (local.set $gap (local.get $address))
        (block $place
          (loop $shift
            (br_if $place (i32.le_s (local.get $gap) (i32.const 4096)))
            (local.set $other (i32.load (i32.sub (local.get $gap) (i32.const 4))))
            (br_if $place (i32.ge_s (local.get $key) (local.get $other)))
            (i32.store (local.get $gap) (local.get $other))
            (local.set $gap (i32.sub (local.get $gap) (i32.const 4)))
            (br $shift)))
        (i32.store (local.get $gap) (local.get $key))
        (local.set $address (i32.add (local.get $address) (i32.const 4)))
        (br_if $insert (i32.lt_s (local.get $address) (local.get $end)))))
    (local.set $address (i32.const 4096))
    (local.set $key (i32.const 0))
    (loop $hash
      (local.set $key
        (i32.add (i32.mul (local.get $key) (i32.const 31)) (i32.load (local.get $address))))
      (local.set $address (i32.add (local.get $address) (i32.const 4)))
      (br_if $hash (i32.lt_s (local.get $address) (local.get $end))))
    (i64.extend_i32_s (local.get $key))))
