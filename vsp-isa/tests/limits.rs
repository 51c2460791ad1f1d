//! How long code and data may be, and that what is longer is refused before any memory is taken for it.
#![cfg(feature = "alloc")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell as Counter;
use vsp_isa::container::{Container, Image, MAX_CODE, MAX_MEMORY, fnv1a_64};
use vsp_isa::{Mode, Version};

/// Remembers this thread's largest allocation.
struct Watching;

thread_local! {
    static LARGEST: Counter<usize> = const { Counter::new(0) };
}

// SAFETY: all is passed on to the system's allocator.
unsafe impl GlobalAlloc for Watching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LARGEST.with(|largest| largest.set(largest.get().max(layout.size())));
        // SAFETY: the caller keeps the allocator's contract.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the allocator's contract.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static WATCHING: Watching = Watching;

/// A file, whole and sound but for its length, of so many NOPs and zeros.
fn file(code: usize, data: usize) -> Vec<u8> {
    let mut file =
        [&b"SILC\x00\x01\x04\x00"[..], &(code as u32).to_le_bytes(), &(data as u32).to_le_bytes()].concat();
    file.extend([0; 8]);
    file.extend(fnv1a_64(&vec![0; code + data]).to_le_bytes());
    file.resize(32 + code + data, 0);
    file
}

#[test]
fn as_much_as_24_bits_address() {
    assert_eq!((MAX_CODE, MAX_MEMORY), (16 * 1024 * 1024, 16 * 1024 * 1024));
    let file = file(MAX_CODE, MAX_MEMORY);
    let read = Container::read(&file).unwrap();
    assert_eq!((read.code.len(), read.data.len()), (MAX_CODE, MAX_MEMORY));
    assert_eq!(Image::of_file(&file).unwrap().code.len(), MAX_CODE);
    assert_eq!(read.write(), Ok(file));
}

#[test]
fn one_byte_more_is_refused_before_memory_is_taken() {
    for (code, data, field, offset) in [
        (MAX_CODE + 1, 0, "code size", 8),
        (3 * MAX_CODE, 0, "code size", 8),
        (1, MAX_MEMORY + 1, "data size", 12),
        (MAX_CODE, MAX_MEMORY + 1, "data size", 12),
    ] {
        let whole = file(code, data);
        // The header alone is enough to say so, too.
        for file in [&whole[..], &whole[..32]] {
            LARGEST.set(0);
            let error = Container::read(file).expect_err("it is too long");
            assert!(LARGEST.get() < 1000, "{} bytes were taken", LARGEST.get());
            assert_eq!((error.field(), error.offset()), (field, offset));
            let size = code.max(data).max(MAX_MEMORY + 1);
            let expected = format!("{size} bytes, and at most 16777216 are allowed");
            assert!(error.to_string().ends_with(&expected), "{error}");
            assert!(Image::of_file(file).is_none());
        }
    }
}

#[test]
fn what_could_not_be_read_is_not_written() {
    let program = |code, data| Container {
        version: Version::V1_0,
        mode: Mode::Sil8,
        entry: 0,
        code: vec![0; code],
        data: vec![0; data],
        symbols: Vec::new(),
        empty_symbols: false,
        debug: None,
    };
    let error = |code, data| program(code, data).write().unwrap_err().to_string();
    assert!(error(MAX_CODE + 1, 0).ends_with("16777217 bytes of code, and at most 16777216 are allowed"));
    assert!(error(1, MAX_MEMORY + 1).ends_with("16777217 bytes of data, and at most 16777216 are allowed"));
}
