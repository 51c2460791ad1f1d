//! How an instruction's bytes are laid out.

/// How an instruction's bytes are laid out, see [encoding](crate::reference::encoding).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// One byte: the opcode.
    A,
    /// Two bytes: the opcode and one operand byte.
    B,
    /// Three bytes: the opcode, two registers' nibbles and an immediate.
    C,
    /// Four bytes: the opcode and 24 operand bits.
    D,
}

impl Format {
    /// The instruction's length in bytes, 1 to 4.
    #[inline]
    pub const fn length(self) -> usize {
        self as usize + 1
    }
}
