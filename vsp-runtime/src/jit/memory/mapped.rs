//! Pages of memory on all systems but Apple's computers.
//!
//! What a program leaves is kept for the next ones: the system takes longer to map and unmap pages than a short program takes to compile.

use memmap2::{Mmap, MmapOptions};
use std::io;
use std::sync::{Mutex, PoisonError};
use std::vec::Vec;

/// How many mappings are kept at most.
const MOST_KEPT: usize = 4;

/// How many bytes a mapping has at most that is kept.
const LARGEST_KEPT: usize = 1 << 20;

/// What a mapping has is used in full: no system's pages are smaller.
const SMALLEST_PAGE: usize = 4096;

/// How many times as large as its code a mapping may be.
const MOST_TIMES: usize = 4;

static KEPT: Mutex<Vec<Mmap>> = Mutex::new(Vec::new());

/// Pages that hold machine code.
pub(super) struct Pages(Option<Mmap>);

impl Pages {
    /// Pages that begin with some code and can be executed, but not be written.
    pub fn with(code: &[u8]) -> io::Result<Pages> {
        let mut map = match take_kept(code.len()) {
            Some(map) => map.make_mut()?,
            // All pages are written at once: asking the system for each in turn takes twice as long.
            None => {
                let whole_pages = code.len().next_multiple_of(SMALLEST_PAGE);
                MmapOptions::new().len(whole_pages).populate().map_anon()?
            }
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
        self.0.as_ref().map_or(core::ptr::null(), |map| map.as_ptr())
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        if let Some(map) = self.0.take_if(|map| map.len() <= LARGEST_KEPT) {
            let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() < MOST_KEPT {
                kept.push(map);
            }
        }
    }
}

/// The smallest mapping that is kept with room for so many bytes, and not for many more.
fn take_kept(size: usize) -> Option<Mmap> {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let fits = |map: &Mmap| (size..=size.saturating_mul(MOST_TIMES)).contains(&map.len());
    let fitting = kept.iter().enumerate().filter(|(_, map)| fits(map));
    let place = fitting.min_by_key(|(_, map)| map.len())?.0;
    Some(kept.swap_remove(place))
}
