//! Pages of memory on Apple's computers, where a hardened process may execute only what it has mapped for that purpose.

use core::ptr::{self, NonNull};
use std::io;

/// Pages that hold machine code.
pub(super) struct Pages {
    start: NonNull<u8>,
    length: usize,
}

// SAFETY: the pages belong to this value alone, and nothing writes to them any more.
unsafe impl Send for Pages {}
// SAFETY: as above.
unsafe impl Sync for Pages {}

impl Pages {
    /// Pages that begin with some code and can be executed, but not be written.
    pub fn with(code: &[u8]) -> io::Result<Pages> {
        let length = code.len().max(1);
        // On ARM a thread sees such pages as writable or as executable, whichever it has chosen last.
        let all = libc::PROT_READ | libc::PROT_WRITE | libc::PROT_EXEC;
        let protection = if cfg!(target_arch = "aarch64") { all } else { all & !libc::PROT_EXEC };
        let flags = libc::MAP_PRIVATE | libc::MAP_ANON | libc::MAP_JIT;
        // SAFETY: new pages wherever the system likes change nothing that exists.
        let start = unsafe { libc::mmap(ptr::null_mut(), length, protection, flags, -1, 0) };
        if start == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let start = NonNull::new(start.cast()).ok_or(io::ErrorKind::OutOfMemory)?;
        let pages = Pages { start, length };
        pages.fill(code)?;
        Ok(pages)
    }

    #[cfg(target_arch = "aarch64")]
    fn fill(&self, code: &[u8]) -> io::Result<()> {
        // SAFETY: this thread executes nothing of such pages before it protects them again.
        unsafe { libc::pthread_jit_write_protect_np(0) };
        // SAFETY: the pages are new, as long as the code, and writable for this thread.
        unsafe { ptr::copy_nonoverlapping(code.as_ptr(), self.start.as_ptr(), code.len()) };
        // SAFETY: it only takes away what was allowed above.
        unsafe { libc::pthread_jit_write_protect_np(1) };
        Ok(())
    }

    #[cfg(not(target_arch = "aarch64"))]
    fn fill(&self, code: &[u8]) -> io::Result<()> {
        // SAFETY: the pages are new, as long as the code, and writable.
        unsafe { ptr::copy_nonoverlapping(code.as_ptr(), self.start.as_ptr(), code.len()) };
        let protection = libc::PROT_READ | libc::PROT_EXEC;
        // SAFETY: nobody else knows of these pages yet.
        if unsafe { libc::mprotect(self.start.as_ptr().cast(), self.length, protection) } != 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(())
    }

    /// Whether pages like these are given at all; it is the process that may have none, however few.
    pub fn try_out(_: usize) -> io::Result<()> {
        Pages::with(&[0]).map(drop)
    }

    #[inline]
    pub fn start(&self) -> *const u8 {
        self.start.as_ptr()
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        // SAFETY: the pages came from `mmap` with this length, and nobody uses them any more.
        unsafe { libc::munmap(self.start.as_ptr().cast(), self.length) };
    }
}
