//! What entering blocks costs.

use super::reach::{CUT, START};
use super::shape::{GoesOn, shapes};
use super::{Block, Reach};
use crate::container::Image;
use alloc::vec;
use alloc::vec::Vec;

/// What entering each block of a program costs, by address. [`Reach::costs`] finds it.
#[derive(Clone, Debug)]
pub struct Costs {
    /// For each so many addresses of the code the starts among them. A number for each address would take longer to clear than
    /// all the rest.
    groups: Vec<Group>,
    /// The costs of all blocks, the last first.
    costs: Vec<u32>,
}

/// The starts among 64 addresses.
#[derive(Clone, Copy, Debug, Default)]
struct Group {
    /// A bit for each address, the lowest for the first.
    starts: u64,
    /// Where the costs of these are, after those of all later groups.
    costs: u32,
}

impl Costs {
    fn find(reach: &Reach, image: &Image<'_>) -> Costs {
        let mut groups = vec![Group::default(); image.code.len().div_ceil(64)];
        let mut costs = Vec::new();
        measure(reach, image, |start, rest| {
            let group = &mut groups[start as usize / 64];
            if group.starts == 0 {
                group.costs = costs.len() as u32;
            }
            group.starts |= 1 << (start % 64);
            costs.push(rest.cost);
        });
        Costs { groups, costs }
    }

    /// The cost of entering the block that starts at this address of the code; `None` if none does, as past its end.
    #[inline]
    pub fn at(&self, address: u32) -> Option<u32> {
        let group = self.groups.get(address as usize / 64)?;
        let from_here_on = group.starts >> (address % 64);
        let later = (from_here_on >> 1).count_ones();
        (from_here_on & 1 == 1).then(|| self.costs[(group.costs + later) as usize])
    }
}

impl Reach {
    /// What entering each block costs. `image` must be that of the program that was analysed; with another, what it gives
    /// means nothing.
    ///
    /// # Panics
    ///
    /// Perhaps, with the image of another program.
    pub fn costs(&self, image: &Image<'_>) -> Costs {
        Costs::find(self, image)
    }

    /// What entering the block that starts at an address of the code costs, found by walking through it; `image` as for
    /// [`costs`](Self::costs). `None` if another block version begins amid the block: many blocks may go on with that, and finding the
    /// [`costs`](Self::costs) of all walks through it once.
    ///
    /// ```
    /// use vsp_isa::flow::Reach;
    /// let program = vsp_isa::asm::assemble("main: MOVI RC, 3\nagain: INV R0\n LOOP again\n HLT", "x.sil").unwrap();
    /// let image = program.image();
    /// let reach = Reach::find(&image);
    /// assert_eq!([0, 3].map(|start| reach.cost_if_undivided(&image, start)), [Some(1), Some(2)]);
    /// ```
    #[inline]
    pub fn cost_if_undivided(&self, image: &Image<'_>, start: u32) -> Option<u32> {
        of_undivided(&self.marks, image, start as usize)
    }

    /// All blocks, in the order of their starts; `image` as for [`costs`](Self::costs).
    ///
    /// # Panics
    ///
    /// Perhaps, with the image of another program.
    pub fn blocks(&self, image: &Image<'_>) -> Vec<Block> {
        blocks(self, image)
    }
}

/// The cost of the block that starts at an address, if it is one block version.
#[inline]
fn of_undivided(marks: &[u8], image: &Image<'_>, start: usize) -> Option<u32> {
    let shapes = shapes(image.version);
    let (mut address, mut cost) = (start, 0);
    while let Some(&byte) = image.code.get(address) {
        let shape = shapes[usize::from(byte)];
        let next = address + usize::from(shape.length);
        if shape.length == 0 || next > image.code.len() {
            break;
        }
        cost += 1;
        let mark = marks.get(next).copied().unwrap_or(START);
        if shape.goes_on == GoesOn::Never || mark & START != 0 {
            break;
        }
        if mark & CUT != 0 {
            return None;
        }
        address = next;
    }
    Some(cost)
}

/// Finds every block that starts in the code, from the last to the first: what follows an address is known before it is needed,
/// so that overlapping blocks are not walked through again and again.
#[inline]
fn measure(reach: &Reach, image: &Image<'_>, mut found: impl FnMut(u32, Rest)) {
    let (shapes, size) = (shapes(image.version), image.code.len());
    // What each of the next addresses adds to a block that runs into it. Instructions are no longer than that.
    let mut rests = [Rest::none(size); 4];
    reach.backwards(|address, is_start| {
        let shape = shapes[usize::from(image.code[address])];
        let next = address + usize::from(shape.length);
        let mut rest = Rest::none(address);
        if shape.length > 0 && next <= size {
            rest = if shape.goes_on == GoesOn::Never { Rest::none(next) } else { rests[next % 4] };
            rest.cost += 1;
        }
        if is_start {
            found(address as u32, rest);
            rest = Rest::none(address);
        }
        rests[address % 4] = rest;
    });
}

/// The rest of a block from some address on.
#[derive(Clone, Copy)]
struct Rest {
    cost: u32,
    end: u32,
}

impl Rest {
    /// Nothing, at an address.
    fn none(address: usize) -> Rest {
        Rest { cost: 0, end: address as u32 }
    }
}

/// All blocks, those past the end of the code included.
fn blocks(reach: &Reach, image: &Image<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    measure(reach, image, |start, Rest { end, cost }| blocks.push(Block { start, end, cost }));
    blocks.reverse();
    blocks.extend(reach.starts_beyond().iter().map(|&start| Block { start, end: start, cost: 0 }));
    blocks
}
