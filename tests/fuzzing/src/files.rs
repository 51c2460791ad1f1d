//! The reader of files, and all that works on what was read.

use crate::checksum::repair_file;
use vsp_isa::asm::assemble;
use vsp_isa::container::Container;
use vsp_isa::disasm::disassemble;
use vsp_isa::flow::Flow;

/// Reads the bytes as they are, and with the right checksum. What is read must be written as an equal program, survive
/// analysis, and be listed as a source that gives the same file.
///
/// # Panics
/// Where one of these fails.
pub fn check(bytes: &[u8]) -> bool {
    let raw = check_file(bytes);
    let repaired = repair_file(bytes);
    let repaired = *repaired != *bytes && check_file(&repaired);
    raw || repaired
}

fn check_file(file: &[u8]) -> bool {
    let program = match Container::read(file) {
        Ok(program) => program,
        Err(error) => {
            // An error says something.
            assert!(!error.to_string().is_empty());
            return false;
        }
    };
    let written = program.write().expect("what was read can be written");
    assert_eq!(Container::read(&written).as_ref(), Ok(&program));
    let flow = Flow::analyse(&program);
    assert!(flow.block_cost(program.entry).is_some(), "the entry point begins a block");
    assert!(flow.blocks().is_sorted_by_key(|block| block.start));
    let listing = disassemble(&program);
    let again = assemble(&listing, "x").unwrap_or_else(|errors| panic!("{errors}\n{listing}"));
    assert_eq!(again.write().as_ref(), Ok(&written), "{listing}");
    true
}
