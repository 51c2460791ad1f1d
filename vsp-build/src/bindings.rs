//! The Rust file that brings a program into a crate.
//!
//! It is one call of a macro of vsp-runtime and holds nothing but data, so that crates which include it may forbid unsafe
//! code, and so that bindings of another version are one clear error.

use crate::literal::Literal;
use crate::native;
use crate::settings::Settings;
use std::fmt::{self, Display, Formatter};
use vsp_bindings::{Binding, Number, Placeholder, TypedFunction, TypedStatic, Visible};

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
    pub items: &'a vsp_bindings::Bindings,
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
        native: Option<&'a native::Code>,
        /// Whether native code was wanted: if not, the program is only to be checked.
        is_code_wanted: bool,
    },
    /// An error of the compiler, which otherwise finds all items declared.
    Fault {
        /// What is wrong, and where.
        message: &'a str,
    },
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
        self.write_typed(f, &items.typed)?;
        self.write_statics(f, &items.statics)?;
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
                let Placeholder { file, marks } = Placeholder::new();
                writeln!(f, "    file b\"{}\";", file.escape_ascii())?;
                marks
            }
        };
        writeln!(f, "    marks b\"{}\";", marks.escape_ascii())
    }

    fn write_native(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.content {
            Content::Program { native: Some(code), .. } => code.write(self.settings, f),
            Content::Program { native: None, is_code_wanted: true, .. } => writeln!(f, "    interpreted;"),
            Content::Program { native: None, is_code_wanted: false, .. } | Content::Fault { .. } => {
                writeln!(f, "    checked;")
            }
        }
    }

    fn write_functions(&self, f: &mut Formatter<'_>, functions: &[Binding]) -> fmt::Result {
        writeln!(f, "    functions {{")?;
        for Binding { identifier, documentation, address, .. } in functions {
            writeln!(f, "        /// {documentation}")?;
            writeln!(f, "        {}", Allowed(identifier))?;
            writeln!(f, "        fn {identifier} = {};", Number(*address as usize))?;
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

impl Bindings<'_> {
    fn write_typed(&self, f: &mut Formatter<'_>, functions: &[TypedFunction]) -> fmt::Result {
        writeln!(f, "    typed {{")?;
        for TypedFunction { binding, params, result } in functions {
            let Binding { identifier, documentation, address, .. } = binding;
            writeln!(f, "        /// {documentation}")?;
            writeln!(f, "        {}", Allowed(identifier))?;
            write!(f, "        fn {identifier}(")?;
            for (name, value) in params {
                write!(f, "{name}: {value}, ")?;
            }
            writeln!(f, ") -> {result} = {};", Number(*address as usize))?;
        }
        writeln!(f, "    }}")
    }

    fn write_statics(&self, f: &mut Formatter<'_>, statics: &[TypedStatic]) -> fmt::Result {
        writeln!(f, "    statics {{")?;
        for TypedStatic { binding: Binding { identifier, documentation, .. }, value } in statics {
            writeln!(f, "        /// {documentation}")?;
            writeln!(f, "        {}", Allowed(identifier))?;
            writeln!(f, "        static {identifier}: {value};")?;
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

#[cfg(test)]
pub(crate) mod tests;
