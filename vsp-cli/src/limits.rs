//! Limits for compiling, as options of the command.

use vsp_codegen::CompileLimits;

/// What `vsp compile` and `vsp run` take.
#[derive(clap::Args)]
pub struct Limits {
    /// Compiles no program with more instructions, each counted for every mode that can reach it
    #[arg(long, value_name = "N", default_value_t = CompileLimits::default().instructions)]
    max_instructions: u64,
    /// Makes no more machine code
    #[arg(long, value_name = "BYTES", default_value_t = CompileLimits::default().code_bytes)]
    max_code_bytes: u64,
}

impl Limits {
    pub fn limits(&self) -> CompileLimits {
        CompileLimits { instructions: self.max_instructions, code_bytes: self.max_code_bytes }
    }
}

/// What is to be done about a program that is too large.
pub const HINT: &str = "--max-instructions and --max-code-bytes allow more";
