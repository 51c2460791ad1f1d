//! Superinstructions: common sequences of instructions as one operation.

use super::branches::NUMBER;
use super::kind::Kind;
use super::select::{Widths, offset, widths};
use super::translate::Translator;
use vsp_isa::abi::LEAST_MEMORY;
use vsp_isa::{Instruction, Reg};

/// Kinds for an integer or float operation one of whose words is loaded before it, from an address and from an index.
struct WithLoad {
    at_address: Kind,
    indexed: Kind,
}

/// How far the row where a is loaded comes after the one where b is.
const TO: usize = 2;

impl Translator<'_> {
    /// Whether no register belongs to the words at both.
    pub fn are_apart(&self, a: Reg, b: Reg) -> bool {
        a.index().abs_diff(b.index()) >= self.mode.word_cells()
    }

    /// LI, perhaps with what the number is for.
    pub fn number(&mut self, at: u32, next: u32, b: Reg, imm: i16) -> Option<u32> {
        if let Some(ended) = self.compare_and_branch(at, at, 0) {
            return ended;
        }
        if let Some((instruction, after)) = self.following(next)
            && let Some((a, kind)) = self.combined_with(instruction, b)
        {
            if let Some(ended) = self.step(at, after, instruction, Some(imm)) {
                return ended;
            }
            let operation = self.push(kind.variant(NUMBER), at);
            (operation.a, operation.b, operation.c) = (offset(a), offset(b), imm as u16);
            return Some(after);
        }
        if let Some((Instruction::Addint { a, b: from }, after)) = self.following(next)
            && a == b
            && self.are_apart(a, from)
            && let Some(kind) = self.width(widths!(SumTo16 SumTo32 SumTo64))
        {
            if imm == 0
                && let Some(end) = self.combined_into(at, after, a, from)
            {
                return Some(end);
            }
            let copy = self.float([Kind::CopyWord32, Kind::CopyWord64]).filter(|_| imm == 0);
            let operation = self.push(copy.unwrap_or(kind), at);
            (operation.a, operation.b, operation.c) = (offset(a), offset(from), imm as u16);
            return Some(after);
        }
        if let Some((comparison, after)) = self.following(next)
            && let Some(a) = self.compared_with(comparison, b)
            && let Some(kind) = self.comparison(comparison)
        {
            let operation = self.push(kind.variant(NUMBER), at);
            (operation.a, operation.b, operation.c) = (offset(a), offset(b), imm as u16);
            return Some(after);
        }
        let kind = self.width(widths!(Number16 Number32 Number64));
        if let Some(operation) = self.registers(kind, at, next, b, b) {
            operation.c = imm as u16;
        }
        Some(next)
    }

    /// A copy at an address of the word `from` to word a, with the operation after it that changes that; gives the address after it.
    fn combined_into(&mut self, at: u32, next: u32, a: Reg, from: Reg) -> Option<u32> {
        use Instruction as I;
        let (instruction, end) = self.following(next)?;
        let integer = |a, c, widths| Some((a, c, self.width(widths)?));
        let float = |a, c, kinds| Some((a, c, self.float(kinds)?));
        let (changed, c, kind) = match instruction {
            I::Addint { a, b } => integer(a, b, widths!(AddInto16 AddInto32 AddInto64)),
            I::Subint { a, b } => integer(a, b, widths!(SubInto16 SubInto32 SubInto64)),
            I::Mulint { a, b } => integer(a, b, widths!(MulInto16 MulInto32 MulInto64)),
            I::Andint { a, b } => integer(a, b, widths!(AndInto16 AndInto32 AndInto64)),
            I::Orint { a, b } => integer(a, b, widths!(OrInto16 OrInto32 OrInto64)),
            I::Xorint { a, b } => integer(a, b, widths!(XorInto16 XorInto32 XorInto64)),
            I::Shlint { a, b } => integer(a, b, widths!(ShlInto16 ShlInto32 ShlInto64)),
            I::Shrint { a, b } => integer(a, b, widths!(ShrInto16 ShrInto32 ShrInto64)),
            I::Divint { a, b } => integer(a, b, widths!(DivInto16 DivInto32 DivInto64)),
            I::Modint { a, b } => integer(a, b, widths!(ModInto16 ModInto32 ModInto64)),
            I::Addfloat { a, b } => float(a, b, [Kind::AddFloatsInto32, Kind::AddFloatsInto64]),
            I::Subfloat { a, b } => float(a, b, [Kind::SubFloatsInto32, Kind::SubFloatsInto64]),
            I::Mulfloat { a, b } => float(a, b, [Kind::MulFloatsInto32, Kind::MulFloatsInto64]),
            I::Divfloat { a, b } => float(a, b, [Kind::DivFloatsInto32, Kind::DivFloatsInto64]),
            _ => None,
        }?;
        if changed != a || c != a && !self.are_apart(c, a) {
            return None;
        }
        let operation = self.push(kind, at);
        (operation.a, operation.b) = (offset(a), offset(from));
        // The word itself is still the one that it was copied from.
        operation.c = offset(if c == a { from } else { c }).into();
        Some(end)
    }

    /// What an instruction changes by the word at a register, if no register belongs to both, and how.
    fn combined_with(&self, instruction: Instruction, with: Reg) -> Option<(Reg, Kind)> {
        use Instruction as I;
        let (a, b, widths) = match instruction {
            I::Addint { a, b } => (a, b, widths!(Add16 Add32 Add64)),
            I::Subint { a, b } => (a, b, widths!(Sub16 Sub32 Sub64)),
            I::Mulint { a, b } => (a, b, widths!(Mul16 Mul32 Mul64)),
            I::Divint { a, b } => (a, b, widths!(Div16 Div32 Div64)),
            I::Modint { a, b } => (a, b, widths!(Mod16 Mod32 Mod64)),
            I::Andint { a, b } => (a, b, widths!(And16 And32 And64)),
            I::Orint { a, b } => (a, b, widths!(Or16 Or32 Or64)),
            I::Xorint { a, b } => (a, b, widths!(Xor16 Xor32 Xor64)),
            I::Shlint { a, b } => (a, b, widths!(Shl16 Shl32 Shl64)),
            I::Shrint { a, b } => (a, b, widths!(Shr16 Shr32 Shr64)),
            _ => return None,
        };
        (b == with && self.are_apart(a, b)).then_some((a, self.width(widths)?))
    }

    /// CMPINT, TESTINT or CMPFLOAT without a branch.
    pub fn compare(&mut self, at: u32, next: u32, instruction: Instruction) {
        let (Instruction::Cmpint { a, b } | Instruction::Testint { a, b } | Instruction::Cmpfloat { a, b }) =
            instruction
        else {
            return self.execute(at, next);
        };
        self.registers(self.comparison(instruction), at, next, a, b);
    }

    /// The kind of a comparison without a branch.
    fn comparison(&self, instruction: Instruction) -> Option<Kind> {
        match instruction {
            Instruction::Cmpint { .. } => self.width(widths!(Compare16 Compare32 Compare64)),
            Instruction::Testint { .. } => self.width(widths!(Test16 Test32 Test64)),
            Instruction::Cmpfloat { .. } => self.float([Kind::CompareFloats32, Kind::CompareFloats64]),
            _ => None,
        }
    }

    /// What goes by a word as an address.
    pub fn indexed(&mut self, widths: Widths, at: u32, next: u32, a: Reg, b: Reg, number: u8) {
        if let Some(operation) = self.registers(self.width(widths), at, next, a, b) {
            operation.c = number.into();
        }
    }

    /// LOADW, perhaps with the operation or the branch that wants the word.
    pub fn load_word(&mut self, at: u32, next: u32, loaded: Reg, address: u16) -> Option<u32> {
        if self.is_in_memory(address)
            && let Some(ended) = self.load_and_branch(at, next, loaded, address, false)
        {
            return ended;
        }
        if let Some((instruction, after)) = self.following(next)
            && self.is_in_memory(address)
            && let Some((a, b, kinds)) = self.with_load(instruction, loaded)
        {
            if let Some(end) = self.horner(at, after, instruction, loaded, address) {
                return Some(end);
            }
            let operation = self.push(kinds.at_address, at);
            (operation.a, operation.b, operation.c) = (offset(a), offset(b), address);
            return Some(after);
        }
        self.word_at_address(widths!(LoadWord16 LoadWord32 LoadWord64), at, next, loaded, address);
        Some(next)
    }

    /// LOADWX, perhaps with the operation or the branch that wants the word.
    pub fn load_word_at(&mut self, at: u32, next: u32, loaded: Reg, index: Reg, number: u8) -> Option<u32> {
        let place = u16::from(offset(index)) | u16::from(number) << 8;
        if let Some(ended) = self.load_and_branch(at, next, loaded, place, true) {
            return ended;
        }
        if let Some((instruction, after)) = self.following(next)
            && let Some((a, b, kinds)) = self.with_load(instruction, loaded)
        {
            let operation = self.push(kinds.indexed, at);
            (operation.a, operation.b) = (offset(a), offset(b));
            operation.c = place;
            return Some(after);
        }
        self.indexed(widths!(LoadWordAt16 LoadWordAt32 LoadWordAt64), at, next, loaded, index, number);
        Some(next)
    }

    /// LOADW, ADDFLOAT and MULFLOAT; gives the address after them.
    fn horner(&mut self, at: u32, next: u32, sum: Instruction, loaded: Reg, address: u16) -> Option<u32> {
        let (product, end) = self.following(next)?;
        let (Instruction::Addfloat { a, b }, Instruction::Mulfloat { a: x, b: by }) = (sum, product) else {
            return None;
        };
        if b != loaded || a != x || !self.are_apart(a, by) || !self.are_apart(b, by) {
            return None;
        }
        let kind = self.float([Kind::Horner32, Kind::Horner64])?;
        let operation = self.push(kind, at);
        (operation.a, operation.b, operation.c) = (offset(a), offset(b), address);
        operation.imm = offset(by).into();
        Some(end)
    }

    /// The registers of an instruction of which one word has been loaded just before, and the kinds for both together. No
    /// register belongs to both words.
    fn with_load(&self, instruction: Instruction, loaded: Reg) -> Option<(Reg, Reg, WithLoad)> {
        use Instruction as I;
        let of_floats = |sums: [Kind; 2], to: [Kind; 2], at: [Kind; 2]| {
            Some([
                self.float(sums)?.variant(NUMBER),
                self.float(to)?,
                self.float(at)?,
                self.float(at)?.variant(TO),
            ])
        };
        let of_integers = |with: Widths, at: Widths| {
            let (with, at) = (self.width(with)?, self.width(at)?);
            Some([with, with.variant(TO), at, at.variant(TO)])
        };
        let (a, b, kinds) = match instruction {
            I::Addint { a, b } => (
                a,
                b,
                of_integers(
                    widths!(AddWith16 AddWith32 AddWith64),
                    widths!(AddWithAt16 AddWithAt32 AddWithAt64),
                ),
            ),
            I::Subint { a, b } => (
                a,
                b,
                of_integers(
                    widths!(SubWith16 SubWith32 SubWith64),
                    widths!(SubWithAt16 SubWithAt32 SubWithAt64),
                ),
            ),
            I::Mulint { a, b } => (
                a,
                b,
                of_integers(
                    widths!(MulWith16 MulWith32 MulWith64),
                    widths!(MulWithAt16 MulWithAt32 MulWithAt64),
                ),
            ),
            I::Addfloat { a, b } => (
                a,
                b,
                of_floats(
                    [Kind::AddFloats32, Kind::AddFloats64],
                    [Kind::AddToFloat32, Kind::AddToFloat64],
                    [Kind::AddWithFloatAt32, Kind::AddWithFloatAt64],
                ),
            ),
            I::Subfloat { a, b } => (
                a,
                b,
                of_floats(
                    [Kind::SubFloats32, Kind::SubFloats64],
                    [Kind::SubToFloat32, Kind::SubToFloat64],
                    [Kind::SubWithFloatAt32, Kind::SubWithFloatAt64],
                ),
            ),
            I::Mulfloat { a, b } => (
                a,
                b,
                of_floats(
                    [Kind::MulFloats32, Kind::MulFloats64],
                    [Kind::MulToFloat32, Kind::MulToFloat64],
                    [Kind::MulWithFloatAt32, Kind::MulWithFloatAt64],
                ),
            ),
            I::Divfloat { a, b } => (
                a,
                b,
                of_floats(
                    [Kind::DivFloats32, Kind::DivFloats64],
                    [Kind::DivToFloat32, Kind::DivToFloat64],
                    [Kind::DivWithFloatAt32, Kind::DivWithFloatAt64],
                ),
            ),
            _ => return None,
        };
        let [with, to, with_at, to_at] = kinds?;
        if !self.are_apart(a, b) {
            None
        } else if b == loaded {
            Some((a, b, WithLoad { at_address: with, indexed: with_at }))
        } else if a == loaded {
            Some((a, b, WithLoad { at_address: to, indexed: to_at }))
        } else {
            None
        }
    }

    /// LOADW and STOREW.
    pub fn word_at_address(&mut self, widths: Widths, at: u32, next: u32, a: Reg, address: u16) {
        let kind = self.width(widths).filter(|_| self.is_in_memory(address));
        if let Some(operation) = self.registers(kind, at, next, a, a) {
            operation.c = address;
        }
    }

    /// Whether every memory has a whole word at an address.
    fn is_in_memory(&self, address: u16) -> bool {
        u64::from(address) + self.mode.word_bytes() as u64 <= LEAST_MEMORY
    }
}
