//! Wherever the labels of a program fall, it does the same, fuel aside.
#![cfg(all(feature = "alloc", feature = "interpreter"))]

use std::fmt::Write;
use vsp_runtime::isa::asm::assemble;
use vsp_runtime::isa::container::Container;
use vsp_runtime::{Outcome, Program, Reg, Vm};

/// A program whose code begins with so many NOPs more, which no run comes to.
fn shifted(source: &str, shift: usize) -> Container {
    let (before, code) = source.split_once(".code\n").unwrap();
    let source = format!("{before}.code\n{}{code}", "NOP\n".repeat(shift));
    assemble(&source, "x.sil").unwrap_or_else(|errors| panic!("{shift}: {errors}"))
}

/// What a run does, but for addresses and fuel.
fn run(
    container: Container,
    prepare: impl Fn(&mut Vm),
    function: Option<&str>,
) -> (Outcome, Vec<u16>, String, Vec<u8>) {
    let program = Program::from_container(container).unwrap();
    let mut vm = Vm::builder(&program).input([7, 0x84, 0, 0x99, 3, 0xff]).build().unwrap();
    prepare(&mut vm);
    let outcome = match function {
        Some(function) => vm.call(function).unwrap(),
        None => vm.run(),
    };
    let mut cells: Vec<u16> = vm.registers().cells().map(|cell| cell.to_bits()).into();
    cells.extend(vm.output().iter().map(|cell| cell.to_bits()));
    cells.push(vm.flags().bits().into());
    (outcome, cells, vm.printed().to_owned(), vm.memory().to_vec())
}

/// Checks all 256 shifts; says in how many code was moved by more than the shift.
fn check(source: &str, prepare: impl Fn(&mut Vm) + Copy, function: Option<&str>) -> usize {
    let size = assemble(source, "x.sil").unwrap().code.len();
    let expected = run(shifted(source, 0), prepare, function);
    let mut moved = 0;
    for shift in 1..=256 {
        let container = shifted(source, shift);
        moved += usize::from(container.code.len() != size + shift);
        let listing = vsp_runtime::isa::disasm::disassemble(&container);
        assert!(run(container, prepare, function) == expected, "{shift}: {listing}");
    }
    moved
}

#[test]
fn the_detector_of_heartbeats() {
    let source = include_str!("../../examples/heartbeat/programs/detector.sil");
    let free =
        assemble(source, "x.sil").unwrap().symbols.iter().find(|it| it.name == "free").unwrap().address;
    let prepare = |vm: &mut Vm| {
        // A flat line with a beat every 250 samples.
        let samples = 600;
        for index in 0..samples {
            let height: i16 = if index % 250 > 100 && index % 250 < 110 { 900 } else { (index % 7) as i16 };
            let at = free as usize + 2 * index;
            vm.memory_mut()[at..at + 2].copy_from_slice(&height.to_le_bytes());
        }
        let list = free as usize + 2 * samples;
        for (register, argument) in [(Reg::R0, free as usize), (Reg::R2, samples), (Reg::R4, list)] {
            vm.set_integer(register, argument as i64).unwrap();
        }
    };
    let (outcome, cells, ..) = run(shifted(source, 0), prepare, Some("detect"));
    assert_eq!((outcome, cells[0]), (Outcome::Returned, 2));
    // So many shifts have a label at an address that a branch to it could not name.
    assert_eq!(check(source, prepare, Some("detect")), 109);
}

#[test]
fn other_programs() {
    let collatz = include_str!("../../tests/corpus/collatz.sil");
    // Two targets are 10 bytes apart: 26 shifts bring one of them or both to a low byte below 16.
    assert_eq!(check(collatz, |vm| vm.set_integer(Reg::R0, 27).unwrap(), None), 26);
    let echo = ".code\nmain: SENSE R0\nJZ done\nACT R0\nCALL print_bytesil\nJMP main\ndone: HLT\n";
    assert_eq!(check(echo, |_| (), None), 16);
    let nothing = |_: &mut Vm| ();
    let parity = ".mode SIL-32\n.code\nmain: LI R0, 50\nLI R2, 1\nLI R4, 0\nagain: TESTINT R0, R2\nJZ even\n\
                  CALL print_int\neven: SUBINT R0, R2\nCMPINT R0, R4\nJZ done\nJMP again\ndone: JN main\nHLT\n";
    assert!(check(parity, nothing, None) > 30);
}

/// A random program with dense labels that ends: it goes back at most 15 times.
fn random_source(random: &mut impl FnMut(usize) -> usize) -> String {
    let labels = 3 + random(40);
    let mut source = String::from(".mode SIL-16\n.code\nmain: MOVI RC, 7\nLI R2, 3\n");
    for label in 0..labels {
        writeln!(source, "t{label}: ACT R{}", random(4)).unwrap();
        match random(6) {
            0 => writeln!(source, "ADDINT R0, R{}", 1 + random(2)).unwrap(),
            1 => writeln!(source, "LI R1, {}", random(9)).unwrap(),
            2 => source += "TESTINT R0, R2\n",
            3 => writeln!(source, "CMPINT R0, R{}", random(3)).unwrap(),
            _ => {}
        }
        let mnemonic = ["JZ", "JN"][random(2)];
        match random(4) {
            0 => writeln!(source, "LOOP c{label}\nJMP end\nc{label}: {mnemonic} t{}", random(label + 1))
                .unwrap(),
            1 => writeln!(source, "{mnemonic} t{}", label + 1 + random(labels - label)).unwrap(),
            2 => writeln!(source, "JZ R{}, t{}", random(3), label + 1 + random(labels - label)).unwrap(),
            _ => {}
        }
    }
    source + &format!("t{labels}: JN end\nend: HLT\n")
}

#[test]
fn random_programs() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |end: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        ((state >> 16) % end as u64) as usize
    };
    for _ in 0..40 {
        let source = random_source(&mut random);
        // At multiples of 32, few targets have to be moved, and others than here.
        let apart = source.replace(": ", ":\n").replace('\n', "\n.align 32\n");
        let apart = apart.replacen(".code\n.align 32\n", ".code\n", 1);
        let expected = run(shifted(&source, 0), |_| (), None);
        assert!(run(shifted(&apart, 0), |_| (), None) == expected, "{source}");
        check(&source, |_| (), None);
    }
}
