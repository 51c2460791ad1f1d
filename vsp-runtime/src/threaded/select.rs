//! Which operation an instruction becomes, alone or with those after it.

use super::draft::target;
use super::kind::Kind;
use super::operation::Operation;
use super::translate::Translator;
use vsp_isa::{Branch, Cell, Instruction, Mode, Reg, Test};

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
    pub fn select(&mut self, at: u32, next: u32, instruction: Instruction, is_first: bool) -> Option<u32> {
        use Instruction as I;
        match instruction {
            // What does nothing needs no operation, but there must be one where a block version begins.
            I::Nop {}
            | I::HintCpu {}
            | I::HintGpu {}
            | I::HintNpu {}
            | I::HintAny {}
            | I::Batch { .. }
            | I::Unbatch {}
            | I::Prefetch { .. }
            | I::HintFpga {}
            | I::HintDsp {} => {
                if is_first {
                    self.execute(at, next);
                }
            }
            I::Hlt {} => {
                self.push(Kind::Halt, at).c = 1;
                return None;
            }
            I::Ret {} => {
                let mode = usize::from(self.mode.code());
                self.push(Kind::Return, at).target = core::ptr::without_provenance(mode);
                return None;
            }
            I::Jmp { target } => return self.jump(at, target),
            I::Jz { branch } => {
                return self.test(
                    at,
                    next,
                    branch,
                    [Kind::IfZero, Kind::EitherIfZero],
                    [Kind::IfOne, Kind::EitherIfOne],
                );
            }
            I::Jn { branch } => {
                let flag = [Kind::IfNegative, Kind::EitherIfNegative];
                return self.test(at, next, branch, flag, [Kind::IfSmall, Kind::EitherIfSmall]);
            }
            I::Jc { target } => {
                return self.branch_to(at, next, target, [Kind::IfCollapsed, Kind::EitherIfCollapsed]);
            }
            I::Jo { target } => {
                return self.branch_to(at, next, target, [Kind::IfOverflow, Kind::EitherIfOverflow]);
            }
            I::Loop { target } => {
                return self.branch_to(at, next, target, [Kind::IfCount, Kind::EitherIfCount]);
            }
            I::Call { target } => return self.call(at, next, target),
            I::Mov { a, b } => self.cells(Kind::Copy, at, a, b),
            I::Movi { a, imm } => self.cell(Kind::Cell, at, a, Cell::clamped(imm.into(), 0).to_bits()),
            I::Load { a, address } => self.cell(Kind::Load, at, a, address),
            I::Store { a, address } => self.cell(Kind::Store, at, a, address),
            I::Push { a } => return Some(self.push_cells(at, next, a)),
            I::Pop { a } => return Some(self.pop_cells(at, next, a)),
            I::Xchg { a, b } => self.cells(Kind::Swap, at, a, b),
            I::Mul { a, b } => self.record(Kind::Product, at, next, a, b),
            I::Div { a, b } => self.record(Kind::Quotient, at, next, a, b),
            I::Add { a, b } => self.sum(Kind::Sum, at, next, a, b),
            I::Sub { a, b } => self.sum(Kind::Difference, at, next, a, b),
            I::Pow { a, n } => self.record_change(Kind::Power, at, next, a, n.into()),
            I::Root { a, n } => self.record_change(Kind::Root, at, next, a, n.into()),
            I::Inv { a } => self.record_change(Kind::Reciprocal, at, next, a, 0),
            I::Scale { a, imm } => self.record_change(Kind::Scale, at, next, a, u16::from(imm as u8)),
            I::BitH { a } => self.record_change(Kind::Hadamard, at, next, a, 0),
            I::BitX { a } => self.record_change(Kind::PauliX, at, next, a, 0),
            I::BitY { a } => self.record_change(Kind::PauliY, at, next, a, 0),
            I::BitZ { a } => self.record_change(Kind::PauliZ, at, next, a, 0),
            I::BitNorm { a } => self.record_change(Kind::Normalize, at, next, a, 0),
            I::Conj { a } => self.cell(Kind::Conjugate, at, a, 0),
            I::Mag { a } => self.cell(Kind::Magnitude, at, a, 0),
            I::Phase { a } => self.cell(Kind::Phase, at, a, 0),
            I::Rotate { a, imm } => self.cell(Kind::Rotate, at, a, imm.into()),
            I::Notl { a } => self.canonical(Kind::NotPacked, at, a, a),
            I::Xorl { a, b } => self.canonical(Kind::XorPacked, at, a, b),
            I::Andl { a, b } => self.canonical(Kind::AndPacked, at, a, b),
            I::Orl { a, b } => self.canonical(Kind::OrPacked, at, a, b),
            I::Loadw { a, address } => return self.load_word(at, next, a, address),
            I::Storew { a, address } => {
                self.word_at_address(widths!(StoreWord16 StoreWord32 StoreWord64), at, next, a, address)
            }
            I::Loadx { a, b, offset } => return self.load_indexed(at, next, a, b, offset),
            I::Storex { a, b, offset } => {
                self.indexed(widths!(StoreAt16 StoreAt32 StoreAt64), at, next, a, b, offset)
            }
            I::Loadwx { a, b, offset } => return self.load_word_at(at, next, a, b, offset),
            I::Storewx { a, b, offset } => {
                self.indexed(widths!(StoreWordAt16 StoreWordAt32 StoreWordAt64), at, next, a, b, offset);
            }
            I::Li { a, imm } => return self.number(at, next, a, imm),
            I::Addint { a, b } => {
                if let Some(ended) = self.step(at, next, instruction, None) {
                    return ended;
                }
                self.words(widths!(Add16 Add32 Add64), at, next, a, b);
            }
            I::Subint { a, b } => {
                if let Some(ended) = self.step(at, next, instruction, None) {
                    return ended;
                }
                self.words(widths!(Sub16 Sub32 Sub64), at, next, a, b);
            }
            I::Mulint { a, b } => self.words(widths!(Mul16 Mul32 Mul64), at, next, a, b),
            I::Divint { a, b } => self.words(widths!(Div16 Div32 Div64), at, next, a, b),
            I::Modint { a, b } => self.words(widths!(Mod16 Mod32 Mod64), at, next, a, b),
            I::Andint { a, b } => self.words(widths!(And16 And32 And64), at, next, a, b),
            I::Orint { a, b } => self.words(widths!(Or16 Or32 Or64), at, next, a, b),
            I::Xorint { a, b } => self.words(widths!(Xor16 Xor32 Xor64), at, next, a, b),
            I::Shlint { a, b } => self.words(widths!(Shl16 Shl32 Shl64), at, next, a, b),
            I::Shrint { a, b } => self.words(widths!(Shr16 Shr32 Shr64), at, next, a, b),
            I::Notint { a } => self.words(widths!(Not16 Not32 Not64), at, next, a, a),
            I::Negint { a } => self.words(widths!(Neg16 Neg32 Neg64), at, next, a, a),
            I::Absint { a } => self.words(widths!(Abs16 Abs32 Abs64), at, next, a, a),
            I::Cmpint { .. } | I::Testint { .. } | I::Cmpfloat { .. } => {
                if let Some(ended) = self.compare_and_branch(at, at, 0) {
                    return ended;
                }
                self.compare(at, next, instruction);
            }
            I::Addfloat { a, b } => self.floats([Kind::AddFloats32, Kind::AddFloats64], at, next, a, b),
            I::Subfloat { a, b } => self.floats([Kind::SubFloats32, Kind::SubFloats64], at, next, a, b),
            I::Mulfloat { a, b } => self.floats([Kind::MulFloats32, Kind::MulFloats64], at, next, a, b),
            I::Divfloat { a, b } => self.floats([Kind::DivFloats32, Kind::DivFloats64], at, next, a, b),
            I::Sqrtfloat { a } => self.floats([Kind::Sqrt32, Kind::Sqrt64], at, next, a, a),
            I::Negfloat { a } => self.floats([Kind::NegFloat32, Kind::NegFloat64], at, next, a, a),
            I::Absfloat { a } => self.floats([Kind::AbsFloat32, Kind::AbsFloat64], at, next, a, a),
            I::Floorfloat { a } => self.floats([Kind::Floor32, Kind::Floor64], at, next, a, a),
            I::Ceilfloat { a } => self.floats([Kind::Ceil32, Kind::Ceil64], at, next, a, a),
            I::Cvti2f { a } => self.floats([Kind::OfInteger32, Kind::OfInteger64], at, next, a, a),
            I::Cvtf2i { a } => self.floats([Kind::ToInteger32, Kind::ToInteger64], at, next, a, a),
            I::Setmode { mode } => match Mode::from_code(mode.into()) {
                Some(mode) => {
                    self.push(Kind::SetMode, at).a = mode.code();
                    self.mode = mode;
                }
                None => self.execute(at, next),
            },
            I::Promote { .. }
            | I::Demote { .. }
            | I::Truncate { .. }
            | I::Xordem { .. }
            | I::Avgdem { .. }
            | I::Maxdem { .. } => {
                self.execute(at, next);
                self.mode = vsp_isa::flow::mode_after(instruction, self.mode);
            }
            I::Compat { .. } => {
                self.execute(at, next);
                self.push(Kind::Leave, next);
                return None;
            }
            I::Yield {}
            | I::Lstate { .. }
            | I::Sstate { .. }
            | I::Powint { .. }
            | I::Powfloat { .. }
            | I::Cvti2b { .. }
            | I::Cvtb2i { .. }
            | I::Cvtf2b { .. }
            | I::Cvtb2f { .. }
            | I::Shiftl {}
            | I::Rotatl {}
            | I::Fold {}
            | I::Spread { .. }
            | I::Gather { .. }
            | I::Trans { .. }
            | I::Pipe { .. }
            | I::Lerp { .. }
            | I::Slerp { .. }
            | I::Grad { .. }
            | I::Descent { .. }
            | I::Emerge { .. }
            | I::Collapse { .. }
            | I::BitCollapse { .. }
            | I::BitMeasure { .. }
            | I::BitRotq { .. }
            | I::In { .. }
            | I::Out { .. }
            | I::Sense { .. }
            | I::Act { .. }
            | I::Sync { .. }
            | I::Broadcast { .. }
            | I::Receive { .. }
            | I::Entangle { .. }
            | I::Fence {}
            | I::Syscall { .. } => self.execute(at, next),
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
