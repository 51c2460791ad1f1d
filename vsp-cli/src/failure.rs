//! Why a command could not do its work.

use std::fmt;
use vsp_isa::asm::AssembleErrors;

/// A message for the user: what is wrong, and with which file.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    pub fn new(message: impl fmt::Display) -> Failure {
        Failure(format!("error: {message}"))
    }

    /// Something wrong with a file.
    pub fn of_file(name: &str, error: impl fmt::Display) -> Failure {
        Failure::new(format_args!("{name}: {error}"))
    }
}

impl From<AssembleErrors> for Failure {
    /// All errors of the source, each of which says where it is by itself.
    fn from(errors: AssembleErrors) -> Failure {
        Failure(errors.to_string())
    }
}

impl From<vsp_lis::Errors> for Failure {
    /// All errors of the program, each with its place and the line of the source.
    fn from(errors: vsp_lis::Errors) -> Failure {
        Failure(errors.to_string().trim_end().to_owned())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
