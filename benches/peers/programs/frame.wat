(module
  (memory 1)
  (global $stack (mut i32) (i32.const 32768))
  ;; The frame: limit, sum, index, left, low, high and next, four bytes each.
  (func (export "run") (param $limit i64) (result i64)
    (local $frame i32)
    (local.set $frame (i32.sub (global.get $stack) (i32.const 28)))
    (global.set $stack (local.get $frame))
    (i32.store offset=0 (local.get $frame) (i32.wrap_i64 (local.get $limit)))
    (i32.store offset=4 (local.get $frame) (i32.const 0))
    (i32.store offset=8 (local.get $frame) (i32.const 0))
    (block $done
      (loop $outer
        (br_if $done
          (i32.ge_s
            (i32.load offset=8 (local.get $frame))
            (i32.load offset=0 (local.get $frame))))
        (i32.store offset=12 (local.get $frame)
          (i32.and (i32.load offset=8 (local.get $frame)) (i32.const 31)))
        (i32.store offset=16 (local.get $frame) (i32.const 0))
        (i32.store offset=20 (local.get $frame) (i32.const 1))
        (block $found
          (loop $inner
            (br_if $found (i32.eqz (i32.load offset=12 (local.get $frame))))
            (i32.store offset=24 (local.get $frame)
              (i32.add
                (i32.load offset=16 (local.get $frame))
                (i32.load offset=20 (local.get $frame))))
            (i32.store offset=16 (local.get $frame) (i32.load offset=20 (local.get $frame)))
            (i32.store offset=20 (local.get $frame) (i32.load offset=24 (local.get $frame)))
            (i32.store offset=12 (local.get $frame)
              (i32.sub (i32.load offset=12 (local.get $frame)) (i32.const 1)))
            (br $inner)))
        (i32.store offset=4 (local.get $frame)
          (i32.add
            (i32.xor
              (i32.load offset=4 (local.get $frame))
              (i32.load offset=16 (local.get $frame)))
            (i32.load offset=20 (local.get $frame))))
        (i32.store offset=8 (local.get $frame)
          (i32.add (i32.load offset=8 (local.get $frame)) (i32.const 1)))
        (br $outer)))
    (global.set $stack (i32.add (local.get $frame) (i32.const 28)))
    (i64.extend_i32_s (i32.load offset=4 (local.get $frame)))))
