//! Pages of memory on all systems but Apple's computers.

use memmap2::{Mmap, MmapMut, MmapOptions};
use std::cell::Cell;
use std::io;

/// What pages are a multiple of nearly everywhere; where they are larger, the system rounds up.
const PAGE: usize = 4096;
/// How many bytes of pages are kept for the next program, at most.
const MOST_KEPT: usize = 4 << 20;

std::thread_local! {
    /// Pages of a program that is gone, which can no longer be executed: asking the system for others would take longer than templates take
    /// for a short program.
    static KEPT: Cell<Option<MmapMut>> = const { Cell::new(None) };
}

/// Pages that hold machine code.
pub(super) struct Pages(Option<Mmap>);

impl Pages {
    /// Pages that begin with some code and can be executed, but not be written.
    pub fn with(code: &[u8]) -> io::Result<Pages> {
        let size = code.len().next_multiple_of(PAGE);
        let mut map = match KEPT.take() {
            // Nor far too large, since what is not needed has to be cleared.
            Some(kept) if (size..=2 * size).contains(&kept.len()) => kept,
            // All pages are written at once: asking the system for each in turn takes twice as long.
            Some(_) | None => MmapOptions::new().len(size).populate().map_anon()?,
        };
        let (start, rest) = map.split_at_mut(code.len());
        start.copy_from_slice(code);
        // Nothing of another program's code may be executed.
        rest.fill(0);
        map.make_exec().map(|map| Pages(Some(map)))
    }

    /// Whether there is room for pages like these.
    pub fn try_out(size: usize) -> io::Result<()> {
        MmapOptions::new().len(size).map_anon()?.make_exec().map(drop)
    }

    #[inline]
    pub fn start(&self) -> *const u8 {
        self.0.as_ref().expect("pages are there until they drop").as_ptr()
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        if let Some(map) = self.0.take()
            && map.len() <= MOST_KEPT
            && let Ok(kept) = map.make_mut()
        {
            // Where the thread is about to end, the pages go back to the system.
            let _ = KEPT.try_with(|place| place.set(Some(kept)));
        }
    }
}
