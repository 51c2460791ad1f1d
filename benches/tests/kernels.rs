//! Every kernel gives the same every way, and is long enough to be measured.

use vsp_benches::{KERNELS, Kernel, WAYS, Way};
use vsp_runtime::{Flags, Registers, Vm};

fn kernel(name: &str) -> &'static Kernel {
    KERNELS.into_iter().find(|kernel| kernel.name == name).expect("there is one of this name")
}

/// What a run leaves.
#[derive(Debug, PartialEq)]
struct End {
    result: i64,
    registers: Registers,
    flags: Flags,
    memory: Vec<u8>,
}

/// Whether all engines are there for the processor.
const ALL: bool = cfg!(any(target_arch = "x86_64", target_arch = "aarch64"));

/// The end of a run by a machine; `None` where there is no such engine, and for Rust.
fn end(way: Way, kernel: &Kernel, argument: i64) -> Option<End> {
    let program = way.form(kernel.built).unwrap_or_else(|reason| {
        match ALL {
            true => panic!("{} by {way}: {reason}", kernel.name),
            false => println!("skipped: {} by {way}: {reason}", kernel.name),
        }
        None
    })?;
    let mut vm = Vm::new(&program);
    let result = kernel.call(&mut vm, argument);
    let (registers, flags, memory) = (*vm.registers(), vm.flags(), vm.memory().to_vec());
    Some(End { result, registers, flags, memory })
}

#[test]
fn every_way_gives_the_same() {
    for kernel in KERNELS {
        for argument in [3, 4, kernel.short, kernel.size] {
            let interpreted =
                end(Way::Interpreter, kernel, argument).expect("the interpreter refuses nothing");
            assert_eq!((kernel.rust)(argument), interpreted.result, "{} of {argument} in Rust", kernel.name);
            for way in WAYS {
                if let Some(compiled) = end(way, kernel, argument) {
                    assert!(compiled == interpreted, "{} of {argument} by {way}", kernel.name);
                }
            }
        }
    }
}

#[test]
fn results_are_those_of_mathematics() {
    let result = |name, argument| (kernel(name).rust)(argument);
    // The steps from 1 to 10: 0, 1, 7, 2, 5, 8, 16, 3, 19, 6.
    assert_eq!(result("collatz", 10), 67);
    assert_eq!(
        (0..10).map(|index| result("fibonacci", index)).collect::<Vec<_>>(),
        [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]
    );
    assert_eq!(result("fibonacci", 23), 28_657);
    assert_eq!(result("sieve", 100), 25);
    assert_eq!(result("sieve", 50_000), 5_133);
    // A sum over a whole unit, from e^-0.5 to e^0.5, is nearly the integral: 2 sinh(0.5).
    let integral = f64::from_bits(result("polynomial", 32_768) as u64) / 32_768.0;
    assert!((integral - 2.0 * 0.5_f64.sinh()).abs() < 1e-4, "{integral}");
}

#[test]
fn chains_do_not_stand_still() {
    for name in ["products", "sums"] {
        let results: Vec<i64> = (1..=20).map(|rounds| (kernel(name).rust)(rounds)).collect();
        assert!((1..20).all(|last| !results[..last].contains(&results[last])), "{name}: {results:x?}");
    }
}

/// Two nanoseconds an instruction is less than any interpreter takes: a run then lasts at least a millisecond. And a short
/// one is about a thousandth.
#[test]
fn runs_are_long_enough() {
    for kernel in KERNELS {
        let (long, short) = (kernel.instructions(kernel.size), kernel.instructions(kernel.short));
        assert!(long >= 500_000, "{}: {long} instructions", kernel.name);
        assert!((500..=2_000).contains(&short), "{}: {short} instructions", kernel.name);
    }
}
