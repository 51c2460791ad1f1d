(module
  (memory 1)
  (func (export "run") (param $count i64) (result i64)
    (local $address i32) (local $end i32) (local $crc i32) (local $bits i32)
    (local.set $end (i32.add (i32.wrap_i64 (local.get $count)) (i32.const 4096)))
    (local.set $address (i32.const 4096))
    (local.set $crc (i32.const 1))
    (loop $fill
      (local.set $crc
        (i32.add (i32.mul (local.get $crc) (i32.const 1103515245)) (i32.const 12345)))
      (i32.store (local.get $address) (local.get $crc))
      (local.set $address (i32.add (local.get $address) (i32.const 4)))
      (br_if $fill (i32.lt_s (local.get $address) (local.get $end))))
    (local.set $address (i32.const 4096))
    (local.set $crc (i32.const -1))
    (loop $byte
      (local.set $crc (i32.xor (local.get $crc) (i32.load8_u (local.get $address))))
      (local.set $bits (i32.const 8))
      (loop $bit
        (local.set $crc
          (select
            (i32.xor (i32.shr_u (local.get $crc) (i32.const 1)) (i32.const 0xEDB88320))
            (i32.shr_u (local.get $crc) (i32.const 1))
            (i32.and (local.get $crc) (i32.const 1))))
        (local.set $bits (i32.sub (local.get $bits) (i32.const 1)))
        (br_if $bit (local.get $bits)))
      (local.set $address (i32.add (local.get $address) (i32.const 1)))
      (br_if $byte (i32.lt_s (local.get $address) (local.get $end))))
    (i64.extend_i32_s (i32.xor (local.get $crc) (i32.const -1)))))
