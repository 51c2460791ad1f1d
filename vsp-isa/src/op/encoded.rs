//! An instruction as bytes.

use super::Opcode;

/// An instruction as bytes: opcode, then operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Encoded {
    bytes: [u8; 4],
    length: u8,
}

impl Encoded {
    /// Puts the opcode before `operands`, the 24 operand bits; those that the format lacks must be zeros.
    pub const fn new(opcode: Opcode, operands: u32) -> Encoded {
        let [b1, b2, b3, _] = operands.to_le_bytes();
        Encoded { bytes: [opcode as u8, b1, b2, b3], length: opcode.format().length() as u8 }
    }

    /// The 24 operand bits; those that the format lacks are zeros.
    #[inline]
    pub const fn operands(&self) -> u32 {
        let [_, b1, b2, b3] = self.bytes;
        u32::from_le_bytes([b1, b2, b3, 0])
    }

    /// The bytes, one to four, as they stand in the code.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length as usize]
    }
}
