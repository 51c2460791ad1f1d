//! `vsp dis`: from a program to a source.

use crate::failure::Failure;
use crate::{input, output};
use std::path::PathBuf;
use vsp_isa::disasm;

/// Disassembles a program to a source that assembles to the same bytes
#[derive(clap::Args)]
pub struct Args {
    /// The program
    file: PathBuf,
    /// The source to write
    #[arg(short, long, value_name = "OUT.sil", default_value = "-")]
    output: PathBuf,
}

pub fn dis(args: &Args) -> Result<(), Failure> {
    let program = input::program(&args.file)?;
    output::write(&args.output, disasm::disassemble(&program).as_bytes())
}
