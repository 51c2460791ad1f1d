(module
  (memory 1)
  (func (export "run") (param $rows i64) (result i64)
    (local $size i32) (local $second i32) (local $product i32) (local $element i32)
    (local $row i32) (local $row_end i32) (local $column i32) (local $columns_end i32)
    (local $a i32) (local $b i32) (local $sum f32) (local $hash i32)
    (local.set $size (i32.shl (i32.wrap_i64 (local.get $rows)) (i32.const 2)))
    (local.set $second
      (i32.add
        (i32.mul (local.get $size) (i32.wrap_i64 (local.get $rows)))
        (i32.const 4096)))
    (local.set $product
      (i32.sub (i32.shl (local.get $second) (i32.const 1)) (i32.const 4096)))
    (local.set $a (i32.const 4096))
    (local.set $hash (i32.const 1))
    (loop $fill
      (local.set $hash
        (i32.add (i32.mul (local.get $hash) (i32.const 1103515245)) (i32.const 12345)))
      (f32.store (local.get $a)
        (f32.mul
          (f32.convert_i32_s (i32.shr_s (local.get $hash) (i32.const 16)))
          (f32.const 0.001)))
      (local.set $a (i32.add (local.get $a) (i32.const 4)))
      (br_if $fill (i32.lt_s (local.get $a) (local.get $product))))
    (local.set $columns_end (i32.add (local.get $second) (local.get $size)))
    (local.set $element (local.get $product))
    (local.set $row (i32.const 4096))
    (loop $rows
      (local.set $row_end (i32.add (local.get $row) (local.get $size)))
      (local.set $column (local.get $second))
      (loop $columns
        (local.set $a (local.get $row))
        (local.set $b (local.get $column))
        (local.set $sum (f32.const 0))
        (loop $terms
          (local.set $sum
            (f32.add
              (local.get $sum)
              (f32.mul (f32.load (local.get $a)) (f32.load (local.get $b)))))
          (local.set $b (i32.add (local.get $b) (local.get $size)))
          (local.set $a (i32.add (local.get $a) (i32.const 4)))
          (br_if $terms (i32.lt_s (local.get $a) (local.get $row_end))))
        (f32.store (local.get $element) (local.get $sum))
        (local.set $element (i32.add (local.get $element) (i32.const 4)))
        (local.set $column (i32.add (local.get $column) (i32.const 4)))
        (br_if $columns (i32.lt_s (local.get $column) (local.get $columns_end))))
      (local.set $row (local.get $row_end))
      (br_if $rows (i32.lt_s (local.get $row) (local.get $second))))
    (local.set $hash (i32.const 0))
    (local.set $a (local.get $product))
    (loop $hashing
      (local.set $hash
        (i32.add (i32.mul (local.get $hash) (i32.const 31)) (i32.load (local.get $a))))
      (local.set $a (i32.add (local.get $a) (i32.const 4)))
      (br_if $hashing (i32.lt_s (local.get $a) (local.get $element))))
    (i64.extend_i32_s (local.get $hash))))
