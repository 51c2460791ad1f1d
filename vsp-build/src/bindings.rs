//! The Rust file that brings a program into a crate.
//!
//! It is one call of a macro of vsp-runtime and holds nothing but data, so that crates which include it may forbid unsafe
//! code, and so that bindings of another version are one clear error.

use crate::builder::Settings;
use std::fmt::{self, Display, Formatter};
use vsp_codegen::bindings::{self, Binding, Visible};
use vsp_isa::abi::EntryPoint;
use vsp_isa::container::Container;

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
#[cfg_attr(not(feature = "native"), allow(dead_code, reason = "there is none without the code generator"))]
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
        let items = bindings::Bindings::of(self.container);
        writeln!(f, "    marks b\"{}\";", items.marks.escape_ascii())?;
        let Settings { memory_size, call_limit, stack_limit, .. } = settings;
        writeln!(f, "    limits {{ memory: {memory_size:?}, calls: {call_limit}, stack: {stack_limit} }}")?;
        self.write_native(f)?;
        self.write_functions(f, &items.functions)?;
        self.write_data(f, &items.data)?;
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
        writeln!(f, "        interrupts {};", self.settings.interrupts())?;
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

    fn write_functions(&self, f: &mut Formatter<'_>, functions: &[Binding]) -> fmt::Result {
        writeln!(f, "    functions {{")?;
        for Binding { identifier, documentation, symbol, .. } in functions {
            writeln!(f, "        /// {documentation}")?;
            writeln!(f, "        #[allow(dead_code)]")?;
            writeln!(f, "        fn {identifier} = {};", Literal(symbol))?;
        }
        writeln!(f, "    }}")
    }

    fn write_data(&self, f: &mut Formatter<'_>, data: &[Binding]) -> fmt::Result {
        writeln!(f, "    data {{")?;
        for Binding { identifier, documentation, address, .. } in data {
            writeln!(f, "        /// {documentation}")?;
            writeln!(f, "        #[allow(dead_code)]")?;
            writeln!(f, "        const {identifier} = {address};")?;
        }
        writeln!(f, "    }}")
    }
}

/// A text as a string literal, in ASCII.
struct Literal<'a>(&'a str);

impl Display for Literal<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.escape_default())
    }
}

#[cfg(test)]
mod tests;
