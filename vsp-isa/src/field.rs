//! Where an operand stands in an instruction's bytes, and which numbers it can hold.

/// A place for one operand in the (up to three) bytes after the opcode.
///
/// The operand bytes are taken as one little-endian 24-bit number: byte 1 is its low byte. Every instruction row of
/// [`for_each_op!`](crate::for_each_op) names one field for each operand; encoder, decoder, assembler and disassembler
/// all go through it. [Encoding](crate::reference::encoding) has a table of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// Low nibble of byte 1: a register, used as a cell.
    RegisterA,
    /// High nibble of byte 1: a register, used as a cell.
    RegisterB,
    /// Low nibble of byte 1: the first register of a word.
    WordA,
    /// High nibble of byte 1: the first register of a word.
    WordB,
    /// Byte 2, unsigned.
    Unsigned8,
    /// Byte 2, two's complement.
    Signed8,
    /// Bytes 2 and 3, two's complement.
    Signed16,
    /// Bytes 1 to 3, unsigned: a count or a channel.
    Unsigned24,
    /// Bytes 2 and 3: an address in memory.
    Data16,
    /// Bytes 1 and 2: an address in memory (COMPAT).
    Data16Low,
    /// Bytes 1 to 3: an address in memory.
    Data24,
    /// Bytes 1 to 3: the address of a number of four bytes in memory (TRANS, PIPE).
    Number24,
    /// Bytes 1 to 3: the address of sixteen packed registers in memory (LSTATE, SSTATE).
    State24,
    /// Bytes 1 to 3: an address in the code.
    Code24,
    /// Bytes 1 to 3 of JZ and JN, in either form: see [`Branch`](crate::Branch).
    Branch,
    /// Byte 1: the code of a mode (SETMODE).
    Mode,
    /// Byte 2: the code of a mode (PROMOTE and its kin).
    ModeImmediate,
    /// Byte 1: a node (SYNC).
    Node,
    /// High nibble of byte 1: a node (ENTANGLE).
    NodeNibble,
    /// Byte 1: the number of an intrinsic (SYSCALL).
    Intrinsic,
    /// Bytes 2 and 3: the argument of an intrinsic.
    Argument16,
}

impl Field {
    /// The lowest bit of the field in the 24 operand bits, and its width in bits.
    pub const fn position(self) -> (u32, u32) {
        match self {
            Field::RegisterA | Field::WordA => (0, 4),
            Field::RegisterB | Field::WordB | Field::NodeNibble => (4, 4),
            Field::Mode | Field::Node | Field::Intrinsic => (0, 8),
            Field::Unsigned8 | Field::Signed8 | Field::ModeImmediate => (8, 8),
            Field::Signed16 | Field::Data16 | Field::Argument16 => (8, 16),
            Field::Data16Low => (0, 16),
            Field::Unsigned24
            | Field::Data24
            | Field::Number24
            | Field::State24
            | Field::Code24
            | Field::Branch => (0, 24),
        }
    }

    /// Whether the field's top bit is a sign.
    pub const fn is_signed(self) -> bool {
        matches!(self, Field::Signed8 | Field::Signed16)
    }

    /// The least and the greatest number that fit.
    ///
    /// ```
    /// assert_eq!(vsp_isa::Field::Signed8.range(), (-128, 127));
    /// assert_eq!(vsp_isa::Field::RegisterB.range(), (0, 15));
    /// ```
    pub const fn range(self) -> (i64, i64) {
        let (_, width) = self.position();
        if self.is_signed() { (-(1 << (width - 1)), (1 << (width - 1)) - 1) } else { (0, (1 << width) - 1) }
    }

    /// The field's raw bits out of the 24 operand bits, without a sign.
    #[inline]
    pub const fn extract(self, operands: u32) -> u32 {
        let (shift, width) = self.position();
        (operands >> shift) & ((1 << width) - 1)
    }

    /// Raw bits at their place; bits that do not fit are dropped.
    #[inline]
    pub const fn place(self, raw: u32) -> u32 {
        let (shift, width) = self.position();
        (raw & ((1 << width) - 1)) << shift
    }

    /// A number at its place, or `None` if it is out of [`range`](Self::range).
    ///
    /// ```
    /// use vsp_isa::Field;
    /// assert_eq!(Field::Signed8.insert(-1), Some(0xff00));
    /// assert_eq!(Field::Signed8.insert(128), None);
    /// ```
    pub const fn insert(self, value: i64) -> Option<u32> {
        let (least, greatest) = self.range();
        if value < least || value > greatest { None } else { Some(self.place(value as u32)) }
    }

    /// The number that the field holds, with its sign.
    ///
    /// ```
    /// use vsp_isa::Field;
    /// assert_eq!(Field::Signed8.value(0xff21), -1);
    /// assert_eq!(Field::RegisterB.value(0xff21), 2);
    /// ```
    pub const fn value(self, operands: u32) -> i64 {
        let raw = self.extract(operands);
        let (_, width) = self.position();
        if self.is_signed() { ((raw as i64) << (64 - width)) >> (64 - width) } else { raw as i64 }
    }
}

/// A type that an instruction's operand has, convertible from and to the raw bits of its [`Field`].
pub trait Operand: Copy {
    /// From raw bits; the field's width guarantees that every value is valid.
    fn from_raw(raw: u32) -> Self;
    /// To raw bits; those beyond the field's width are dropped by [`Field::place`].
    fn to_raw(self) -> u32;
}

macro_rules! integer_operands {
    ($($type:ty)*) => { $(
        impl Operand for $type {
            #[inline]
            fn from_raw(raw: u32) -> Self {
                raw as $type
            }
            #[inline]
            fn to_raw(self) -> u32 {
                self as u32
            }
        }
    )* };
}
integer_operands!(u8 i8 u16 i16 u32);
