//! `vsp asm`: from a source to a SILC file.

use crate::failure::Failure;
use crate::{input, output};
use std::path::PathBuf;

/// Assembles a source to a SILC file
#[derive(clap::Args)]
pub struct Args {
    /// The source
    #[arg(value_name = "IN.sil")]
    source: PathBuf,
    /// The SILC file to write
    #[arg(short, long, value_name = "OUT.silc")]
    output: PathBuf,
}

pub fn asm(args: &Args) -> Result<(), Failure> {
    let (program, warnings) = input::source(&args.source)?;
    output::warn(&args.source, &program, &warnings);
    output::write(&args.output, &program.write())
}
