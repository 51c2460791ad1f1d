//! The simplest allocator: what it gives is never taken back.

use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;
use core::ptr;
use core::sync::atomic::{AtomicUsize, Ordering};

const SIZE: usize = 256 * 1024;

#[repr(align(16))]
struct Heap {
    bytes: UnsafeCell<[u8; SIZE]>,
    /// How many of the bytes have been given.
    given: AtomicUsize,
}

// SAFETY: every byte is given once, and nothing else looks into the cell.
unsafe impl Sync for Heap {}

#[global_allocator]
static HEAP: Heap = Heap { bytes: UnsafeCell::new([0; SIZE]), given: AtomicUsize::new(0) };

// SAFETY: what `alloc` gives lies within the bytes, begins at a multiple of the alignment, and is given to nobody else.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let base = self.bytes.get().cast::<u8>();
        let place = |given: usize| {
            let start = (base.addr() + given).next_multiple_of(layout.align()) - base.addr();
            start.checked_add(layout.size()).filter(|end| *end <= SIZE)
        };
        match self.given.fetch_update(Ordering::Relaxed, Ordering::Relaxed, place) {
            // SAFETY: `place` has checked that the end is within the bytes, and the start is before it.
            Ok(given) => unsafe { base.add(place(given).unwrap_or(SIZE) - layout.size()) },
            Err(_) => ptr::null_mut(),
        }
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}
