//! Pages of memory on all systems but Apple's computers.
//!
//! What a program leaves is kept for the next ones: the system takes longer to map and unmap pages than a short program takes to compile.

use memmap2::{Mmap, MmapOptions};
use std::io;
use std::sync::{Mutex, PoisonError};
use std::vec::Vec;

static KEPT: Mutex<Kept> = Mutex::new(Kept(Vec::new()));

/// Pages that hold machine code.
pub(super) struct Pages(Option<Mmap>);

impl Pages {
    /// Pages that begin with some code and can be executed, but not be written.
    pub fn with(code: &[u8]) -> io::Result<Pages> {
        let kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner).take(code.len());
        let mut map = match kept {
            Some(map) => map.make_mut()?,
            // All pages are written at once: asking the system for each in turn takes twice as long.
            None => MmapOptions::new().len(whole_pages(code.len())).populate().map_anon()?,
        };
        map[..code.len()].copy_from_slice(code);
        map.make_exec().map(|map| Pages(Some(map)))
    }

    /// Whether there is room for pages like these.
    pub fn try_out(size: usize) -> io::Result<()> {
        MmapOptions::new().len(size).map_anon()?.make_exec().map(drop)
    }

    #[inline]
    pub fn start(&self) -> *const u8 {
        self.0.as_ref().expect("they are there until this drops").as_ptr()
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        if let Some(map) = self.0.take() {
            KEPT.lock().unwrap_or_else(PoisonError::into_inner).give(map);
        }
    }
}

/// So many bytes and what the system adds to them: no system's pages are smaller.
fn whole_pages(size: usize) -> usize {
    size.next_multiple_of(4096)
}

/// Mappings that nobody uses.
struct Kept(Vec<Mmap>);

impl Kept {
    /// How many there are at most.
    const MOST: usize = 4;
    /// How many bytes each has at most.
    const LARGEST: usize = 1 << 20;
    /// How many times as large as its code one may be.
    const TIMES: usize = 4;

    /// The smallest with room for so many bytes, unless it has far more.
    fn take(&mut self, size: usize) -> Option<Mmap> {
        let fits = size..=whole_pages(size).saturating_mul(Kept::TIMES);
        let fitting = self.0.iter().enumerate().filter(|(_, map)| fits.contains(&map.len()));
        let place = fitting.min_by_key(|(_, map)| map.len())?.0;
        Some(self.0.swap_remove(place))
    }

    /// Keeps one, or has it go back to the system.
    fn give(&mut self, map: Mmap) {
        if map.len() <= Kept::LARGEST && self.0.len() < Kept::MOST {
            self.0.push(map);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pages: usize) -> Mmap {
        MmapOptions::new().len(4096 * pages).map_anon().unwrap().make_exec().unwrap()
    }

    #[test]
    fn the_smallest_that_fits_is_taken() {
        let mut kept = Kept(Vec::new());
        [8, 2, 4].into_iter().for_each(|pages| kept.give(map(pages)));
        let mut take = |size| kept.take(size).map(|map| map.len() / 4096);
        assert_eq!(take(4096 * 8 + 1), None);
        assert_eq!(take(4096 * 3), Some(4));
        assert_eq!(take(4097), Some(2));
        // Eight pages are too many for one.
        assert_eq!(take(4096), None);
        assert_eq!(take(4097), Some(8));
        assert_eq!(take(1), None);
    }

    #[test]
    fn few_are_kept_and_no_large_ones() {
        let mut kept = Kept(Vec::new());
        kept.give(map(Kept::LARGEST / 4096 + 1));
        assert_eq!(kept.0.len(), 0);
        (0..10).for_each(|_| kept.give(map(1)));
        assert_eq!(kept.0.len(), Kept::MOST);
    }

    #[test]
    fn code_stands_where_other_code_was() {
        for byte in 0..10 {
            let code = std::vec![byte; 5000];
            let pages = Pages::with(&code).unwrap();
            // SAFETY: the pages begin with as many bytes of code.
            assert_eq!(unsafe { std::slice::from_raw_parts(pages.start(), code.len()) }, code);
        }
    }
}
