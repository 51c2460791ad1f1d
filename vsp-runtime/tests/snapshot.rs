//! Snapshots: whole, and damaged in every way.
#![cfg(all(feature = "alloc", feature = "interpreter"))]

use vsp_runtime::isa::asm::assemble;
use vsp_runtime::{Bounds, Cell, DefaultHost, Host, HostLimits, Outcome, Program, Reg, Vm};

const SOURCE: &str = "
    .mode SIL-64
    .data
        .byte 1, 2, 3
    .code
    main:   PUSH   R0
            GRAD   R0
            CALL   inner
            ACT    R1
            HLT
    inner:  SENSE  R1
            CALL   print_bool
            BROADCAST 5
            OUT    R1, 9
            STORE  R1, 0x1000
            YIELD
            SENSE  R1
            RECEIVE 5
            RET
";

fn program(source: &str) -> Program {
    Program::from_container(assemble(source, "test.sil").unwrap()).unwrap()
}

/// A machine that has yielded in the subroutine.
fn yielded(program: &Program) -> Vm {
    let mut host = DefaultHost::new();
    host.stop_at_yields(true);
    host.set_input([0x81, 0x92, 0xa3]);
    let mut vm = Vm::builder(program).host(host).fuel(1000).build().unwrap();
    vm.set_cell(Reg::R0, Cell { rho: 100, theta: 200 });
    assert_eq!(vm.run(), Outcome::Yielded);
    vm
}

#[test]
fn a_machine_goes_on_as_if_nothing_had_happened() {
    let program = program(SOURCE);
    let mut original = yielded(&program);
    let bytes = original.snapshot().unwrap();
    let mut restored = Vm::builder(&program).restore(&bytes).unwrap();
    assert_eq!(restored.snapshot().unwrap(), bytes, "taking it again gives the same");
    assert_eq!(restored.outcome(), Some(Outcome::Yielded));
    for vm in [&mut original, &mut restored] {
        assert_eq!(vm.run(), Outcome::Halted);
    }
    assert_eq!(restored.registers(), original.registers());
    assert_eq!(restored.memory(), original.memory());
    assert_eq!(restored.output(), original.output());
    assert_eq!(restored.printed(), original.printed());
    assert_eq!(restored.fuel(), original.fuel());
    assert_eq!(restored.gradient(), original.gradient());
    assert_eq!(restored.host().ports(), original.host().ports());
    assert_eq!(restored.data_stack().collect::<Vec<_>>(), [Cell { rho: 100, theta: 200 }]);
    assert_eq!(restored.output(), [Cell { rho: 0, theta: 1 }], "the register came back from channel 5");
}

#[test]
fn a_machine_that_has_not_run_can_be_saved() {
    let program = program(SOURCE);
    let bytes = Vm::new(&program).snapshot().unwrap();
    assert_eq!(Vm::builder(&program).restore(&bytes).unwrap().outcome(), None);
}

#[test]
fn a_run_that_has_ended_cannot_be_saved() {
    let program = program("main: HLT");
    let mut vm = Vm::new(&program);
    assert_eq!(vm.run(), Outcome::Halted);
    assert!(vm.snapshot().is_err());
}

#[test]
fn every_truncation_is_refused() {
    let program = program(SOURCE);
    let bytes = yielded(&program).snapshot().unwrap();
    for length in (0..bytes.len()).step_by(if cfg!(miri) { 9973 } else { 1 }) {
        assert!(Vm::builder(&program).restore(&bytes[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn every_changed_byte_is_refused() {
    let program = program(SOURCE);
    let bytes = yielded(&program).snapshot().unwrap();
    // Memory is long and all alike, so some of its bytes will do.
    for at in (0..bytes.len())
        .step_by(if cfg!(miri) { 397 } else { 1 })
        .filter(|at| *at < 400 || *at % 61 == 0 || *at + 400 > bytes.len())
    {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x40;
        assert!(Vm::builder(&program).restore(&damaged).is_err(), "byte {at}");
    }
}

/// A snapshot with something changed, and a checksum that matches.
fn forged(bytes: &[u8], change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut forged = bytes[..bytes.len() - 8].to_vec();
    change(&mut forged);
    let sum = vsp_runtime::isa::container::fnv1a_64(&forged);
    forged.extend_from_slice(&sum.to_le_bytes());
    forged
}

/// Where fields stand: see the format's description in the crate.
const PC: usize = 4 + 2 + 8 + 32;
const MODE: usize = PC + 4 + 1;

#[test]
fn forged_snapshots_are_refused_or_harmless() {
    let program = program(SOURCE);
    let bytes = yielded(&program).snapshot().unwrap();
    let restore = |forged: &[u8]| Vm::builder(&program).restore(forged);
    assert!(restore(&forged(&bytes, |_| {})).is_ok());
    for version in [1, 3] {
        assert!(restore(&forged(&bytes, |b| b[4] = version)).is_err(), "another version");
    }
    assert!(restore(&forged(&bytes, |b| b[6] ^= 1)).is_err(), "another program");
    assert!(restore(&forged(&bytes, |b| b[PC] = 1)).is_err(), "into an instruction");
    assert!(restore(&forged(&bytes, |b| b[MODE] = 5)).is_err(), "no mode");
    assert!(restore(&forged(&bytes, |b| b[MODE + 1] = 5)).is_err(), "no way to stop");
    assert!(restore(&forged(&bytes, |b| b.push(0))).is_err(), "left over");
    // Whatever the bytes say, nothing panics, and what is taken runs within its fuel.
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut taken = 0;
    let tries = if cfg!(miri) { 8 } else { 3000 };
    for _ in 0..tries {
        let forged = forged(&bytes, |b| {
            for _ in 0..1 + random() % 3 {
                let at = random() as usize % b.len().min(500);
                b[at] = random() as u8;
            }
        });
        if let Ok(mut vm) = Vm::builder(&program).fuel(1000).restore(&forged) {
            taken += 1;
            while vm.run().can_go_on() && vm.fuel() != Some(0) && vm.outcome() != Some(Outcome::OutOfFuel) {}
        }
    }
    assert!(taken > tries / 30, "{taken} of the forged snapshots were taken: the test tests little");
}

#[test]
fn limits_hold_for_snapshots_as_well() {
    let program = program(SOURCE);
    let bytes = yielded(&program).snapshot().unwrap();
    assert!(Vm::builder(&program).call_limit(0).restore(&bytes).is_err());
    assert!(Vm::builder(&program).stack_limit(0).restore(&bytes).is_err());
    assert!(Vm::builder(&program).call_limit(1).stack_limit(1).restore(&bytes).is_ok());
}

#[test]
fn a_host_without_state_does_not_take_that_of_another() {
    struct Plain;
    impl Host for Plain {}
    let program = program(SOURCE);
    let bytes = yielded(&program).snapshot().unwrap();
    assert!(Vm::builder(&program).host(Plain).restore(&bytes).is_err());
    let plain = Vm::builder(&program).host(Plain).build().unwrap().snapshot().unwrap();
    assert!(Vm::builder(&program).host(Plain).restore(&plain).is_ok());
}

#[test]
fn the_size_of_memory_comes_along() {
    let program = program(SOURCE);
    let mut vm = Vm::builder(&program).memory_size(100_000).build().unwrap();
    vm.memory_mut()[99_999] = 7;
    let bytes = vm.snapshot().unwrap();
    let restored = Vm::builder(&program).restore(&bytes).unwrap();
    assert_eq!(restored.memory().len(), 100_000);
    assert_eq!(restored.memory()[99_999], 7);
}

#[test]
fn what_the_embedder_sets_bounds_what_a_snapshot_brings() {
    let program = program("main: PUSH R0\n PUSH R0\n CALL part\n part: YIELD\n JMP part");
    let mut host = DefaultHost::new();
    host.stop_at_yields(true);
    let mut vm = Vm::builder(&program).host(host).memory_size(1 << 20).fuel(1000).build().unwrap();
    assert_eq!(vm.run(), Outcome::Yielded);
    let bytes = vm.snapshot().unwrap();
    let refused = |builder: vsp_runtime::VmBuilder| builder.restore(&bytes).unwrap_err().to_string();

    let builder = || Vm::builder(&program);
    assert_eq!(
        refused(builder().memory_size((1 << 20) - 16)),
        "the snapshot's memory has 1048576 bytes, and this machine's may have 1048560; `memory_size` sets how many"
    );
    assert_eq!(
        refused(builder().call_limit(0)),
        "the snapshot's call stack holds 1, and this machine's may hold 0"
    );
    assert_eq!(
        refused(builder().stack_limit(1)),
        "the snapshot's data stack holds 2, and this machine's may hold 1"
    );
    // Bounds that are wide enough change nothing; without one the size is the snapshot's.
    for builder in [builder(), builder().memory_size(1 << 24)] {
        let restored = builder.call_limit(1).stack_limit(2).restore(&bytes).unwrap();
        assert_eq!((restored.memory().len(), restored.fuel()), (1 << 20, vm.fuel()));
    }
    let bounds = Bounds { memory: 1 << 20, fuel: 3 };
    let restored = builder().restore_untrusted(&bytes, bounds).unwrap();
    assert_eq!((restored.fuel(), restored.fuel_used()), (Some(3), Some(0)));
    let narrow = Bounds { memory: 1 << 16, ..bounds };
    assert!(builder().restore_untrusted(&bytes, narrow).is_err());
}

#[test]
fn what_the_embedder_says_of_yields_outlives_restoring() {
    let program = program("main: YIELD\n JMP main");
    let yielding = |stop: Option<bool>| {
        let mut host = DefaultHost::new();
        if let Some(stop) = stop {
            host.stop_at_yields(stop);
        }
        Vm::builder(&program).host(host).fuel(10)
    };
    for (saved, said, expected) in [
        (true, None, Outcome::Yielded),
        (false, None, Outcome::OutOfFuel),
        (true, Some(false), Outcome::OutOfFuel),
        (false, Some(true), Outcome::Yielded),
    ] {
        let bytes = yielding(Some(saved)).build().unwrap().snapshot().unwrap();
        let mut restored = yielding(said).restore(&bytes).unwrap();
        assert_eq!(restored.run(), expected, "{saved}, {said:?}");
    }
}

/// A program that sleeps, is saved and taken up again and again, never sleeps for longer than its host lets it in all.
#[test]
#[cfg(feature = "std")]
fn sleep_is_counted_across_snapshots() {
    use std::time::Duration;
    let program = program(".mode SIL-64\n main: LI R0, 4\n again: CALL sleep_millis\n YIELD\n JMP again");
    let host = |sleep| {
        let mut host = DefaultHost::with_limits(HostLimits { sleep, ..HostLimits::DEFAULT });
        host.stop_at_yields(true);
        host
    };
    let limit = Duration::from_millis(14);
    let mut vm = Vm::builder(&program).host(host(limit)).build().unwrap();
    for _ in 0..3 {
        assert_eq!(vm.run(), Outcome::Yielded);
        let bytes = vm.snapshot().unwrap();
        vm = Vm::builder(&program).host(host(limit)).restore(&bytes).unwrap();
    }
    let bytes = vm.snapshot().unwrap();
    let outcome = vm.run();
    assert_eq!(
        outcome.trap().and_then(|trap| trap.host_message()),
        Some("sleeping for 4ms would pass the host's limit of 14ms in all")
    );
    // Restoring sets how long it may sleep: more, or even less than it has slept.
    let mut vm = Vm::builder(&program).host(host(limit * 2)).restore(&bytes).unwrap();
    assert_eq!(vm.run(), Outcome::Yielded);
    let mut vm = Vm::builder(&program).host(host(limit / 2)).restore(&bytes).unwrap();
    assert_eq!(vm.run().name(), "trapped");
}

#[test]
fn a_default_host_keeps_its_limits_when_it_takes_a_snapshot_up() {
    let source = "
        main: ACT R0
              ACT R0
              CALL println
              CALL println
              BROADCAST 1
              BROADCAST 2
              YIELD
    ";
    let program = program(source);
    let mut host = DefaultHost::new();
    host.stop_at_yields(true);
    let mut vm = Vm::builder(&program).host(host).build().unwrap();
    assert_eq!(vm.run(), Outcome::Yielded);
    let bytes = vm.snapshot().unwrap();
    let restore = |limits| Vm::builder(&program).host(DefaultHost::with_limits(limits)).restore(&bytes);
    let enough = HostLimits { output: 2, printed: 2, messages: 2, ..HostLimits::DEFAULT };
    assert!(restore(enough).is_ok());
    for little in [
        HostLimits { output: 1, ..enough },
        HostLimits { printed: 1, ..enough },
        HostLimits { messages: 1, ..enough },
    ] {
        let error = restore(little).unwrap_err().to_string();
        assert_eq!(
            error,
            "the host does not take what the snapshot holds for it: it is damaged, or passes the limits of the default host"
        );
    }
}
