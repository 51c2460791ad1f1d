//! The Rust file that brings a program into a crate.
//!
//! It is one call of a macro of vsp-runtime and holds nothing but data, so that crates which include it may forbid unsafe
//! code, and so that bindings of another version are one clear error.

use crate::builder::Settings;
use std::fmt::{self, Display, Formatter};
use vsp_codegen::bindings::{self, Binding, Visible};
use vsp_isa::abi::EntryPoint;

/// How many entry points stand in one line.
const ENTRIES_A_LINE: usize = 6;

/// What the bindings say of a program; its [`Display`] is the Rust file.
#[derive(Debug)]
pub(crate) struct Bindings<'a> {
    /// The program's name.
    pub name: &'a str,
    /// The path of the program's file as the build script gave it.
    pub path: &'a str,
    /// The builder's settings.
    pub settings: &'a Settings,
    /// What the module has besides `PROGRAM`.
    pub items: &'a bindings::Bindings,
    /// The program itself.
    pub content: Content<'a>,
}

/// A program, or what is wrong with it.
#[derive(Debug)]
pub(crate) enum Content<'a> {
    Program {
        /// The SILC file beside the bindings.
        silc_file: &'a str,
        /// The program's native code; without, it is interpreted.
        native: Option<&'a Native>,
    },
    /// An error of the compiler, which otherwise finds all items declared.
    Fault {
        /// What is wrong, and where.
        message: &'a str,
    },
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
        let Bindings { name, path, settings, items, .. } = self;
        let version = env!("CARGO_PKG_VERSION");
        writeln!(f, "// Made by vsp-build {version} from {}; changes here are lost.", Visible(path))?;
        writeln!(f, "vsp_runtime::__unsafe_bindings! {{")?;
        writeln!(f, "    version {};", Literal(version))?;
        if let Content::Fault { message } = self.content {
            writeln!(f, "    error {};", Literal(message))?;
        }
        writeln!(f, "    name {};", Literal(name))?;
        self.write_file(f)?;
        let Settings { memory_size, call_limit, stack_limit, .. } = settings;
        let memory = memory_size.map_or_else(String::new, |size| Number(size).to_string());
        let [calls, stack] = [call_limit, stack_limit].map(|limit| Number(*limit as usize));
        writeln!(f, "    limits {{ memory: [{memory}], calls: {calls}, stack: {stack} }}")?;
        self.write_native(f)?;
        self.write_functions(f, &items.functions)?;
        self.write_data(f, &items.data)?;
        writeln!(f, "}}")
    }
}

impl Bindings<'_> {
    fn write_file(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let marks = match self.content {
            Content::Program { silc_file, .. } => {
                writeln!(
                    f,
                    "    file vsp_runtime::generated::core::include_bytes!({});",
                    Literal(silc_file)
                )?;
                self.items.marks.clone()
            }
            Content::Fault { .. } => {
                let halt = bindings::placeholder();
                let file = halt.write().map_err(|_| fmt::Error)?;
                writeln!(f, "    file b\"{}\";", file.escape_ascii())?;
                bindings::Bindings::of(&halt).marks
            }
        };
        writeln!(f, "    marks b\"{}\";", marks.escape_ascii())
    }

    fn write_native(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Content::Program { native: Some(Native { symbol, parts, entries }), .. } = self.content else {
            return writeln!(f, "    interpreted;");
        };
        writeln!(f, "    native {{")?;
        writeln!(f, "        library {};", Literal(symbol))?;
        writeln!(f, "        symbol {symbol};")?;
        writeln!(f, "        metering {};", self.settings.metering)?;
        writeln!(f, "        interrupts {};", self.settings.interrupts())?;
        let parts: Vec<String> = parts.iter().map(|part| Number(*part as usize).to_string()).collect();
        writeln!(f, "        parts [{}];", parts.join(", "))?;
        writeln!(f, "        entries [")?;
        for line in entries.chunks(ENTRIES_A_LINE) {
            f.write_str("           ")?;
            for EntryPoint { address, mode, part, entry } in line {
                let [address, entry] = [address, entry].map(|number| Number(*number as usize));
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
            writeln!(f, "        {}", Allowed(identifier))?;
            writeln!(f, "        fn {identifier} = {};", Literal(symbol))?;
        }
        writeln!(f, "    }}")
    }

    fn write_data(&self, f: &mut Formatter<'_>, data: &[Binding]) -> fmt::Result {
        writeln!(f, "    data {{")?;
        for Binding { identifier, documentation, address, .. } in data {
            writeln!(f, "        /// {documentation}")?;
            writeln!(f, "        {}", Allowed(identifier))?;
            writeln!(f, "        const {identifier} = {};", Number(*address as usize))?;
        }
        writeln!(f, "    }}")
    }
}

/// The lints that an item may have something against: it need not be used, and the program has named it.
struct Allowed<'a>(&'a str);

impl Display for Allowed<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let of_name = if self.0.len() == 1 { ", clippy::min_ident_chars" } else { "" };
        write!(f, "#[allow(dead_code{of_name})]")
    }
}

/// A number as nobody's lints have anything against it: with more than four digits, in groups of four.
struct Number(usize);

impl Display for Number {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match *self {
            Number(number @ ..10_000) => write!(f, "{number}"),
            Number(number @ 10_000..=0xffff) => write!(f, "{number:#06x}"),
            Number(number) => write!(f, "{:#06x}_{:04x}", number >> 16, number & 0xffff),
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

#[cfg(test)]
mod tests;
