//! A stand-in for a program with errors, so that references to it are no further errors.

use super::Bindings;
use vsp_isa::container::{Container, MAX_MEMORY, Symbol, SymbolKind};
use vsp_isa::flow::AnalysedProgram;
use vsp_isa::{Mode, Opcode, Version};
use vsp_lis::Exports;

/// A program that halts at once: what machines are made of until the real one is right. Nothing ever runs it.
///
/// ```
/// let placeholder = vsp_bindings::Placeholder::new();
/// assert_eq!(vsp_isa::container::Container::read(&placeholder.file).unwrap().code.len(), 1);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// Its SILC file.
    pub file: Vec<u8>,
    /// What the runtime's interpreter needs of its control flow: see [`Bindings::marks`].
    pub marks: Vec<u8>,
}

impl Placeholder {
    /// Makes it.
    pub fn new() -> Placeholder {
        let halt = container(vec![Opcode::Hlt.byte()], Vec::new());
        let halt = AnalysedProgram::new(halt).expect("a program of one instruction is sound");
        Placeholder { file: halt.write(), marks: halt.flow().marks() }
    }
}

impl Default for Placeholder {
    fn default() -> Placeholder {
        Placeholder::new()
    }
}

/// The items that somebody may expect of a program with these symbols that is wrong: its labels get functions, too, since which
/// of them it exports may be part of what is wrong.
///
/// ```
/// use vsp_bindings::expected;
/// let errors = vsp_isa::asm::assemble("run: HLT\n JMP nowhere", "x.sil").unwrap_err();
/// assert_eq!(expected(errors.symbols()).functions[0].identifier, "run");
/// ```
pub fn expected(symbols: &[Symbol]) -> Bindings {
    let exported = |symbol: &Symbol| match symbol.kind {
        SymbolKind::Label => Symbol { kind: SymbolKind::Function, ..symbol.clone() },
        SymbolKind::Function | SymbolKind::Data | SymbolKind::Transform => symbol.clone(),
    };
    // Nothing runs, so it is no matter how much memory there would be.
    let exports = Exports::of_symbols(symbols, MAX_MEMORY as u64);
    Bindings::of_symbols(&container(Vec::new(), symbols.iter().map(exported).collect()), &exports)
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
