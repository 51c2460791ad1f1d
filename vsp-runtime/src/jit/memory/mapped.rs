//! Pages of memory on all systems but Apple's computers.

use memmap2::{Mmap, MmapOptions};
use std::io;

/// Pages that hold machine code.
pub(super) struct Pages(Mmap);

impl Pages {
    /// Pages that begin with some code and can be executed, but not be written.
    pub fn with(code: &[u8]) -> io::Result<Pages> {
        // All pages are written at once: asking the system for each in turn takes twice as long.
        let mut map = MmapOptions::new().len(code.len()).populate().map_anon()?;
        map.copy_from_slice(code);
        map.make_exec().map(Pages)
    }

    /// Whether there is room for pages like these.
    pub fn try_out(size: usize) -> io::Result<()> {
        MmapOptions::new().len(size).map_anon()?.make_exec().map(drop)
    }

    #[inline]
    pub fn start(&self) -> *const u8 {
        self.0.as_ptr()
    }
}
