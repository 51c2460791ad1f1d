//! Where the code's labels stand, so that every branch to them can be encoded.
//!
//! The flag forms of JZ and JN cannot name a target whose low byte is below 16, and the register forms none beyond 64 KiB.
//! Where a source has such a branch, a [`Walk`] goes through the code once, from start to end, and inserts bytes: before a
//! target that it moves, or at the code's two ends JMPs by way of which branches go (detours). Which labels are targets is
//! known before, and an address depends only on what stands before it, so one walk is exact but for the detours at the
//! ends. A walk that finds that there must be more of them is followed by another; there are never fewer, so it ends.
//!
//! A source whose branches can all be encoded is left as it is.

mod marks;
mod walk;

pub(super) use marks::{Mark, Marks};

use super::number;
use super::place::{Place, Use};
use super::source::Piece;
use super::state::{Assembler, Segment};
use crate::Branch;
use crate::container::{LineEntry, MAX_CODE};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::vec;
use alloc::vec::Vec;
use walk::{NewCode, Source, Walk};

/// The greatest address that the register forms can name.
const NEAR: u32 = 0xffff;

/// How many JMPs fit at the start of the code, where the register forms reach them, beside one that skips them.
const MOST_NEAR: usize = (NEAR as usize + 1) / 4 - 1;

/// What a branch goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    /// A label of the code, by its index.
    Label(usize),
    /// An address that the source gives as a number.
    Number(u32),
}

/// A JZ or JN, and where it goes.
#[derive(Clone, Copy, Debug)]
struct Jump<'a> {
    /// Where it stands before anything is inserted.
    at: usize,
    operand: Piece<'a>,
    target: Target,
    /// Whether it is the register form.
    near: bool,
}

/// What is known of a label as a target of flag forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aimed {
    Never,
    /// Only from before the label.
    Forward,
    /// From behind the label, which so begins a loop.
    Backward,
}

/// The targets that a walk makes JMPs for without being asked by what it meets.
#[derive(Debug, Default)]
struct Wanted {
    /// At the end of the code, for flag forms.
    far: BTreeSet<Target>,
    /// At its start, for register forms.
    near: BTreeSet<Target>,
}

/// For targets that a branch cannot name, the address of a JMP there.
#[derive(Debug, Default)]
pub(super) struct Detours {
    /// For flag forms.
    pub far: BTreeMap<u32, u32>,
    /// For register forms.
    pub near: BTreeMap<u32, u32>,
}

impl<'a> Assembler<'a> {
    /// Moves the labels of the code, and whatever stands in it, where branches need it.
    pub fn lay_out(&mut self) {
        // Addresses that are not known are no reason to move anything.
        if !self.layout_known {
            return;
        }
        let jumps = self.jumps();
        let Some(first) = jumps.iter().find(|jump| !self.reaches(jump)) else { return };
        let new = self.settle(&jumps);
        if new.bytes.len() > MAX_CODE {
            let message = format!(
                "the code is longer than {MAX_CODE} bytes, which 24 bits address, where targets such as this one are \
                 moved so that they can be encoded"
            );
            return self.layout_fault(first.operand, message);
        }
        self.adopt(new, &jumps);
    }

    /// All JZ and JN that go to places in the code, as far as this walk needs to know of them.
    fn jumps(&self) -> Vec<Jump<'a>> {
        let jump = |&Use { operand, place }: &Use<'a>| {
            let (at, near) = place.branch()?;
            let number = || number::integer(operand.text).or(number::layer(operand.text).map(i128::from));
            let target = match self.labels.index(operand.text) {
                Some(index) if self.labels.all[index].segment == Segment::Code => Target::Label(index),
                Some(_) => return None,
                None => {
                    // Register forms take no number that they cannot hold.
                    let end = if near { i128::from(NEAR) + 1 } else { MAX_CODE as i128 };
                    Target::Number(number().filter(|number| (0..end).contains(number))? as u32)
                }
            };
            Some(Jump { at, operand, target, near })
        };
        self.uses.iter().filter_map(jump).collect()
    }

    /// Whether a branch can be encoded as things stand.
    fn reaches(&self, jump: &Jump<'_>) -> bool {
        let address = match jump.target {
            Target::Label(index) => self.labels.all[index].address,
            Target::Number(address) => address,
        };
        if jump.near { address <= NEAR } else { Branch::flag(address).is_some() }
    }

    /// Walks until every branch reaches its target.
    fn settle(&self, jumps: &[Jump<'_>]) -> NewCode {
        let mut wanted = Wanted::default();
        let mut aimed = vec![Aimed::Never; self.labels.all.len()];
        for jump in jumps.iter().filter(|jump| !jump.near) {
            match jump.target {
                Target::Label(index) if self.labels.all[index].address as usize <= jump.at => {
                    aimed[index] = Aimed::Backward;
                }
                Target::Label(index) if aimed[index] == Aimed::Never => aimed[index] = Aimed::Forward,
                Target::Label(_) => {}
                Target::Number(_) if self.reaches(jump) => {}
                Target::Number(_) => {
                    wanted.far.insert(jump.target);
                }
            }
        }
        let addresses = self.labels.all.iter().map(|label| label.address).collect();
        let source = Source {
            code: &self.code,
            marks: &self.marks,
            aimed,
            addresses,
            enters_at_0: self.enters_at_0(),
        };
        let mut slack = 0;
        loop {
            let mut new = Walk::through(&source, &wanted);
            let size = wanted.far.len() + wanted.near.len();
            wanted.far.extend(core::mem::take(&mut new.unserved));
            let beyond = |jump: &Jump<'_>, slack| jump.near && new.address(jump.target) > NEAR - slack;
            if jumps.iter().any(|jump| beyond(jump, 0) && !wanted.near.contains(&jump.target)) {
                for jump in jumps.iter().filter(|jump| beyond(jump, slack)) {
                    if wanted.near.len() < MOST_NEAR {
                        wanted.near.insert(jump.target);
                    }
                }
                // A JMP more may push the next label beyond reach, and so on; so labels near to the limit soon count, too.
                slack = (2 * slack + 16).min(NEAR);
            }
            if size == wanted.far.len() + wanted.near.len() {
                return new;
            }
        }
    }

    /// Whether a run may start at address 0, and not at a label, which moves with what it stands before.
    fn enters_at_0(&self) -> bool {
        let is_label = |name: &str| self.labels.get(name).is_some_and(|it| it.segment == Segment::Code);
        if self.given.iter().any(|(directive, _)| *directive == ".entry") {
            let entry = self.uses.iter().find(|it| matches!(it.place, Place::Entry));
            !entry.is_some_and(|it| is_label(it.operand.text))
        } else {
            !is_label("main")
        }
    }

    /// Takes over what a walk has made.
    fn adopt(&mut self, new: NewCode, jumps: &[Jump<'_>]) {
        let mut first_jumps = BTreeMap::new();
        for jump in jumps {
            first_jumps.entry((jump.near, jump.target)).or_insert(jump.at);
        }
        let line = |at: usize| {
            let after = self.lines.partition_point(|entry| entry.address as usize <= at);
            self.lines[..after].last().map(|entry| entry.line)
        };
        let lines_of = |near, detours: &[(Target, u32)]| {
            let entry = |&(target, address): &(Target, u32)| {
                let line = line(*first_jumps.get(&(near, target))?)?;
                Some(LineEntry { line, address })
            };
            detours.iter().filter_map(entry).collect::<Vec<_>>()
        };
        let mut lines = lines_of(true, &new.near);
        lines.extend(
            self.lines
                .iter()
                .map(|entry| LineEntry { address: new.moved(entry.address as usize) as u32, ..*entry }),
        );
        let far_lines = lines_of(false, &new.far);
        if let (Some(last), false) = (lines.last().copied(), far_lines.is_empty()) {
            lines.extend(far_lines);
            // Data behind the JMPs belongs to the line that it belonged to before.
            if new.far_end < new.bytes.len() {
                lines.push(LineEntry { address: new.far_end as u32, ..last });
            }
        }
        let addressed = |detours: &[(Target, u32)]| {
            detours.iter().map(|&(target, address)| (new.address(target), address)).collect()
        };
        let detours = Detours { far: addressed(&new.far), near: addressed(&new.near) };
        for it in &mut self.uses {
            it.place.shift(|at| new.moved(at));
        }
        let NewCode { bytes, addresses, .. } = new;
        for (label, address) in self.labels.all.iter_mut().zip(addresses) {
            label.address = address;
        }
        (self.code, self.lines, self.detours) = (bytes, lines, detours);
    }
}
