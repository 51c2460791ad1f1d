//! A machine's memory and stacks, which both Rust and compiled code access.

#[cfg(feature = "alloc")]
use alloc::{boxed::Box, vec};
use core::sync::atomic::{AtomicBool, Ordering};

/// How many items each of the buffers has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    /// Bytes of memory.
    pub memory: usize,
    /// Return addresses on the call stack.
    pub calls: usize,
    /// Cells on the data stack.
    pub stack: usize,
}

/// The memory and the stacks of one machine, which may also be reached through raw pointers while nobody holds a reference.
///
/// A `Box` would promise the compiler that nothing else points to its content; compiled code does. Where the items are
/// never changes, so the pointers stay good when the machine moves.
pub(crate) struct Buffers {
    memory: *mut [u8],
    calls: *mut [u32],
    stack: *mut [u16],
    owner: Owner,
}

/// Whom the buffers go back to.
enum Owner {
    /// The allocator: they came from three boxes.
    #[cfg(feature = "alloc")]
    Boxes,
    /// A storage, which this says is in use.
    Storage(&'static AtomicBool),
}

impl Buffers {
    /// Buffers of zeros, of their own.
    #[cfg(feature = "alloc")]
    pub fn allocate(sizes: Sizes) -> Buffers {
        Buffers {
            memory: Box::into_raw(vec![0; sizes.memory].into_boxed_slice()),
            calls: Box::into_raw(vec![0; sizes.calls].into_boxed_slice()),
            stack: Box::into_raw(vec![0; sizes.stack].into_boxed_slice()),
            owner: Owner::Boxes,
        }
    }

    /// Buffers in a storage. Memory becomes zeros, what the stacks hold is whatever was left there.
    ///
    /// # Safety
    /// Until `in_use` becomes false, which it does when the buffers drop, all items must be initialised and good to read and
    /// write, and nothing else may access them.
    pub unsafe fn in_storage(
        in_use: &'static AtomicBool,
        memory: *mut [u8],
        calls: *mut [u32],
        stack: *mut [u16],
    ) -> Buffers {
        let mut buffers = Buffers { memory, calls, stack, owner: Owner::Storage(in_use) };
        buffers.memory_mut().fill(0);
        buffers
    }

    /// Where memory begins.
    pub fn memory_pointer(&self) -> *mut u8 {
        self.memory.cast()
    }

    /// Where the call stack begins.
    pub fn calls_pointer(&self) -> *mut u32 {
        self.calls.cast()
    }

    /// Where the data stack begins.
    pub fn stack_pointer(&self) -> *mut u16 {
        self.stack.cast()
    }

    #[inline]
    pub fn memory(&self) -> &[u8] {
        // SAFETY: the items are these buffers' own, and compiled code does not run while Rust code holds a reference.
        unsafe { &*self.memory }
    }

    #[inline]
    pub fn memory_mut(&mut self) -> &mut [u8] {
        // SAFETY: as in `memory`, and `self` is borrowed mutably.
        unsafe { &mut *self.memory }
    }

    #[inline]
    pub fn calls(&self) -> &[u32] {
        // SAFETY: as in `memory`.
        unsafe { &*self.calls }
    }

    #[inline]
    pub fn calls_mut(&mut self) -> &mut [u32] {
        // SAFETY: as in `memory_mut`.
        unsafe { &mut *self.calls }
    }

    #[inline]
    pub fn stack(&self) -> &[u16] {
        // SAFETY: as in `memory`.
        unsafe { &*self.stack }
    }

    #[inline]
    pub fn stack_mut(&mut self) -> &mut [u16] {
        // SAFETY: as in `memory_mut`.
        unsafe { &mut *self.stack }
    }
}

impl Drop for Buffers {
    fn drop(&mut self) {
        match self.owner {
            #[cfg(feature = "alloc")]
            Owner::Boxes => {
                // SAFETY: the pointer came from a box, and is given back once.
                drop(unsafe { Box::from_raw(self.memory) });
                // SAFETY: the same.
                drop(unsafe { Box::from_raw(self.calls) });
                // SAFETY: the same.
                drop(unsafe { Box::from_raw(self.stack) });
            }
            // The next owner of the storage sees all that was written here.
            Owner::Storage(in_use) => in_use.store(false, Ordering::Release),
        }
    }
}

// SAFETY: the buffers own their items, as boxes do.
unsafe impl Send for Buffers {}
// SAFETY: through a shared reference to buffers items can only be read.
unsafe impl Sync for Buffers {}
