//! Counting memory.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// The system's allocator, which counts what is allocated now and was at most: for tests in binaries of their own.
pub struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: the system's allocator does everything.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        MOST.fetch_max(NOW.fetch_add(layout.size(), Relaxed) + layout.size(), Relaxed);
        // SAFETY: the contract is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, start: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the contract is the same.
        unsafe { System.dealloc(start, layout) }
    }

    unsafe fn realloc(&self, start: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let now = NOW.fetch_add(size.wrapping_sub(layout.size()), Relaxed);
        MOST.fetch_max(now.wrapping_add(size).wrapping_sub(layout.size()), Relaxed);
        // SAFETY: the contract is the same.
        unsafe { System.realloc(start, layout, size) }
    }
}

/// What `work` gives, and how much more memory there was at most while it ran. What other threads allocate is counted, too.
///
/// # Panics
/// If the allocator is not that of the process, so that nothing was counted.
pub fn peak<R>(work: impl FnOnce() -> R) -> (R, usize) {
    let before = NOW.load(Relaxed);
    MOST.store(before, Relaxed);
    let result = work();
    let most = MOST.load(Relaxed);
    assert!(most > 0, "`Counting` is the allocator");
    (result, most - before)
}
