//! Programs in LIS: a file, or a project's folder or lis.toml.

use super::{Input, Origin};
use crate::directives::{Directives, path_text};
use crate::error::Fault;
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use vsp_isa::asm::AssembleWarnings;
use vsp_isa::flow::AnalysedProgram;
use vsp_isa::wording;
use vsp_lis::{Compiled, Disk, Reader};

/// What marks a project's root.
const MANIFEST: &str = "lis.toml";

/// Whether a path, which is relative to `folder`, leads to LIS: by its name, or because it is a project's folder.
pub(crate) fn is_lis(path: &Path, folder: &Path) -> bool {
    let is_project = || {
        let path = folder.join(path);
        path.is_dir()
            && [path.join(MANIFEST), path.join("src").join("main.lis")].iter().any(|it| it.is_file())
    };
    vsp_lis::is_lis(path) || is_project()
}

fn is_manifest(path: &Path) -> bool {
    path.file_name().is_some_and(|it| it == MANIFEST)
}

/// The name of what a project is named after: its folder.
pub(crate) fn project_name<'a>(path: &'a Path, folder: &Path) -> Option<Option<&'a str>> {
    let project = if is_manifest(path) {
        path.parent()?
    } else if folder.join(path).is_dir() {
        path
    } else {
        return None;
    };
    Some(project.file_name().and_then(|name| name.to_str()))
}

/// Compiles the program at a path.
pub(super) fn read(
    path: &Path,
    folder: &Path,
    lasting: &dyn Fn(&str) -> String,
    directives: &mut Directives,
) -> Result<Input, Fault> {
    let mut files = Files { folder, read: BTreeSet::new(), missing: BTreeSet::new() };
    let is_there = fs::metadata(folder.join(path));
    let compiled = match is_there {
        Ok(_) => vsp_lis::compile_with(path, &mut files).map_err(|errors| Fault::Lis(Box::new(errors))),
        Err(error) => {
            files.missing.insert(path.to_owned());
            Err(Fault::Unreadable { path: path.into(), folder: folder.into(), error })
        }
    };
    // What is missing may be what is wrong. Where nothing is, it need not be there.
    let missing = files.missing.iter().filter(|_| compiled.is_err());
    files.read.iter().chain(missing).filter_map(|path| path_text(path).ok()).for_each(|path| {
        directives.rerun_if_changed(path);
    });
    input(path, compiled?, lasting)
}

fn input(path: &Path, compiled: Compiled, lasting: &dyn Fn(&str) -> String) -> Result<Input, Fault> {
    let Compiled { mut container, mut warnings, sources, .. } = compiled;
    if let Some(debug) = &mut container.debug {
        debug.source = lasting(&debug.source);
    }
    for symbol in &mut container.symbols {
        if let Some(file) = symbol.name.strip_prefix(vsp_lis::FILE_SYMBOL) {
            symbol.name = format!("{}{}", vsp_lis::FILE_SYMBOL, lasting(file));
        }
    }
    let program = AnalysedProgram::new(container);
    let program = program.map_err(|error| Fault::Unwritable { path: path.into(), error })?;
    let bytes = program.write();
    warnings.sort_by_key(|it| it.span);
    let rest = wording::not_shown(warnings.len(), AssembleWarnings::SHOWN, "warning");
    let mut warnings: Vec<String> =
        warnings.iter().take(AssembleWarnings::SHOWN).map(|it| it.line(&sources)).collect();
    warnings.extend(rest.map(|rest| format!("{}: {rest}", path.display())));
    Ok(Input { program, bytes, origin: Origin::Lis, warnings })
}

/// The files of a package, and which of them were asked for.
struct Files<'a> {
    /// The folder that paths are relative to.
    folder: &'a Path,
    read: BTreeSet<PathBuf>,
    missing: BTreeSet<PathBuf>,
}

impl Reader for Files<'_> {
    fn read(&mut self, path: &Path) -> io::Result<String> {
        let result = Disk.read(&self.folder.join(path));
        let is_missing = result.as_ref().is_err_and(|error| error.kind() == ErrorKind::NotFound);
        let list = if is_missing { &mut self.missing } else { &mut self.read };
        list.insert(path.to_owned());
        result
    }
}
