//! x86-64 on Windows.

use core::arch::naked_asm;
use vsp_isa::abi::{Context, RegionFunction};

/// rbx, rbp, rdi, rsi, r12 to r15, then both halves of xmm6 to xmm15.
pub(in crate::abi) const KEPT: usize = 28;

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
        "push rdi",
        "push rsi",
        "push r12",
        "push r13",
        "push r14",
        "push r15",
        // Below what is kept here: r9, and the room that the region may write to.
        "sub rsp, 216",
        ".irp register, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15",
        "movups [rsp + 48 + 16 * (\\register - 6)], xmm\\register",
        ".endr",
        "mov [rsp + 32], r9",
        "mov rax, rcx",
        "mov rcx, rdx",
        // The upper half means nothing.
        "mov edx, r8d",
        "mov r10, -0x100000000",
        "or rdx, r10",
        "mov rbx, [r9]",
        "mov rbp, [r9 + 8]",
        "mov rdi, [r9 + 16]",
        "mov rsi, [r9 + 24]",
        "mov r12, [r9 + 32]",
        "mov r13, [r9 + 40]",
        "mov r14, [r9 + 48]",
        "mov r15, [r9 + 56]",
        ".irp register, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15",
        "movups xmm\\register, [r9 + 64 + 16 * (\\register - 6)]",
        ".endr",
        "call rax",
        "mov r9, [rsp + 32]",
        "mov [r9], rbx",
        "mov [r9 + 8], rbp",
        "mov [r9 + 16], rdi",
        "mov [r9 + 24], rsi",
        "mov [r9 + 32], r12",
        "mov [r9 + 40], r13",
        "mov [r9 + 48], r14",
        "mov [r9 + 56], r15",
        ".irp register, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15",
        "movups [r9 + 64 + 16 * (\\register - 6)], xmm\\register",
        "movups xmm\\register, [rsp + 48 + 16 * (\\register - 6)]",
        ".endr",
        "add rsp, 216",
        "pop r15",
        "pop r14",
        "pop r13",
        "pop r12",
        "pop rsi",
        "pop rdi",
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
            "sub rsp, 32",
            "call {misaligned}",
            "2:",
            // The room that callers leave above the return address.
            "mov rax, 0x5A5A5A5A5A5A5A5A",
            "mov [rsp + 8], rax",
            "mov [rsp + 16], rax",
            "mov [rsp + 24], rax",
            "mov [rsp + 32], rax",
            "sub rsp, 40",
            "call {inner}",
            "add rsp, 40",
            "mov rcx, 0x5A5A5A5A5A5A5A5A",
            ".irp register, rdx, r8, r9, r10, r11",
            "mov \\register, rcx",
            ".endr",
            ".irp register, 1, 2, 3, 4, 5",
            "movq xmm\\register, rcx",
            ".endr",
            "ret",
            inner = sym $inner,
            misaligned = sym $misaligned,
        )
    };
}

pub(in crate::abi) use veil;
