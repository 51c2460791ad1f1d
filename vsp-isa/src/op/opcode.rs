//! Opcodes, the bytes that begin instructions.

use super::{Format, Successor};
use crate::{Field, Version};

macro_rules! define_opcodes {
    ($($section:ident $about:literal { $($byte:literal $variant:ident $method:ident $mnemonic:literal $format:ident
        $since:ident $successor:ident { $($field:ident: $type:ty = $place:ident),* } $doc:literal;)* })*) => {
        /// The byte that begins an instruction. [Instructions](crate::reference::instructions) says what each does.
        ///
        /// ```
        /// use vsp_isa::{Field, Format, Opcode, Version};
        /// let li = Opcode::from_byte(0x2f).unwrap();
        /// assert_eq!((li.mnemonic(), li.format(), li.since()), ("LI", Format::D, Version::V1_1));
        /// assert_eq!(li.operands(), [Field::WordA, Field::Signed16]);
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        #[allow(rustdoc::broken_intra_doc_links, reason = "`R[a]` in the lines of the table is no link")]
        pub enum Opcode { $($(#[doc = $doc] $variant = $byte,)*)* }

        /// The layouts by the bytes: everybody who goes through code asks for them.
        const FORMATS: &[Format; 256] = &{
            let mut formats = [Format::A; 256];
            $($(formats[Opcode::$variant as usize] = Format::$format;)*)*
            formats
        };

        /// How many opcodes there are.
        const COUNT: usize = [$($(Opcode::$variant),*),*].len();

        impl Opcode {
            /// The opcode of a byte, whatever the version; `None` if no version has it.
            #[inline]
            pub const fn from_byte(byte: u8) -> Option<Opcode> {
                match byte {
                    $($($byte => Some(Opcode::$variant),)*)*
                    _ => None,
                }
            }

            /// The name in assembly, in upper case.
            pub const fn mnemonic(self) -> &'static str {
                match self { $($(Opcode::$variant => $mnemonic,)*)* }
            }

            /// The layout of its bytes.
            #[inline]
            pub const fn format(self) -> Format {
                FORMATS[self as usize]
            }

            /// The first version of the file format that has it.
            #[inline]
            pub const fn since(self) -> Version {
                match self { $($(Opcode::$variant => Version::$since,)*)* }
            }

            /// Where control goes afterwards.
            #[inline]
            pub const fn successor(self) -> Successor {
                match self { $($(Opcode::$variant => Successor::$successor,)*)* }
            }

            /// Its operands in the order of assembly, each as its place in the bytes.
            pub const fn operands(self) -> &'static [Field] {
                match self { $($(Opcode::$variant => &[$(Field::$place),*],)*)* }
            }

            /// What it does, in one line.
            pub const fn summary(self) -> &'static str {
                match self { $($(Opcode::$variant => $doc,)*)* }
            }
        }
    };
}

crate::for_each_op!(define_opcodes);

impl Opcode {
    /// Every opcode, in the order of their bytes.
    pub const ALL: &[Opcode] = &Opcode::in_order();

    const fn in_order() -> [Opcode; COUNT] {
        let mut all = [Opcode::Nop; COUNT];
        let (mut byte, mut count) = (0, 0);
        while byte <= u8::MAX as u16 {
            if let Some(opcode) = Opcode::from_byte(byte as u8) {
                all[count] = opcode;
                count += 1;
            }
            byte += 1;
        }
        all
    }

    /// The opcode of this mnemonic, in any letter case.
    ///
    /// ```
    /// use vsp_isa::Opcode;
    /// assert_eq!(Opcode::from_mnemonic("bit.h"), Some(Opcode::BitH));
    /// ```
    pub fn from_mnemonic(name: &str) -> Option<Opcode> {
        Opcode::ALL.iter().copied().find(|opcode| opcode.mnemonic().eq_ignore_ascii_case(name))
    }

    /// Its byte.
    pub const fn byte(self) -> u8 {
        self as u8
    }

    /// Whether it is among these, a bit for each byte.
    ///
    /// ```
    /// use vsp_isa::Opcode;
    /// assert!(Opcode::Mul.is_among([0, 1, 0, 0]), "its byte is 0x40");
    /// ```
    pub const fn is_among(self, opcodes: [u64; 4]) -> bool {
        opcodes[(self.byte() / 64) as usize] >> (self.byte() % 64) & 1 == 1
    }
}
