//! Why a command could not do its work.

use crate::diagnostic;
use std::fmt;
use vsp_isa::asm::AssembleErrors;
use vsp_isa::wording::Shown;

/// A message for the user: what is wrong, and with which file. What terminals would obey is escaped in it.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    pub fn new(message: impl fmt::Display) -> Failure {
        Failure(Shown::message(&format!("error: {message}")).to_string())
    }

    /// Something wrong with a file.
    pub fn of_file(name: &str, error: impl fmt::Display) -> Failure {
        Failure::new(format_args!("{name}: {error}"))
    }
}

impl From<AssembleErrors> for Failure {
    /// All errors of the source, each with its place and the line of the source.
    fn from(errors: AssembleErrors) -> Failure {
        Failure(diagnostic::of_assembly(&errors))
    }
}

impl From<vsp_lis::Errors> for Failure {
    /// All errors of the program, each with its place and the line of the source.
    fn from(errors: vsp_lis::Errors) -> Failure {
        let other = errors.other.iter().map(|other| Shown::message(&format!("error: {other}")).to_string());
        let told = errors.diagnostics.iter().map(|it| diagnostic::of_lis(it, &errors.sources));
        Failure(other.chain(told).collect::<Vec<_>>().join("\n\n"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
