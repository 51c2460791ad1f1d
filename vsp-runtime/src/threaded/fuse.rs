//! Superinstructions: common sequences of instructions as one operation.

use super::branches::NUMBER;
use super::kind::Kind;
use super::select::{Widths, offset, widths};
use super::translate::Translator;
use vsp_isa::abi::LEAST_MEMORY;
use vsp_isa::{Fetched, Opcode, Reg};

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
        if let Some((instruction, after)) = self.following(next)
            && let Some(ended) = self.number_with(at, instruction, after, b, imm)
        {
            return ended;
        }
        let kind = self.width(widths!(Number16 Number32 Number64));
        if let Some(operation) = self.registers(kind, at, next, b, b) {
            operation.c = imm as u16;
        }
        Some(next)
    }

    /// LI with the instruction after it, before the address `next`, if both become one operation; else `None`.
    fn number_with(
        &mut self,
        at: u32,
        instruction: Fetched,
        next: u32,
        b: Reg,
        imm: i16,
    ) -> Option<Option<u32>> {
        let (mut a, mut from) = (instruction.a(), b);
        let kind = match instruction.opcode() {
            Opcode::Cmpint | Opcode::Testint => {
                if let Some(ended) = self.compare_and_branch(at, at, 0) {
                    return Some(ended);
                }
                a = self.compared_with(instruction, b)?;
                self.comparison(instruction)?.variant(NUMBER)
            }
            Opcode::Addint if a == b => {
                from = instruction.b();
                let sum = self.width(widths!(SumTo16 SumTo32 SumTo64)).filter(|_| self.are_apart(a, from))?;
                if imm == 0
                    && let Some(end) = self.combined_into(at, next, a, from)
                {
                    return Some(Some(end));
                }
                let copy = self.float([Kind::CopyWord32, Kind::CopyWord64]).filter(|_| imm == 0);
                copy.unwrap_or(sum)
            }
            _ => {
                let (combined, kind) = self.combined_with(instruction, b)?;
                if let Some(ended) = self.step(at, next, instruction, Some(imm)) {
                    return Some(ended);
                }
                a = combined;
                kind.variant(NUMBER)
            }
        };
        let operation = self.push(kind, at);
        (operation.a, operation.b, operation.c) = (offset(a), offset(from), imm as u16);
        Some(Some(next))
    }

    /// A copy at an address of the word `from` to word a, with the operation after it that changes that; gives the address after it.
    fn combined_into(&mut self, at: u32, next: u32, a: Reg, from: Reg) -> Option<u32> {
        use Opcode as O;
        let (instruction, end) = self.following(next)?;
        let (changed, c) = (instruction.a(), instruction.b());
        let kind = match instruction.opcode() {
            O::Addint => self.width(widths!(AddInto16 AddInto32 AddInto64)),
            O::Subint => self.width(widths!(SubInto16 SubInto32 SubInto64)),
            O::Mulint => self.width(widths!(MulInto16 MulInto32 MulInto64)),
            O::Andint => self.width(widths!(AndInto16 AndInto32 AndInto64)),
            O::Orint => self.width(widths!(OrInto16 OrInto32 OrInto64)),
            O::Xorint => self.width(widths!(XorInto16 XorInto32 XorInto64)),
            O::Shlint => self.width(widths!(ShlInto16 ShlInto32 ShlInto64)),
            O::Shrint => self.width(widths!(ShrInto16 ShrInto32 ShrInto64)),
            O::Divint => self.width(widths!(DivInto16 DivInto32 DivInto64)),
            O::Modint => self.width(widths!(ModInto16 ModInto32 ModInto64)),
            O::Addfloat => self.float([Kind::AddFloatsInto32, Kind::AddFloatsInto64]),
            O::Subfloat => self.float([Kind::SubFloatsInto32, Kind::SubFloatsInto64]),
            O::Mulfloat => self.float([Kind::MulFloatsInto32, Kind::MulFloatsInto64]),
            O::Divfloat => self.float([Kind::DivFloatsInto32, Kind::DivFloatsInto64]),
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
    fn combined_with(&self, instruction: Fetched, with: Reg) -> Option<(Reg, Kind)> {
        use Opcode as O;
        let (a, b) = (instruction.a(), instruction.b());
        let widths = match instruction.opcode() {
            O::Addint => widths!(Add16 Add32 Add64),
            O::Subint => widths!(Sub16 Sub32 Sub64),
            O::Mulint => widths!(Mul16 Mul32 Mul64),
            O::Divint => widths!(Div16 Div32 Div64),
            O::Modint => widths!(Mod16 Mod32 Mod64),
            O::Andint => widths!(And16 And32 And64),
            O::Orint => widths!(Or16 Or32 Or64),
            O::Xorint => widths!(Xor16 Xor32 Xor64),
            O::Shlint => widths!(Shl16 Shl32 Shl64),
            O::Shrint => widths!(Shr16 Shr32 Shr64),
            _ => return None,
        };
        (b == with && self.are_apart(a, b)).then_some((a, self.width(widths)?))
    }

    /// CMPINT, TESTINT or CMPFLOAT without a branch.
    pub fn compare(&mut self, at: u32, next: u32, instruction: Fetched) {
        self.registers(self.comparison(instruction), at, next, instruction.a(), instruction.b());
    }

    /// The kind of a comparison without a branch.
    fn comparison(&self, instruction: Fetched) -> Option<Kind> {
        match instruction.opcode() {
            Opcode::Cmpint => self.width(widths!(Compare16 Compare32 Compare64)),
            Opcode::Testint => self.width(widths!(Test16 Test32 Test64)),
            Opcode::Cmpfloat => self.float([Kind::CompareFloats32, Kind::CompareFloats64]),
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
        if let Some((instruction, after)) = self.following(next)
            && self.is_in_memory(address)
        {
            if let Some(ended) = self.load_and_branch(at, instruction, after, loaded, address, false) {
                return ended;
            }
            if let Some((a, b, kinds)) = self.with_load(instruction, loaded) {
                if let Some(end) = self.horner(at, after, instruction, loaded, address) {
                    return Some(end);
                }
                let operation = self.push(kinds.at_address, at);
                (operation.a, operation.b, operation.c) = (offset(a), offset(b), address);
                return Some(after);
            }
        }
        self.word_at_address(widths!(LoadWord16 LoadWord32 LoadWord64), at, next, loaded, address);
        Some(next)
    }

    /// LOADWX, perhaps with the operation or the branch that wants the word.
    pub fn load_word_at(&mut self, at: u32, next: u32, loaded: Reg, index: Reg, number: u8) -> Option<u32> {
        let place = u16::from(offset(index)) | u16::from(number) << 8;
        if let Some((instruction, after)) = self.following(next) {
            if let Some(ended) = self.load_and_branch(at, instruction, after, loaded, place, true) {
                return ended;
            }
            if let Some((a, b, kinds)) = self.with_load(instruction, loaded) {
                let operation = self.push(kinds.indexed, at);
                (operation.a, operation.b, operation.c) = (offset(a), offset(b), place);
                return Some(after);
            }
        }
        self.indexed(widths!(LoadWordAt16 LoadWordAt32 LoadWordAt64), at, next, loaded, index, number);
        Some(next)
    }

    /// LOADW, ADDFLOAT and MULFLOAT; gives the address after them.
    fn horner(&mut self, at: u32, next: u32, sum: Fetched, loaded: Reg, address: u16) -> Option<u32> {
        let (product, end) = self.following(next)?;
        if sum.opcode() != Opcode::Addfloat || product.opcode() != Opcode::Mulfloat {
            return None;
        }
        let ((a, b), (x, by)) = ((sum.a(), sum.b()), (product.a(), product.b()));
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
    fn with_load(&self, instruction: Fetched, loaded: Reg) -> Option<(Reg, Reg, WithLoad)> {
        use Opcode as O;
        let (a, b) = (instruction.a(), instruction.b());
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
        let kinds = match instruction.opcode() {
            O::Addint => of_integers(
                widths!(AddWith16 AddWith32 AddWith64),
                widths!(AddWithAt16 AddWithAt32 AddWithAt64),
            ),
            O::Subint => of_integers(
                widths!(SubWith16 SubWith32 SubWith64),
                widths!(SubWithAt16 SubWithAt32 SubWithAt64),
            ),
            O::Mulint => of_integers(
                widths!(MulWith16 MulWith32 MulWith64),
                widths!(MulWithAt16 MulWithAt32 MulWithAt64),
            ),
            O::Addfloat => of_floats(
                [Kind::AddFloats32, Kind::AddFloats64],
                [Kind::AddToFloat32, Kind::AddToFloat64],
                [Kind::AddWithFloatAt32, Kind::AddWithFloatAt64],
            ),
            O::Subfloat => of_floats(
                [Kind::SubFloats32, Kind::SubFloats64],
                [Kind::SubToFloat32, Kind::SubToFloat64],
                [Kind::SubWithFloatAt32, Kind::SubWithFloatAt64],
            ),
            O::Mulfloat => of_floats(
                [Kind::MulFloats32, Kind::MulFloats64],
                [Kind::MulToFloat32, Kind::MulToFloat64],
                [Kind::MulWithFloatAt32, Kind::MulWithFloatAt64],
            ),
            O::Divfloat => of_floats(
                [Kind::DivFloats32, Kind::DivFloats64],
                [Kind::DivToFloat32, Kind::DivToFloat64],
                [Kind::DivWithFloatAt32, Kind::DivWithFloatAt64],
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
