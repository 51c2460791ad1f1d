//! Programs written inline in a library, for the tests to use from another crate.
#![forbid(unsafe_code)]

use vsp_runtime::{Outcome, Program, Reg, Vm, vsp};

/// The crate under another name, as libraries re-export it.
pub use vsp_runtime as engine;

/// A macro around the macro.
#[macro_export]
macro_rules! program {
    ($($source:tt)*) => {
        $crate::engine::vsp! { $($source)* }
    };
}

/// A program whose parts come from where the macro is used.
#[macro_export]
macro_rules! affine {
    ($mode:literal, $register:ident = $factor:literal * $same:ident + $summand:expr) => {
        $crate::engine::vsp! {
            .mode SIL-$mode
            main: LI $same, $factor
                  MULINT R0, $register
                  LI $register, $summand
                  ADDINT R0, $same
                  HLT
        }
    };
}

vsp! {
    /// Adds up a list in memory.
    pub mod sum {
        .mode SIL-64
        .data
        count: .word64 3
        list:  .word64 30, 10, 2
        .code

        // sum: to R0 the sum of the list
        .global sum
        sum:    LI      R8, count
                LOADWX  R4, R8          // R4 how many are left
                LI      R0, 0
                LI      R8, list
        next:   TESTINT R4, R4          // Z if none is left
                JZ      end
                LI      RC, 1
                SUBINT  R4, RC
                LOADWX  RC, R8
                ADDINT  R0, RC
                LI      RC, 8
                ADDINT  R8, RC
                JMP     next
                .align  32
        end:    RET
    }
}

/// The program of a function that is generic, and so compiled where it is used.
pub fn of_generic<T>(_: T) -> &'static Program {
    vsp! { HLT }
}

/// Twice an integer, by a program of a function that is compiled into its users.
#[inline(always)]
pub fn twice(integer: i64) -> i64 {
    let mut vm = Vm::new(vsp! {
        .mode SIL-64
        ADDINT R0, R0
        HLT
    });
    vm.set_integer(Reg::R0, integer).expect("R0 begins a word");
    assert_eq!(vm.run(), Outcome::Halted);
    vm.integer(Reg::R0).expect("R0 begins a word")
}

/// The program of a default method.
pub trait Inline {
    /// The same for all.
    fn program(&self) -> &'static Program {
        vsp!("main: MOVI R0, 7\n HLT")
    }
}

impl Inline for u8 {}
impl Inline for str {}
