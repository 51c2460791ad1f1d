//! Flushing instruction caches, on processors where they are not coherent with data.
//!
//! wasmtime-internal-jit-icache-coherence 48 does the same and does not fit: on 64-bit ARM it forgets instructions but does not
//! write the data cache back first, which processors without the bit IDC of CTR_EL0 need, and it takes each cache line for 64
//! bytes. Its barrier for all threads of the process is not needed here: each thread runs `synchronize` before it enters code.

#[cfg(target_arch = "aarch64")]
use core::arch::asm;

/// Makes every processor forget what it had read at some place, whose content is new.
#[cfg(all(target_arch = "aarch64", not(any(target_vendor = "apple", windows))))]
pub(super) fn forget(start: *const u8, length: usize) {
    let lines: usize;
    // SAFETY: every program may read the sizes of the caches' lines.
    unsafe { asm!("mrs {}, ctr_el0", out(reg) lines, options(nomem, nostack, preserves_flags)) };
    let (data, instructions) = (4 << ((lines >> 16) & 0xF), 4 << (lines & 0xF));
    let end = start.addr() + length;
    for line in (start.addr() & !(data - 1)..end).step_by(data) {
        // SAFETY: this writes a line of the cache back to memory that can be read.
        unsafe { asm!("dc cvau, {}", in(reg) line, options(nostack, preserves_flags)) };
    }
    // SAFETY: this waits for that.
    unsafe { asm!("dsb ish", options(nostack, preserves_flags)) };
    for line in (start.addr() & !(instructions - 1)..end).step_by(instructions) {
        // SAFETY: this forgets a line of the cache of instructions, which is read again when it is needed.
        unsafe { asm!("ic ivau, {}", in(reg) line, options(nostack, preserves_flags)) };
    }
    // SAFETY: this waits for that.
    unsafe { asm!("dsb ish", "isb", options(nostack, preserves_flags)) };
}

/// Makes every processor forget what it had read at some place, whose content is new.
#[cfg(all(target_arch = "aarch64", target_vendor = "apple"))]
pub(super) fn forget(start: *const u8, length: usize) {
    unsafe extern "C" {
        fn sys_icache_invalidate(start: *const core::ffi::c_void, length: usize);
    }
    // SAFETY: the pages can be read.
    unsafe { sys_icache_invalidate(start.cast(), length) };
}

/// Makes every processor forget what it had read at some place, whose content is new.
#[cfg(all(target_arch = "aarch64", windows))]
pub(super) fn forget(start: *const u8, length: usize) {
    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn GetCurrentProcess() -> *mut core::ffi::c_void;
        fn FlushInstructionCache(
            process: *mut core::ffi::c_void,
            start: *const core::ffi::c_void,
            length: usize,
        ) -> i32;
    }
    // SAFETY: the pages can be read, and are of this process.
    unsafe { FlushInstructionCache(GetCurrentProcess(), start.cast(), length) };
}

/// Makes every processor that this process runs on forget what it had read; Linux alone can do that.
#[cfg(all(target_arch = "riscv64", target_os = "linux"))]
pub(super) fn forget(start: *const u8, length: usize) {
    const RISCV_FLUSH_ICACHE: libc::c_long = 259;
    let start = start.addr();
    // SAFETY: the call has no other effect. No flags: on all processors.
    unsafe { libc::syscall(RISCV_FLUSH_ICACHE, start, start + length, 0_usize) };
}

/// Nothing needs to be done: the processors watch what is written.
#[cfg(not(any(target_arch = "aarch64", all(target_arch = "riscv64", target_os = "linux"))))]
pub(super) fn forget(_: *const u8, _: usize) {}

/// Makes the processor of this thread drop instructions that it has taken in already: memory may have held other code when
/// it did.
#[inline]
pub(crate) fn synchronize() {
    #[cfg(target_arch = "aarch64")]
    // SAFETY: this has no effect but on the processor's own pipeline.
    unsafe {
        asm!("isb", options(nostack, preserves_flags));
    }
}
