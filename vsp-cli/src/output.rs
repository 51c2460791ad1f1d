//! Writing files and standard output; `-` is standard output.

use crate::failure::Failure;
use crate::files;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process;
use vsp_isa::asm::AssembleWarnings;
use vsp_isa::flow::AnalysedProgram;
use vsp_isa::wording::Shown;

/// Writes a whole file.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if files::is_standard(path) {
        return print(bytes);
    }
    replace(path, bytes).map_err(|error| Failure::of_file(&path.display().to_string(), error))
}

/// Puts a file in place when it is complete, so that nobody ever finds half of it.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A link stays, and what it leads to is replaced.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let old = fs::metadata(path).ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        // Devices and pipes take the bytes and stay what they are; a folder refuses them.
        return fs::write(path, bytes);
    }
    let temporary = path.with_file_name(format!(".vsp-{}.tmp", process::id()));
    let mut file = File::create_new(&temporary)?;
    let written = file
        .write_all(bytes)
        .and_then(|()| old.map_or(Ok(()), |old| file.set_permissions(old.permissions())))
        .and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// Writes to standard output. That its reader has gone away is no error: it has seen enough.
pub fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::of_file("standard output", error))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Writes a message to standard error. What it quotes may hold anything; escaped, that cannot do anything to a terminal.
pub fn note(message: &str) {
    tell(&Shown::message(message).to_string());
}

/// Writes what is safe to show to standard error.
pub fn tell(text: &str) {
    // Where nobody can be told, that cannot be told either.
    let _ = writeln!(io::stderr(), "{text}");
}

/// Tells what looks wrong with a program.
pub fn warn(path: &Path, program: &AnalysedProgram<'_>, of_source: &AssembleWarnings) {
    let name = files::name_of(path);
    if !of_source.is_empty() {
        note(&of_source.to_string());
    }
    for warning in program.warnings() {
        note(&format!("warning: {name}: {warning}"));
    }
}
