//! Telling profilers which code is where.

use super::compiled::Compiled;
use crate::program::Program;
use core::fmt::Write as _;
use std::string::String;
use std::vec::Vec;
use std::{env, format};
use vsp_isa::container::SymbolKind;

/// The environment variable that turns maps on.
const VARIABLE: &str = "VSP_PERF_MAP";

/// Whether the environment asks for maps.
pub(super) fn is_asked_for() -> bool {
    env::var_os(VARIABLE).is_some_and(|value| !value.is_empty() && value != "0")
}

/// Adds a program's code to the process's map, as profilers read it. That it cannot be written is no concern of the program's.
pub(super) fn add(program: &Program, code: &Compiled, places: &[(u32, u32)], size: usize) {
    let _ = append(&lines(program, code.start().addr(), places, size));
}

/// A line for each place: start, size, name.
fn lines(program: &Program, start: usize, places: &[(u32, u32)], size: usize) -> String {
    let labels = Labels::of(program);
    let ends = places.iter().skip(1).map(|&(offset, _)| offset as usize).chain([size]);
    let mut lines = String::new();
    for (&(offset, address), end) in places.iter().zip(ends) {
        let offset = offset as usize;
        let (start, size, name) = (start + offset, end.saturating_sub(offset), labels.name(address));
        writeln!(lines, "{start:x} {size:x} vsp:{name}").expect("a String takes all text");
    }
    lines
}

/// Appends to the file where profilers look, wherever the system otherwise has its temporary files.
///
/// Anybody may write to that folder and so could have put something there under this name: a link to a file of ours, a pipe,
/// which would hold this process until somebody reads, or a file of their own. Only a file that is ours alone is written to.
#[cfg(unix)]
fn append(lines: &str) -> std::io::Result<()> {
    use std::io::{Error, ErrorKind, Write};
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
    let path = format!("/tmp/perf-{}.map", std::process::id());
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true).mode(0o600).custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK);
    let mut file = options.open(path)?;
    // Of what has been opened, since the name may lead elsewhere by now.
    let metadata = file.metadata()?;
    // SAFETY: the function has no conditions and cannot fail.
    let user = unsafe { libc::geteuid() };
    // A second name would be one for a file of ours that has nothing to do with this.
    if !metadata.is_file() || metadata.uid() != user || metadata.nlink() != 1 {
        return Err(Error::from(ErrorKind::PermissionDenied));
    }
    file.write_all(lines.as_bytes())
}

/// Elsewhere no profiler reads such maps.
#[cfg(not(unix))]
fn append(_: &str) -> std::io::Result<()> {
    Ok(())
}

/// The labels of a program's code by address.
struct Labels<'a>(Vec<(u32, &'a str)>);

impl<'a> Labels<'a> {
    fn of(program: &'a Program) -> Labels<'a> {
        let symbols = program.container().symbols.iter();
        let in_code =
            symbols.filter(|symbol| matches!(symbol.kind, SymbolKind::Label | SymbolKind::Function));
        let mut labels: Vec<_> = in_code.map(|symbol| (symbol.address, symbol.name.as_str())).collect();
        // Of several at one address the first is as good as any; which one it is must not depend on luck.
        labels.sort();
        labels.dedup_by_key(|label| label.0);
        Labels(labels)
    }

    /// A name for an address: the label there or the last one before, with the distance.
    fn name(&self, address: u32) -> String {
        let before = self.0.partition_point(|label| label.0 <= address).checked_sub(1);
        // A name may hold anything, even the end of a line.
        match before.map(|index| self.0[index]) {
            Some((start, name)) if start == address => format!("{}", name.escape_debug()),
            Some((start, name)) => format!("{}+{:#x}", name.escape_debug(), address - start),
            None => format!("{address:#x}"),
        }
    }
}
