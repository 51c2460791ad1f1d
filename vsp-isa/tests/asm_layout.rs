//! Where the assembler puts targets that branches cannot name: JZ and JN without a register cannot go to an address whose
//! low byte is below 16, and with a register not beyond 64 KiB.
#![cfg(feature = "alloc")]

mod common;

use common::Random;
use std::collections::BTreeMap;
use std::fmt::Write;
use vsp_isa::asm::assemble;
use vsp_isa::container::Container;
use vsp_isa::disasm::disassemble;
use vsp_isa::{Instruction, Test};

fn program(source: &str) -> Container {
    assemble(source, "x.sil").unwrap_or_else(|errors| panic!("{errors}"))
}

fn decode(program: &Container, at: u32) -> Instruction {
    Instruction::decode(&program.code, at, program.version).unwrap()
}

/// Where control comes to from an address, through JMPs and NOPs.
fn arrives(program: &Container, mut at: u32, wanted: u32) -> bool {
    for _ in 0..program.code.len() {
        if at == wanted {
            return true;
        }
        match Instruction::decode(&program.code, at, program.version) {
            Ok(Instruction::Jmp { target }) => at = target,
            Ok(_) | Err(_) => return false,
        }
    }
    false
}

/// The address of the instruction in each line. Lines may come again, for the JMPs at the ends and what follows them.
fn lines(program: &Container, source: &str) -> BTreeMap<u32, u32> {
    let entries = &program.debug.as_ref().unwrap().lines;
    assert!(entries.is_sorted_by_key(|entry| entry.address), "{entries:?}");
    let source: Vec<&str> = source.lines().collect();
    let mut lines = BTreeMap::new();
    for entry in entries {
        let instruction = Instruction::decode(&program.code, entry.address, program.version);
        let mnemonic = instruction.map(|it| it.opcode().mnemonic());
        let statement = source[entry.line as usize - 1].rsplit(": ").next().unwrap();
        if statement.split(' ').next() == mnemonic.ok() {
            lines.entry(entry.line).or_insert(entry.address);
        }
    }
    lines
}

/// Checks that each branch of a source gets to its target. Every line is one statement or label.
fn check_branches(source: &str) -> Container {
    let program = program(source);
    let lines = lines(&program, source);
    let labels: BTreeMap<&str, u32> =
        program.symbols.iter().map(|symbol| (&*symbol.name, symbol.address)).collect();
    for (index, line) in source.lines().enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let ([mnemonic @ ("JZ" | "JN"), target] | [mnemonic @ ("JZ" | "JN"), _, target]) = words[..] else {
            continue;
        };
        let at = lines[&(index as u32 + 1)];
        let (is_zero, branch) = match decode(&program, at) {
            Instruction::Jz { branch } => (true, branch),
            Instruction::Jn { branch } => (false, branch),
            other => panic!("{line} became {other:?}"),
        };
        assert_eq!(is_zero, mnemonic == "JZ");
        assert_eq!(branch.test() == Test::Flag, words.len() == 2, "{line} became {branch:?}");
        let wanted = labels.get(target).copied().unwrap_or_else(|| {
            let hex = target.strip_prefix("0x").unwrap();
            u32::from_str_radix(hex, 16).unwrap()
        });
        assert!(arrives(&program, branch.target(), wanted), "line {}: {line}\n{source}", index + 1);
    }
    program
}

#[test]
fn what_can_be_encoded_stays_where_it_is() {
    // Nothing to do, even though there are labels at low addresses.
    let program =
        program("low: JMP on\non: JZ R1, low\nMOVI R1, 2\nMOVI R2, 3\nMOVI R3, 1\nhigh: JZ high\nHLT");
    assert_eq!(program.code.len(), 4 + 4 + 9 + 4 + 1);
    assert_eq!(program.symbols[2].address, 17);
    assert_eq!(program.code[17..21], [0x11, 17, 0, 0]);
}

#[test]
fn a_target_behind_a_barrier_is_moved_by_nops_that_are_never_executed() {
    let program = check_branches("main:\nJZ out\nJMP main\nout:\nHLT");
    assert_eq!(program.entry, 0);
    assert_eq!(program.code, [&[0x11, 16, 0, 0, 0x10, 0, 0, 0][..], &[0; 8], &[1]].concat());
}

#[test]
fn all_targets_behind_a_barrier_are_moved_at_once() {
    // `b` at 10 comes to 16, and then `a` to 14; so both must move by 8.
    let program = check_branches("main:\nJZ a\nJMP main\na:\nPUSH R1\nb:\nPUSH R2\nJN b\nJZ a\nHLT");
    let addresses: Vec<u32> = program.symbols.iter().map(|symbol| symbol.address).collect();
    assert_eq!(addresses, [0, 16, 18]);
}

#[test]
fn an_entry_that_is_a_target_moves() {
    for source in ["main:\nNOP\nJZ main\nHLT", ".entry start\nstart:\nNOP\nJZ start\nHLT"] {
        let program = check_branches(source);
        assert_eq!((program.entry, program.symbols[0].address), (16, 16));
        assert_eq!(program.code, [&[0; 16][..], &[0, 0x11, 16, 0, 0, 1]].concat());
    }
}

#[test]
fn a_loop_that_is_fallen_into_is_entered_by_a_jump() {
    let program = check_branches("again:\nNOP\nJZ again\nHLT");
    assert_eq!(program.entry, 0);
    let expected = [&[0x10, 16, 0, 0][..], &[0; 12], &[0, 0x11, 16, 0, 0, 1]].concat();
    assert_eq!(program.code, expected);
    // One NOP alone is cheaper than a JMP.
    let program = check_branches(&format!("main:\n{}again:\nNOP\nJZ again\nHLT", "PUSH R1\nNOP\n".repeat(5)));
    assert_eq!(program.symbols[1].address, 16 + 1 - 1);
}

#[test]
fn a_target_only_ahead_is_reached_through_a_jump_behind_the_code() {
    let program = check_branches("JZ out\nout:\nRET");
    assert_eq!(program.symbols[0].address, 4);
    assert_eq!(program.code, [&[0x11, 16, 0, 0, 2][..], &[0; 11], &[0x10, 4, 0, 0]].concat());
}

#[test]
fn numbers_are_reached_through_jumps() {
    let program = check_branches("JZ 0x05\nJN 0x10f\nJZ 0x05\nHLT");
    let jump = |low, high| [0x10, low, high, 0];
    let expected =
        [&[0x11, 16, 0, 0, 0x12, 20, 0, 0, 0x11, 16, 0, 0, 1, 0, 0, 0][..], &jump(5, 0), &jump(0x0f, 1)];
    assert_eq!(program.code, expected.concat());
    // Where control runs past the end of the code, it still does.
    let program = check_branches("JZ 0x05");
    assert_eq!(program.code, [&[0x11, 16, 0, 0, 0x10, 20, 0, 0][..], &[0; 8], &jump(5, 0)].concat());
    // L5 is a number, too.
    assert_eq!(assemble("JZ L5", "x").unwrap().code, program.code);
}

#[test]
fn bytes_that_may_be_one_instruction_stay_together() {
    // MOVI R2, 3 by hand, in two parts.
    let program = check_branches("JZ inside\n.byte 0x21\ninside:\n.byte 2, 3\nHLT");
    assert_eq!(program.code[4..8], [0x21, 2, 3, 1]);
}

#[test]
fn alignment_is_kept() {
    for multiple in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 3, 7, 48, 100, 255, 257, 768, 4096] {
        for shift in 0..40 {
            let nops = "NOP\n".repeat(shift);
            for before in ["", "JMP main\n"] {
                let source = format!(
                    "{nops}main:\nJZ aligned\n{before}.align {multiple}\naligned:\nPUSH R1\nlater:\nJN aligned\nJZ later\nHLT"
                );
                let program = check_branches(&source);
                let aligned = program.symbols.iter().find(|symbol| symbol.name == "aligned").unwrap();
                assert_eq!(aligned.address % multiple, 0, "{source}");
            }
        }
    }
}

#[test]
fn everything_that_names_a_place_follows() {
    let source = ".global two\n.entry two\nJMP two\nJZ one\nHLT\none: RET\ntwo: CALL one\nJZ two\nHLT\n.word32 two\n\
                  .data\nplaces: .word32 one, two";
    let program = program(source);
    let [one, two] =
        ["one", "two"].map(|name| program.symbols.iter().find(|symbol| symbol.name == name).unwrap().address);
    assert_eq!((program.entry, program.function("two").unwrap().address), (two, two));
    assert_eq!(program.data, [one.to_le_bytes(), two.to_le_bytes()].concat());
    assert_eq!(program.code[..4], [0x10, two as u8, 0, 0]);
    assert_eq!(decode(&program, two), Instruction::Call { target: one });
    let end = program.code.len();
    assert_eq!(program.code[end - 4..], two.to_le_bytes());
    let lines = lines(&program, source);
    assert_eq!((lines[&6], lines[&7]), (one, two));
}

#[test]
fn jumps_in_between_belong_to_the_line_of_the_branch() {
    let program = program("NOP\nJZ 0x05\nRET\n.byte 7, 8");
    // NOP, JZ, RET, ten NOPs, the JMP, data.
    assert_eq!(program.code[16..], [0x10, 5, 0, 0, 7, 8]);
    assert_eq!(program.line_of(5), Some(3));
    assert_eq!(program.line_of(16), Some(2));
    assert_eq!(program.line_of(20), Some(3));
}

#[test]
fn branches_with_registers_reach_all_of_the_code() {
    let filler = "PUSH R1\n".repeat(40_000);
    let far = format!("main:\nJZ R1, end\nJN R2, end\nJZ R3, main\nJZ end\n{filler}end:\nHLT\nJN R4, end");
    let program = check_branches(&far);
    // A JMP at the start, which no run comes to by itself.
    assert_eq!(program.entry, 4);
    assert_eq!(program.code[4..8], [0x11, 1, 0, 0]);
    // A run from the start goes over it.
    let program = check_branches(&far.replace("main", "begin"));
    assert_eq!(program.entry, 0);
    assert_eq!(program.code[..4], [0x10, 8, 0, 0]);
    // A number must fit.
    let errors = assemble("JZ R5, 0x12345", "x").unwrap_err();
    assert!(errors.iter().next().unwrap().message.contains("0 to 0xffff"), "{errors}");
}

#[test]
fn labels_that_a_jump_more_would_push_beyond_reach() {
    // Each target stands right at the end of what is reached.
    for pushes in (32_700..32_770).step_by(3) {
        let mut source = String::from("main:\n");
        for index in 0..60 {
            writeln!(source, "JZ R1, t{index}").unwrap();
        }
        source += &"PUSH R1\n".repeat(pushes - 120);
        for index in 0..60 {
            writeln!(source, "t{index}:\nPUSH R2").unwrap();
        }
        check_branches(&(source + "HLT"));
    }
}

#[test]
fn too_many_far_targets_for_branches_with_registers() {
    let mut source = String::from("main:\n");
    for index in 0..17_000 {
        writeln!(source, "JZ R1, t{index}").unwrap();
    }
    for index in 0..17_000 {
        writeln!(source, "t{index}:\nPUSH R2").unwrap();
    }
    let errors = assemble(&(source + "HLT"), "x").unwrap_err();
    assert_eq!(errors.iter().count(), 17_000 - 16_383);
    assert!(errors.iter().all(|error| error.message.contains("no room")));
}

#[test]
fn code_without_room_for_what_must_be_inserted() {
    let source = format!("main: JZ main\n{}", ".align 65536\nNOP\n".repeat(256));
    let errors = assemble(&source, "x").unwrap_err();
    assert!(errors.iter().next().unwrap().message.contains("longer than 16777216"), "{errors}");
}

/// A random program with dense labels. Each line is one statement or label.
fn random_source(random: &mut Random, length: usize) -> String {
    let labels = length / 4 + 1;
    let mut source = String::new();
    let mut defined = 0;
    for _ in 0..length {
        match random.below(20) {
            0..=5 if defined < labels => {
                writeln!(source, "t{defined}:").unwrap();
                defined += 1;
            }
            0..=8 => writeln!(source, "JZ t{}", random.below(labels)).unwrap(),
            9..=10 => writeln!(source, "JN t{}", random.below(labels)).unwrap(),
            11 => writeln!(source, "JZ R{}, t{}", random.below(10), random.below(labels)).unwrap(),
            12 => writeln!(source, "JN {:#x}", random.below(600)).unwrap(),
            13 => source += ["RET\n", "HLT\n", "JMP t0\n"][random.below(3)],
            14 => writeln!(source, ".align {}", 1 << random.below(10)).unwrap(),
            15 => writeln!(source, ".byte {}", random.below(256)).unwrap(),
            16 => source += "NOP\n",
            17 => source += "PUSH R1\n",
            _ => source += "MOVI R2, 3\n",
        }
    }
    for label in defined..labels {
        writeln!(source, "t{label}:").unwrap();
    }
    source
}

#[test]
fn random_programs_reach_their_targets_and_keep_their_order() {
    let mut random = Random::new(13);
    let mut moved = 0;
    for case in 0..3_000 {
        let length = 4 + random.below(if case % 50 == 0 { 2_000 } else { 60 });
        let source = random_source(&mut random, length) + if random.once_in(2) { "HLT" } else { "" };
        if !source.contains("JZ") && !source.contains("JN") {
            continue;
        }
        let program = check_branches(&source);
        // What is no branch has the bytes that it would have alone, in the order of the source.
        let lines = lines(&program, &source);
        let mut last = None;
        for (index, line) in source.lines().enumerate() {
            let Some(&at) = lines.get(&(index as u32 + 1)) else { continue };
            assert!(last < Some(at), "{source}");
            last = Some(at);
            let expected: &[u8] = match line {
                "NOP" => &[0],
                "RET" => &[2],
                "HLT" => &[1],
                "PUSH R1" => &[0x24, 1],
                "MOVI R2, 3" => &[0x21, 2, 3],
                _ => continue,
            };
            assert!(program.code[at as usize..].starts_with(expected), "{line} in\n{source}");
        }
        let listing = disassemble(&program);
        let again = assemble(&listing, "listing.sil").unwrap_or_else(|errors| panic!("{errors}"));
        assert_eq!(again, program, "{source}");
        moved += usize::from(listing.contains("NOP"));
    }
    assert!(moved > 1_000, "{moved}");
}

/// The plain layout of random code without data, alignment and numbers, if all branches can be encoded there.
fn plain_layout(source: &str) -> Option<(usize, BTreeMap<&str, usize>)> {
    let (mut at, mut labels) = (0, BTreeMap::new());
    for line in source.lines() {
        match line.split(' ').next()? {
            "NOP" | "RET" | "HLT" => at += 1,
            "PUSH" => at += 2,
            "MOVI" => at += 3,
            "JMP" | "JZ" | "JN" => at += 4,
            label => {
                labels.insert(label.strip_suffix(':')?, at);
            }
        }
    }
    let is_bad = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        matches!(words[..], ["JZ" | "JN", target] if labels[target] % 256 < 16)
    };
    (!source.lines().any(is_bad)).then_some((at, labels))
}

#[test]
fn random_programs_that_can_be_encoded_are_not_changed() {
    let mut random = Random::new(14);
    let mut plain = 0;
    for _ in 0..20_000 {
        let source = random_source(&mut random, 24);
        let is_simple = |line: &&str| !line.starts_with(".") && !line.contains("0x");
        let source: String = "MOVI R0, 1\n".repeat(6)
            + &source.lines().filter(is_simple).map(|line| format!("{line}\n")).collect::<String>();
        let Some((size, labels)) = plain_layout(&source) else { continue };
        plain += 1;
        let program = program(&source);
        assert_eq!(program.code.len(), size, "{source}");
        for symbol in &program.symbols {
            assert_eq!(symbol.address as usize, labels[&*symbol.name], "{source}");
        }
    }
    assert!(plain > 5_000, "{plain}");
}

#[test]
fn a_hundred_thousand_labels_with_branches() {
    let mut source = String::new();
    for index in 0..100_000_u32 {
        let ahead = (index + 7) % 100_000;
        writeln!(source, "t{index}:\nJZ t{ahead}\nJN t{}", index / 2).unwrap();
    }
    check_branches(&(source + "HLT"));
}
