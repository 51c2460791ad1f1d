//! One pass over the code, which rebuilds it with the necessary insertions.

use super::marks::{Mark, Marks};
use super::{Aimed, Target, Wanted};
use crate::{Branch, Encoded, Opcode};
use alloc::vec::Vec;

/// What one more instruction on a way costs, in bytes of code that weigh the same.
const EXECUTED: usize = 16;

/// How many bytes are inserted at one place at most.
const MOST: usize = 64;

/// How many targets behind a barrier are looked at when it is decided how far to shift them all.
const AHEAD: usize = 32;

/// What is walked through.
pub(super) struct Source<'s> {
    pub code: &'s [u8],
    pub marks: &'s Marks,
    /// For each label what is known of it as a target.
    pub aimed: Vec<Aimed>,
    /// The addresses of all labels, of which those of the code will change.
    pub addresses: Vec<u32>,
    /// Whether a run may start at address 0.
    pub enters_at_0: bool,
}

/// What stands right before a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    /// An instruction that control goes on from, or the start of a run.
    Flow,
    /// Nothing that control goes on from.
    Barrier,
    Raw,
    /// An `.align`, and whether control goes through its NOPs.
    Align {
        multiple: usize,
        flows: bool,
    },
}

/// The code as it becomes.
#[derive(Default)]
pub(super) struct NewCode {
    pub bytes: Vec<u8>,
    /// The labels' addresses.
    pub addresses: Vec<u32>,
    /// The JMPs at its end and at its start: where they go, and where they stand.
    pub far: Vec<(Target, u32)>,
    pub near: Vec<(Target, u32)>,
    /// Where the JMPs at the end end.
    pub far_end: usize,
    /// Targets behind the JMPs at the end that need some there.
    pub unserved: Vec<Target>,
    /// From which addresses of the source's code on things stand elsewhere, and where.
    moves: Vec<(usize, usize)>,
}

impl NewCode {
    /// The address of a target.
    pub fn address(&self, target: Target) -> u32 {
        match target {
            Target::Label(index) => self.addresses[index],
            Target::Number(address) => address,
        }
    }

    /// Where a statement of the source's code stands now.
    pub fn moved(&self, at: usize) -> usize {
        let after = self.moves.partition_point(|&(from, _)| from <= at);
        self.moves[..after].last().map_or(at, |&(from, to)| to + (at - from))
    }

    /// Writes the JMPs at both ends, now that all addresses are known.
    fn write_detours(&mut self) {
        for index in 0..self.near.len() + self.far.len() {
            let far = || self.far[index - self.near.len()];
            let (target, at) = self.near.get(index).copied().unwrap_or_else(far);
            self.write_jump(at as usize, self.address(target) as usize);
        }
    }

    fn write_jump(&mut self, at: usize, to: usize) {
        self.bytes[at..at + 4].copy_from_slice(Encoded::new(Opcode::Jmp, to as u32).as_bytes());
    }

    fn nops(&mut self, count: usize) {
        self.bytes.resize(self.bytes.len() + count, Opcode::Nop.byte());
    }

    /// Puts a JMP over NOPs, so many bytes in all.
    fn skip(&mut self, count: usize) {
        let at = self.bytes.len();
        self.nops(count);
        self.write_jump(at, at + count);
    }
}

/// Makes the code anew.
pub(super) struct Walk<'s> {
    source: &'s Source<'s>,
    new: NewCode,
    /// How much of the source's code is done.
    done: usize,
    before: Before,
}

impl<'s> Walk<'s> {
    /// Goes from the start of the code to its end.
    pub fn through(source: &'s Source<'s>, wanted: &Wanted) -> NewCode {
        let before = if source.enters_at_0 { Before::Flow } else { Before::Barrier };
        let new = NewCode { addresses: source.addresses.clone(), ..NewCode::default() };
        let mut walk = Walk { source, new, done: 0, before };
        walk.go(wanted);
        walk.new.write_detours();
        walk.new
    }

    fn go(&mut self, wanted: &Wanted) {
        let Marks { all, last_instruction: (last_end, last_mark), falls_out } = self.source.marks;
        self.put_detours(wanted.near.iter().copied().collect(), true);
        self.shift_all(0);
        let mut pool: Vec<Target> = wanted.far.iter().copied().collect();
        let mut next = 0;
        loop {
            if next == *last_mark {
                self.copy_until(*last_end);
                self.before = if *falls_out { Before::Flow } else { Before::Barrier };
                self.put_detours(core::mem::take(&mut pool), false);
                self.new.far_end = self.new.bytes.len();
                self.shift_all(next);
            }
            let Some(&(at, mark)) = all.get(next) else { break };
            self.copy_until(at);
            next += 1;
            match mark {
                Mark::Barrier => {
                    self.before = Before::Barrier;
                    if next != *last_mark {
                        self.shift_all(next);
                    }
                }
                Mark::Raw => self.before = Before::Raw,
                Mark::Align { multiple, padding } => self.align(multiple as usize, padding as usize),
                Mark::Label(_) => {
                    let group = labels_at(&all[next - 1..], at);
                    next += group - 1;
                    let behind = next > *last_mark;
                    if let Some(target) = self.place(&all[next - group..next], wanted) {
                        if behind { self.new.unserved.push(target) } else { pool.push(target) }
                    }
                }
            }
        }
        self.copy_until(self.source.code.len());
    }

    fn copy_until(&mut self, at: usize) {
        if at <= self.done {
            return;
        }
        if self.new.moved(self.done) != self.new.bytes.len() {
            self.new.moves.push((self.done, self.new.bytes.len()));
        }
        self.new.bytes.extend_from_slice(&self.source.code[self.done..at]);
        (self.done, self.before) = (at, Before::Flow);
    }

    fn align(&mut self, multiple: usize, padding: usize) {
        let before = match self.before {
            Before::Raw => Before::Raw,
            Before::Flow | Before::Align { flows: true, .. } => Before::Align { multiple, flows: true },
            Before::Barrier | Before::Align { flows: false, .. } => Before::Align { multiple, flows: false },
        };
        let here = self.new.bytes.len();
        self.new.nops(here.next_multiple_of(multiple) - here);
        self.done += padding;
        self.before = before;
    }

    /// Puts JMPs to targets here, where control does not fall into them.
    fn put_detours(&mut self, targets: Vec<Target>, near: bool) {
        if targets.is_empty() {
            return;
        }
        let skip = (self.before != Before::Barrier).then_some(self.new.bytes.len());
        self.new.nops(if skip.is_some() { 4 } else { 0 });
        for target in targets {
            if !near {
                let nops = padding(self.new.bytes.len(), 1, 0).unwrap_or(0);
                self.new.nops(nops);
            }
            let at = self.new.bytes.len() as u32;
            self.new.nops(4);
            let detours = if near { &mut self.new.near } else { &mut self.new.far };
            detours.push((target, at));
        }
        if let Some(at) = skip {
            self.new.write_jump(at, self.new.bytes.len());
        }
    }

    /// Shifts what stands between a barrier and the next by NOPs that are never executed, if that is the cheapest.
    /// `next` is the mark after the barrier.
    fn shift_all(&mut self, next: usize) {
        if self.before != Before::Barrier {
            return;
        }
        let marks = &self.source.marks.all;
        let ahead = marks[next..].iter().map_while(|&(at, mark)| match mark {
            Mark::Label(index) => Some((at - self.done, self.source.aimed[index])),
            Mark::Barrier | Mark::Raw | Mark::Align { .. } => None,
        });
        let ahead = ahead.filter(|&(_, aimed)| aimed != Aimed::Never).map(|(offset, _)| offset).take(AHEAD);
        let targets: Vec<usize> = ahead.collect();
        let here = self.new.bytes.len();
        let cost = |shift: usize| {
            let bad = targets.iter().filter(|&offset| !is_encodable(here + shift + offset)).count();
            shift + bad * (EXECUTED + 4)
        };
        if cost(0) > 0 {
            let best = (0..=MOST).min_by_key(|&shift| cost(shift)).unwrap_or(0);
            self.new.nops(best);
        }
    }

    /// Gives labels that stand together their address, after moving them if they are a target that needs it. Where a JMP
    /// is cheaper, or nothing may be moved, returns the target to make one for.
    fn place(&mut self, group: &[(usize, Mark)], wanted: &Wanted) -> Option<Target> {
        let labels =
            || group.iter().filter_map(|&(_, mark)| if let Mark::Label(it) = mark { Some(it) } else { None });
        let aimed = labels().find(|&label| self.source.aimed[label] != Aimed::Never);
        let is_loop = labels().any(|label| self.source.aimed[label] == Aimed::Backward);
        let is_served = labels().any(|label| wanted.far.contains(&Target::Label(label)));
        let mut detour = None;
        if let Some(label) = aimed.filter(|_| !is_served && !is_encodable(self.new.bytes.len())) {
            let moved = self.move_target(is_loop);
            detour = (!moved).then_some(Target::Label(label));
        }
        for label in labels() {
            self.new.addresses[label] = self.new.bytes.len() as u32;
        }
        detour
    }

    /// Inserts what makes this address one that can be encoded, if a JMP elsewhere would not cost less: that one costs four
    /// bytes, and each branch an instruction more.
    fn move_target(&mut self, is_loop: bool) -> bool {
        let here = self.new.bytes.len();
        let (multiple, flows) = match self.before {
            Before::Raw => return false,
            Before::Barrier => (1, false),
            Before::Flow => (1, true),
            Before::Align { multiple, flows } => (multiple, flows),
        };
        match (padding(here, multiple, 1), padding(here, multiple, 4)) {
            (Some(least), _) if !flows || least == 1 => self.new.nops(least),
            // Who falls into the target executes one instruction more, be it a loop's only once.
            (_, Some(least)) if is_loop || least == 4 => self.new.skip(least),
            (Some(_) | None, Some(_) | None) => return false,
        }
        true
    }
}

/// Whether the flag forms can name an address.
fn is_encodable(address: usize) -> bool {
    Branch::flag(address as u32 & 0xff).is_some()
}

/// How many bytes, `least` at least, must be inserted at an address so that the flag forms can name it and it is a
/// multiple; `None` if that is too many.
fn padding(here: usize, multiple: usize, least: usize) -> Option<usize> {
    (least..=MOST).find(|count| is_encodable(here + count) && (here + count).is_multiple_of(multiple))
}

/// How many of the marks are labels at one address.
fn labels_at(marks: &[(usize, Mark)], address: usize) -> usize {
    marks.iter().take_while(|&&(at, mark)| at == address && matches!(mark, Mark::Label(_))).count()
}
