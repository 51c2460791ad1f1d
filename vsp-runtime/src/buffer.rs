//! Memory of a fixed size that both Rust and compiled code access.

use alloc::boxed::Box;
use alloc::vec;
use core::ptr::NonNull;

/// A boxed slice whose items may also be reached through a raw pointer while nobody holds a reference.
///
/// A `Box` promises the compiler that nothing else points to its content; compiled code does. Where the items are never
/// changes, so the pointer stays good when the buffer moves.
pub(crate) struct Buffer<T> {
    items: NonNull<[T]>,
}

impl<T: Copy> Buffer<T> {
    /// `length` times the same item.
    pub fn new(item: T, length: usize) -> Buffer<T> {
        let items = Box::into_raw(vec![item; length].into_boxed_slice());
        // SAFETY: a box's pointer is not null.
        Buffer { items: unsafe { NonNull::new_unchecked(items) } }
    }

    /// The first item's place.
    pub fn pointer(&self) -> *mut T {
        self.items.as_ptr().cast()
    }

    pub fn as_slice(&self) -> &[T] {
        // SAFETY: the items are this buffer's own, and compiled code does not run while Rust code holds a reference.
        unsafe { self.items.as_ref() }
    }

    pub fn as_mut_slice(&mut self) -> &mut [T] {
        // SAFETY: as above, and `self` is borrowed mutably.
        unsafe { self.items.as_mut() }
    }
}

impl<T> Drop for Buffer<T> {
    fn drop(&mut self) {
        // SAFETY: the pointer came from a box, and is given back once.
        drop(unsafe { Box::from_raw(self.items.as_ptr()) });
    }
}

// SAFETY: a buffer owns its items, as a box does.
unsafe impl<T: Send> Send for Buffer<T> {}
// SAFETY: through a shared reference to a buffer items can only be read.
unsafe impl<T: Sync> Sync for Buffer<T> {}
