//! The state of a machine, shared by all engines.

use crate::buffers::Buffers;
use crate::host_error::HostError;
use crate::interrupt::{InterruptHandle, NEVER};
use crate::trap::Reason;
use core::ptr;
use vsp_isa::abi::Context;
use vsp_isa::container::Image;
use vsp_isa::semantics::complex::MAGNITUDES;
use vsp_isa::{Flags, Mode, Registers, TrapKind};

/// Everything that a running program changes, but for what belongs to the host.
///
/// The context comes first, so that helpers of compiled code, which are given the context, find the machine.
#[repr(C)]
pub(crate) struct Machine {
    pub context: Context,
    /// While compiled code runs, what its helpers need besides; else null.
    pub frame: *mut (),
    /// Why the instruction traps that is being executed, where its kind does not say it.
    pub reason: Option<Reason>,
    /// Who can stop it; the context has the handle's flag.
    interrupt: Option<InterruptHandle>,
    buffers: Buffers,
    /// The gradient, once GRAD has set it.
    pub gradient: Option<[f32; 16]>,
}

// SAFETY: the pointers in the context and the frame are to the machine's own buffers, to statics, to the flag of its handle, or null while nothing
// runs.
unsafe impl Send for Machine {}
// SAFETY: as above; through a shared reference to a machine things can only be read.
unsafe impl Sync for Machine {}

impl Machine {
    /// A machine at the start of a program. Its memory must have a size within [`Limits::MEMORY`](crate::Limits::MEMORY) and
    /// hold the program's data, and be zeros. It has to be made ready before it runs compiled code.
    pub fn new(program: &Image<'_>, buffers: Buffers) -> Machine {
        let context = Context {
            registers: Registers::NULL,
            pc: 0,
            flags: 0,
            mode: 0,
            reserved: 0,
            fuel: u64::MAX,
            memory_size: buffers.memory().len() as u64,
            call_depth: 0,
            call_limit: buffers.calls_size() as u32,
            stack_depth: 0,
            stack_limit: buffers.stack_size() as u32,
            memory: buffers.memory_pointer(),
            calls: buffers.calls_pointer(),
            stack: buffers.stack_pointer(),
            magnitudes: MAGNITUDES.as_ptr(),
            helpers: ptr::null(),
            interrupt: NEVER.flag(),
            sums: None,
        };
        let mut machine = Machine {
            context,
            frame: ptr::null_mut(),
            reason: None,
            interrupt: None,
            buffers,
            gradient: None,
        };
        machine.begin(program);
        machine
    }

    /// Puts everything but fuel to the start of a program, in memory of zeros.
    fn begin(&mut self, program: &Image<'_>) {
        let context = &mut self.context;
        context.registers = Registers::NULL;
        context.flags = 0;
        context.mode = program.mode.code();
        context.pc = program.entry;
        (context.call_depth, context.stack_depth) = (0, 0);
        self.buffers.memory_mut()[..program.data.len()].copy_from_slice(program.data);
        self.gradient = None;
    }

    /// Puts everything but fuel back to the start of a program.
    pub fn reset(&mut self, program: &Image<'_>) {
        self.buffers.memory_mut()[program.data.len()..].fill(0);
        self.begin(program);
    }

    /// Who can stop the machine, if anybody.
    #[inline]
    pub fn interrupt(&self) -> Option<&InterruptHandle> {
        self.interrupt.as_ref()
    }

    /// Says who can stop the machine.
    pub fn set_interrupt(&mut self, handle: Option<InterruptHandle>) {
        self.interrupt = handle;
        self.context.interrupt = self.interrupt.as_ref().unwrap_or(&NEVER).flag();
    }

    /// Notes why the host has failed, and gives the trap that it means, but for syscalls and transforms that it does not have.
    pub fn host_failed(&mut self, error: HostError) -> TrapKind {
        self.reason = Some(Reason::Host(error.into_message()));
        TrapKind::HostError
    }

    pub fn flags(&self) -> Flags {
        Flags::from_bits(self.context.flags)
    }

    pub fn set_flags(&mut self, flags: Flags) {
        self.context.flags = flags.bits();
    }

    #[inline]
    pub fn mode(&self) -> Mode {
        match self.context.mode {
            0 => Mode::Sil8,
            1 => Mode::Sil16,
            2 => Mode::Sil32,
            3 => Mode::Sil64,
            // Only codes of modes are ever written.
            _ => Mode::Sil128,
        }
    }

    pub fn set_mode(&mut self, mode: Mode) {
        self.context.mode = mode.code();
    }

    pub fn memory(&self) -> &[u8] {
        self.buffers.memory()
    }

    pub fn memory_mut(&mut self) -> &mut [u8] {
        self.buffers.memory_mut()
    }

    /// The registers and the memory, both to be changed.
    pub fn registers_and_memory(&mut self) -> (&mut Registers, &mut [u8]) {
        (&mut self.context.registers, self.buffers.memory_mut())
    }

    /// The return addresses on the call stack, the oldest first.
    pub fn calls(&self) -> &[u32] {
        // SAFETY: whoever makes the stack deeper writes the address that comes on top, and only if there is room.
        unsafe { self.buffers.calls(self.context.call_depth as usize) }
    }

    /// The cells on the data stack as their bits, the oldest first.
    pub fn stack(&self) -> &[u16] {
        // SAFETY: as in `calls`.
        unsafe { self.buffers.stack(self.context.stack_depth as usize) }
    }

    /// Pushes a return address; `None` if the stack is full.
    pub fn push_call(&mut self, address: u32) -> Option<()> {
        self.buffers.set_call(self.context.call_depth as usize, address)?;
        self.context.call_depth += 1;
        Some(())
    }

    /// Pops a return address; `None` if the stack is empty.
    pub fn pop_call(&mut self) -> Option<u32> {
        let address = *self.calls().last()?;
        self.context.call_depth -= 1;
        Some(address)
    }

    /// Pushes a cell's bits; `None` if the stack is full.
    pub fn push_cell(&mut self, bits: u16) -> Option<()> {
        self.buffers.set_cell(self.context.stack_depth as usize, bits)?;
        self.context.stack_depth += 1;
        Some(())
    }

    /// Pops a cell's bits; `None` if the stack is empty.
    pub fn pop_cell(&mut self) -> Option<u16> {
        let bits = *self.stack().last()?;
        self.context.stack_depth -= 1;
        Some(bits)
    }
}
