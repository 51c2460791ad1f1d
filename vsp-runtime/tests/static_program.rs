//! Programs that are part of the crate, on machines that need no allocator: the same with and without one.
#![cfg(feature = "interpreter")]

use vsp_runtime::{
    Cell, Engine, OtherProgram, Outcome, Reg, SetupError, SnapshotError, Storage, Trap, TrapKind, Unattached,
    Vm,
};

/// A file written out by hand: `main: MOVI RC, 3`, `again: INV R0`, `LOOP again`, `HLT`, with main exported.
const FILE: &[u8; 57] = b"SILC\x00\x01\x04\x00\x0a\0\0\0\0\0\0\0\x0f\0\0\0\0\0\0\0\
    \xfd\xfd\x14\x60\x00\x40\xb4\xc2\
    \x21\x0c\x03\x44\x00\x16\x03\x00\x00\x01\
    \x01\0\0\0\x04\0main\0\0\0\0\x03";

/// LOOP counts RC.rho down from 3 to -8 and goes on there: twelve rounds of two instructions, one before and one after.
const COST: u64 = 26;

mod countdown {
    vsp_runtime::__unsafe_bindings! {
        version "0.1.0";
        name "countdown";
        file super::FILE;
        marks b"\xc2\x04\x08"; // blocks at 0, 3 (a checkpoint) and 9, and an instruction at 5
        limits { memory: [], calls: 4, stack: 2 }
        interpreted;
        functions { fn main = 0; fn missing = 10; }
        data { const START = 7; }
        typed {}
        statics {}
    }
}

/// The same, but what should have been said of its control flow is not.
mod unmarked {
    vsp_runtime::__unsafe_bindings! {
        version "0.1.0";
        name "unmarked";
        file super::FILE;
        marks b"\0\0\0";
        limits { memory: [], calls: 4, stack: 2 }
        interpreted;
        functions {}
        data {}
        typed {}
        statics {}
    }
}

type Room = Storage<65536, 4, 2>;

#[test]
fn a_static_program_runs_in_a_storage() {
    static STORAGE: Room = Storage::new();
    let program = &countdown::PROGRAM;
    assert_eq!((program.name(), program.engine()), ("countdown", Engine::Interpreter));
    assert!(program.image().functions().eq([("main", 0)]));
    assert_eq!(countdown::START, 7);
    let mut vm = Vm::builder(program).host(Unattached).storage(&STORAGE).build().unwrap();
    let two = Cell { rho: 2, theta: 0 };
    vm.set_cell(Reg::R0, two);
    assert_eq!(countdown::main(&mut vm), Outcome::Halted);
    assert_eq!((vm.cell(Reg::R0), vm.cell(Reg::RC).rho), (two, -8));
    assert_eq!(vm.fuel_used(), None);
    vm.set_fuel(Some(100));
    assert_eq!(vm.call("main"), Ok(Outcome::Halted));
    assert_eq!(vm.fuel_used(), Some(COST));
    assert!(vm.call("missing").is_err());
}

#[test]
fn fuel_is_charged_by_the_block() {
    static STORAGE: Room = Storage::new();
    for fuel in 0..COST {
        let builder = Vm::builder(&countdown::PROGRAM).host(Unattached).storage(&STORAGE);
        let mut vm = builder.fuel(fuel).build().unwrap();
        assert_eq!(vm.run(), Outcome::OutOfFuel);
        // The first block costs one unit, then each round two.
        let used = if fuel == 0 { 0 } else { 1 + (fuel - 1) / 2 * 2 };
        assert_eq!(vm.fuel_used(), Some(used.min(COST - 1)), "{fuel}");
        vm.add_fuel(COST);
        assert_eq!((vm.run(), vm.fuel_used()), (Outcome::Halted, Some(COST)));
    }
}

#[test]
fn a_snapshot_goes_through_a_buffer() {
    static STORAGE: Room = Storage::new();
    let builder = Vm::builder(&countdown::PROGRAM).host(Unattached).storage(&STORAGE);
    let mut vm = builder.clone().fuel(11).build().unwrap();
    vm.set_cell(Reg::R0, Cell::I);
    vm.push(Cell::NEG_ONE).unwrap();
    vm.memory_mut()[9] = 1;
    assert_eq!(vm.run(), Outcome::OutOfFuel);
    let mut room = [0; 200];
    let length = vm.snapshot_into(&mut room).unwrap();
    assert_eq!(vm.snapshot_size(), Ok(length));
    assert!(vm.snapshot_into(&mut room[..length - 1]).is_err());
    drop(vm);

    let mut vm = builder.clone().restore(&room[..length]).unwrap();
    assert_eq!((vm.pc(), vm.fuel(), vm.memory()[9]), (3, Some(0), 1));
    vm.add_fuel(100);
    assert_eq!((vm.run(), vm.fuel_used()), (Outcome::Halted, Some(COST)));
    assert_eq!((vm.cell(Reg::R0), vm.pop(), vm.pop()), (Cell::I, Some(Cell::NEG_ONE), None));
    assert!(vm.snapshot_size().is_err(), "the run has ended");
    drop(vm);

    room[12] ^= 1;
    let error: SnapshotError = builder.restore(&room[..length]).map(drop).unwrap_err();
    assert!(error.to_string().contains("checksum"), "{error}");
}

#[test]
fn without_its_marks_a_program_traps() {
    static STORAGE: Room = Storage::new();
    for fuel in [None, Some(5)] {
        let mut vm = Vm::builder(&unmarked::PROGRAM).host(Unattached).storage(&STORAGE).build().unwrap();
        vm.set_fuel(fuel);
        assert_eq!(vm.run(), Outcome::Trapped(Trap::new(TrapKind::InvalidOpcode, 0)));
    }
}

#[test]
fn a_machine_needs_room() {
    static SMALL: Storage<65536, 4, 1> = Storage::new();
    let builder = Vm::builder(&countdown::PROGRAM).host(Unattached);
    let small = builder.clone().storage(&SMALL).build().map(drop);
    assert_eq!(small, Err(SetupError::StorageTooSmall { memory: 65_536, calls: 4, stack: 2 }));
    assert!(builder.clone().storage(&SMALL).stack_limit(1).build().is_ok());
    let without = builder.build().map(drop);
    assert_eq!(without, if cfg!(feature = "alloc") { Ok(()) } else { Err(SetupError::NoStorage) });
}

#[test]
fn a_function_where_no_code_is_traps() {
    static STORAGE: Room = Storage::new();
    let mut vm = Vm::builder(&countdown::PROGRAM).host(Unattached).storage(&STORAGE).build().unwrap();
    let expected = Outcome::Trapped(Trap::new(TrapKind::PcOutOfBounds, 10));
    assert_eq!(countdown::missing(&mut vm), expected);
}

#[test]
fn a_function_is_looked_up_once() {
    static STORAGE: Room = Storage::new();
    let mut vm = Vm::builder(&countdown::PROGRAM).host(Unattached).storage(&STORAGE).build().unwrap();
    assert!(vm.function("missing").is_err());
    let main = vm.function("main").unwrap();
    for _ in 0..3 {
        vm.set_fuel(Some(100));
        assert_eq!(vm.call_function(main), Ok(Outcome::Halted));
        assert_eq!(vm.fuel_used(), Some(COST));
    }
    drop(vm);
    let mut other = Vm::builder(&unmarked::PROGRAM).host(Unattached).storage(&STORAGE).build().unwrap();
    assert_eq!(other.call_function(main), Err(OtherProgram));
    assert_eq!(other.outcome(), None);
}

#[test]
#[should_panic(expected = "another program")]
fn a_machine_of_another_program_is_refused() {
    static STORAGE: Room = Storage::new();
    let mut vm = Vm::builder(&unmarked::PROGRAM).host(Unattached).storage(&STORAGE).build().unwrap();
    let _never = countdown::main(&mut vm);
}
