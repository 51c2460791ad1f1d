//! How exported functions are called, as the file says it.
//!
//! For each export there is a symbol of kind label, at the function's address, whose name is its signature:
//! `lis smooth(x: Float @R0) -> Float @R0`. Behind `@` stands where the value is: the first register of a word (of a ByteSil: the
//! register), or an address in memory. A tuple has the places of its parts, one behind the other. For each exported
//! static there is one of kind data, at its address: `lis static level: Float`. Readers that do not know them see symbols
//! with odd names.

use crate::types::Type;
use std::fmt::{self, Write};
use std::sync::Arc;

/// How many parts an array may have, as the compiler has it.
const MOST_PARTS: u32 = (1 << 24) - 1;
/// How deep tuples may lie in each other here.
const DEEPEST: usize = 16;

/// Where one scalar, State or array is when a function is called, or when it has returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passing {
    /// In the word that begins at this register; a ByteSil in the register itself.
    Register(u8),
    /// In memory: words little-endian, ByteSils packed, States as 16 packed bytes, parts of arrays one behind the other.
    Memory(u32),
}

/// How an exported function is called.
#[derive(Clone, Debug, PartialEq)]
pub struct Signature {
    /// The name that it is exported under.
    pub name: String,
    /// Its parameters: name, type, and a place for each scalar, State or array in it.
    pub params: Vec<(String, Type, Vec<Passing>)>,
    /// Its result's type and places.
    pub result: (Type, Vec<Passing>),
}

/// An exported static.
#[derive(Clone, Debug, PartialEq)]
pub struct Static {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Where it lies in memory.
    pub address: u32,
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
    pub(crate) fn is_sound(&self, memory: u64) -> bool {
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
    pub(crate) fn read(text: &str, address: u32) -> Option<Static> {
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

fn write_places(f: &mut fmt::Formatter<'_>, places: &[Passing]) -> fmt::Result {
    for place in places {
        match place {
            Passing::Register(register) => write!(f, " @R{register:X}")?,
            Passing::Memory(address) => write!(f, " @0x{address:04X}")?,
        }
    }
    Ok(())
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.name)?;
        for (at, (name, ty, places)) in self.params.iter().enumerate() {
            write!(f, "{}{name}: {ty}", if at > 0 { ", " } else { "" })?;
            write_places(f, places)?;
        }
        f.write_char(')')?;
        let (ty, places) = &self.result;
        if !ty.is_unit() {
            write!(f, " -> {ty}")?;
            write_places(f, places)?;
        }
        Ok(())
    }
}
