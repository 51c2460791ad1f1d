//! Static storage for a machine, for programs without an allocator.

use crate::buffers::{Buffers, Sizes};
use crate::vm::SetupError;
use core::cell::UnsafeCell;
use core::fmt;
use core::ptr;
use core::sync::atomic::{AtomicBool, Ordering};

/// Room for the memory and the stacks of one machine: `MEMORY` bytes, [`Limits::MEMORY`](crate::Limits::MEMORY) at least,
/// `CALLS` return addresses and `STACK` cells of two bytes.
///
/// It is meant for a `static`, where it takes no space in the binary. A machine that is built with it
/// ([`VmBuilder::storage`](crate::VmBuilder::storage)) allocates nothing for itself and gives the storage back when it is
/// dropped. What is too large does no harm: a machine's sizes are those of its [`Limits`](crate::Limits) all the same.
///
/// ```
/// use vsp_runtime::{Outcome, Program, Reg, SetupError, Storage, Unattached, Vm};
///
/// static STORAGE: Storage<65536, 16, 64> = Storage::new();
///
/// // Without an allocator the program would be one that the crate was built with.
/// let program = vsp_isa::asm::assemble("main: MOVI R0, 3\n HLT", "three.sil").unwrap();
/// let program = Program::from_container(program).unwrap();
///
/// let builder = Vm::builder(&program).host(Unattached).call_limit(16).stack_limit(64).storage(&STORAGE);
/// let mut vm = builder.clone().build().unwrap();
/// assert_eq!(vm.run(), Outcome::Halted);
/// assert_eq!(vm.cell(Reg::R0).rho, 3);
///
/// // One machine at a time.
/// assert_eq!(builder.clone().build().unwrap_err(), SetupError::StorageInUse);
/// drop(vm);
/// assert!(builder.build().is_ok());
/// ```
pub struct Storage<const MEMORY: usize, const CALLS: usize, const STACK: usize> {
    in_use: AtomicBool,
    memory: UnsafeCell<[u8; MEMORY]>,
    calls: UnsafeCell<[u32; CALLS]>,
    stack: UnsafeCell<[u16; STACK]>,
}

impl<const MEMORY: usize, const CALLS: usize, const STACK: usize> Storage<MEMORY, CALLS, STACK> {
    /// A storage that is not in use.
    pub const fn new() -> Self {
        Storage {
            in_use: AtomicBool::new(false),
            memory: UnsafeCell::new([0; MEMORY]),
            calls: UnsafeCell::new([0; CALLS]),
            stack: UnsafeCell::new([0; STACK]),
        }
    }

    /// The same, whatever its sizes.
    pub(crate) fn room(&'static self) -> Room {
        Room {
            in_use: &self.in_use,
            memory: self.memory.get(),
            calls: self.calls.get(),
            stack: self.stack.get(),
        }
    }
}

impl<const MEMORY: usize, const CALLS: usize, const STACK: usize> Default for Storage<MEMORY, CALLS, STACK> {
    fn default() -> Self {
        Storage::new()
    }
}

impl<const MEMORY: usize, const CALLS: usize, const STACK: usize> fmt::Debug
    for Storage<MEMORY, CALLS, STACK>
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Storage").field("in_use", &self.in_use).finish_non_exhaustive()
    }
}

// SAFETY: the arrays are accessed only by the buffers that `Room::claim` makes, and there is one set of them at a time.
unsafe impl<const MEMORY: usize, const CALLS: usize, const STACK: usize> Sync
    for Storage<MEMORY, CALLS, STACK>
{
}

/// A storage of any sizes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    in_use: &'static AtomicBool,
    memory: *mut [u8],
    calls: *mut [u32],
    stack: *mut [u16],
}

// SAFETY: the pointers are to the arrays of a storage, which is in a static or leaked, and nothing is done with them but by
// its present owner.
unsafe impl Send for Room {}
// SAFETY: as above.
unsafe impl Sync for Room {}

impl Room {
    /// Takes the storage until the buffers drop, if they fit and nobody has it.
    pub fn claim(&self, sizes: Sizes) -> Result<Buffers, SetupError> {
        let Sizes { memory, calls, stack } = sizes;
        if memory > self.memory.len() || calls > self.calls.len() || stack > self.stack.len() {
            return Err(SetupError::StorageTooSmall { memory, calls, stack });
        }
        if self.in_use.swap(true, Ordering::Acquire) {
            return Err(SetupError::StorageInUse);
        }
        let memory = ptr::slice_from_raw_parts_mut(self.memory.cast(), memory);
        let calls = ptr::slice_from_raw_parts_mut(self.calls.cast(), calls);
        let stack = ptr::slice_from_raw_parts_mut(self.stack.cast(), stack);
        // SAFETY: these are beginnings of the storage's arrays, which live for ever in cells that nothing else looks into:
        // only who finds `in_use` false gets here, and it stays true until these buffers drop. Acquire here and release
        // there put all that a former owner did before what this one does.
        Ok(unsafe { Buffers::in_storage(self.in_use, memory, calls, stack) })
    }
}
