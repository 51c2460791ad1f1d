//! x86-64 everywhere but on Windows.

use core::arch::naked_asm;
use vsp_isa::abi::{Context, RegionFunction};

/// rbx, rbp, r12 to r15.
pub(in crate::abi) const KEPT: usize = 6;

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
        "push rbx",
        "push rbp",
        "push r12",
        "push r13",
        "push r14",
        "push r15",
        "push rcx",
        "mov rax, rdi",
        "mov rdi, rsi",
        // The upper half means nothing.
        "mov esi, edx",
        "mov r8, -0x100000000",
        "or rsi, r8",
        "mov rbx, [rcx]",
        "mov rbp, [rcx + 8]",
        "mov r12, [rcx + 16]",
        "mov r13, [rcx + 24]",
        "mov r14, [rcx + 32]",
        "mov r15, [rcx + 40]",
        "call rax",
        "pop rcx",
        "mov [rcx], rbx",
        "mov [rcx + 8], rbp",
        "mov [rcx + 16], r12",
        "mov [rcx + 24], r13",
        "mov [rcx + 32], r14",
        "mov [rcx + 40], r15",
        "pop r15",
        "pop r14",
        "pop r13",
        "pop r12",
        "pop rbp",
        "pop rbx",
        "ret",
    )
}

macro_rules! veil {
    ($inner:path, $misaligned:path) => {
        core::arch::naked_asm!(
            "lea rax, [rsp + 8]",
            "test al, 15",
            "jz 2f",
            "and rsp, -16",
            "call {misaligned}",
            "2:",
            "sub rsp, 8",
            "call {inner}",
            "add rsp, 8",
            "mov rcx, 0x5A5A5A5A5A5A5A5A",
            ".irp register, rdx, rsi, rdi, r8, r9, r10, r11",
            "mov \\register, rcx",
            ".endr",
            ".irp register, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15",
            "movq xmm\\register, rcx",
            ".endr",
            "ret",
            inner = sym $inner,
            misaligned = sym $misaligned,
        )
    };
}

pub(in crate::abi) use veil;
