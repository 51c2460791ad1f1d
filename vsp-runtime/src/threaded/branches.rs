//! Branches, alone or with what they depend on.

use super::draft::target;
use super::kind::Kind;
use super::operation::Operation;
use super::select::{Widths, offset, widths};
use super::translate::Translator;
use vsp_isa::{Instruction, Reg, Test};

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
        match instruction {
            Instruction::Li { a: b, imm } => {
                let (comparison, next) = self.following(next)?;
                let fused = self.fused(comparison, next, is_here)?;
                let a = self.compared_with(comparison, b)?;
                let kinds = fused.kinds.map(|kind| kind.variant(NUMBER));
                let operation = Operation { a: offset(a), b: offset(b), c: imm as u16, ..operation };
                Some(self.branch(operation, kinds, place, fused.next, fused.target, extra))
            }
            Instruction::Cmpint { a, b } | Instruction::Testint { a, b } | Instruction::Cmpfloat { a, b } => {
                let fused = self.fused(instruction, next, is_here)?;
                let operation = Operation { a: offset(a), b: offset(b), ..operation };
                Some(self.branch(operation, fused.kinds, place, fused.next, fused.target, extra))
            }
            Instruction::Loop { target } => {
                Some(self.branch(operation, [Kind::IfCount, Kind::EitherIfCount], place, next, target, extra))
            }
            _ => None,
        }
    }

    /// The branch after a comparison, unless it can be done without.
    fn fused(&self, comparison: Instruction, at: u32, is_here: bool) -> Option<Fused> {
        let (branch, next) = self.following(at)?;
        if is_here && self.chosen(at).is_some() {
            return None;
        }
        let (branch, is_zero) = match branch {
            Instruction::Jz { branch } => (branch, true),
            Instruction::Jn { branch } => (branch, false),
            _ => return None,
        };
        if branch.test() != Test::Flag {
            return None;
        }
        let integers = |ways: Ways<Widths>| Some([self.width(ways[0])?, self.width(ways[1])?]);
        let floats = |ways: Ways<[Kind; 2]>| Some([self.float(ways[0])?, self.float(ways[1])?]);
        let kinds = match (comparison, is_zero) {
            (Instruction::Cmpint { .. }, true) => integers(EQUAL)?,
            (Instruction::Cmpint { .. }, false) => integers(LESS)?,
            (Instruction::Testint { .. }, true) => integers(NO_COMMON_BIT)?,
            (Instruction::Cmpfloat { .. }, true) => floats(NEAR)?,
            (Instruction::Cmpfloat { .. }, false) => floats(LESS_FLOATS)?,
            _ => return None,
        };
        Some(Fused { kinds, target: branch.target(), next })
    }

    /// What an integer comparison compares with the word at a register, if no register belongs to both.
    pub fn compared_with(&self, comparison: Instruction, with: Reg) -> Option<Reg> {
        match comparison {
            Instruction::Cmpint { a, b } | Instruction::Testint { a, b } => {
                (b == with && self.are_apart(a, b)).then_some(a)
            }
            _ => None,
        }
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
            Some((Instruction::Jmp { target }, _)) if is_copy || self.falls_into(next) => Some(target),
            _ => None,
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
        if let Some((Instruction::Jz { branch }, after)) = self.following(next)
            && branch.test() == Test::Register(a)
            && let (Some(fall), Some(either)) = (self.width(IF_ONE[0]), self.width(IF_ONE[1]))
        {
            let operation = Operation { a: offset(a), b: offset(b), c: number.into(), ..Operation::new(0) };
            return self.branch(operation, [fall, either], at, after, branch.target(), 0);
        }
        self.indexed(widths!(LoadAt16 LoadAt32 LoadAt64), at, next, a, b, number);
        Some(next)
    }

    /// A load of a word with a comparison and a branch on it. `place` is where the word is, as operations have it in c: at an address, or
    /// by an index.
    pub fn load_and_branch(
        &mut self,
        at: u32,
        next: u32,
        loaded: Reg,
        place: u16,
        is_indexed: bool,
    ) -> Option<Option<u32>> {
        let (comparison, after) = self.following(next)?;
        let (branch, end) = self.following(after)?;
        let (with, ways, to_indexed) = match (comparison, branch) {
            (Instruction::Testint { a, b }, Instruction::Jz { .. }) if a == loaded && b == loaded => {
                (a, ZERO_LOADED, 1)
            }
            (Instruction::Cmpint { a, b }, Instruction::Jz { .. }) if b == loaded && self.are_apart(a, b) => {
                (a, EQUAL_LOADED, 2)
            }
            (Instruction::Cmpint { a, b }, Instruction::Jn { .. }) if b == loaded && self.are_apart(a, b) => {
                (a, LESS_LOADED, 2)
            }
            _ => return None,
        };
        let (Instruction::Jz { branch } | Instruction::Jn { branch }) = branch else { return None };
        if branch.test() != Test::Flag || self.chosen(after).is_some() {
            return None;
        }
        let row = |widths| Some(self.width(widths)?.variant(if is_indexed { to_indexed } else { 0 }));
        let kinds = [row(ways[0])?, row(ways[1])?];
        let operation = Operation { a: offset(loaded), b: offset(with), c: place, ..Operation::new(0) };
        Some(self.branch(operation, kinds, at, end, branch.target(), 0))
    }

    /// ADDINT or SUBINT, perhaps with a comparison of the result and a branch; `number` is what b is made before.
    pub fn step(
        &mut self,
        at: u32,
        next: u32,
        instruction: Instruction,
        number: Option<i16>,
    ) -> Option<Option<u32>> {
        let (comparison, after) = self.following(next)?;
        let (branch, end) = self.following(after)?;
        if self.chosen(after).is_some() {
            return None;
        }
        let (a, b, c, ways) = match (instruction, comparison, branch) {
            (
                Instruction::Addint { a, b },
                Instruction::Cmpint { a: x, b: c },
                Instruction::Jn { branch },
            ) if a == x && self.are_apart(a, c) && number.is_none() && branch.test() == Test::Flag => {
                (a, b, u16::from(offset(c)), SUM_LESS)
            }
            (
                Instruction::Subint { a, b },
                Instruction::Testint { a: x, b: y },
                Instruction::Jz { branch },
            ) if a == x && a == y && branch.test() == Test::Flag => match number {
                Some(number) if self.are_apart(a, b) => (a, b, number as u16, LAST_NUMBER),
                Some(_) => return None,
                None => (a, b, 0, LAST),
            },
            _ => return None,
        };
        let (Instruction::Jn { branch } | Instruction::Jz { branch }) = branch else { return None };
        let kinds = [self.width(ways[0])?, self.width(ways[1])?];
        let operation = Operation { a: offset(a), b: offset(b), c, ..Operation::new(0) };
        Some(self.branch(operation, kinds, at, end, branch.target(), 0))
    }
}
