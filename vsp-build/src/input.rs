//! Reading a program from its file.

mod lis;

pub(crate) use lis::project_name;

use crate::directives::Directives;
use crate::error::Fault;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;
use vsp_isa::asm::{AssembleWarnings, assemble_with_warnings};
use vsp_isa::container::MAGIC;
use vsp_isa::flow::AnalysedProgram;

/// A program and the bytes of its SILC file.
#[derive(Debug)]
pub(crate) struct Input {
    /// The program.
    pub program: AnalysedProgram<'static>,
    /// Its SILC file.
    pub bytes: Vec<u8>,
    /// What it was made from.
    pub origin: Origin,
    /// What looks wrong with its source, each with its place.
    pub warnings: Vec<String>,
}

/// What a program is made from, and so what its lines are those of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The assembly file at the path.
    Assembly,
    /// A SILC file, whose lines are somebody else's.
    Silc,
    /// A file of LIS, or a project of several.
    Lis,
}

/// Reads the program at a path, which is relative to `folder`. `lasting` makes the path of a source one that goes into what is
/// built; Cargo is told of all files that are read.
pub(crate) fn read(
    text: &str,
    folder: &Path,
    lasting: &dyn Fn(&str) -> String,
    directives: &mut Directives,
) -> Result<Input, Fault> {
    let path = Path::new(text);
    if lis::is_lis(path, folder) {
        return lis::read(path, folder, lasting, directives);
    }
    directives.rerun_if_changed(text);
    let bytes = read_file(&folder.join(path)).map_err(|problem| match problem {
        Problem::NoFile => Fault::NoFile { path: path.into() },
        Problem::Unreadable(error) => Fault::Unreadable { path: path.into(), folder: folder.into(), error },
    })?;
    match format(path, &bytes).ok_or_else(|| Fault::UnknownFormat { path: path.into() })? {
        Format::Assembly => assemble(text, bytes, &lasting(text)),
        Format::Silc => {
            let program = AnalysedProgram::read(&bytes);
            let program = program.map_err(|error| Fault::Broken { path: path.into(), error })?;
            Ok(Input { program, bytes, origin: Origin::Silc, warnings: Vec::new() })
        }
    }
}

/// What a file holds that is not LIS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Assembly,
    Silc,
}

enum Problem {
    NoFile,
    Unreadable(io::Error),
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Problem {
        if error.kind() == ErrorKind::IsADirectory { Problem::NoFile } else { Problem::Unreadable(error) }
    }
}

fn read_file(path: &Path) -> Result<Vec<u8>, Problem> {
    // Asked first, since opening a pipe waits for ever, and reading some devices never ends.
    if !fs::metadata(path)?.is_file() {
        return Err(Problem::NoFile);
    }
    Ok(fs::read(path)?)
}

fn format(path: &Path, bytes: &[u8]) -> Option<Format> {
    let extension = path.extension().unwrap_or_default();
    if extension.eq_ignore_ascii_case("sil") {
        Some(Format::Assembly)
    } else if extension.eq_ignore_ascii_case("silc") || bytes.starts_with(&MAGIC) {
        Some(Format::Silc)
    } else {
        None
    }
}

fn assemble(name: &str, bytes: Vec<u8>, source_name: &str) -> Result<Input, Fault> {
    let source = match std::str::from_utf8(&bytes) {
        Ok(source) => source,
        Err(error) => {
            let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            return Err(Fault::NotText { path: name.into(), line, column });
        }
    };
    // Some editors begin files with a byte order mark.
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    // Errors show the path as it was given, which can be opened.
    let assembly = assemble_with_warnings(source, name).map_err(Fault::Assembly)?;
    let (mut container, warnings) = (assembly.container, assembly.warnings);
    if let Some(debug) = &mut container.debug {
        source_name.clone_into(&mut debug.source);
    }
    let program = AnalysedProgram::new(container);
    let program = program.map_err(|error| Fault::Unwritable { path: name.into(), error })?;
    let bytes = program.write();
    let shown = warnings.iter().take(AssembleWarnings::SHOWN);
    let shown = shown.map(|it| format!("{name}:{}:{}: {}", it.line, it.column, it.message));
    let warnings = shown.chain(warnings.rest().map(|rest| format!("{name}: {rest}"))).collect();
    Ok(Input { program, bytes, origin: Origin::Assembly, warnings })
}
