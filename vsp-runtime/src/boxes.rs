//! What machines get their memory and stacks from, where there is an allocator.

use crate::buffers::Sizes;
use alloc::boxed::Box;
use alloc::vec;
use core::mem::MaybeUninit;
#[cfg(feature = "std")]
use std::cell::Cell;

/// The memory and the stacks of one machine. Memory is zeros; what stacks hold means nothing.
pub(crate) struct Boxes {
    pub memory: Box<[u8]>,
    pub calls: Box<[MaybeUninit<u32>]>,
    pub stack: Box<[MaybeUninit<u16>]>,
}

impl Boxes {
    /// What the last machine of this thread left, if that has the sizes; else new.
    pub fn get(sizes: Sizes) -> Boxes {
        Boxes::kept().filter(|kept| kept.have(sizes)).unwrap_or_else(|| Boxes {
            memory: vec![0; sizes.memory].into_boxed_slice(),
            calls: Box::new_uninit_slice(sizes.calls),
            stack: Box::new_uninit_slice(sizes.stack),
        })
    }

    fn have(&self, sizes: Sizes) -> bool {
        (self.memory.len(), self.calls.len(), self.stack.len()) == (sizes.memory, sizes.calls, sizes.stack)
    }
}

/// How many bytes of memory are kept at most, and of each stack: what has more, the system can clear as it is needed, for less.
#[cfg(feature = "std")]
const MOST_KEPT: usize = 64 << 10;

#[cfg(feature = "std")]
std::thread_local! {
    /// What the last machine of this thread had. Getting and clearing it takes as long as running a short program does.
    static KEPT: Cell<Option<Boxes>> = const { Cell::new(None) };
}

#[cfg(feature = "std")]
impl Boxes {
    fn kept() -> Option<Boxes> {
        KEPT.try_with(Cell::take).ok()?
    }

    /// Gives back what a machine had, whatever is in it now.
    pub fn give_back(mut self) {
        let sizes = [size_of_val(&*self.memory), size_of_val(&*self.calls), size_of_val(&*self.stack)];
        if sizes.iter().all(|size| *size <= MOST_KEPT) {
            self.memory.fill(0);
            // A thread that is about to end keeps nothing.
            let _ = KEPT.try_with(|place| place.set(Some(self)));
        }
    }
}

#[cfg(not(feature = "std"))]
impl Boxes {
    fn kept() -> Option<Boxes> {
        None
    }

    /// Gives back what a machine had, whatever is in it now.
    pub fn give_back(self) {}
}
