//! The Rust file that brings a program into a crate.
//!
//! It is one call of a macro of vsp-runtime and holds nothing but data, so that crates which include it may forbid unsafe
//! code, and so that bindings of another version are one clear error.

use crate::builder::Settings;
use crate::names::{Scope, Style};
use std::collections::BTreeSet;
use std::fmt::{self, Display, Formatter};
use vsp_isa::abi::EntryPoint;
use vsp_isa::container::{Container, LineTable, Symbol, SymbolKind};

/// How many entry points stand in one line.
const ENTRIES_A_LINE: usize = 6;

/// What the bindings say of a program; its [`Display`] is the Rust file.
#[derive(Debug)]
pub(crate) struct Bindings<'a> {
    /// The program's name.
    pub name: &'a str,
    /// The path of the program's file as the build script gave it.
    pub path: &'a str,
    /// The SILC file beside the bindings.
    pub silc_file: &'a str,
    /// The program.
    pub container: &'a Container,
    /// The builder's settings.
    pub settings: &'a Settings,
    /// Its native code; without, it is interpreted.
    pub native: Option<&'a Native>,
}

/// What the bindings say of native code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Native {
    /// The symbol of the code, and the library's name.
    pub symbol: String,
    /// Where parts begin.
    pub parts: Vec<u32>,
    /// Where the code can be entered.
    pub entries: Vec<EntryPoint>,
}

impl Display for Bindings<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Bindings { name, path, silc_file, settings, .. } = self;
        let version = env!("CARGO_PKG_VERSION");
        writeln!(f, "// Made by vsp-build {version} from {}; changes here are lost.", Visible(path))?;
        writeln!(f, "vsp_runtime::bindings! {{")?;
        writeln!(f, "    version {};", Literal(version))?;
        writeln!(f, "    name {};", Literal(name))?;
        writeln!(f, "    file include_bytes!({});", Literal(silc_file))?;
        let Settings { memory_size, call_limit, stack_limit, .. } = settings;
        writeln!(f, "    limits {{ memory: {memory_size:?}, calls: {call_limit}, stack: {stack_limit} }}")?;
        self.write_native(f)?;
        let mut scope = Scope::new();
        self.write_functions(f, &mut scope)?;
        self.write_data(f, &mut scope)?;
        writeln!(f, "}}")
    }
}

impl Bindings<'_> {
    fn write_native(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Some(Native { symbol, parts, entries }) = self.native else {
            return writeln!(f, "    interpreted;");
        };
        writeln!(f, "    native {{")?;
        writeln!(f, "        library {};", Literal(symbol))?;
        writeln!(f, "        symbol {symbol};")?;
        writeln!(f, "        metering {};", self.settings.metering)?;
        writeln!(f, "        parts {parts:?};")?;
        writeln!(f, "        entries [")?;
        for line in entries.chunks(ENTRIES_A_LINE) {
            f.write_str("           ")?;
            for EntryPoint { address, mode, part, entry } in line {
                write!(f, " ({address}, {mode}, {part}, {entry}),")?;
            }
            writeln!(f)?;
        }
        writeln!(f, "        ];")?;
        writeln!(f, "    }}")
    }

    fn write_functions(&self, f: &mut Formatter<'_>, scope: &mut Scope) -> fmt::Result {
        let lines = self.container.line_table();
        writeln!(f, "    functions {{")?;
        for (symbol, identifier) in self.bound(SymbolKind::Function, scope, Style::Snake) {
            let (name, place) = (Visible(&symbol.name), self.place(symbol, &lines));
            writeln!(f, "        /// Runs the program's function `{name}`, which begins at {place}.")?;
            writeln!(f, "        fn {identifier} = {};", Literal(&symbol.name))?;
        }
        writeln!(f, "    }}")
    }

    fn write_data(&self, f: &mut Formatter<'_>, scope: &mut Scope) -> fmt::Result {
        writeln!(f, "    data {{")?;
        for (symbol, identifier) in self.bound(SymbolKind::Data, scope, Style::UpperSnake) {
            let (name, address) = (Visible(&symbol.name), symbol.address);
            writeln!(f, "        /// The address of the program's data `{name}` in memory: {address:#06x}.")?;
            writeln!(f, "        const {identifier} = {address};")?;
        }
        writeln!(f, "    }}")
    }

    /// The symbols of one kind, the first of each name, with their identifiers.
    fn bound(&self, kind: SymbolKind, scope: &mut Scope, style: Style) -> Vec<(&Symbol, String)> {
        let mut seen = BTreeSet::new();
        let symbols = self.container.symbols.iter();
        let symbols: Vec<&Symbol> =
            symbols.filter(|symbol| symbol.kind == kind && seen.insert(symbol.name.as_str())).collect();
        let names: Vec<&str> = symbols.iter().map(|symbol| symbol.name.as_str()).collect();
        let identifiers = scope.assign(&names, style);
        symbols.into_iter().zip(identifiers).collect()
    }

    /// Where a function begins, for its documentation.
    fn place(&self, symbol: &Symbol, lines: &LineTable) -> String {
        let address = format!("{:#06x}", symbol.address);
        match (&self.container.debug, lines.line_of(symbol.address)) {
            (Some(debug), Some(line)) => format!("{address}, line {line} of `{}`", Visible(&debug.source)),
            (None, _) | (_, None) => address,
        }
    }
}

/// A text as a string literal, in ASCII.
struct Literal<'a>(&'a str);

impl Display for Literal<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.escape_default())
    }
}

/// A text for a comment or documentation, where it can neither end the line, nor a span of code, nor reorder what is
/// shown: letters, digits and plain ASCII stay as they are.
struct Visible<'a>(&'a str);

impl Display for Visible<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            if c == '`' || c == '\\' || !(c.is_alphanumeric() || c == ' ' || c.is_ascii_graphic()) {
                write!(f, "{}", c.escape_unicode())?;
            } else {
                write!(f, "{c}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
