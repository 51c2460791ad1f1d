//! Which operation an instruction becomes, alone or with those after it.

use super::draft::target;
use super::kind::Kind;
use super::operation::Operation;
use super::translate::Translator;
use vsp_isa::{Branch, Cell, Fetched, Field, Mode, Opcode, Reg, Test};

/// Kinds for words of 1, 2 and 4 cells.
pub(super) type Widths = [Kind; 3];

/// Names of kinds by the width of words.
macro_rules! widths {
    ($short:ident $middle:ident $long:ident) => {
        [Kind::$short, Kind::$middle, Kind::$long]
    };
}
pub(super) use widths;

/// A register as an offset in the image.
pub(super) fn offset(register: Reg) -> u8 {
    2 * register.index() as u8
}

impl Translator<'_> {
    /// Translates the instruction at an address, before the one at `next`, perhaps together with others; gives the address after them, or `None` if the block version
    /// ends there.
    pub fn select(&mut self, at: u32, next: u32, instruction: Fetched, is_first: bool) -> Option<u32> {
        use Opcode as O;
        let (a, b) = (instruction.a(), instruction.b());
        let byte = || instruction.operand::<u8>(Field::Unsigned8);
        let address = || instruction.operand::<u16>(Field::Data16);
        let target = || instruction.operand::<u32>(Field::Code24);
        let branch = || instruction.operand::<Branch>(Field::Branch);
        match instruction.opcode() {
            // What does nothing needs no operation, but there must be one where a block version begins.
            O::Nop
            | O::HintCpu
            | O::HintGpu
            | O::HintNpu
            | O::HintAny
            | O::Batch
            | O::Unbatch
            | O::Prefetch
            | O::HintFpga
            | O::HintDsp => {
                if is_first {
                    self.execute(at, next);
                }
            }
            O::Hlt => {
                self.push(Kind::Halt, at).c = 1;
                return None;
            }
            O::Ret => {
                let mode = usize::from(self.mode.code());
                let operation = self.push(Kind::Return, at);
                (operation.c, operation.target) = (1, core::ptr::without_provenance(mode));
                return None;
            }
            O::Jmp => return self.jump(at, target()),
            O::Jz => {
                return self.test(
                    at,
                    next,
                    branch(),
                    [Kind::IfZero, Kind::EitherIfZero],
                    [Kind::IfOne, Kind::EitherIfOne],
                );
            }
            O::Jn => {
                let flag = [Kind::IfNegative, Kind::EitherIfNegative];
                return self.test(at, next, branch(), flag, [Kind::IfSmall, Kind::EitherIfSmall]);
            }
            O::Jc => {
                return self.branch_to(at, next, target(), [Kind::IfCollapsed, Kind::EitherIfCollapsed]);
            }
            O::Jo => {
                return self.branch_to(at, next, target(), [Kind::IfOverflow, Kind::EitherIfOverflow]);
            }
            O::Loop => {
                return self.branch_to(at, next, target(), [Kind::IfCount, Kind::EitherIfCount]);
            }
            O::Call => return self.call(at, next, target()),
            O::Mov => self.cells(Kind::Copy, at, a, b),
            O::Movi => {
                let rho = instruction.operand::<i8>(Field::Signed8);
                self.cell(Kind::Cell, at, a, Cell::clamped(rho.into(), 0).to_bits());
            }
            O::Load => self.cell(Kind::Load, at, a, address()),
            O::Store => self.cell(Kind::Store, at, a, address()),
            O::Push => return Some(self.push_cells(at, next, a)),
            O::Pop => return Some(self.pop_cells(at, next, a)),
            O::Xchg => self.cells(Kind::Swap, at, a, b),
            O::Mul => self.record(Kind::Product, at, next, a, b),
            O::Div => self.record(Kind::Quotient, at, next, a, b),
            O::Add => self.sum(Kind::Sum, at, next, a, b),
            O::Sub => self.sum(Kind::Difference, at, next, a, b),
            O::Pow => self.record_change(Kind::Power, at, next, a, byte().into()),
            O::Root => self.record_change(Kind::Root, at, next, a, byte().into()),
            O::Inv => self.record_change(Kind::Reciprocal, at, next, a, 0),
            O::Scale => self.record_change(Kind::Scale, at, next, a, byte().into()),
            O::BitH => self.record_change(Kind::Hadamard, at, next, a, 0),
            O::BitX => self.record_change(Kind::PauliX, at, next, a, 0),
            O::BitY => self.record_change(Kind::PauliY, at, next, a, 0),
            O::BitZ => self.record_change(Kind::PauliZ, at, next, a, 0),
            O::BitNorm => self.record_change(Kind::Normalize, at, next, a, 0),
            O::Conj => self.cell(Kind::Conjugate, at, a, 0),
            O::Mag => self.cell(Kind::Magnitude, at, a, 0),
            O::Phase => self.cell(Kind::Phase, at, a, 0),
            O::Rotate => self.cell(Kind::Rotate, at, a, byte().into()),
            O::Notl => self.canonical(Kind::NotPacked, at, a, a),
            O::Xorl => self.canonical(Kind::XorPacked, at, a, b),
            O::Andl => self.canonical(Kind::AndPacked, at, a, b),
            O::Orl => self.canonical(Kind::OrPacked, at, a, b),
            O::Loadw => return self.load_word(at, next, a, address()),
            O::Storew => {
                self.word_at_address(widths!(StoreWord16 StoreWord32 StoreWord64), at, next, a, address())
            }
            O::Loadx => return self.load_indexed(at, next, a, b, byte()),
            O::Storex => self.indexed(widths!(StoreAt16 StoreAt32 StoreAt64), at, next, a, b, byte()),
            O::Loadwx => return self.load_word_at(at, next, a, b, byte()),
            O::Storewx => {
                self.indexed(widths!(StoreWordAt16 StoreWordAt32 StoreWordAt64), at, next, a, b, byte());
            }
            O::Li => return self.number(at, next, a, instruction.operand(Field::Signed16)),
            O::Addint => {
                if let Some(ended) = self.step(at, next, instruction, None) {
                    return ended;
                }
                self.words(widths!(Add16 Add32 Add64), at, next, a, b);
            }
            O::Subint => {
                if let Some(ended) = self.step(at, next, instruction, None) {
                    return ended;
                }
                self.words(widths!(Sub16 Sub32 Sub64), at, next, a, b);
            }
            O::Mulint => self.words(widths!(Mul16 Mul32 Mul64), at, next, a, b),
            O::Divint => self.words(widths!(Div16 Div32 Div64), at, next, a, b),
            O::Modint => self.words(widths!(Mod16 Mod32 Mod64), at, next, a, b),
            O::Andint => self.words(widths!(And16 And32 And64), at, next, a, b),
            O::Orint => self.words(widths!(Or16 Or32 Or64), at, next, a, b),
            O::Xorint => self.words(widths!(Xor16 Xor32 Xor64), at, next, a, b),
            O::Shlint => self.words(widths!(Shl16 Shl32 Shl64), at, next, a, b),
            O::Shrint => self.words(widths!(Shr16 Shr32 Shr64), at, next, a, b),
            O::Notint => self.words(widths!(Not16 Not32 Not64), at, next, a, a),
            O::Negint => self.words(widths!(Neg16 Neg32 Neg64), at, next, a, a),
            O::Absint => self.words(widths!(Abs16 Abs32 Abs64), at, next, a, a),
            O::Cmpint | O::Testint | O::Cmpfloat => {
                if let Some(ended) = self.compare_and_branch(at, at, 0) {
                    return ended;
                }
                self.compare(at, next, instruction);
            }
            O::Addfloat => self.floats([Kind::AddFloats32, Kind::AddFloats64], at, next, a, b),
            O::Subfloat => self.floats([Kind::SubFloats32, Kind::SubFloats64], at, next, a, b),
            O::Mulfloat => self.floats([Kind::MulFloats32, Kind::MulFloats64], at, next, a, b),
            O::Divfloat => self.floats([Kind::DivFloats32, Kind::DivFloats64], at, next, a, b),
            O::Sqrtfloat => self.floats([Kind::Sqrt32, Kind::Sqrt64], at, next, a, a),
            O::Negfloat => self.floats([Kind::NegFloat32, Kind::NegFloat64], at, next, a, a),
            O::Absfloat => self.floats([Kind::AbsFloat32, Kind::AbsFloat64], at, next, a, a),
            O::Floorfloat => self.floats([Kind::Floor32, Kind::Floor64], at, next, a, a),
            O::Ceilfloat => self.floats([Kind::Ceil32, Kind::Ceil64], at, next, a, a),
            O::Cvti2f => self.floats([Kind::OfInteger32, Kind::OfInteger64], at, next, a, a),
            O::Cvtf2i => self.floats([Kind::ToInteger32, Kind::ToInteger64], at, next, a, a),
            O::Setmode => match Mode::from_code(instruction.operand(Field::Mode)) {
                Some(mode) => {
                    self.push(Kind::SetMode, at).a = mode.code();
                    self.mode = mode;
                }
                None => self.execute(at, next),
            },
            O::Promote | O::Demote | O::Truncate | O::Xordem | O::Avgdem | O::Maxdem => {
                self.execute(at, next);
                self.mode = vsp_isa::flow::mode_after(instruction.instruction(), self.mode);
            }
            O::Compat => {
                self.execute(at, next);
                self.push(Kind::Leave, next);
                return None;
            }
            O::Yield
            | O::Lstate
            | O::Sstate
            | O::Powint
            | O::Powfloat
            | O::Cvti2b
            | O::Cvtb2i
            | O::Cvtf2b
            | O::Cvtb2f
            | O::Shiftl
            | O::Rotatl
            | O::Fold
            | O::Spread
            | O::Gather
            | O::Trans
            | O::Pipe
            | O::Lerp
            | O::Slerp
            | O::Grad
            | O::Descent
            | O::Emerge
            | O::Collapse
            | O::BitCollapse
            | O::BitMeasure
            | O::BitRotq
            | O::In
            | O::Out
            | O::Sense
            | O::Act
            | O::Sync
            | O::Broadcast
            | O::Receive
            | O::Entangle
            | O::Fence
            | O::Syscall => self.execute(at, next),
        }
        Some(next)
    }

    /// An instruction that has no operation of its own, or takes less room so.
    pub fn execute(&mut self, at: u32, next: u32) {
        if self.executed_to == Some(at)
            && let Some(last) = self.draft.operations.last_mut()
            && last.c < u16::MAX
        {
            last.c += 1;
        } else {
            self.push(Kind::Execute, at).c = 1;
        }
        self.executed_to = Some(next);
    }

    /// The kind for words in the mode at hand; `None` in SIL-8, whose words are no numbers of their bits.
    pub fn width(&self, widths: Widths) -> Option<Kind> {
        match self.mode {
            Mode::Sil8 => None,
            Mode::Sil16 => Some(widths[0]),
            Mode::Sil32 => Some(widths[1]),
            Mode::Sil64 | Mode::Sil128 => Some(widths[2]),
        }
    }

    /// The kind for floats of 32 or 64 bits in the mode at hand.
    pub fn float(&self, kinds: [Kind; 2]) -> Option<Kind> {
        match self.mode {
            Mode::Sil8 | Mode::Sil16 => None,
            Mode::Sil32 => Some(kinds[0]),
            Mode::Sil64 | Mode::Sil128 => Some(kinds[1]),
        }
    }

    /// An operation of a kind with two registers; where there is no kind, the instruction is executed as it is.
    #[inline]
    pub fn registers(
        &mut self,
        kind: Option<Kind>,
        at: u32,
        next: u32,
        a: Reg,
        b: Reg,
    ) -> Option<&mut Operation> {
        let Some(kind) = kind else {
            self.execute(at, next);
            return None;
        };
        let operation = self.push(kind, at);
        (operation.a, operation.b) = (offset(a), offset(b));
        Some(operation)
    }

    fn words(&mut self, widths: Widths, at: u32, next: u32, a: Reg, b: Reg) {
        self.registers(self.width(widths), at, next, a, b);
    }

    fn floats(&mut self, kinds: [Kind; 2], at: u32, next: u32, a: Reg, b: Reg) {
        self.registers(self.float(kinds), at, next, a, b);
    }

    fn cells(&mut self, kind: Kind, at: u32, a: Reg, b: Reg) {
        let operation = self.push(kind, at);
        (operation.a, operation.b) = (offset(a), offset(b));
    }

    fn cell(&mut self, kind: Kind, at: u32, a: Reg, number: u16) {
        let operation = self.push(kind, at);
        (operation.a, operation.c) = (offset(a), number);
    }

    /// A result with flags. In RF it may stop the run.
    fn record(&mut self, kind: Kind, at: u32, next: u32, a: Reg, b: Reg) {
        if a == Reg::RF { self.execute(at, next) } else { self.cells(kind, at, a, b) }
    }

    /// A sum or a difference.
    fn sum(&mut self, kind: Kind, at: u32, next: u32, a: Reg, b: Reg) {
        if a == Reg::RF { self.execute(at, next) } else { self.canonical(kind, at, a, b) }
    }

    /// What is for canonical cells. With others its instruction is executed, which is one.
    fn canonical(&mut self, kind: Kind, at: u32, a: Reg, b: Reg) {
        let operation = self.push(kind, at);
        (operation.a, operation.b, operation.c) = (offset(a), offset(b), 1);
    }

    fn record_change(&mut self, kind: Kind, at: u32, next: u32, a: Reg, number: u16) {
        // Those of two bytes need more room than others.
        if a == Reg::RF || next - at < 3 && !self.has_room() {
            self.execute(at, next);
        } else {
            self.cell(kind, at, a, number);
        }
    }

    /// JZ and JN by themselves.
    fn test(&mut self, at: u32, next: u32, branch: Branch, flag: [Kind; 2], cell: [Kind; 2]) -> Option<u32> {
        match branch.test() {
            Test::Flag => {
                if let Some(chosen) = self.chosen(at) {
                    self.choose(at, chosen);
                    return None;
                }
                self.branch_to(at, next, branch.target(), flag)
            }
            Test::Register(register) => {
                let operation = Operation { a: offset(register), ..Operation::new(0) };
                self.branch(operation, cell, at, next, branch.target(), 0)
            }
        }
    }

    fn branch_to(&mut self, at: u32, next: u32, target: u32, kinds: [Kind; 2]) -> Option<u32> {
        self.branch(Operation::new(0), kinds, at, next, target, 0)
    }

    fn jump(&mut self, at: u32, to: u32) -> Option<u32> {
        let cost = self.cost(to);
        if self.plain_jump != Some(at)
            && self.has_room()
            && let Some(ended) = self.compare_and_branch(to, at, cost)
        {
            return ended;
        }
        let goal = target(to, self.mode);
        let operation = self.push(Kind::Jump, at);
        (operation.imm, operation.target) = (cost, goal);
        None
    }

    fn call(&mut self, at: u32, next: u32, to: u32) -> Option<u32> {
        match u16::try_from(self.cost(to)) {
            Ok(cost) => {
                let goal = target(to, self.mode);
                let operation = self.push(Kind::Call, at);
                (operation.c, operation.imm, operation.target) = (cost, next, goal);
            }
            Err(_) => {
                self.push(Kind::Redo, at);
            }
        }
        None
    }
}
