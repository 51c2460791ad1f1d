//! Handlers leave nothing on the stack, and what the verifier is for is found by it.

use super::dispatch::code;
use super::draft::Draft;
use super::kind::{Effect, Kind, Operand, Source, Then, Third};
use super::map::Map;
use super::operation::Operation;
use super::run::{left_by_first, run_one};
use super::translate::{draft, translate};
use super::translation::{Place, Translation};
use super::verify::verify;
use crate::{Mode, Outcome, Program, Reg, Registers, Vm};
use alloc::vec;
use alloc::vec::Vec;
use core::ptr;
use fastrand::Rng;
use vsp_isa::flow::Reach;

extern crate std;

/// How often each handler runs, and on how large a stack.
const TIMES: i64 = if cfg!(miri) { 4 } else { 1_000_000 };
const STACK: usize = 64 << 10;

/// How often each handler runs in a round, and how many rounds there are.
const COPIES: usize = if cfg!(miri) { 2 } else { 100 };
const ROUNDS: i64 = TIMES / COPIES as i64;

fn operation(kind: Kind, (a, b, c): (u8, u8, u16), target: usize) -> Operation {
    Operation { a, b, c, target: ptr::without_provenance(target), ..Operation::new(kind as u16) }
}

/// How many cells more there are on the data stack after an operation, if that is always the same.
fn moved(kind: Kind) -> i16 {
    match kind {
        Kind::PushWord16 | Kind::PushWord16A => 1,
        Kind::PushWord32 | Kind::PushWord32A | Kind::PushWords16 => 2,
        Kind::PushWord64 | Kind::PushWord64A | Kind::PushWords32 => 4,
        Kind::PushWords64 => 8,
        Kind::PopWord16 => -1,
        Kind::PopWord32 | Kind::PopWords16 => -2,
        Kind::PopWord64 | Kind::PopWords32 => -4,
        Kind::PopWords64 => -8,
        _ => 0,
    }
}

/// Rounds of one operation that count word R8 down to 0, and the number of the operation that then leaves.
fn rounds(kind: Kind, metered: bool) -> (Translation, u32) {
    let effect = kind.effect();
    // Words R0, R4, R8 and RC are a, b, the counter, and an index.
    let (mut a, mut c) = (0, if effect.c == Third::Word { 24 } else { 8 });
    if matches!(effect.a, Operand::ReadCells | Operand::WriteCells) || kind == Kind::Execute {
        // So many cells, or instructions.
        c = 0;
    }
    if kind == Kind::SetMode {
        a = Mode::Sil64.code();
    }
    let mut operations = Vec::new();
    for _ in 0..COPIES {
        if effect.from != Source::None {
            // Hands on a number that can be divided by.
            operations.push(operation(Kind::Number64, (8, 0, 3), 0));
        }
        let next = operations.len() + if effect.then == Then::Either { 2 } else { 1 };
        let moved = moved(kind);
        if moved < 0 {
            operations.push(operation(Kind::Push, (0, 0, moved.unsigned_abs()), 0));
        }
        let mut tried = operation(kind, (a, 8, c), next);
        if effect.c == Third::AddressAndWord {
            tried.imm = 24;
        }
        operations.push(tried);
        if moved > 0 {
            operations.push(operation(Kind::Pop, (0, 0, moved.unsigned_abs()), 0));
        }
        if effect.then == Then::Either {
            operations.push(operation(Kind::Jump, (0, 0, 0), next));
        }
    }
    let end = operations.len() + 2;
    operations.extend([
        operation(Kind::IfLastNumber64, (16, 24, 1), end),
        operation(Kind::Jump, (0, 0, 0), 0),
        operation(Kind::Leave, (0, 0, 0), 0),
    ]);
    let mut places: Vec<Place> = (0..=end as u32).map(Place::new).collect();
    // Something that can be divided by, for floats.
    places[0].set_words((4, 4));
    (Translation::link(operations, places, [const { None }; 5], metered, code), end as u32)
}

#[test]
fn handlers_leave_nothing_on_the_stack() {
    let run = || {
        let program = vsp_isa::asm::assemble(".mode SIL-64\n HLT", "handlers.sil").unwrap();
        let program = Program::from_container(program).unwrap();
        for &kind in Kind::ALL {
            // These end runs; RET is tried with CALL.
            if matches!(kind.effect().then, Then::Return | Then::Leave | Then::Call) {
                continue;
            }
            // Most have one handler for both.
            let is_one = ptr::eq(code(kind, false), code(kind, true));
            for &metered in if is_one { &[false][..] } else { &[false, true] } {
                let mut vm = Vm::builder(&program).fuel(u64::MAX).build().unwrap();
                let count = Reg::R8;
                for (register, value) in [(Reg::R0, 4), (Reg::R4, 3), (count, ROUNDS), (Reg::RC, 1)] {
                    vm.set_integer(register, value).unwrap();
                }
                // A positive float, whatever its size.
                vm.memory_mut()[..64].fill(0x3f);
                let (translation, end) = rounds(kind, metered);
                let place = run_one(&mut vm, &program.instructions(), &translation);
                assert_eq!(place, Some(end), "{kind:?} did not run to the end");
                assert_eq!(vm.integer(count), Ok(0), "{kind:?}");
            }
        }
    };
    std::thread::Builder::new().stack_size(STACK).spawn(run).unwrap().join().unwrap();
}

#[test]
fn calls_leave_nothing_on_the_stack() {
    let run = || {
        let source = ".mode SIL-64
            .global run
            run:  CALL part
                  LI RC, 1
                  SUBINT R0, RC
                  TESTINT R0, R0
                  JZ end
                  JMP run
            part: FOLD
                  RET
            .align 16
            end:  RET";
        let program = Program::from_container(vsp_isa::asm::assemble(source, "calls.sil").unwrap()).unwrap();
        for fuel in [None, Some(u64::MAX)] {
            let mut vm = Vm::new(&program);
            vm.set_fuel(fuel);
            // FOLD changes nothing then.
            *vm.registers_mut() = Registers::from_image([0; 32]);
            vm.set_integer(Reg::R0, TIMES).unwrap();
            assert_eq!(vm.call("run"), Ok(Outcome::Returned));
        }
    };
    std::thread::Builder::new().stack_size(STACK).spawn(run).unwrap().join().unwrap();
}

/// The operations of generated programs, some of them damaged.
fn drafts() -> impl Iterator<Item = (Draft, bool)> {
    let programs = if cfg!(miri) { 3 } else { 400 };
    (0..programs).flat_map(|seed| {
        let mut rng = Rng::with_seed(seed);
        let mut program = vsp_test_generator::program(seed);
        for _ in 0..rng.usize(..4) {
            let at = rng.usize(..program.code.len());
            program.code[at] = rng.u8(..);
        }
        let reach = Reach::find(&program.image());
        let drafted = |metered| (draft(&program.image(), &reach, metered).expect("it is small"), metered);
        [false, true].map(drafted)
    })
}

#[test]
fn what_the_translator_makes_is_sound() {
    let mut count = 0;
    for (draft, metered) in drafts() {
        assert_eq!(verify(&draft, metered), Ok(()));
        count += draft.operations.len();
    }
    assert!(count > 100, "{count} operations are too few");
}

/// A way to damage operations, which gives whether it has.
type Damage = fn(&mut Draft, usize) -> bool;

#[test]
fn what_is_not_sound_is_found() {
    let damages: [(&str, Damage); 9] = [
        ("kind", |draft, index| {
            draft.operations[index].code = ptr::without_provenance(Kind::ALL.len());
            true
        }),
        ("register a", |draft, index| {
            draft.operations[index].a = 31;
            effect(draft, index).a != Operand::None
        }),
        ("register b", |draft, index| {
            let effect = effect(draft, index);
            draft.operations[index].b = if matches!(effect.b, Operand::ReadCell | Operand::WriteCell) {
                32
            } else {
                34 - 2 * effect.cells
            };
            effect.b != Operand::None
        }),
        ("address", |draft, index| {
            draft.operations[index].c = u16::MAX;
            let effect = effect(draft, index);
            effect.c != Third::Number && effect.cells > 1
        }),
        ("count", |draft, index| {
            draft.operations[index].c = 2;
            effect(draft, index).c == Third::One
        }),
        ("target", |draft, index| {
            draft.operations[index].target = ptr::without_provenance(draft.operations.len());
            matches!(
                effect(draft, index).then,
                Then::Jump | Then::Branch | Then::Either | Then::Call | Then::Return
            )
        }),
        ("what is handed on", |draft, index| {
            let (words, is_given) = (draft.places[index].words(), effect(draft, index).from != Source::None);
            draft.places[index].set_words((words.0 ^ 1, words.1 ^ 1));
            is_given
        }),
        ("the end", |draft, index| {
            draft.operations.truncate(index + 1);
            draft.places.truncate(index + 1);
            draft.versions.retain(|(_, begin)| *begin as usize <= index);
            draft.maps = [const { None }; 5];
            matches!(effect(draft, index).then, Then::On | Then::Branch | Then::Either)
        }),
        ("a map", |draft, index| {
            let mut map = Map::new(1);
            map.add(0, draft.operations.len() + index);
            draft.maps[0] = Some(map);
            true
        }),
    ];
    let mut found = [0; 9];
    let mut rng = Rng::with_seed(1);
    for (drafted, metered) in drafts() {
        for (number, (what, damage)) in damages.iter().enumerate() {
            let mut draft = copy(&drafted);
            let index = rng.usize(..draft.operations.len());
            if damage(&mut draft, index) {
                assert!(verify(&draft, metered).is_err(), "{what} of {:?}", drafted.operations[index]);
                found[number] += 1;
            }
        }
    }
    assert!(cfg!(miri) || found.iter().all(|found| *found > 0), "{found:?}");
}

fn effect(draft: &Draft, index: usize) -> Effect {
    *super::analysis::effect(&draft.operations[index])
}

/// The same without maps, which nothing here needs but RET.
fn copy(draft: &Draft) -> Draft {
    let maps: Vec<Option<Map>> = draft.maps.iter().map(|map| map.as_ref().map(|_| Map::new(1))).collect();
    Draft {
        operations: draft.operations.clone(),
        places: draft.places.clone(),
        maps: maps.try_into().ok().expect("there are as many"),
        versions: draft.versions.clone(),
        reached: draft.reached,
    }
}

#[test]
fn what_often_stands_together_is_one_operation() {
    use Kind::{ChooseXor32, IfLessLoaded32, MulInto32, PopWord32, PushWords32, Return, Test32, Xor32};
    let pushes = "PUSH R2\n PUSH R3\n PUSH R0\n PUSH R1\n POP R1\n POP R0\n RET";
    let copy = "LI R4, 0\n ADDINT R4, R0\n MULINT R4, R2\n RET";
    // At low addresses JZ would name a register.
    let choice = ".global run\n RET\n .align 16\nrun: TESTINT R0, R2\n JZ over\n XORINT R0, R4\nover: RET";
    let load = ".global run\n RET\n .align 16\nrun: LOADW R4, 8\n CMPINT R0, R4\n JN run\n RET";
    let expected: [(&str, &[Kind]); 4] = [
        (pushes, &[PushWords32, PopWord32, Return]),
        (copy, &[MulInto32, Return]),
        // What is left out stands there by itself, too, for who comes in there.
        (choice, &[Return, Test32, ChooseXor32, Xor32, Return]),
        (load, &[Return, IfLessLoaded32, Return]),
    ];
    for (source, kinds) in expected {
        let program = vsp_isa::asm::assemble(&std::format!(".mode SIL-32\n {source}"), "short.sil").unwrap();
        let image = program.image();
        let draft = draft(&image, &Reach::find(&image), false).expect("it is small");
        let found: Vec<Kind> = draft.operations.iter().map(super::analysis::kind).collect();
        assert_eq!(found, kinds, "{source}");
    }
}

#[test]
fn what_is_left_is_one_operation() {
    let source = ".mode SIL-64\n LI R0, -1\n LOADWX R4, R0, 0\n ADDINT R0, R8\n HLT";
    let program = vsp_isa::asm::assemble(source, "left.sil").unwrap();
    let translation =
        translate(&program.image(), &Reach::find(&program.image()), false).expect("it is small");
    let program = Program::from_container(program).unwrap();
    let mut vm = Vm::new(&program);
    // LI takes four bytes, and LOADWX, which will trap, three.
    assert_eq!(left_by_first(&mut vm, &program.instructions(), &translation), Some((4, 4 + 3)));
    assert_eq!(vm.integer(Reg::R0), Ok(-1));
}

#[test]
fn classes_that_hand_on_have_rows_for_it() {
    for (number, kind) in Kind::ALL.iter().enumerate() {
        assert_eq!(*kind as usize, number);
        let rows: &[Source] = match kind.effect().source {
            _ if kind.effect().from != Source::None => continue,
            Source::None => &[],
            Source::A => &[Source::A],
            Source::B => &[Source::B],
            Source::AB => &[Source::A, Source::B],
        };
        for (distance, from) in rows.iter().enumerate() {
            assert_eq!(kind.variant(distance + 1).effect().from, *from, "{kind:?}");
        }
    }
}

#[test]
fn translations_take_twelve_bytes_a_byte() {
    let mut source = std::string::String::from(".mode SIL-32\n");
    // Short instructions, all of which would take more by themselves.
    for number in 0..4000 {
        source += [
            "PUSH R0\n",
            "POP R9\n",
            "INV R3\n",
            "LOADW R0, 8\n",
            "CALL part\n",
            "FOLD\n",
            "ADDINT R4, R2\n",
        ][number % 7];
    }
    source += "HLT\npart: RET";
    let program = vsp_isa::asm::assemble(&source, "long.sil").unwrap();
    let reach = Reach::find(&program.image());
    for metered in [false, true] {
        let translation = translate(&program.image(), &reach, metered).expect("it takes no more than it may");
        let size = translation.size();
        assert!(size <= 12 * program.code.len() + 4096, "{size} bytes for {} of code", program.code.len());
    }
}

#[test]
fn what_takes_too_much_memory_is_not_translated() {
    // A function of one byte at each address, each of which would be an operation.
    let mut program = vsp_isa::asm::assemble("RET", "short.sil").unwrap();
    program.code = vec![0x02; 4000];
    program.symbols = (0..4000)
        .map(|address| vsp_isa::container::Symbol {
            name: std::format!("f{address}"),
            address,
            kind: vsp_isa::container::SymbolKind::Function,
        })
        .collect();
    assert!(translate(&program.image(), &Reach::find(&program.image()), false).is_none());
    let program = Program::from_container(program).unwrap();
    assert_eq!(Vm::new(&program).call("f3999"), Ok(Outcome::Returned));
}
