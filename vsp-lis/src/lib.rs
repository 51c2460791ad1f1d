//! LIS, a small typed language for signals and log-polar states, compiled to SILC programs.
//!
//! ```
//! let program = vsp_lis::compile_str("
//!     // One pole of smoothing, kept from sample to sample.
//!     static level: Float = 0.0;
//!     pub fn smooth(x: Float) -> Float {
//!         level = level + 0.1 * (x - level);
//!         return level;
//!     }
//! ", "smooth.lis").unwrap();
//! assert_eq!(program.signatures[0].to_string(), "smooth(x: Float @R0) -> Float @R0");
//! assert!(program.container.function("smooth").is_some());
//! ```
#![doc = include_str!("../docs/machine.md")]
#![forbid(unsafe_code)]

mod code;
mod disk;
mod emit;
mod error;
mod exports;
mod hash;
mod library;
mod manifest;
mod names;
mod place;
mod reader;
mod signature;
mod syntax;
#[cfg(test)]
mod tests;
mod text;
mod thread;
mod types;

pub use disk::Disk;
pub use error::Errors;
pub use exports::Exports;
pub use manifest::is_lis;
pub use place::{FILE_SYMBOL, Places, is_said, place_of, signatures};
pub use reader::Reader;
pub use signature::{Passing, Signature, Static};
pub use text::{Diagnostic, Level, Position, Sources, Span};
pub use types::{Part, Type};

use manifest::Root;
use std::path::Path;
use std::sync::Arc;
use text::Report;
use vsp_isa::container::Container;

/// A program that has been compiled.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The program.
    pub container: Container,
    /// How its exported functions are called.
    pub signatures: Vec<Signature>,
    /// Its exported statics.
    pub statics: Vec<Static>,
    /// What looks wrong.
    pub warnings: Vec<Diagnostic>,
    /// The files that it was made from.
    pub sources: Sources,
    program: Arc<emit::Program>,
}

impl Compiled {
    /// Its assembly, with the lines of the source as comments. It assembles to the same program.
    ///
    /// ```
    /// let program = vsp_lis::compile_str("pub fn half(x: Float) -> Float { return x / 2; }", "half.lis").unwrap();
    /// let assembly = program.assembly();
    /// assert!(assembly.contains("DIVFLOAT"));
    /// assert_eq!(vsp_isa::asm::assemble(&assembly, "half.lis").unwrap(), program.container);
    /// ```
    pub fn assembly(&self) -> String {
        emit::assembly(&self.program, &self.sources, &self.signatures, &self.statics)
    }
}

/// Compiles a program that is one text. `name` stands before every message and in the debug information.
///
/// # Errors
/// Everything that is wrong with it.
pub fn compile_str(source: &str, name: &str) -> Result<Compiled, Errors> {
    /// There are no other files.
    struct Nothing;
    impl Reader for Nothing {
        fn read(&mut self, _: &Path) -> std::io::Result<String> {
            Err(std::io::ErrorKind::NotFound.into())
        }
    }
    thread::run(|| compile((name, source), None, Root::default(), &mut Nothing)).map_err(Errors::other)?
}

/// Compiles a file, or the project in a folder, with all modules that it uses.
///
/// # Errors
/// Everything that is wrong with it; files that cannot be read.
pub fn compile_path(path: impl AsRef<Path>) -> Result<Compiled, Errors> {
    compile_with(path, &mut Disk)
}

/// As [`compile_path`], with files from anywhere.
///
/// # Errors
/// As [`compile_path`].
pub fn compile_with(path: impl AsRef<Path>, reader: &mut dyn Reader) -> Result<Compiled, Errors> {
    let path = path.as_ref();
    thread::run(|| {
        let path = manifest::main_file(path, reader).map_err(Errors::other)?;
        let text = reader
            .read(&path)
            .map_err(|error| Errors::other(format!("{} cannot be read: {error}", path.display())))?;
        let root =
            manifest::root_of(path.parent().unwrap_or(Path::new("")), reader).map_err(Errors::other)?;
        compile((&path.display().to_string(), &text), Some(&path), root, reader)
    })
    .map_err(Errors::other)?
}

fn compile(
    main: (&str, &str),
    path: Option<&Path>,
    root: Root,
    reader: &mut dyn Reader,
) -> Result<Compiled, Errors> {
    let mut sources = Sources::default();
    let mut report = Report::default();
    let text = main.1.strip_prefix('\u{feff}').unwrap_or(main.1);
    if text.len() > (1 << 28) {
        return Err(Errors::other(format!("{} is longer than 256 MiB", main.0)));
    }
    let program = names::load((main.0, text), path, root, reader, &mut sources, &mut report);
    if report.has_errors() {
        return Err(Errors::new(report.told, sources, emit::expected(&types::expected(&program))));
    }
    let typed = types::check(&program, &mut report);
    if report.has_errors() {
        return Err(Errors::new(report.told, sources, emit::expected(&types::expected(&program))));
    }
    let code = code::compile(&typed, &sources);
    let output = emit::emit(&typed, code, &sources)
        .map_err(|message| Errors::other(format!("{}: {message}", main.0)))?;
    Ok(Compiled {
        container: output.container,
        signatures: output.signatures,
        statics: output.statics,
        warnings: report.told,
        sources,
        program: Arc::new(output.program),
    })
}
