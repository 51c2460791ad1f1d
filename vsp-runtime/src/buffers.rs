//! A machine's memory and stacks, which both Rust and compiled code access.

#[cfg(feature = "alloc")]
use crate::boxes::Boxes;
#[cfg(feature = "alloc")]
use alloc::boxed::Box;
#[cfg(feature = "alloc")]
use core::mem::MaybeUninit;
use core::slice;
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

/// The memory and the stacks of one machine, which may also be reached through raw pointers while nobody holds a reference. Items of stacks
/// are good for nothing before they are written.
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
    /// Where they came from: [`Boxes`].
    #[cfg(feature = "alloc")]
    Boxes,
    /// A storage, which this says is in use.
    Storage(&'static AtomicBool),
}

impl Buffers {
    /// Buffers of their own. Memory is zeros.
    #[cfg(feature = "alloc")]
    pub fn allocate(sizes: Sizes) -> Buffers {
        let Boxes { memory, calls, stack } = Boxes::get(sizes);
        Buffers {
            memory: Box::into_raw(memory),
            calls: Box::into_raw(calls) as *mut [u32],
            stack: Box::into_raw(stack) as *mut [u16],
            owner: Owner::Boxes,
        }
    }

    /// Buffers in a storage. Memory becomes zeros, what the stacks hold is whatever was left there.
    ///
    /// # Safety
    /// Until `in_use` becomes false, which it does when the buffers drop, all items must be good to read and write, those of memory
    /// initialised, and nothing else may access them.
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

    /// How many items the call stack has room for.
    pub fn calls_size(&self) -> usize {
        self.calls.len()
    }

    /// How many items the data stack has room for.
    pub fn stack_size(&self) -> usize {
        self.stack.len()
    }

    /// The first items of the call stack.
    ///
    /// # Safety
    /// So many must be there, and have been written.
    #[inline]
    pub unsafe fn calls(&self, count: usize) -> &[u32] {
        // SAFETY: by the contract, and as in `memory`.
        unsafe { slice::from_raw_parts(self.calls.cast(), count) }
    }

    /// The first items of the data stack.
    ///
    /// # Safety
    /// As for [`calls`](Self::calls).
    #[inline]
    pub unsafe fn stack(&self, count: usize) -> &[u16] {
        // SAFETY: by the contract, and as in `memory`.
        unsafe { slice::from_raw_parts(self.stack.cast(), count) }
    }

    /// Writes an item of the call stack; `None` if that has none so high.
    #[inline]
    pub fn set_call(&mut self, index: usize, address: u32) -> Option<()> {
        // SAFETY: the item is there, and `self` is borrowed mutably.
        (index < self.calls.len()).then(|| unsafe { self.calls_pointer().add(index).write(address) })
    }

    /// Writes an item of the data stack; `None` if that has none so high.
    #[inline]
    pub fn set_cell(&mut self, index: usize, bits: u16) -> Option<()> {
        // SAFETY: as in `set_call`.
        (index < self.stack.len()).then(|| unsafe { self.stack_pointer().add(index).write(bits) })
    }
}

impl Drop for Buffers {
    fn drop(&mut self) {
        match self.owner {
            #[cfg(feature = "alloc")]
            Owner::Boxes => {
                // SAFETY: the pointers came from boxes, and are given back once.
                let boxes = unsafe {
                    Boxes {
                        memory: Box::from_raw(self.memory),
                        calls: Box::from_raw(self.calls as *mut [MaybeUninit<u32>]),
                        stack: Box::from_raw(self.stack as *mut [MaybeUninit<u16>]),
                    }
                };
                boxes.give_back();
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
