//! Instructions with their operands, and their codec.

use super::visit::EverySection;
use super::{Encoded, Opcode};
use crate::{Branch, Field, Intrinsic, Operand, Reg, TrapKind, Version};

macro_rules! define_instructions {
    ($($section:ident $about:literal { $($byte:literal $variant:ident $method:ident $mnemonic:literal $format:ident
        $since:ident $successor:ident { $($field:ident: $type:ty = $place:ident),* } $doc:literal;)* })*) => {
        /// A decoded instruction. [Instructions](crate::reference::instructions) says what each does.
        ///
        /// Bits that an instruction ignores are not kept: encoding gives them as zeros. A number is kept even if it stands
        /// for nothing, as a mode or an intrinsic that there is not; that shows when the instruction runs.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the operands are named as in the variant's one line")]
        #[allow(rustdoc::broken_intra_doc_links, reason = "`R[a]` in the lines of the table is no link")]
        pub enum Instruction { $($(#[doc = $doc] $variant { $($field: $type),* },)*)* }

        impl Instruction {
            /// Its opcode.
            #[inline]
            pub const fn opcode(self) -> Opcode {
                match self { $($(Instruction::$variant { .. } => Opcode::$variant,)*)* }
            }

            /// The instruction of an opcode and its 24 operand bits (those that the format lacks are zeros).
            #[inline]
            fn from_operands(opcode: Opcode, operands: u32) -> Instruction {
                let _ = operands;
                match opcode {
                    $($(Opcode::$variant => Instruction::$variant {
                        $($field: <$type>::from_raw(Field::$place.extract(operands))),*
                    },)*)*
                }
            }

            /// Its bytes. Operands of 32 bits have room for 24: higher bits are dropped.
            ///
            /// ```
            /// use vsp_isa::{Instruction, Reg};
            /// let scale = Instruction::Scale { a: Reg::RF, imm: -2 };
            /// assert_eq!(scale.encode().as_bytes(), [0x4a, 0x0f, 0xfe]);
            /// ```
            pub fn encode(self) -> Encoded {
                match self {
                    $($(Instruction::$variant { $($field),* } =>
                        Encoded::new(Opcode::$variant, 0 $(| Field::$place.place($field.to_raw()))*),)*)*
                }
            }

            /// Calls the visitor's method for this instruction.
            #[inline(always)]
            pub fn visit<V: EverySection>(self, visitor: &mut V) -> V::Output {
                match self {
                    $($(Instruction::$variant { $($field),* } => visitor.$method($($field),*),)*)*
                }
            }

            /// The same, but only for instructions whose opcodes are among these, a bit each; the four numbers together are what
            /// [`Marks::opcodes`](crate::flow::Marks::opcodes) gives. What others would need is not compiled; they give `None`.
            #[inline(always)]
            pub fn visit_among<const A: u64, const B: u64, const C: u64, const D: u64, V: EverySection>(
                self,
                visitor: &mut V,
            ) -> Option<V::Output> {
                match self {
                    $($(Instruction::$variant { $($field),* } => {
                        if const { Opcode::$variant.is_among([A, B, C, D]) } {
                            Some(visitor.$method($($field),*))
                        } else {
                            None
                        }
                    })*)*
                }
            }
        }

        impl Fetched {
            /// Calls the visitor's method for this instruction.
            #[inline(always)]
            pub fn visit<V: EverySection>(self, visitor: &mut V) -> V::Output {
                match self.opcode {
                    $($(Opcode::$variant => visitor.$method(
                        $(<$type>::from_raw(Field::$place.extract(self.bits))),*
                    ),)*)*
                }
            }
        }
    };
}

/// An instruction that stands in some code. Its operands are decoded where it is visited, which takes one branch where an [`Instruction`]
/// takes two.
///
/// ```
/// use vsp_isa::{Fetched, TrapKind, Version};
/// assert!(Fetched::at(&[0x4a, 0x0f, 0xfe], 0, Version::V1_0).is_ok());
/// assert_eq!(Fetched::at(&[0x4a, 0x0f], 0, Version::V1_0).err(), Some(TrapKind::TruncatedInstruction));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Fetched {
    opcode: Opcode,
    /// The 24 operand bits, of which those that the format lacks are zeros, and above them the length: compilers copy two fields in
    /// registers, and more of them by way of memory.
    bits: u32,
}

/// Where the length stands in the bits of [`Fetched`].
const LENGTH: u32 = 24;

crate::for_each_op!(define_instructions);

/// What is known of an instruction from its first byte.
#[derive(Clone, Copy)]
struct Start {
    opcode: Option<Opcode>,
    /// The version of the format that it is in since.
    since: Version,
    /// How many bytes the instruction takes, as [`Fetched`] has it.
    length: u32,
    /// Which of the 24 operand bits the format has.
    operands: u32,
}

/// By the byte: whoever decodes should have no more than one branch to foresee, the one on the opcode.
static STARTS: [Start; 256] = {
    let mut starts = [Start { opcode: None, since: Version::LATEST, length: 0, operands: 0 }; 256];
    let mut index = 0;
    while index < Opcode::ALL.len() {
        let opcode = Opcode::ALL[index];
        let length = opcode.format().length() as u32;
        let operands = (1 << (8 * (length - 1))) - 1;
        starts[opcode as usize] =
            Start { opcode: Some(opcode), since: opcode.since(), length: length << LENGTH, operands };
        index += 1;
    }
    starts
};

impl Instruction {
    /// Its length in bytes, 1 to 4.
    #[inline]
    pub const fn length(self) -> u32 {
        self.opcode().format().length() as u32
    }

    /// The first version of the file format in which it means what it does in the latest: that of its opcode or, for SYSCALL,
    /// of the intrinsic that it calls.
    ///
    /// ```
    /// use vsp_isa::{Instruction, Version};
    /// let print_text = Instruction::Syscall { id: 0x0a, arg: 0 };
    /// assert_eq!((print_text.since(), print_text.opcode().since()), (Version::V1_2, Version::V1_0));
    /// ```
    pub const fn since(self) -> Version {
        if let Instruction::Syscall { id, .. } = self
            && let Some(intrinsic) = Intrinsic::from_id(id, Version::LATEST)
        {
            return intrinsic.since();
        }
        self.opcode().since()
    }

    /// Decodes the instruction at `pc`.
    ///
    /// # Errors
    /// The trap that fetching here means: `PcOutOfBounds` past the end, `InvalidOpcode` for a byte that `version` does
    /// not have, `TruncatedInstruction` for operands that pass the end.
    ///
    /// ```
    /// use vsp_isa::{Instruction, Reg, TrapKind, Version};
    /// let code = [0x24, 0x03, 0x10];
    /// assert_eq!(Instruction::decode(&code, 0, Version::V1_0), Ok(Instruction::Push { a: Reg::new(3).unwrap() }));
    /// assert_eq!(Instruction::decode(&code, 2, Version::V1_0), Err(TrapKind::TruncatedInstruction));
    /// ```
    #[inline]
    pub fn decode(code: &[u8], pc: u32, version: Version) -> Result<Instruction, TrapKind> {
        Ok(Fetched::at(code, pc, version)?.instruction())
    }
}

impl Fetched {
    /// Its opcode.
    #[inline]
    pub const fn opcode(self) -> Opcode {
        self.opcode
    }

    /// Its length in bytes, 1 to 4.
    #[inline]
    pub const fn length(self) -> u32 {
        self.bits >> LENGTH
    }

    /// The operand that stands in a field; what that gives means nothing if the instruction has no such operand.
    ///
    /// ```
    /// use vsp_isa::{Fetched, Field, Opcode, Reg, Version};
    /// let scale = Fetched::at(&[0x4a, 0x0f, 0xfe], 0, Version::V1_0).unwrap();
    /// assert_eq!((scale.opcode(), scale.a(), scale.operand(Field::Signed8)), (Opcode::Scale, Reg::RF, -2_i8));
    /// ```
    #[inline]
    pub fn operand<T: Operand>(self, field: Field) -> T {
        T::from_raw(field.extract(self.bits))
    }

    /// The register or the word that the low nibble of byte 1 names, as [`operand`](Self::operand).
    #[inline]
    pub fn a(self) -> Reg {
        self.operand(Field::RegisterA)
    }

    /// The same for the high nibble.
    #[inline]
    pub fn b(self) -> Reg {
        self.operand(Field::RegisterB)
    }

    /// The 24 operand bits; those that the format lacks are zeros.
    #[inline]
    pub(crate) const fn operands(self) -> u32 {
        self.bits & 0xff_ffff
    }

    /// The same, decoded.
    #[inline]
    pub fn instruction(self) -> Instruction {
        Instruction::from_operands(self.opcode, self.operands())
    }

    /// The instruction at an address of some code.
    ///
    /// # Errors
    /// As [`Instruction::decode`].
    #[inline]
    pub fn at(code: &[u8], pc: u32, version: Version) -> Result<Fetched, TrapKind> {
        let pc = pc as usize;
        // All at once: copying so few bytes one by one would take most of the time.
        let word = match code.get(pc..).and_then(|rest| rest.first_chunk()) {
            Some(bytes) => u32::from_le_bytes(*bytes),
            None => last_word(code, pc)?,
        };
        let Start { opcode, since, length, operands } = STARTS[word as usize & 0xff];
        let opcode = opcode.filter(|_| since <= version).ok_or(TrapKind::InvalidOpcode)?;
        if pc + ((length >> LENGTH) as usize) > code.len() {
            return Err(TrapKind::TruncatedInstruction);
        }
        Ok(Fetched { opcode, bits: word >> 8 & operands | length })
    }
}

/// The bytes at an address near the end of some code, and zeros past it.
#[cold]
fn last_word(code: &[u8], pc: usize) -> Result<u32, TrapKind> {
    let rest = code.get(pc..).filter(|rest| !rest.is_empty()).ok_or(TrapKind::PcOutOfBounds)?;
    let mut bytes = [0; 4];
    bytes[..rest.len()].copy_from_slice(rest);
    Ok(u32::from_le_bytes(bytes))
}
