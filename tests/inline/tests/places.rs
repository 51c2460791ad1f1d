//! Wherever a program stands, it is the same program, and native.
#![forbid(unsafe_code)]
#![deny(warnings, unreachable_pub)]

use std::thread;
use vsp_inline_tests::{Inline, of_generic, sum, twice};
use vsp_runtime::{Engine, Outcome, Program, Reg, Vm, vsp};

/// The engine of programs on this machine.
const ENGINE: Engine = if cfg!(any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "s390x")) {
    Engine::Native
} else {
    Engine::Interpreter
};

/// What a program makes of an integer in R0, by its own engine and by the interpreter.
#[track_caller]
fn result(program: &Program, integer: i64) -> i64 {
    assert_eq!(program.engine(), ENGINE);
    let run = |engine| {
        let mut vm = Vm::builder(program).engine(engine).build().expect("it has this engine");
        vm.set_integer(Reg::R0, integer).expect("R0 begins a word");
        assert_eq!(vm.run(), Outcome::Halted);
        vm.integer(Reg::R0).expect("R0 begins a word")
    };
    let result = run(ENGINE);
    assert_eq!(run(Engine::Interpreter), result);
    result
}

/// Adds to R0.
macro_rules! adding {
    ($number:expr) => {
        vsp! {
            .mode SIL-64
            main: LI R4, $number
                  ADDINT R0, R4
                  HLT
        }
    };
}

#[test]
fn in_functions_several_times() {
    let one = adding!(1);
    let two = adding!(2);
    assert_eq!((result(one, 5), result(two, 5), result(adding!(-3), 5)), (6, 7, 2));
    let chosen = if result(one, 0) == 1 { adding!(10) } else { adding!(20) };
    assert_eq!(result(chosen, 0), 10);
    let listed = [one, adding!(4), vsp!("ADDINT R0, R0\n HLT\n .mode SIL-64")];
    assert_eq!(listed.map(|program| result(program, 8)), [9, 12, 16]);
}

#[test]
fn in_closures() {
    let add = |number| result(adding!(5), number);
    assert_eq!([1, 2].map(add), [6, 7]);
    let program = || vsp! { HLT };
    assert!(std::ptr::eq(program(), program()));
    let from_thread = thread::spawn(|| result(adding!(6), 1)).join();
    assert_eq!(from_thread.expect("the thread does not panic"), 7);
}

/// Its own program, however many types it is compiled for.
fn generic<T: Into<i64>>(number: T) -> (i64, &'static Program) {
    let program = adding!(100);
    (result(program, number.into()), program)
}

#[test]
fn in_generic_functions() {
    let (of_u8, of_i32) = (generic(5_u8), generic(-5_i32));
    assert_eq!((of_u8.0, of_i32.0), (105, 95));
    assert!(std::ptr::eq(of_u8.1, of_i32.1));
    assert_eq!(result(of_generic(5_u8), 3), 3);
    assert!(std::ptr::eq(of_generic("text"), of_generic(vec![1])));
}

#[inline(always)]
fn inlined(number: i64) -> i64 {
    result(adding!(7), number)
}

#[test]
fn in_inline_functions() {
    assert_eq!((inlined(1), inlined(2)), (8, 9));
    assert_eq!((twice(21), twice(-4)), (42, -8));
}

struct Machine;

impl Machine {
    const PROGRAM: fn() -> &'static Program = || adding!(8);

    fn program(&self) -> &'static Program {
        adding!(9)
    }
}

#[test]
fn in_methods() {
    assert_eq!((result(Machine::PROGRAM(), 1), result(Machine.program(), 1)), (9, 10));
    assert!(std::ptr::eq(5_u8.program(), "text".program()));
    assert_eq!(5_u8.program().container().code, [0x21, 0, 7, 0x01]);
}

static PROGRAM: &Program = adding!(11);
const CONSTANT: &Program = adding!(15);
static PROGRAMS: [&Program; 2] = [adding!(12), vsp! { HLT }];

const fn program() -> &'static Program {
    adding!(13)
}

#[test]
fn in_statics_and_constant_functions() {
    static INNER: &Program = adding!(14);
    let programs = [PROGRAM, PROGRAMS[0], PROGRAMS[1], program(), INNER, CONSTANT];
    assert_eq!(programs.map(|program| result(program, 100)), [111, 112, 100, 113, 114, 115]);
    assert!(std::ptr::eq(CONSTANT, CONSTANT));
}

vsp! {
    mod private {
        .mode SIL-64
        .global double
        double: ADDINT R0, R0
                RET
        .global match
        match:  LI R0, 1
                RET
        .data
        tapsLeft: .word16 1, 2
        GAIN:     .byte 3
    }

    /// With documentation,
    #[doc = "and more of it."]
    #[allow(unused)]
    pub(crate) mod for_the_crate = "run: RET\n .global run";

    #[cfg(any())]
    mod left_out { THIS IS NO PROGRAM }

    #[cfg(any())]
    mod left_out_as_well = file "there/is/none.sil";

    /// With documentation, which it needs.
    pub mod for_all = file "tests/programs/triple.sil";
}

#[test]
fn as_items() {
    let mut vm = Vm::new(&private::PROGRAM);
    vm.set_integer(Reg::R0, 21).expect("R0 begins a word");
    assert_eq!(private::double(&mut vm), Outcome::Returned);
    assert_eq!(vm.integer(Reg::R0), Ok(42));
    assert_eq!(private::r#match(&mut vm), Outcome::Returned);
    assert_eq!(vm.integer(Reg::R0), Ok(1));
    assert_eq!((private::TAPS_LEFT, private::GAIN), (0, 4));
    assert_eq!(private::PROGRAM.name(), "private");

    assert_eq!(for_the_crate::run(&mut Vm::new(&for_the_crate::PROGRAM)), Outcome::Returned);
    let mut vm = Vm::new(&for_all::PROGRAM);
    vm.set_integer(Reg::R0, 5).expect("R0 begins a word");
    assert_eq!(for_all::triple(&mut vm), Outcome::Returned);
    assert_eq!(vm.integer(Reg::R0), Ok(15));
    for program in [&private::PROGRAM, &for_the_crate::PROGRAM, &for_all::PROGRAM, &sum::PROGRAM] {
        assert_eq!(program.engine(), ENGINE, "{program:?}");
    }
}

/// Modules in modules, and one in a function, with the name of one outside.
mod outer {
    vsp_runtime::vsp! {
        pub(super) mod private { MOVI R0, 1
            HLT }
        pub(in crate::outer) mod inner { MOVI R0, 2
            HLT }
    }

    pub(crate) fn of_inner() -> &'static vsp_runtime::Program {
        &inner::PROGRAM
    }
}

#[test]
fn as_items_anywhere() {
    vsp! { mod private { MOVI R0, 3
    HLT } }
    let value = |program: &Program| {
        let mut vm = Vm::new(program);
        assert_eq!(vm.run(), Outcome::Halted);
        vm.cell(Reg::R0).rho
    };
    assert_eq!(value(&outer::private::PROGRAM), 1);
    assert_eq!(value(outer::of_inner()), 2);
    assert_eq!(value(&private::PROGRAM), 3);
}

#[test]
fn in_a_library() {
    let mut vm = Vm::new(&sum::PROGRAM);
    assert_eq!(sum::sum(&mut vm), Outcome::Returned);
    assert_eq!(vm.integer(Reg::R0), Ok(42));
    assert_eq!((sum::COUNT, sum::LIST), (0, 8));
}

#[test]
fn through_other_macros_and_names() {
    use vsp_inline_tests::engine::vsp as sil;
    use vsp_runtime as renamed;
    let programs = [
        sil! { HLT },
        renamed::vsp! { HLT },
        vsp_inline_tests::engine::vsp! { HLT },
        vsp_inline_tests::program! { HLT },
        vsp_inline_tests::program!("HLT"),
        vsp_inline_tests::program!(file "tests/programs/halt.sil"),
    ];
    for program in programs {
        assert_eq!(result(program, 5), 5);
        assert_eq!(program.container().code, [0x01]);
    }
    vsp_inline_tests::program! {
        mod forwarded {
            .global run
            run: RET
        }
    }
    assert_eq!(forwarded::run(&mut Vm::new(&forwarded::PROGRAM)), Outcome::Returned);
}

/// Whatever the lines on which the macro and its parts stand.
#[test]
fn put_together_by_macros() {
    macro_rules! instruction {
        ($mnemonic:ident $($operand:tt)*) => {
            vsp! {
                .mode SIL-64
                main: $mnemonic $($operand)*
                      HLT
            }
        };
    }
    macro_rules! prefixed {
        ($($statements:tt)*) => {
            vsp! { .mode SIL-64
                   LI R4, 2
                   $($statements)*
                   HLT }
        };
    }
    let affine = vsp_inline_tests::affine!(64, R4 = 3 * R4 + -5);
    assert_eq!(result(affine, 10), 25);
    assert_eq!(result(instruction!(ADDINT R0, R0), 10), 20);
    assert_eq!(result(instruction!(NEGINT R0), 10), -10);
    assert_eq!(result(instruction!(NOP), 10), 10);
    let program = prefixed! {
        MULINT R0, R4
        ADDINT R0, R4
    };
    assert_eq!(result(program, 10), 22);
    assert_eq!(result(below::product(), 10), 30);
}

/// Uses a macro that stands below.
mod below {
    pub(crate) fn product() -> &'static vsp_runtime::Program {
        crate::product!(R4, 3, 64)
    }
}

/// Multiplies R0.
#[macro_export]
macro_rules! product {
    ($register:ident, $factor:tt, $mode:expr) => {
        vsp_runtime::vsp! {
            .mode SIL-$mode
            main: LI $register, $factor
                  MULINT R0, $register
                  HLT
        }
    };
}

#[test]
fn with_fuel_the_interpreter_does_the_same() {
    let endless = vsp! {
        .mode SIL-64
        main: LI R4, 3
        next: ADDINT R0, R4
              JMP next
    };
    assert_eq!(endless.engine(), ENGINE);
    let mut vm = Vm::builder(endless).fuel(1 + 2 * 50).build().expect("it can be built");
    assert_eq!(vm.engine(), Engine::Interpreter);
    vm.set_integer(Reg::R0, 0).expect("R0 begins a word");
    assert_eq!(vm.run(), Outcome::OutOfFuel);
    assert_eq!(vm.integer(Reg::R0), Ok(150));
    assert_eq!(vm.fuel_used(), Some(101));

    let mut vm = Vm::builder(adding!(5)).fuel(10).build().expect("it can be built");
    assert_eq!(vm.engine(), Engine::Interpreter);
    vm.set_integer(Reg::R0, 2).expect("R0 begins a word");
    assert_eq!((vm.run(), vm.integer(Reg::R0), vm.fuel_used()), (Outcome::Halted, Ok(7), Some(3)));
}
