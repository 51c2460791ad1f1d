//! What can go wrong while a program is built.

use crate::native;
use std::fmt;
use std::io;
use std::path::PathBuf;
use vsp_isa::container::{ReadError, Symbol, WriteError};

/// The programs of a build script could not all be compiled.
///
/// It holds every fault of every program; [`Display`](fmt::Display) shows them one after the other, those in an assembly
/// file with the line that each is in. [`Debug`] shows the same, so that a build script whose `main` returns this error
/// ends with readable text.
pub struct Error {
    /// What is wrong; never empty.
    faults: Vec<Fault>,
}

/// One thing that is wrong.
#[derive(Debug)]
pub(crate) enum Fault {
    /// A variable that Cargo sets for build scripts is missing, or is no text.
    NotUnderCargo { variable: &'static str },
    /// The builder was given no program.
    NoProgram,
    /// The name chosen for a program cannot be a module's.
    BadName { name: String, suggestion: String },
    /// Two programs of one build have the same name.
    NameTaken { name: String, by: PathBuf, path: PathBuf },
    /// A path that Cargo cannot be told of.
    BadPath { path: PathBuf, problem: &'static str },
    /// The program's file cannot be read.
    Unreadable { path: PathBuf, folder: PathBuf, error: io::Error },
    /// The program's path leads to something else than a file.
    NoFile { path: PathBuf },
    /// Neither the file's name nor its content tells what it is.
    UnknownFormat { path: PathBuf },
    /// An assembly file is not UTF-8.
    NotText { path: PathBuf, line: usize, column: usize },
    /// The assembler's errors, all of them.
    Assembly(vsp_isa::asm::AssembleErrors),
    /// The errors of a program in LIS, all of them.
    Lis(Box<vsp_lis::Errors>),
    /// The assembled program cannot be written.
    Unwritable { path: PathBuf, error: WriteError },
    /// A SILC file is broken.
    Broken { path: PathBuf, error: ReadError },
    /// A limit is out of range for the program.
    Limit { path: PathBuf, problem: String },
    /// A file of the output cannot be read, written or removed.
    Output { path: PathBuf, error: io::Error },
    /// `VSP_BUILD` says what nobody understands.
    UnknownValue(vsp_bindings::UnknownValue),
    /// Native code was required, and there is none for the target.
    NotNative { path: PathBuf, target: String, reason: String },
    /// Native code could not be made.
    Native { path: PathBuf, error: native::Error },
}

impl Error {
    /// `Ok` if there is no fault.
    pub(crate) fn unless_none(faults: Vec<Fault>) -> Result<(), Error> {
        if faults.is_empty() { Ok(()) } else { Err(Error { faults }) }
    }

    /// Whether something is wrong with this crate or the code generator, and not with the program, the build script or
    /// the machine: worth a bug report.
    ///
    /// A target without a native back end is none, and no error at all unless native code is required.
    pub fn is_bug(&self) -> bool {
        self.faults.iter().any(|fault| match fault {
            Fault::Native { error, .. } => error.is_bug(),
            Fault::NotUnderCargo { .. }
            | Fault::NoProgram
            | Fault::BadName { .. }
            | Fault::NameTaken { .. }
            | Fault::BadPath { .. }
            | Fault::Unreadable { .. }
            | Fault::NoFile { .. }
            | Fault::UnknownFormat { .. }
            | Fault::NotText { .. }
            | Fault::Assembly(_)
            | Fault::Lis(_)
            | Fault::Unwritable { .. }
            | Fault::Broken { .. }
            | Fault::Limit { .. }
            | Fault::UnknownValue(_)
            | Fault::NotNative { .. }
            | Fault::Output { .. } => false,
        })
    }

    /// Whether all of it is left to the compiler, which tells it where the programs are included.
    pub(crate) fn is_left_to_compiler(&self) -> bool {
        self.faults.iter().all(|fault| fault.teller() == Teller::Bindings)
    }

    /// The first line of each fault.
    pub(crate) fn headings(&self) -> impl Iterator<Item = String> {
        self.faults.iter().map(|fault| fault.to_string().lines().next().unwrap_or_default().to_owned())
    }

    /// Whether the build script was not run by Cargo, so that nobody reads directives.
    pub(crate) fn is_outside_cargo(&self) -> bool {
        self.faults.iter().any(|fault| matches!(fault, Fault::NotUnderCargo { .. }))
    }
}

impl Fault {
    /// What the symbols of the program would be, as far as they can be told.
    pub(crate) fn symbols(&self) -> Vec<Symbol> {
        match self {
            Fault::Assembly(errors) => errors.symbols().to_vec(),
            Fault::Lis(errors) => errors.exports.symbols(),
            Fault::NotUnderCargo { .. }
            | Fault::NoProgram
            | Fault::BadName { .. }
            | Fault::NameTaken { .. }
            | Fault::BadPath { .. }
            | Fault::Unreadable { .. }
            | Fault::NoFile { .. }
            | Fault::UnknownFormat { .. }
            | Fault::NotText { .. }
            | Fault::Unwritable { .. }
            | Fault::Broken { .. }
            | Fault::Limit { .. }
            | Fault::Output { .. }
            | Fault::UnknownValue(_)
            | Fault::NotNative { .. }
            | Fault::Native { .. } => Vec::new(),
        }
    }

    /// Who tells it.
    pub(crate) fn teller(&self) -> Teller {
        match self {
            Fault::Unreadable { .. }
            | Fault::NoFile { .. }
            | Fault::UnknownFormat { .. }
            | Fault::NotText { .. }
            | Fault::Assembly(_)
            | Fault::Lis(_)
            | Fault::Unwritable { .. }
            | Fault::Broken { .. }
            | Fault::Limit { .. } => Teller::Bindings,
            Fault::Native { .. } | Fault::NotNative { .. } => Teller::Both,
            Fault::NotUnderCargo { .. }
            | Fault::NoProgram
            | Fault::BadName { .. }
            | Fault::NameTaken { .. }
            | Fault::BadPath { .. }
            | Fault::UnknownValue(_)
            | Fault::Output { .. } => Teller::Cargo,
        }
    }
}

/// Who tells a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Teller {
    /// The bindings of the program, since it is what is wrong: an editor then still has the rest of the crate.
    Bindings,
    /// Cargo, because the build must not go on; and the bindings, where the build script does.
    Both,
    /// Cargo alone: there is no program with a name, or no place for bindings.
    Cargo,
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Error {
        Error { faults: vec![fault] }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            // The assembler ends each error with its caret line and so a newline; all others have none.
            f.write_str(fault.to_string().trim_end_matches('\n'))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {
    /// The cause of the first fault.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.faults.first()? {
            Fault::Unreadable { error, .. } | Fault::Output { error, .. } => Some(error),
            Fault::Assembly(errors) => Some(errors),
            Fault::Lis(errors) => Some(errors.as_ref()),
            Fault::Unwritable { error, .. } => Some(error),
            Fault::Broken { error, .. } => Some(error),
            Fault::Native { error, .. } => Some(error),
            Fault::NotUnderCargo { .. }
            | Fault::NoProgram
            | Fault::BadName { .. }
            | Fault::NameTaken { .. }
            | Fault::BadPath { .. }
            | Fault::NoFile { .. }
            | Fault::UnknownFormat { .. }
            | Fault::NotText { .. }
            | Fault::Limit { .. }
            | Fault::NotNative { .. } => None,
            Fault::UnknownValue(error) => Some(error),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::NotUnderCargo { variable } => write!(
                f,
                "the environment variable {variable} is not set or is no text: vsp-build works in build scripts (build.rs) \
                 that Cargo runs"
            ),
            Fault::NoProgram => f.write_str("the builder was given no program: call `file` or `named` first"),
            Fault::BadName { name, suggestion } => write!(
                f,
                "a program cannot be named {name:?}: its name becomes that of a module, so it must be an ASCII identifier \
                 and no keyword, such as `{suggestion}`"
            ),
            Fault::NameTaken { name, by, path } => write!(
                f,
                "{}: another program of this build, {}, is named `{name}` too (letter case does not count); give one of \
                 them another name with `Builder::named`",
                path.display(),
                by.display()
            ),
            Fault::BadPath { path, problem } => {
                write!(f, "the path {path:?} {problem}, so Cargo cannot be told of it; use another")
            }
            Fault::Unreadable { path, folder, error } => write!(
                f,
                "{}: cannot read the program: {error}; paths are relative to the folder of the package's Cargo.toml, {}",
                path.display(),
                folder.display()
            ),
            Fault::NoFile { path } => {
                write!(
                    f,
                    "{}: this is not a file but a folder or device, and no project in LIS, which has a lis.toml or a \
                     src/main.lis",
                    path.display()
                )
            }
            Fault::UnknownFormat { path } => write!(
                f,
                "{}: neither LIS nor assembly nor a SILC file: files of LIS are named *.lis, assembly files *.sil, and SILC \
                 files are named *.silc or begin with the letters SILC",
                path.display()
            ),
            Fault::NotText { path, line, column } => write!(
                f,
                "{}:{line}:{column}: error: the bytes here are not UTF-8; save the assembly file as UTF-8, or name it \
                 *.silc if it is a SILC file",
                path.display()
            ),
            Fault::Assembly(errors) => write!(f, "{errors}"),
            Fault::Lis(errors) => f.write_str(&errors.located()),
            Fault::Unwritable { path, error } => write!(f, "{}: {error}", path.display()),
            Fault::Broken { path, error } => write!(f, "{}: {error}", path.display()),
            Fault::Limit { path, problem } => write!(f, "{}: {problem}", path.display()),
            Fault::Output { path, error } => write!(f, "cannot update {}: {error}", path.display()),
            Fault::UnknownValue(error) => write!(f, "{error}"),
            Fault::Native { path, error } => write!(f, "{}: {error}", path.display()),
            Fault::NotNative { path, target, reason } => write!(
                f,
                "{}: no native code for target `{target}`: {reason}; `Builder::require_native` asks for it, and without that \
                 the program is interpreted",
                path.display()
            ),
        }
    }
}
