//! The assembler, and the disassembler on what it gave.

use vsp_isa::asm::assemble;
use vsp_isa::container::Container;
use vsp_isa::disasm::disassemble;

/// Assembles the bytes as text. What is taken must be a sound program, and its listing must give the same file; what is
/// refused must be refused with errors in the order of their lines.
///
/// # Panics
/// Where one of these fails.
pub fn check(bytes: &[u8]) -> bool {
    let source = String::from_utf8_lossy(bytes);
    match assemble(&source, "fuzz.sil") {
        Ok(program) => {
            let file = program.write().expect("what was assembled can be written");
            assert_eq!(Container::read(&file).as_ref(), Ok(&program));
            let listing = disassemble(&program);
            let again = assemble(&listing, "fuzz.sil").unwrap_or_else(|errors| panic!("{errors}\n{listing}"));
            assert_eq!(again.write().as_ref(), Ok(&file), "{listing}");
            true
        }
        Err(errors) => {
            let lines = source.lines().count().max(1);
            assert!(errors.iter().count() > 0);
            assert!(errors.iter().is_sorted_by_key(|error| (error.line, error.column)), "{errors}");
            assert!(errors.iter().all(|error| (1..=lines + 1).contains(&(error.line as usize))), "{errors}");
            assert!(errors.to_string().contains("error: "));
            false
        }
    }
}
