//! A program is the same, to the byte, whether it is given to `vsp!` as tokens, as text or as a file; and its native code does
//! what the interpreter does.
#![allow(deprecated)] // What looks wrong with the programs is there on purpose.

use fastrand::Rng;
use vsp_runtime::{Engine, Outcome, Program, Registers};
use vsp_tests::programs::Compiled;
use vsp_tests::{Runner, Setup, observe};

include!(concat!(env!("OUT_DIR"), "/inline.rs"));

/// How many setups each program is run with.
const SETUPS: usize = 6;

/// More than any program needs that is not endless.
const PLENTY: u64 = 20_000;

#[test]
fn tokens_text_and_file_are_the_same_bytes() {
    for (programs, seed) in INLINE.iter().zip(0..) {
        let expected = vsp_test_generator::program(seed).write().unwrap();
        for program in programs {
            assert!(program.container().write().unwrap() == expected, "{program:?} of seed {seed}");
        }
    }
}

#[test]
fn native_code_does_what_the_interpreter_does() {
    let native = cfg!(any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "s390x"));
    let engine = if native { Engine::Native } else { Engine::Interpreter };
    let mut runs = 0;
    for (programs, seed) in INLINE.iter().zip(0..) {
        let mut rng = Rng::with_seed(seed);
        for number in 0..SETUPS {
            let setup = Setup {
                registers: Registers::from_image(std::array::from_fn(|_| rng.u8(..))),
                input: Some((0..rng.usize(..100)).map(|_| rng.u8(..)).collect()),
                fuel: Some(PLENTY),
                function: rng.bool().then(|| "function_0".to_owned()),
                resumptions: 12,
                refuel: 0,
                interrupts: false,
            };
            // Native code counts no fuel, so that an endless program would be endless.
            let (seen, _) = observe(&compiled(programs[0]), &[Runner::Interpreter], &setup);
            if seen.iter().any(|observation| observation.outcome == Outcome::OutOfFuel) {
                continue;
            }
            let setup = Setup { fuel: None, ..setup };
            let expected = observe(&compiled(programs[0]), &[Runner::Interpreter], &setup);
            for program in programs {
                assert_eq!(program.engine(), engine, "{program:?}");
                let seen = observe(&compiled(program), &[Runner::Native], &setup);
                assert_eq!(seen, expected, "{program:?} of seed {seed}, setup {number}");
            }
            runs += 1;
        }
    }
    println!("{} programs, {runs} setups", INLINE.len());
    assert!(runs > INLINE.len() * SETUPS / 2, "{runs} runs are too few");
}

fn compiled(program: &'static Program) -> Compiled {
    Compiled { name: "inline", plain: program, metered: program, source: "" }
}
