//! Block versions, against what reading them one after the other gives.
#![cfg(feature = "alloc")]

mod common;

use std::collections::BTreeSet;
use vsp_isa::container::{Container, Symbol, SymbolKind};
use vsp_isa::flow::{BlockVersion, Flow};
use vsp_isa::{Mode, Opcode, Version};

/// The block versions that control reaches, by decoding every instruction of every block version.
fn by_reading(program: &Container, flow: &Flow) -> Vec<BlockVersion> {
    let functions = program.functions().map(|function| function.address);
    let entries =
        functions.chain([program.entry]).map(|address| BlockVersion { address, mode: program.mode });
    let mut work: Vec<BlockVersion> = entries.collect();
    let mut versions = BTreeSet::new();
    while let Some(version) = work.pop() {
        if versions.insert(version) {
            let code = flow.read(program, version);
            work.extend(code.successors());
            if code.returns() {
                work.extend(
                    flow.return_sites().iter().map(|&address| BlockVersion { address, mode: code.mode }),
                );
            }
        }
    }
    versions.into_iter().collect()
}

/// Compares the block versions; gives how many there are.
fn check(program: &Container) -> usize {
    let flow = Flow::analyse(program);
    assert_eq!(flow.block_versions(), by_reading(program, &flow));
    flow.block_versions().len()
}

#[test]
fn every_instruction_in_every_mode() {
    for version in Version::ALL {
        for mode in Mode::ALL {
            for &opcode in Opcode::ALL {
                let program = snippets(opcode, mode, version);
                let (snippets, versions) = (program.symbols.len(), check(&program));
                // What follows an instruction is a block version of its own wherever control gets there.
                let goes_on = !matches!(opcode, Opcode::Jmp | Opcode::Ret | Opcode::Hlt);
                if goes_on && opcode.since() <= version {
                    assert!(
                        versions > snippets,
                        "{} in {mode}: {versions} block versions",
                        opcode.mnemonic()
                    );
                }
            }
        }
    }
}

/// Functions that begin with an instruction, with every value in each of two operand bytes. Then come a YIELD, so that the mode
/// after it shows, and a HLT.
fn snippets(opcode: Opcode, mode: Mode, version: Version) -> Container {
    let (mut code, mut symbols) = (Vec::new(), Vec::new());
    for operands in (0..=255).flat_map(|byte| [[byte, 0, 0], [0, byte, 0]]) {
        let address = code.len() as u32;
        symbols.push(Symbol { name: format!("f{address}"), address, kind: SymbolKind::Function });
        code.push(opcode.byte());
        code.extend_from_slice(&operands[..opcode.format().length() - 1]);
        code.extend([Opcode::Yield.byte(), Opcode::Hlt.byte()]);
    }
    Container { version, mode, entry: 0, code, data: Vec::new(), symbols, empty_symbols: false, debug: None }
}

#[test]
fn random_programs() {
    let mut random = common::Random::new(3);
    let versions: usize = (0..3000).map(|_| check(&common::container(&mut random))).sum();
    assert!(versions > 3000, "{versions} block versions");
}
