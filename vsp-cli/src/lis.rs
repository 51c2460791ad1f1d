//! `vsp lis`: from a LIS program to a SILC file, or to assembly that people can read.

use crate::failure::Failure;
use crate::{diagnostic, files, output};
use clap::ValueEnum;
use std::path::{Path, PathBuf};
use vsp_isa::wording::Shown;
use vsp_lis::Compiled;

/// Checks a LIS program, and compiles it to a SILC file or to assembly
///
/// Without --output and --emit the program is only checked. All errors and warnings go to standard error.
#[derive(clap::Args)]
pub struct Args {
    /// The program: a .lis file, or a project's folder or lis.toml
    file: PathBuf,
    /// The file to write; assembly goes to standard output without it
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// What to write [default: silc]
    #[arg(long, value_name = "WHAT", value_enum)]
    emit: Option<Emit>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Emit {
    /// A SILC file
    Silc,
    /// Assembly with the lines of the program as comments, which assembles to the same file
    Sil,
}

pub fn lis(args: &Args) -> Result<(), Failure> {
    let name = files::name_of(&args.file);
    let compiled = compile(&args.file)?;
    warn(&compiled);
    match (args.emit, &args.output) {
        (None, None) => Ok(()),
        (Some(Emit::Sil), output) => {
            output::write(output.as_deref().unwrap_or(Path::new("-")), compiled.assembly().as_bytes())
        }
        (Some(Emit::Silc), None) => Err(Failure::new("name the file to write: --output OUT.silc")),
        (Some(Emit::Silc) | None, Some(output)) => {
            let bytes = compiled.container.write().map_err(|error| Failure::of_file(&name, error))?;
            output::write(output, &bytes)
        }
    }
}

/// Whether a path leads to a LIS program: by its extension, or as a project's manifest or folder.
pub fn is_lis(path: &Path) -> bool {
    vsp_lis::is_lis(path) || (!files::is_standard(path) && path.is_dir())
}

/// Compiles a LIS program; `-` is standard input.
pub fn compile(path: &Path) -> Result<Compiled, Failure> {
    if !files::is_standard(path) {
        return Ok(vsp_lis::compile_path(path)?);
    }
    let name = files::name_of(path);
    let text = String::from_utf8(files::bytes(path)?).map_err(|error| Failure::of_file(&name, error))?;
    Ok(vsp_lis::compile_str(&text, &name)?)
}

/// Tells what looks wrong with a program.
pub fn warn(compiled: &Compiled) {
    for warning in &compiled.warnings {
        output::tell(&format!("{}\n", diagnostic::of_lis(warning, &compiled.sources)));
    }
}

/// What a run that has no place to begin is told.
pub fn no_main(signatures: &[String]) -> String {
    let functions: Vec<String> = signatures
        .iter()
        .filter(|it| !it.starts_with("static "))
        .filter_map(|it| it.split_once('('))
        .map(|(name, _)| Shown::name(name).to_string())
        .collect();
    format!(
        "there is no `main` to run; --entry NAME runs one of the exported functions: {}",
        functions.join(", ")
    )
}
