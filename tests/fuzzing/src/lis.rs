//! The compiler of LIS, and what it gave.

use vsp_isa::asm::assemble;
use vsp_isa::container::Container;

/// Compiles the bytes as text. What is taken must be a sound program, and its assembly must give the same file; what is
/// refused must be refused with errors in the order of the text, each within it.
///
/// # Panics
/// Where one of these fails.
pub fn check(bytes: &[u8]) -> bool {
    let source = String::from_utf8_lossy(bytes);
    match vsp_lis::compile_str(&source, "fuzz.lis") {
        Ok(compiled) => {
            let file = compiled.container.write().expect("what was compiled can be written");
            assert_eq!(Container::read(&file).as_ref(), Ok(&compiled.container));
            let text = &compiled.assembly();
            let again = assemble(text, "fuzz.lis").unwrap_or_else(|errors| panic!("{errors}\n{text}"));
            assert_eq!(again.write().as_ref(), Ok(&file), "{text}");
            true
        }
        Err(errors) => {
            assert!(errors.diagnostics.is_sorted_by_key(|it| it.span), "{errors}");
            let end = source.len();
            assert!(errors.diagnostics.iter().all(|it| it.span.end as usize <= end), "{errors}");
            assert!(!errors.lines().is_empty() && errors.to_string().contains("error: "), "{errors}");
            false
        }
    }
}
