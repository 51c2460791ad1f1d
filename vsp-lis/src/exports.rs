//! What a program exports, with its types, as its file says it: signatures that are read back from symbols.
//!
//! A file need not be trusted. What its symbols say is taken only where it makes sense; code that follows it stays within
//! registers and memory.

use crate::place::SAID;
use crate::signature::{Signature, Static};
use std::collections::HashSet;
use vsp_isa::Mode;
use vsp_isa::abi::LEAST_MEMORY;
use vsp_isa::container::{Container, Symbol, SymbolKind};

/// The functions and statics that a program exports, with their types.
///
/// ```
/// use vsp_lis::{Exports, Type};
/// let program = vsp_lis::compile_str("pub static gain: Float = 0.5;
///     pub fn louder(x: Float) -> Float { return x * gain; }", "louder.lis").unwrap();
/// let file = program.container.write().unwrap();
///
/// let exports = Exports::of(&vsp_isa::container::Container::read(&file).unwrap());
/// assert_eq!(exports.functions, program.signatures);
/// assert_eq!((exports.statics[0].name.as_str(), &exports.statics[0].ty), ("gain", &Type::Float));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exports {
    /// How functions are called, in the order of the file.
    pub functions: Vec<Signature>,
    /// Where statics lie.
    pub statics: Vec<Static>,
}

impl Exports {
    /// Reads a program's symbols. What makes no sense is left out: signatures of functions that are not there, places that
    /// are no word or outside of the memory that each of the program's machines has.
    pub fn of(program: &Container) -> Exports {
        if program.mode != Mode::Sil64 {
            return Exports::default();
        }
        let memory = LEAST_MEMORY.max(program.data.len() as u64);
        Exports::of_symbols(&program.symbols, memory)
    }

    /// Reads symbols of a program with so much memory.
    pub fn of_symbols(symbols: &[Symbol], memory: u64) -> Exports {
        let of_kind = |kind| {
            let symbols = symbols.iter().filter(move |it| it.kind == kind);
            symbols.map(|it| (it.name.as_str(), it.address)).collect::<HashSet<_>>()
        };
        let (functions, data) = (of_kind(SymbolKind::Function), of_kind(SymbolKind::Data));
        let mut exports = Exports::default();
        for symbol in symbols {
            let Some(text) = symbol.name.strip_prefix(SAID) else { continue };
            match symbol.kind {
                SymbolKind::Label => {
                    let signature = Signature::read(text).filter(|it| it.is_sound(memory));
                    let signature =
                        signature.filter(|it| functions.contains(&(it.name.as_str(), symbol.address)));
                    exports.functions.extend(signature);
                }
                SymbolKind::Data => {
                    let read =
                        text.strip_prefix("static ").and_then(|text| Static::read(text, symbol.address));
                    let is_sound = |it: &Static| u64::from(it.address) + it.ty.size() <= memory;
                    let is_there = |it: &Static| data.contains(&(it.name.as_str(), it.address));
                    exports.statics.extend(read.filter(|it| is_sound(it) && is_there(it)));
                }
                SymbolKind::Function | SymbolKind::Transform => {}
            }
        }
        exports
    }

    /// The symbols that a file has for them, all functions at address 0.
    pub fn symbols(&self) -> Vec<Symbol> {
        let symbol = |name: String, kind, address| Symbol { name, kind, address };
        let functions = self.functions.iter().flat_map(|it| {
            let signature = symbol(format!("{SAID}{it}"), SymbolKind::Label, 0);
            [symbol(it.name.clone(), SymbolKind::Function, 0), signature]
        });
        let statics = self.statics.iter().flat_map(|it| {
            let typed = symbol(format!("{SAID}static {}: {}", it.name, it.ty), SymbolKind::Data, it.address);
            [symbol(it.name.clone(), SymbolKind::Data, it.address), typed]
        });
        functions.chain(statics).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_read_as_they_are_written() {
        for text in [
            "main()",
            "smooth(x: Float @R0) -> Float @R0",
            "f(a: Int @R0, b: Bool @R4, z: ByteSil @R8, s: State @0x0120) -> State @0x0130",
            "g(p: (Int, (Float, Bool)) @R0 @R4 @R8, u: ()) -> (ByteSil,) @R0",
            "h(t: [State; 3] @0x10000) -> ([Float; 256], [Int; 1]) @0x0200 @0x0A00",
        ] {
            assert_eq!(Signature::read(text).map(|it| it.to_string()).as_deref(), Some(text));
        }
        for text in [
            "",
            "f",
            "f(",
            "f(x)",
            "f(x: Text @R0)",
            "f(x: String @R0)",
            "f(x: Float)",
            "f(x: Float @R0",
            "f() -> Float",
            "f() -> (Int, Int) @R0",
            "f() x",
            "f(x: [Int; 0] @0x0000)",
            "f(x: [[Int; 2]; 2] @0x0000)",
            "f(x: Int @Rg)",
            "f(x: Int @R100)",
            "1(x: Int @R0)",
        ] {
            assert_eq!(Signature::read(text), None, "{text}");
        }
        let deep = format!("f() -> {}Int{} @R0", "(".repeat(100_000), ",)".repeat(100_000));
        assert_eq!(Signature::read(&deep), None);
    }

    /// Symbols of a program with one function and one static, both at address 0, and one more that says something of them.
    fn said(name: &str, kind: SymbolKind) -> Exports {
        let symbol = |name: &str, kind| Symbol { name: name.into(), kind, address: 0 };
        let symbols = [symbol("f", SymbolKind::Function), symbol("a", SymbolKind::Data), symbol(name, kind)];
        Exports::of_symbols(&symbols, LEAST_MEMORY)
    }

    #[test]
    fn what_makes_no_sense_is_left_out() {
        let functions = |text: &str| said(&format!("lis {text}"), SymbolKind::Label).functions.len();
        assert_eq!(functions("f(x: Int @R4) -> State @0xFFF0"), 1);
        assert_eq!(functions("g(x: Int @R4)"), 0);
        assert_eq!(functions("f(x: Int @R3)"), 0);
        assert_eq!(functions("f(x: Int @R10)"), 0);
        assert_eq!(functions("f(x: State @R0)"), 0);
        assert_eq!(functions("f(x: Int @0xFFF8)"), 1);
        assert_eq!(functions("f(x: Int @0xFFF9)"), 0);
        assert_eq!(functions("f(x: Int @0xFFFFFFFF)"), 0);
        let statics = |text: &str| said(&format!("lis static {text}"), SymbolKind::Data).statics.len();
        assert_eq!(statics("a: [Float; 8192]"), 1);
        assert_eq!(statics("a: [Float; 8193]"), 0);
        assert_eq!(statics("b: Float"), 0);
    }

    #[test]
    fn symbols_say_what_was_read() {
        let program = "pub static a: [Int; 3] = [1, 2, 3];
            pub fn f(x: Float, s: State) -> (Int, State) { return (a[0] + int_from_float(x), s); }";
        let compiled = crate::compile_str(program, "a.lis").expect("it is right");
        let exports = Exports::of(&compiled.container);
        assert_eq!((exports.functions.len(), exports.statics.len()), (1, 1));
        assert_eq!((&exports.functions, &exports.statics), (&compiled.signatures, &compiled.statics));
        let again = Exports::of_symbols(&exports.symbols(), LEAST_MEMORY);
        assert_eq!(again, exports);
    }
}
