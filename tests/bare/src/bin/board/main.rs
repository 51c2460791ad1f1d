//! What belongs to the board: where it starts, where its text goes, and what happens if it panics.
//!
//! Text and the end go to a debugger, or the emulator, by ARM's semihosting.
#![no_std]
#![no_main]

use core::arch::{asm, global_asm};
use core::fmt::{self, Write};
use core::panic::PanicInfo;

#[cfg(feature = "alloc")]
mod allocator;

// The vector table, and what must be done before Rust code can run: the stack pointer comes from the table, the
// floating-point unit is switched on, and the statics get their first values.
global_asm!(
    ".section .vectors, \"a\"",
    ".word stack_top, reset",
    ".rept 14",
    ".word fault",
    ".endr",
    ".text",
    ".global reset",
    ".thumb_func",
    "reset:",
    "ldr r0, =0xe000ed88", // CPACR
    "ldr r1, [r0]",
    "orr r1, r1, #0xf00000",
    "str r1, [r0]",
    "dsb",
    "isb",
    "ldr r0, =bss_start",
    "ldr r1, =bss_end",
    "movs r2, #0",
    "2: cmp r0, r1",
    "bhs 3f",
    "str r2, [r0], #4",
    "b 2b",
    "3: ldr r0, =data_start",
    "ldr r1, =data_end",
    "ldr r3, =data_in_flash",
    "4: cmp r0, r1",
    "bhs 5f",
    "ldr r2, [r3], #4",
    "str r2, [r0], #4",
    "b 4b",
    "5: bl main",
);

/// Asks the debugger for something.
///
/// # Safety
/// `argument` must be what the operation takes; where that is an address, what stands there must be whole.
unsafe fn ask(operation: u32, argument: usize) {
    // SAFETY: the breakpoint hands both registers to the debugger, which returns a value in r0 and changes nothing else.
    unsafe { asm!("bkpt #0xab", inout("r0") operation => _, in("r1") argument) };
}

/// Text that goes to the debugger.
struct Debugger;

impl Write for Debugger {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for chunk in text.as_bytes().chunks(63) {
            let mut with_end = [0; 64];
            with_end[..chunk.len()].copy_from_slice(chunk);
            // SAFETY: operation 4 takes the address of a text that ends with a zero.
            unsafe { ask(4, with_end.as_ptr().addr()) };
        }
        Ok(())
    }
}

/// Ends the emulation.
fn leave(success: bool) -> ! {
    // "The application has ended", or "there was an error in it".
    let reason = if success { 0x20026 } else { 0x20023 };
    loop {
        // SAFETY: operation 0x18 takes the reason itself.
        unsafe { ask(0x18, reason) };
    }
}

#[unsafe(no_mangle)]
extern "C" fn main() -> ! {
    let result = vsp_on_a_board::report(&mut Debugger);
    if let Err(failure) = &result {
        // Nobody is left to tell if this fails as well.
        let _ = writeln!(Debugger, "{failure:?}");
    }
    leave(result.is_ok())
}

/// What the processor calls if something is wrong, and for interrupts, which nobody has asked for.
#[unsafe(no_mangle)]
extern "C" fn fault() -> ! {
    let _ = writeln!(Debugger, "a fault of the processor");
    leave(false)
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    let _ = writeln!(Debugger, "{info}");
    leave(false)
}
