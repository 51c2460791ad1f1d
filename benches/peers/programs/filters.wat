(module
  (memory 1)
  (data (i32.const 0)
    (f32 0.05 0.1 0.05 -1.6 0.8 0 0)
    (f32 0.1 0 -0.1 -1.2 0.8 0 0)
    (f32 0.2 0 -0.2 -0.3 0.7 0 0)
    (f32 0.3 -0.6 0.3 0.5 0.4 0 0))
  (func (export "run") (param $blocks i64) (result i64)
    (local $address i32) (local $filter i32) (local $hash i32)
    (local $sample f32) (local $output f32) (local $sum f32)
    (loop $reset
      (f32.store offset=20 (local.get $filter) (f32.const 0))
      (f32.store offset=24 (local.get $filter) (f32.const 0))
      (local.set $filter (i32.add (local.get $filter) (i32.const 28)))
      (br_if $reset (i32.lt_s (local.get $filter) (i32.const 112))))
    (local.set $address (i32.const 4096))
    (local.set $hash (i32.const 1))
    (loop $fill
      (local.set $hash
        (i32.add (i32.mul (local.get $hash) (i32.const 1103515245)) (i32.const 12345)))
      (f32.store (local.get $address)
        (f32.mul
          (f32.convert_i32_s (i32.shr_s (local.get $hash) (i32.const 16)))
          (f32.const 0.000030517578125)))
      (local.set $address (i32.add (local.get $address) (i32.const 4)))
      (br_if $fill (i32.lt_s (local.get $address) (i32.const 5120))))
    (loop $block
      (local.set $address (i32.const 4096))
      (loop $samples
        (local.set $sample (f32.load (local.get $address)))
        (local.set $sum (f32.const 0))
        (local.set $filter (i32.const 0))
        (loop $filters
          (local.set $output
            (f32.add
              (f32.mul (f32.load (local.get $filter)) (local.get $sample))
              (f32.load offset=20 (local.get $filter))))
          (f32.store offset=20 (local.get $filter)
            (f32.add
              (f32.sub
                (f32.mul (f32.load offset=4 (local.get $filter)) (local.get $sample))
                (f32.mul (f32.load offset=12 (local.get $filter)) (local.get $output)))
              (f32.load offset=24 (local.get $filter))))
          (f32.store offset=24 (local.get $filter)
            (f32.sub
              (f32.mul (f32.load offset=8 (local.get $filter)) (local.get $sample))
              (f32.mul (f32.load offset=16 (local.get $filter)) (local.get $output))))
          (local.set $sum (f32.add (local.get $sum) (local.get $output)))
          (local.set $filter (i32.add (local.get $filter) (i32.const 28)))
          (br_if $filters (i32.lt_s (local.get $filter) (i32.const 112))))
        (f32.store offset=4096 (local.get $address) (local.get $sum))
        (local.set $address (i32.add (local.get $address) (i32.const 4)))
        (br_if $samples (i32.lt_s (local.get $address) (i32.const 5120))))
      (local.set $blocks (i64.sub (local.get $blocks) (i64.const 1)))
      (br_if $block (i64.ne (local.get $blocks) (i64.const 0))))
    (local.set $hash (i32.const 0))
    (local.set $address (i32.const 8192))
    (loop $hashing
      (local.set $hash
        (i32.add (i32.mul (local.get $hash) (i32.const 31)) (i32.load (local.get $address))))
      (local.set $address (i32.add (local.get $address) (i32.const 4)))
      (br_if $hashing (i32.lt_s (local.get $address) (i32.const 9216))))
    (i64.extend_i32_s (local.get $hash))))
