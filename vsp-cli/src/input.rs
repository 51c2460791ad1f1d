//! Reading programs, whatever they are written in.

use crate::failure::Failure;
use crate::files::{bytes, name_of};
use crate::lis;
use std::path::Path;
use vsp_isa::asm::{AssembleWarnings, assemble_with_warnings};
use vsp_isa::container::{Container, MAGIC};
use vsp_isa::flow::AnalysedProgram;

/// The program in a file: a SILC file, a LIS program that is compiled, or a source that is assembled.
pub fn program(path: &Path) -> Result<Container, Failure> {
    if lis::is_lis(path) {
        return lis::compile(path).map(|compiled| compiled.container);
    }
    read(path).map(|(program, _)| program)
}

/// The same, checked and analysed, and what looks wrong with the source. Of a LIS program that is told at once, with the lines of
/// its text.
pub fn analysed_program(path: &Path) -> Result<(AnalysedProgram<'static>, AssembleWarnings), Failure> {
    if lis::is_lis(path) {
        let compiled = lis::compile(path)?;
        lis::warn(&compiled);
        return analysed(path, (compiled.container, AssembleWarnings::default()));
    }
    analysed(path, read(path)?)
}

/// The program of a SILC file or of a source in assembly.
fn read(path: &Path) -> Result<(Container, AssembleWarnings), Failure> {
    let bytes = bytes(path)?;
    // What is called a SILC file is read as one even where its magic is damaged, to hear so.
    let is_named_so = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("silc"));
    if bytes.starts_with(&MAGIC) || is_named_so {
        let program = Container::read(&bytes).map_err(|error| Failure::of_file(&name_of(path), error))?;
        Ok((program, AssembleWarnings::default()))
    } else {
        assemble(&bytes, path)
    }
}

/// The program of a source, checked and analysed, and what looks wrong with that.
pub fn source(path: &Path) -> Result<(AnalysedProgram<'static>, AssembleWarnings), Failure> {
    if lis::is_lis(path) {
        return Err(Failure::of_file(&name_of(path), "this is LIS, not assembly: `vsp lis` compiles it"));
    }
    let bytes = bytes(path)?;
    if bytes.starts_with(&MAGIC) {
        return Err(Failure::of_file(&name_of(path), "this is a SILC file, assembled already"));
    }
    analysed(path, assemble(&bytes, path)?)
}

fn analysed(
    path: &Path,
    (program, warnings): (Container, AssembleWarnings),
) -> Result<(AnalysedProgram<'static>, AssembleWarnings), Failure> {
    let program = AnalysedProgram::new(program).map_err(|error| Failure::of_file(&name_of(path), error))?;
    Ok((program, warnings))
}

fn assemble(bytes: &[u8], path: &Path) -> Result<(Container, AssembleWarnings), Failure> {
    let name = name_of(path);
    let text = str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        let message = format_args!(
            "neither a SILC file, which begins with `SILC`, nor a source, which is UTF-8: see offset {offset:#x}"
        );
        Failure::of_file(&name, message)
    })?;
    let assembly = assemble_with_warnings(text, &name)?;
    Ok((assembly.container, assembly.warnings))
}
