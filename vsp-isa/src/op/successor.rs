//! Where control goes after an instruction, and in which mode.

/// Where control goes after an instruction that does not trap, and in which mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Successor {
    /// The next instruction.
    Next,
    /// The target.
    To,
    /// The target, or the next instruction.
    Branch,
    /// The target and, after its RET, the next instruction.
    Call,
    /// The next instruction, perhaps after a stop.
    Pause,
    /// The caller, or the end of the run.
    Return,
    /// The end of the run, for good.
    Halt,
    /// The next instruction, in the mode that the operand codes.
    SetMode,
    /// The next instruction, in the mode that the operand codes if that is wider.
    WidenMode,
    /// The next instruction, in the mode that the operand codes if that is narrower.
    NarrowMode,
    /// The next instruction, in the mode that a byte of memory codes if that is narrower.
    LimitMode,
}
