//! Stopping a machine that runs, from outside.

#[cfg(feature = "alloc")]
use alloc::sync::Arc;
use core::sync::atomic::{AtomicUsize, Ordering};
use vsp_isa::abi::{ENOUGH_FUEL, INTERRUPTED};

/// Where a request is kept; a static for handles that need no allocator.
///
/// ```
/// use vsp_runtime::{InterruptFlag, InterruptHandle};
/// static FLAG: InterruptFlag = InterruptFlag::new();
/// assert!(!InterruptHandle::from_static(&FLAG).is_requested());
/// ```
#[derive(Debug)]
pub struct InterruptFlag(AtomicUsize);

impl InterruptFlag {
    /// A flag without a request.
    pub const fn new() -> InterruptFlag {
        InterruptFlag(AtomicUsize::new(ENOUGH_FUEL))
    }
}

impl Default for InterruptFlag {
    fn default() -> InterruptFlag {
        InterruptFlag::new()
    }
}

/// The handle of machines that have none: nobody ever asks it.
pub(crate) static NEVER: InterruptHandle = InterruptHandle::from_static(&NO_FLAG);
static NO_FLAG: InterruptFlag = InterruptFlag::new();

/// Stops a machine, from any thread or signal handler: see [`VmBuilder::interrupt`](crate::VmBuilder::interrupt).
///
/// A run that is asked to stops as [`Interrupted`](crate::Outcome::Interrupted) before the next block that a jump back, a CALL
/// or a RET leads to, and can go on there. It has taken the request with that: the next run does not stop again.
/// A request that is made while nothing runs waits for the next run, as does one that comes too late for a run which ends by
/// itself; to prevent that, clear it before. A method of the host that waits is not woken.
///
/// Clones are one handle. It is meant for one machine; where several have the same, a request stops at least one of them.
///
/// ```
/// use vsp_runtime::{InterruptHandle, Outcome, Program, Vm};
///
/// let endless = vsp_isa::asm::assemble("main: JMP main", "endless.sil").unwrap();
/// let endless = Program::from_container(endless).unwrap();
/// let handle = InterruptHandle::new();
/// let mut vm = Vm::builder(&endless).interrupt(&handle).build().unwrap();
///
/// let watchdog = std::thread::spawn(move || handle.interrupt());
/// assert_eq!(vm.run(), Outcome::Interrupted);
/// watchdog.join().unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct InterruptHandle(Flag);

#[derive(Clone, Debug)]
enum Flag {
    #[cfg(feature = "alloc")]
    Shared(Arc<InterruptFlag>),
    Static(&'static InterruptFlag),
}

impl InterruptHandle {
    /// A handle of its own.
    ///
    /// Only with the feature `alloc`; see [`from_static`](Self::from_static).
    #[cfg(feature = "alloc")]
    pub fn new() -> InterruptHandle {
        InterruptHandle(Flag::Shared(Arc::new(InterruptFlag::new())))
    }

    /// The handle of a static flag.
    ///
    /// ```
    /// use vsp_runtime::{InterruptFlag, InterruptHandle};
    /// static FLAG: InterruptFlag = InterruptFlag::new();
    /// static HANDLE: InterruptHandle = InterruptHandle::from_static(&FLAG);
    ///
    /// extern "C" fn on_signal(_: i32) {
    ///     HANDLE.interrupt();
    /// }
    /// # on_signal(2);
    /// # assert!(HANDLE.is_requested());
    /// ```
    pub const fn from_static(flag: &'static InterruptFlag) -> InterruptHandle {
        InterruptHandle(Flag::Static(flag))
    }

    /// Asks the machine to stop. That is one store to an atomic, and so may be done in a signal handler or an interrupt
    /// service routine; asking twice before the machine stops is asking once.
    ///
    /// Code that gets the outcome `Interrupted` sees everything that the caller did before.
    pub fn interrupt(&self) {
        self.flag().store(INTERRUPTED, Ordering::Release);
    }

    /// Takes a request back that no run has taken yet.
    pub fn clear(&self) {
        self.flag().store(ENOUGH_FUEL, Ordering::Relaxed);
    }

    /// Whether there is a request that no run has taken yet.
    #[inline]
    pub fn is_requested(&self) -> bool {
        self.flag().load(Ordering::Relaxed) == INTERRUPTED
    }

    /// Takes the request, if there is one.
    pub(crate) fn take(&self) {
        self.flag().swap(ENOUGH_FUEL, Ordering::Acquire);
    }

    #[inline]
    pub(crate) fn flag(&self) -> &AtomicUsize {
        match &self.0 {
            #[cfg(feature = "alloc")]
            Flag::Shared(flag) => &flag.0,
            Flag::Static(flag) => &flag.0,
        }
    }
}

#[cfg(feature = "alloc")]
impl Default for InterruptHandle {
    fn default() -> InterruptHandle {
        InterruptHandle::new()
    }
}
