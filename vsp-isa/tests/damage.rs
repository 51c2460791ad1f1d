//! Damaged files: nothing panics, and what is still read is written back and listed exactly.
#![cfg(feature = "alloc")]

mod common;

use common::{Random, container, times};
use vsp_isa::asm::assemble;
use vsp_isa::container::{Container, fnv1a_64};
use vsp_isa::disasm::disassemble;
use vsp_isa::flow::Flow;

/// Where every byte is looked at: only every so many where Miri interprets the tests.
const STEP: usize = if cfg!(miri) { 61 } else { 1 };

/// Files of different kinds.
fn files() -> Vec<Vec<u8>> {
    let sources = [
        "HLT",
        ".mode SIL-32\n.data\ntext: .string \"hello\"\nnumbers: .word32 1, 2\n.code\n.global main\nmain: LI R0, 5\n\
         loop: LOADWX R2, R0, 4\n CALL f\n JZ R1, loop\n JO main\n COMPAT text\n DEMOTE SIL-8\n HLT\n.global f\nf: YIELD\n RET",
        "JMP 5\n.byte 0xff, 0xa0, 7\nSETMODE 64\n.nodebug\n.nosymbols",
    ];
    let assembled = sources.map(|source| assemble(source, "x.sil").unwrap());
    let random = (0..5).map(|seed| container(&mut Random::new(seed)));
    assembled.into_iter().chain(random).map(|program| program.write().unwrap()).collect()
}

/// Reads what may be anything. What is read must be written as an equal program and survive analysis and listing.
fn survives(file: &[u8]) -> bool {
    let Ok(program) = Container::read(file) else { return false };
    let written = program.write().expect("what was read can be written");
    assert_eq!(Container::read(&written).as_ref(), Ok(&program));
    let flow = Flow::analyse(&program);
    assert!(flow.block_cost(program.entry).is_some());
    assert!(flow.blocks().is_sorted_by_key(|block| block.start));
    let listing = disassemble(&program);
    let again = assemble(&listing, "x").unwrap_or_else(|errors| panic!("{errors}\n{listing}"));
    assert_eq!(again.write().as_ref(), Ok(&written), "{listing}");
    true
}

/// Makes the checksum right again, where the sizes in the header allow that, so that what lies behind it is read.
fn repair(file: &mut [u8]) {
    let size = |at: usize| Some(u32::from_le_bytes(*file.get(at..)?.first_chunk()?) as usize);
    let sum = size(8).zip(size(12)).and_then(|(code, data)| file.get(32..32 + code + data)).map(fnv1a_64);
    if let Some(sum) = sum {
        file[24..32].copy_from_slice(&sum.to_le_bytes());
    }
}

#[test]
fn truncated_files() {
    for file in files() {
        assert!(survives(&file));
        let whole = (0..file.len()).step_by(STEP).filter(|&length| survives(&file[..length])).count();
        // A file without its debug information is a whole one; every other beginning is refused.
        assert!(whole <= 1);
    }
}

#[test]
fn files_with_changed_bytes() {
    let mut random = Random::new(1);
    let mut read = 0;
    for file in files() {
        for _ in 0..times(1500) {
            let mut changed = file.clone();
            for _ in 0..1 + random.below(4) {
                let at = random.below(changed.len());
                changed[at] =
                    *random.pick(&[0, 1, 0xff, 0x7f, 0x80, random_byte(at), changed[at].wrapping_add(1)]);
            }
            repair(&mut changed);
            read += usize::from(survives(&changed));
        }
    }
    assert!(read > times(1500), "only {read} changed files were read: the test tells little");
}

fn random_byte(seed: usize) -> u8 {
    Random::new(seed as u64).bits() as u8
}

#[test]
fn every_byte_of_a_file_changed() {
    for file in files() {
        for at in (0..file.len()).step_by(STEP) {
            for value in [0, file[at] ^ 1, file[at] ^ 0x80, 0xff] {
                let mut changed = file.clone();
                changed[at] = value;
                let is_other = changed != file;
                // The checksum covers code and data, and other changes there are told.
                let sizes = [8, 12].map(|at| u32::from_le_bytes(*file[at..].first_chunk().unwrap()) as usize);
                let is_covered = (24..32 + sizes[0] + sizes[1]).contains(&at);
                assert!(!(is_other && is_covered && Container::read(&changed).is_ok()), "byte {at}");
                repair(&mut changed);
                survives(&changed);
            }
        }
    }
}

#[test]
fn bytes_of_any_kind() {
    let mut random = Random::new(3);
    for _ in 0..times(2000) {
        let length = random.below(120);
        let mut file = random.bytes(length);
        survives(&file);
        for (byte, header) in
            file.iter_mut().zip(*b"SILC\x01\x01\x02\x00\x10\x00\x00\x00\x08\x00\x00\x00\x0c\0\0\0")
        {
            *byte = header;
        }
        if length >= 32 {
            repair(&mut file);
        }
        survives(&file);
    }
}
