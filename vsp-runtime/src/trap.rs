//! Traps: where and why a run cannot continue.

use crate::host_error::Message;
use core::fmt;
use core::hash::{Hash, Hasher};
use vsp_isa::{Intrinsic, TrapKind};

/// A trap: its kind, the address of the instruction that could not be done, and the reason where there is more to say.
///
/// Two traps are equal if they are of one kind at one place: the reason is for people, and takes no part.
///
/// ```
/// use vsp_runtime::{Trap, TrapKind};
/// let trap = Trap::new(TrapKind::CallStackOverflow, 0x2a);
/// assert_eq!(trap.to_string(), "CallStackOverflow at 0x002a: The call stack is full.");
/// ```
#[derive(Clone, Debug)]
pub struct Trap {
    /// What kind of trap it is.
    pub kind: TrapKind,
    /// Where: an address in the code.
    pub pc: u32,
    reason: Option<Reason>,
}

/// What the kind of a trap does not say.
#[derive(Clone, Debug)]
pub(crate) enum Reason {
    /// What the host says of its failure.
    Host(Message),
    /// The transform that the host does not have.
    Transform(u32),
    /// The number of the intrinsic that neither the machine nor the host has, and what it is, if files of this version list it.
    Syscall(u8, Option<Intrinsic>),
}

impl Trap {
    /// A trap without any other reason than its kind, to compare with.
    pub const fn new(kind: TrapKind, pc: u32) -> Trap {
        Trap { kind, pc, reason: None }
    }

    pub(crate) fn with_reason(kind: TrapKind, pc: u32, reason: Option<Reason>) -> Trap {
        Trap { kind, pc, reason }
    }

    /// What the host said of its failure: the message of its [`HostError`](crate::HostError).
    ///
    /// ```
    /// use vsp_runtime::{Cell, Host, HostError, Program, Vm};
    ///
    /// struct Closed;
    ///
    /// impl Host for Closed {
    ///     fn read_port(&mut self, _: u8) -> Result<Cell, HostError> {
    ///         Err(HostError::failed("the port is closed"))
    ///     }
    /// }
    ///
    /// let program = vsp_isa::asm::assemble("main: IN R0, 3", "port.sil").unwrap();
    /// let program = Program::from_container(program).unwrap();
    /// let outcome = Vm::builder(&program).host(Closed).build().unwrap().run();
    /// assert_eq!(outcome.trap().unwrap().host_message(), Some("the port is closed"));
    /// assert_eq!(outcome.to_string(), "trapped: HostError at 0x0000: the port is closed");
    /// ```
    pub fn host_message(&self) -> Option<&str> {
        match &self.reason {
            Some(Reason::Host(message)) => Some(message),
            Some(Reason::Transform(_) | Reason::Syscall(..)) | None => None,
        }
    }
}

impl PartialEq for Trap {
    fn eq(&self, other: &Trap) -> bool {
        (self.kind, self.pc) == (other.kind, other.pc)
    }
}

impl Eq for Trap {}

impl Hash for Trap {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.kind, self.pc).hash(state);
    }
}

impl fmt::Display for Trap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {:#06x}: ", self.kind, self.pc)?;
        match &self.reason {
            None => f.write_str(self.kind.explanation()),
            Some(reason) => write!(f, "{reason}"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Host(message) => f.write_str(message),
            Reason::Transform(id) => write!(f, "the host has no transform {id} ({id:#x})"),
            Reason::Syscall(id, intrinsic) => match intrinsic {
                Some(intrinsic) => write!(f, "the host does not have {} ({id:#04x})", intrinsic.names()[0]),
                None => write!(f, "neither the machine nor the host has an intrinsic {id:#04x}"),
            },
        }
    }
}

impl core::error::Error for Trap {}
