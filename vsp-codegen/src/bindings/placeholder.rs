//! What stands for a program that is wrong, so that nothing that refers to it is an error, too.

use super::Bindings;
use vsp_isa::container::{Container, Symbol, SymbolKind};
use vsp_isa::{Mode, Opcode, Version};

/// A program that halts at once: what machines are made of until the real one is right. Nothing ever runs it.
pub fn placeholder() -> Container {
    container(vec![Opcode::Hlt.byte()], Vec::new())
}

/// The items that somebody may expect of a program with these symbols that is wrong: its labels get functions, too, since which
/// of them it exports may be part of what is wrong.
///
/// ```
/// use vsp_codegen::bindings::expected;
/// let errors = vsp_isa::asm::assemble("run: HLT\n JMP nowhere", "x.sil").unwrap_err();
/// assert_eq!(expected(errors.symbols()).functions[0].identifier, "run");
/// ```
pub fn expected(symbols: &[Symbol]) -> Bindings {
    let exported = |symbol: &Symbol| match symbol.kind {
        SymbolKind::Label => Symbol { kind: SymbolKind::Function, ..symbol.clone() },
        SymbolKind::Function | SymbolKind::Data | SymbolKind::Transform => symbol.clone(),
    };
    Bindings::of(&container(Vec::new(), symbols.iter().map(exported).collect()))
}

fn container(code: Vec<u8>, symbols: Vec<Symbol>) -> Container {
    Container {
        version: Version::V1_1,
        mode: Mode::Sil128,
        entry: 0,
        code,
        data: Vec::new(),
        symbols,
        empty_symbols: false,
        debug: None,
    }
}
