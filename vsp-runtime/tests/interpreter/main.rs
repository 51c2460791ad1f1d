//! Programs of what often stands together do the same as operations as they do when each instruction is decoded as it comes.
#![cfg(all(feature = "alloc", feature = "interpreter"))]

mod idioms;

use fastrand::Rng;
use vsp_runtime::isa::Registers;
use vsp_runtime::{Cell, Flags, InterruptHandle, Mode, Outcome, Vm};

/// How many programs are tried.
const PROGRAMS: u64 = if cfg!(miri) { 3 } else { 3000 };

/// What can be seen of a machine.
#[derive(Debug, PartialEq)]
struct Seen {
    outcome: Outcome,
    pc: u32,
    mode: Mode,
    flags: Flags,
    registers: Registers,
    memory: Vec<u8>,
    fuel: Option<u64>,
    calls: Vec<u32>,
    stack: Vec<Cell>,
}

fn run(vm: &mut Vm) -> Seen {
    let outcome = vm.run();
    Seen {
        outcome,
        pc: vm.pc(),
        mode: vm.mode(),
        flags: vm.flags(),
        registers: *vm.registers(),
        memory: vm.memory().to_vec(),
        fuel: vm.fuel(),
        calls: vm.call_stack().to_vec(),
        stack: vm.data_stack().collect(),
    }
}

/// Registers with some sense as integers, floats or cells.
fn registers(rng: &mut Rng) -> Registers {
    match rng.u8(..3) {
        0 => Registers::from_image(std::array::from_fn(|_| rng.u8(..))),
        1 => Registers::from_image(std::array::from_fn(|i| if i % 8 == 0 { rng.u8(..30) } else { 0 })),
        _ => Registers::unpack(std::array::from_fn(|_| rng.u8(..))),
    }
}

#[test]
fn idioms_do_what_their_instructions_do() {
    let mut stops = 0;
    for seed in 0..PROGRAMS {
        let mut rng = Rng::with_seed(seed);
        let program = idioms::program(&mut rng);
        let registers = registers(&mut rng);
        let (fuel, refuel, is_asked) = (rng.u64(..300), rng.u64(1..60), rng.u8(..4) == 0);
        let machine = |undecoded: bool| {
            let handle = InterruptHandle::new();
            let mut builder = Vm::builder(&program).fuel(fuel).stack_limit(14).call_limit(6);
            if is_asked {
                builder = builder.interrupt(&handle);
            }
            let builder = if undecoded { builder.undecoded() } else { builder };
            let mut vm = builder.build().expect("there is memory");
            *vm.registers_mut() = registers;
            (vm, handle)
        };
        let ((mut precise, one), (mut fast, other)) = (machine(true), machine(false));
        for turn in 0..8 {
            if turn % 3 == 2 {
                one.interrupt();
                other.interrupt();
            }
            let (expected, seen) = (run(&mut precise), run(&mut fast));
            assert_eq!(seen, expected, "seed {seed}, turn {turn}");
            stops += 1;
            if !expected.outcome.can_go_on() {
                break;
            }
            precise.add_fuel(refuel);
            fast.add_fuel(refuel);
        }
        // Without fuel, if it ends.
        let mut plain = Vm::builder(&program).stack_limit(14).call_limit(6).build().expect("there is memory");
        let mut metered =
            Vm::builder(&program).stack_limit(14).call_limit(6).undecoded().fuel(20_000).build().unwrap();
        (*plain.registers_mut(), *metered.registers_mut()) = (registers, registers);
        loop {
            let expected = run(&mut metered);
            if expected.outcome == Outcome::OutOfFuel {
                break;
            }
            assert_eq!(run(&mut plain), Seen { fuel: None, ..expected }, "seed {seed} without fuel");
            if !metered.outcome().is_some_and(|outcome| outcome.can_go_on()) {
                break;
            }
        }
    }
    assert!(cfg!(miri) || 2 * stops > 3 * PROGRAMS, "{stops} stops are too few");
}
