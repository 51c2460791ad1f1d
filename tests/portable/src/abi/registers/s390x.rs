//! s390x. The assembler must be told of vectors: it is run without the target's features, too.

use core::arch::naked_asm;
use vsp_isa::abi::{Context, RegionFunction};

/// r6 to r13, then f8 to f15.
pub(in crate::abi) const KEPT: usize = 16;

/// Regions keep to that.
pub(in crate::abi) const CHANGED_BY_REGIONS: &[usize] = &[];

/// # Safety
/// As for the region.
#[unsafe(naked)]
pub(in crate::abi) unsafe extern "C" fn call(
    region: RegionFunction,
    context: *mut Context,
    entry: u32,
    kept: &mut [u64; KEPT],
) -> u64 {
    naked_asm!(
        "stmg %r6, %r15, 48(%r15)",
        // The lowest 160 bytes are for the region.
        "aghi %r15, -232",
        "stg %r5, 224(%r15)",
        "lgr %r1, %r2",
        "lgr %r2, %r3",
        "llgfr %r3, %r4",
        ".irp register, 8, 9, 10, 11, 12, 13, 14, 15",
        "std %f\\register, 160 + 8 * (\\register - 8)(%r15)",
        "ld %f\\register, 64 + 8 * (\\register - 8)(%r5)",
        ".endr",
        "lmg %r6, %r13, 0(%r5)",
        "basr %r14, %r1",
        "lg %r5, 224(%r15)",
        "stmg %r6, %r13, 0(%r5)",
        ".irp register, 8, 9, 10, 11, 12, 13, 14, 15",
        "std %f\\register, 64 + 8 * (\\register - 8)(%r5)",
        "ld %f\\register, 160 + 8 * (\\register - 8)(%r15)",
        ".endr",
        "lmg %r6, %r15, 280(%r15)",
        "br %r14",
    )
}

macro_rules! veil {
    ($inner:path, $misaligned:path) => {
        core::arch::naked_asm!(
            ".machine push",
            ".machine z13",
            "tmll %r15, 7",
            "jz 2f",
            "nill %r15, 0xFFF8",
            "aghi %r15, -160",
            "brasl %r14, {misaligned}",
            "2:",
            // The room that callers leave, but for the back chain and what the system has.
            "lghi %r1, 0x5A5A",
            ".irp place, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 128, 136, 144, 152",
            "stg %r1, \\place(%r15)",
            ".endr",
            "stmg %r14, %r15, 112(%r15)",
            "aghi %r15, -160",
            "brasl %r14, {inner}",
            "lmg %r14, %r15, 272(%r15)",
            "llilf %r1, 0x5A5A5A5A",
            ".irp register, 0, 3, 4, 5",
            "lgr %r\\register, %r1",
            ".endr",
            ".irp register, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31",
            "vlvgp %v\\register, %r1, %r1",
            ".endr",
            // Of these the first half is kept.
            ".irp register, 8, 9, 10, 11, 12, 13, 14, 15",
            "vlvgg %v\\register, %r1, 1",
            ".endr",
            "br %r14",
            ".machine pop",
            inner = sym $inner,
            misaligned = sym $misaligned,
        )
    };
}

pub(in crate::abi) use veil;
