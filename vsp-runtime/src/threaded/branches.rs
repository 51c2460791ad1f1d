//! Branches, alone or with what they depend on.

use super::draft::target;
use super::kind::Kind;
use super::operation::Operation;
use super::select::{Widths, offset, widths};
use super::translate::Translator;
use vsp_isa::{Branch, Fetched, Field, Opcode, Reg, Test};

/// How a comparison and a branch on it become one: not taken to the next operation, or to where a jump after it goes.
type Ways<T> = [T; 2];

const EQUAL: Ways<Widths> =
    [widths!(IfEqual16 IfEqual32 IfEqual64), widths!(EitherIfEqual16 EitherIfEqual32 EitherIfEqual64)];
const LESS: Ways<Widths> =
    [widths!(IfLess16 IfLess32 IfLess64), widths!(EitherIfLess16 EitherIfLess32 EitherIfLess64)];
const NO_COMMON_BIT: Ways<Widths> = [
    widths!(IfNoCommonBit16 IfNoCommonBit32 IfNoCommonBit64),
    widths!(EitherIfNoCommonBit16 EitherIfNoCommonBit32 EitherIfNoCommonBit64),
];
const IF_ONE: Ways<Widths> = [
    widths!(IfOneLoadAt16 IfOneLoadAt32 IfOneLoadAt64),
    widths!(EitherIfOneLoadAt16 EitherIfOneLoadAt32 EitherIfOneLoadAt64),
];
const NEAR: Ways<[Kind; 2]> =
    [[Kind::IfNear32, Kind::IfNear64], [Kind::EitherIfNear32, Kind::EitherIfNear64]];
const LESS_FLOATS: Ways<[Kind; 2]> =
    [[Kind::IfLessFloats32, Kind::IfLessFloats64], [Kind::EitherIfLessFloats32, Kind::EitherIfLessFloats64]];

const SUM_LESS: Ways<Widths> = [
    widths!(IfSumLess16 IfSumLess32 IfSumLess64),
    widths!(EitherIfSumLess16 EitherIfSumLess32 EitherIfSumLess64),
];
const LAST: Ways<Widths> =
    [widths!(IfLast16 IfLast32 IfLast64), widths!(EitherIfLast16 EitherIfLast32 EitherIfLast64)];
const LAST_NUMBER: Ways<Widths> = [
    widths!(IfLastNumber16 IfLastNumber32 IfLastNumber64),
    widths!(EitherIfLastNumber16 EitherIfLastNumber32 EitherIfLastNumber64),
];

const EQUAL_LOADED: Ways<Widths> = [
    widths!(IfEqualLoaded16 IfEqualLoaded32 IfEqualLoaded64),
    widths!(EitherIfEqualLoaded16 EitherIfEqualLoaded32 EitherIfEqualLoaded64),
];
const LESS_LOADED: Ways<Widths> = [
    widths!(IfLessLoaded16 IfLessLoaded32 IfLessLoaded64),
    widths!(EitherIfLessLoaded16 EitherIfLessLoaded32 EitherIfLessLoaded64),
];
const ZERO_LOADED: Ways<Widths> = [
    widths!(IfZeroLoaded16 IfZeroLoaded32 IfZeroLoaded64),
    widths!(EitherIfZeroLoaded16 EitherIfZeroLoaded32 EitherIfZeroLoaded64),
];

/// How far the row that has a number for b comes after the one that has a register.
pub(super) const NUMBER: usize = 3;

/// A branch as the second half of an operation.
struct Fused {
    kinds: Ways<Kind>,
    target: u32,
    next: u32,
}

impl Translator<'_> {
    /// Translates a comparison at an address, perhaps of a number that is loaded before it, and a branch on it; the operation
    /// stands for the instructions from `place` on, and what is before the comparison costs `extra`. `None` where there is no such
    /// thing; else what `select` gives.
    pub fn compare_and_branch(&mut self, at: u32, place: u32, extra: u32) -> Option<Option<u32>> {
        let (instruction, next) = self.peek(at)?;
        let is_here = at == place;
        let operation = Operation::new(0);
        match instruction.opcode() {
            Opcode::Li => {
                let b = instruction.a();
                let (comparison, next) = self.following(next)?;
                let a = self.compared_with(comparison, b)?;
                let fused = self.fused(comparison, next, is_here)?;
                let kinds = fused.kinds.map(|kind| kind.variant(NUMBER));
                let number = instruction.operand(Field::Data16);
                let operation = Operation { a: offset(a), b: offset(b), c: number, ..operation };
                Some(self.branch(operation, kinds, place, fused.next, fused.target, extra))
            }
            Opcode::Cmpint | Opcode::Testint | Opcode::Cmpfloat => {
                let fused = self.fused(instruction, next, is_here)?;
                let operation =
                    Operation { a: offset(instruction.a()), b: offset(instruction.b()), ..operation };
                Some(self.branch(operation, fused.kinds, place, fused.next, fused.target, extra))
            }
            Opcode::Loop => {
                let target = instruction.operand(Field::Code24);
                Some(self.branch(operation, [Kind::IfCount, Kind::EitherIfCount], place, next, target, extra))
            }
            _ => None,
        }
    }

    /// The branch after a comparison, unless it can be done without.
    fn fused(&self, comparison: Fetched, at: u32, is_here: bool) -> Option<Fused> {
        let (jump, next) = self.following(at)?;
        let branch = branch_on_flag(jump)?;
        if is_here && self.chosen(at).is_some() {
            return None;
        }
        let integers = |ways: Ways<Widths>| Some([self.width(ways[0])?, self.width(ways[1])?]);
        let floats = |ways: Ways<[Kind; 2]>| Some([self.float(ways[0])?, self.float(ways[1])?]);
        let kinds = match (comparison.opcode(), jump.opcode()) {
            (Opcode::Cmpint, Opcode::Jz) => integers(EQUAL)?,
            (Opcode::Cmpint, Opcode::Jn) => integers(LESS)?,
            (Opcode::Testint, Opcode::Jz) => integers(NO_COMMON_BIT)?,
            (Opcode::Cmpfloat, Opcode::Jz) => floats(NEAR)?,
            (Opcode::Cmpfloat, Opcode::Jn) => floats(LESS_FLOATS)?,
            _ => return None,
        };
        Some(Fused { kinds, target: branch.target(), next })
    }

    /// What an integer comparison compares with the word at a register, if no register belongs to both.
    pub fn compared_with(&self, comparison: Fetched, with: Reg) -> Option<Reg> {
        let (a, b) = (comparison.a(), comparison.b());
        let is_comparison = matches!(comparison.opcode(), Opcode::Cmpint | Opcode::Testint);
        (is_comparison && b == with && self.are_apart(a, b)).then_some(a)
    }

    /// A branch, which may be the second half of an operation that stands for the instructions from `place` on; `next` is the
    /// address after it, and `extra` is paid besides the block that it leads to.
    pub fn branch(
        &mut self,
        operation: Operation,
        kinds: Ways<Kind>,
        place: u32,
        next: u32,
        to: u32,
        extra: u32,
    ) -> Option<u32> {
        let is_copy = !self.is_before(next);
        let jump = match self.peek(next) {
            Some((jump, _)) if jump.opcode() == Opcode::Jmp && (is_copy || self.falls_into(next)) => {
                Some(jump.operand(Field::Code24))
            }
            Some(_) | None => None,
        };
        let taken = extra + self.cost(to);
        let other = extra + self.cost(next) + jump.map_or(0, |target| self.cost(target));
        let (Ok(taken), Ok(other)) = (u16::try_from(taken), u16::try_from(other)) else {
            self.push(Kind::Redo, place);
            return None;
        };
        if !is_copy {
            self.end = next;
        }
        let is_either = jump.is_some() || is_copy;
        let goal = target(to, self.mode);
        let pushed = self.push(if is_either { kinds[1] } else { kinds[0] }, place);
        (pushed.a, pushed.b, pushed.c) = (operation.a, operation.b, operation.c);
        (pushed.imm, pushed.target) = (u32::from(taken) | u32::from(other) << 16, goal);
        if is_copy {
            let goal = target(jump.unwrap_or(next), self.mode);
            self.push(Kind::Jump, next).target = goal;
        } else if jump.is_some() {
            self.plain_jump = Some(next);
        } else if !self.falls_into(next) {
            let goal = target(next, self.mode);
            self.push(Kind::Jump, next).target = goal;
        }
        None
    }

    /// Whether the block version that comes next begins at an address.
    fn is_before(&self, next: u32) -> bool {
        self.next_version.is_some_and(|version| version.address == next && version.mode == self.mode)
    }

    /// LOADX, perhaps with JZ of the register.
    pub fn load_indexed(&mut self, at: u32, next: u32, a: Reg, b: Reg, number: u8) -> Option<u32> {
        if let Some((jump, after)) = self.following(next)
            && jump.opcode() == Opcode::Jz
            && let branch = jump.operand::<Branch>(Field::Branch)
            && branch.test() == Test::Register(a)
            && let (Some(fall), Some(either)) = (self.width(IF_ONE[0]), self.width(IF_ONE[1]))
        {
            let operation = Operation { a: offset(a), b: offset(b), c: number.into(), ..Operation::new(0) };
            return self.branch(operation, [fall, either], at, after, branch.target(), 0);
        }
        self.indexed(widths!(LoadAt16 LoadAt32 LoadAt64), at, next, a, b, number);
        Some(next)
    }

    /// A load of a word with a comparison of it, after which comes the address `after`, and a branch on that. `place` is where the
    /// word is, as operations have it in c: at an address, or by an index.
    pub fn load_and_branch(
        &mut self,
        at: u32,
        comparison: Fetched,
        after: u32,
        loaded: Reg,
        place: u16,
        is_indexed: bool,
    ) -> Option<Option<u32>> {
        let (a, b) = (comparison.a(), comparison.b());
        let is_test = match comparison.opcode() {
            Opcode::Testint if a == loaded && b == loaded => true,
            Opcode::Cmpint if b == loaded && self.are_apart(a, b) => false,
            _ => return None,
        };
        let (jump, end) = self.following(after)?;
        let branch = branch_on_flag(jump)?;
        let (ways, to_indexed) = match (is_test, jump.opcode()) {
            (true, Opcode::Jz) => (ZERO_LOADED, 1),
            (false, Opcode::Jz) => (EQUAL_LOADED, 2),
            (false, Opcode::Jn) => (LESS_LOADED, 2),
            _ => return None,
        };
        if self.chosen(after).is_some() {
            return None;
        }
        let row = |widths| Some(self.width(widths)?.variant(if is_indexed { to_indexed } else { 0 }));
        let kinds = [row(ways[0])?, row(ways[1])?];
        let operation = Operation { a: offset(loaded), b: offset(a), c: place, ..Operation::new(0) };
        Some(self.branch(operation, kinds, at, end, branch.target(), 0))
    }

    /// ADDINT or SUBINT, perhaps with a comparison of the result and a branch; `number` is what b is made before.
    pub fn step(
        &mut self,
        at: u32,
        next: u32,
        instruction: Fetched,
        number: Option<i16>,
    ) -> Option<Option<u32>> {
        let (comparison, after) = self.following(next)?;
        let (a, b) = (instruction.a(), instruction.b());
        let (compared, with) = (comparison.a(), comparison.b());
        let (c, ways, wanted) = match (instruction.opcode(), comparison.opcode()) {
            (Opcode::Addint, Opcode::Cmpint)
                if a == compared && self.are_apart(a, with) && number.is_none() =>
            {
                (u16::from(offset(with)), SUM_LESS, Opcode::Jn)
            }
            (Opcode::Subint, Opcode::Testint) if a == compared && a == with => match number {
                Some(number) if self.are_apart(a, b) => (number as u16, LAST_NUMBER, Opcode::Jz),
                Some(_) => return None,
                None => (0, LAST, Opcode::Jz),
            },
            _ => return None,
        };
        let (jump, end) = self.following(after)?;
        let branch = branch_on_flag(jump).filter(|_| jump.opcode() == wanted)?;
        if self.chosen(after).is_some() {
            return None;
        }
        let kinds = [self.width(ways[0])?, self.width(ways[1])?];
        let operation = Operation { a: offset(a), b: offset(b), c, ..Operation::new(0) };
        Some(self.branch(operation, kinds, at, end, branch.target(), 0))
    }
}

/// Where JZ or JN goes by its flag.
pub(super) fn branch_on_flag(jump: Fetched) -> Option<Branch> {
    if !matches!(jump.opcode(), Opcode::Jz | Opcode::Jn) {
        return None;
    }
    let branch: Branch = jump.operand(Field::Branch);
    (branch.test() == Test::Flag).then_some(branch)
}
