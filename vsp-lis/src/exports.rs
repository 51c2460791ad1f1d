//! What a program exports, with its types, as its file says it: signatures that are read back from symbols.
//!
//! A file need not be trusted. What its symbols say is taken only where it makes sense; whoever follows it stays within
//! registers and memory.

use crate::emit::{Passing, Signature, Static};
use crate::place::SAID;
use crate::types::Type;
use std::collections::HashSet;
use std::sync::Arc;
use vsp_isa::Mode;
use vsp_isa::abi::LEAST_MEMORY;
use vsp_isa::container::{Container, Symbol, SymbolKind};

/// How many parts an array may have, as the compiler has it.
const MOST_PARTS: u32 = (1 << 24) - 1;
/// How deep tuples may lie in each other here.
const DEEPEST: usize = 16;

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

impl Signature {
    /// Reads what [`Display`](std::fmt::Display) writes; nothing if it is something else.
    pub fn read(text: &str) -> Option<Signature> {
        let mut rest = Rest(text);
        let name = rest.name()?.to_owned();
        rest.eat("(")?;
        let mut params = Vec::new();
        while rest.eat(")").is_none() {
            if !params.is_empty() {
                rest.eat(", ")?;
            }
            let param = rest.name()?.to_owned();
            rest.eat(": ")?;
            let ty = rest.ty(0)?;
            let places = rest.places(&ty)?;
            params.push((param, ty, places));
        }
        let result = if rest.eat(" -> ").is_some() {
            let ty = rest.ty(0)?;
            let places = rest.places(&ty)?;
            (ty, places)
        } else {
            (Type::unit(), Vec::new())
        };
        rest.0.is_empty().then_some(Signature { name, params, result })
    }

    /// Whether all places are words, or within a memory of this size.
    fn is_sound(&self, memory: u64) -> bool {
        let values = self.params.iter().map(|(_, ty, places)| (ty, places));
        values.chain([(&self.result.0, &self.result.1)]).all(|(ty, places)| {
            let scalars = ty.leaves();
            scalars.len() == places.len()
                && scalars.into_iter().zip(places).all(|(ty, place)| match *place {
                    Passing::Register(register) => register < 16 && register % 4 == 0 && is_word(ty),
                    Passing::Memory(address) => u64::from(address) + ty.size() <= memory,
                })
        })
    }
}

impl Static {
    /// Reads `name: Type`.
    fn read(text: &str, address: u32) -> Option<Static> {
        let mut rest = Rest(text);
        let name = rest.name()?.to_owned();
        rest.eat(": ")?;
        let ty = rest.ty(0)?;
        rest.0.is_empty().then_some(Static { name, ty, address })
    }
}

/// Whether a value can be in a word.
fn is_word(ty: &Type) -> bool {
    match ty {
        Type::Int | Type::Float | Type::Bool | Type::ByteSil => true,
        Type::String | Type::State | Type::Tuple(_) | Type::Array(..) => false,
    }
}

/// A text that is read from its beginning.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    fn eat(&mut self, text: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(text)?;
        Some(())
    }

    /// As much of it as fits, at least one character.
    fn take(&mut self, fits: impl Fn(char) -> bool) -> Option<&'a str> {
        let (taken, rest) = self.0.split_at(self.0.find(|c| !fits(c)).unwrap_or(self.0.len()));
        self.0 = rest;
        (!taken.is_empty()).then_some(taken)
    }

    fn name(&mut self) -> Option<&'a str> {
        let name = self.take(|c| c.is_ascii_alphanumeric() || c == '_')?;
        (!name.starts_with(|c: char| c.is_ascii_digit())).then_some(name)
    }

    /// A type that can cross: no Strings.
    fn ty(&mut self, depth: usize) -> Option<Type> {
        if depth > DEEPEST {
            return None;
        }
        if self.eat("[").is_some() {
            let part = self.ty(depth + 1)?.part()?;
            self.eat("; ")?;
            let length: u32 = self.take(|c| c.is_ascii_digit())?.parse().ok()?;
            self.eat("]")?;
            return (1..=MOST_PARTS).contains(&length).then_some(Type::Array(part, length));
        }
        if self.eat("(").is_some() {
            let mut parts = Vec::new();
            loop {
                if self.eat(")").is_some() {
                    return Some(Type::Tuple(Arc::from(parts)));
                }
                parts.push(self.ty(depth + 1)?);
                if self.eat(", ").is_none() {
                    self.eat(",");
                }
            }
        }
        match self.name()? {
            "Int" => Some(Type::Int),
            "Float" => Some(Type::Float),
            "Bool" => Some(Type::Bool),
            "ByteSil" => Some(Type::ByteSil),
            "State" => Some(Type::State),
            _ => None,
        }
    }

    /// The places of a value of a type.
    fn places(&mut self, ty: &Type) -> Option<Vec<Passing>> {
        let place = |rest: &mut Self| {
            if rest.eat(" @R").is_some() {
                let digit = rest.take(|c| c.is_ascii_hexdigit())?;
                return Some(Passing::Register(u8::from_str_radix(digit, 16).ok()?));
            }
            rest.eat(" @0x")?;
            let digits = rest.take(|c| c.is_ascii_hexdigit())?;
            Some(Passing::Memory(u32::from_str_radix(digits, 16).ok()?))
        };
        ty.leaves().iter().map(|_| place(self)).collect()
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
