//! What control can reach, by address alone.

use super::shape::{GoesOn, Shapes, shapes};
use super::{Leaving, leaving};
use crate::container::Image;
use alloc::vec;
use alloc::vec::Vec;

// What is known of an address of the code, as bits of a byte.

/// An instruction is reachable here.
pub(super) const SEEN: u8 = 1;
/// A block starts here.
pub(super) const START: u8 = 2;
/// An instruction before falls into this address.
const FALLEN_INTO: u8 = 4;
/// A block version begins here, though no block need start: the mode is not known before, or overlapping runs of instructions meet.
/// The bit follows that of `FALLEN_INTO`, which becomes it when another instruction falls into the address.
pub(super) const CUT: u8 = FALLEN_INTO << 1;
/// The block that starts here is a checkpoint.
pub(super) const CHECKPOINT: u8 = 16;
/// A CALL stands before this address.
const RETURN_SITE: u8 = 32;

/// What control can reach in a program, by address alone, whatever the mode: both arms of a branch, and every place that
/// follows a CALL.
///
/// This is the first half of what [`Flow`](super::Flow) knows, and takes a fraction of the time.
///
/// ```
/// use vsp_isa::flow::Reach;
/// let program = vsp_isa::asm::assemble("main: MOVI RC, 3\nagain: INV R0\n LOOP again\n HLT", "x.sil").unwrap();
/// let reach = Reach::find(&program.image());
/// assert!(reach.is_reachable(5) && !reach.is_reachable(4));
/// assert!(reach.is_start(3) && !reach.is_start(5));
/// assert_eq!(reach.costs(&program.image()).at(3), Some(2));
/// ```
#[derive(Clone, Debug)]
pub struct Reach {
    /// What is known of each address of the code.
    pub(super) marks: Vec<u8>,
    starts_beyond: Vec<u32>,
    return_sites: Vec<u32>,
    /// Whether all of it runs in the program's mode: no instruction changes that or is sure to trap in it, and if there is a CALL, a
    /// RET is reached even if none returns.
    pub(super) keeps_mode: bool,
}

impl Reach {
    /// Finds what control can reach, in time proportional to the code's size (and to the logarithm of how many CALLs there
    /// are).
    pub fn find(image: &Image<'_>) -> Reach {
        let mut search = Search {
            image,
            shapes: shapes(image.version),
            marks: vec![0; image.code.len()],
            beyond: Vec::new(),
            work: Vec::new(),
            return_sites: Vec::new(),
            returns: false,
            keeps_mode: true,
        };
        search.start(image.entry);
        for (_, address) in image.functions() {
            search.start(address);
        }
        search.work_off();
        search.keeps_mode &= search.returns || search.return_sites.is_empty();
        let mut index = 0;
        while let Some(&address) = search.return_sites.get(index) {
            search.follow(address);
            search.work_off();
            index += 1;
        }
        let Search { marks, beyond, return_sites, keeps_mode, .. } = search;
        Reach { marks, starts_beyond: sorted(beyond), return_sites: sorted(return_sites), keeps_mode }
    }

    fn has(&self, address: u32, marks: u8) -> bool {
        self.marks.get(address as usize).is_some_and(|mark| mark & marks != 0)
    }

    /// Whether control can reach an instruction that begins at this address of the code.
    #[inline]
    pub fn is_reachable(&self, address: u32) -> bool {
        self.has(address, SEEN)
    }

    /// Whether a [`Block`](super::Block) starts at this address of the code.
    #[inline]
    pub fn is_start(&self, address: u32) -> bool {
        self.has(address, START)
    }

    /// Whether runs look here whether they shall be interrupted, before the block is charged: an instruction stands at this
    /// address that a jump goes to which stands there itself or later, or that a CALL goes to or comes back to. Every cycle of
    /// a program has such a place.
    ///
    /// ```
    /// use vsp_isa::flow::Reach;
    /// let program = vsp_isa::asm::assemble("main: MOVI RC, 3\nagain: INV R0\n LOOP again\n HLT", "x.sil").unwrap();
    /// let reach = Reach::find(&program.image());
    /// assert!(reach.is_checkpoint(3) && !reach.is_checkpoint(0) && !reach.is_checkpoint(9));
    /// ```
    #[inline]
    pub fn is_checkpoint(&self, address: u32) -> bool {
        self.has(address, CHECKPOINT)
    }

    /// Whether a [`BlockVersion`](super::BlockVersion) begins at this address of the code, in whatever mode: a block starts here, or an
    /// instruction before is a COMPAT, or overlapping runs of instructions meet.
    #[inline]
    pub fn begins(&self, address: u32) -> bool {
        self.has(address, START | CUT)
    }

    /// The addresses after reachable CALLs, sorted: where RET can go. The last may be the end of the code.
    pub fn return_sites(&self) -> &[u32] {
        &self.return_sites
    }

    /// Whether this address of the code is one of the [`return_sites`](Self::return_sites).
    #[inline]
    pub fn is_return_site(&self, address: u32) -> bool {
        self.has(address, RETURN_SITE)
    }

    /// The starts of blocks that lie at the end of the code or past it, sorted: control may go there, and trap.
    pub fn starts_beyond(&self) -> &[u32] {
        &self.starts_beyond
    }
}

/// The numbers in order, each once.
fn sorted(mut numbers: Vec<u32>) -> Vec<u32> {
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Reachable code, while it is being found.
struct Search<'a> {
    image: &'a Image<'a>,
    shapes: &'static Shapes,
    marks: Vec<u8>,
    /// Starts past the end of the code.
    beyond: Vec<u32>,
    work: Vec<u32>,
    /// They are followed last.
    return_sites: Vec<u32>,
    /// A RET has been reached.
    returns: bool,
    keeps_mode: bool,
}

impl Search<'_> {
    fn start(&mut self, address: u32) {
        if self.mark_start(address) {
            self.work.push(address);
        }
    }

    /// Notes that a block starts at an address; gives whether that is new, and in the code.
    fn mark_start(&mut self, address: u32) -> bool {
        match self.marks.get_mut(address as usize) {
            Some(mark) => {
                let is_new = *mark & START == 0;
                *mark |= START;
                is_new
            }
            None => {
                self.beyond.push(address);
                false
            }
        }
    }

    fn work_off(&mut self) {
        while let Some(address) = self.work.pop() {
            self.follow(address);
        }
    }

    /// A block starts at an address that a jump at another one goes to.
    fn jump(&mut self, from: u32, to: u32) {
        self.start(to);
        if to <= from {
            self.check(to);
        }
    }

    /// A block that has started is a checkpoint, if an instruction is there: the trap of what is none comes first.
    fn check(&mut self, address: u32) {
        if let Some(&byte) = self.image.code.get(address as usize) {
            let length = usize::from(self.shapes[usize::from(byte)].length);
            if length > 0 && address as usize + length <= self.image.code.len() {
                self.marks[address as usize] |= CHECKPOINT;
            }
        }
    }

    /// Follows the code from an address to where it leaves, or to code that has been seen.
    fn follow(&mut self, mut at: u32) {
        // How the address is reached: first by a jump.
        let mut arrival = SEEN;
        while let Some(address) = self.run_on(at as usize, arrival) {
            let address = address as u32;
            let Ok(instruction) = self.image.instruction(address) else { return };
            let next = address + instruction.length();
            arrival = SEEN | FALLEN_INTO;
            match leaving(instruction) {
                Leaving::Next => {}
                Leaving::AnyNarrower => arrival |= CUT,
                Leaving::Pause => self.start(next),
                Leaving::Branch(target) => {
                    self.jump(address, target);
                    self.start(next);
                }
                Leaving::Call(target) => {
                    self.start(target);
                    self.mark_start(next);
                    self.check(target);
                    self.check(next);
                    if let Some(mark) = self.marks.get_mut(next as usize) {
                        *mark |= RETURN_SITE;
                    }
                    return self.return_sites.push(next);
                }
                Leaving::To(target) => return self.jump(address, target),
                Leaving::Return => {
                    self.returns = true;
                    return;
                }
                Leaving::Halt => return,
            }
            at = next;
        }
    }

    /// Marks one instruction after the other, from the one at an address to the first that is not plain, whose address it gives;
    /// `None` if the code ends before, or has been seen from somewhere on.
    #[inline]
    fn run_on(&mut self, mut at: usize, mut arrival: u8) -> Option<usize> {
        let (code, shapes, mode) = (self.image.code, self.shapes, self.image.mode);
        let marks = &mut self.marks[..code.len()];
        let mut keeps_mode = self.keeps_mode;
        let stop = loop {
            let Some(mark) = marks.get_mut(at) else { break None };
            let before = *mark;
            // Where two overlapping runs meet, one block version for the common rest keeps all of them together linear.
            *mark = before | arrival | (before & arrival & FALLEN_INTO) << 1;
            if before & SEEN != 0 {
                break None;
            }
            let shape = shapes[usize::from(code[at])];
            let registers = code.get(at + 1).copied().unwrap_or(0);
            keeps_mode &= !(shape.changes_mode | shape.has_word_past(registers, mode));
            if shape.goes_on != GoesOn::Surely {
                break Some(at);
            }
            at += usize::from(shape.length);
            arrival = SEEN | FALLEN_INTO;
        };
        self.keeps_mode = keeps_mode;
        stop
    }
}

impl Reach {
    /// Calls `visit` for each address of the code where block versions begin, in their order.
    #[inline]
    pub(super) fn each_begin(&self, mut visit: impl FnMut(u32)) {
        const BEGIN: u64 = 0x0101_0101_0101_0101 * (START | CUT) as u64;
        let (words, rest) = self.marks.as_chunks::<8>();
        for (index, word) in words.iter().enumerate() {
            // At most addresses none begins, which shows faster of many together.
            let mut begins = u64::from_le_bytes(*word) & BEGIN;
            while begins != 0 {
                let place = begins.trailing_zeros() / 8;
                visit(index as u32 * 8 + place);
                begins &= !(0xff << (8 * place));
            }
        }
        let places = rest.iter().enumerate().filter(|(_, mark)| **mark & (START | CUT) != 0);
        places.for_each(|(place, _)| visit((self.marks.len() - rest.len() + place) as u32));
    }

    /// Calls `visit` for each address of the code where an instruction is reachable, from the last to the first, with whether a
    /// block starts there.
    #[inline]
    pub(super) fn backwards(&self, mut visit: impl FnMut(usize, bool)) {
        for (index, marks) in self.marks.chunks(GROUP).enumerate().rev() {
            let mut seen = group(marks);
            while seen != 0 {
                let place = GROUP - 1 - seen.trailing_zeros() as usize;
                seen &= seen - 1;
                visit(index * GROUP + place, marks[place] & START != 0);
            }
        }
    }
}

/// How many addresses are looked at together: one by one, it would be anyone's guess at each whether something is there.
const GROUP: usize = 64;

/// A bit for each of up to 64 addresses, the highest for the first: whether an instruction is reachable there.
fn group(marks: &[u8]) -> u64 {
    let (words, rest) = marks.as_chunks::<8>();
    let mut bits = 0;
    for word in words {
        // The product moves the lowest bit of byte k to bit 63 - k.
        let word = u64::from_le_bytes(*word) & (0x0101_0101_0101_0101 * SEEN as u64);
        bits = bits << 8 | word.wrapping_mul(0x8040_2010_0804_0201) >> 56;
    }
    for mark in rest {
        bits = bits << 1 | u64::from(mark & SEEN);
    }
    // Of fewer marks than 64 the first has the highest bit, too.
    if marks.len() < GROUP { bits << (GROUP - marks.len()) } else { bits }
}
