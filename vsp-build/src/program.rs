//! The way of one program from its file to bindings and a static library.

use crate::bindings::{Bindings, Native};
use crate::builder::Settings;
use crate::directives::{Directives, path_text};
use crate::environment::Environment;
use crate::error::Fault;
use crate::input::{self, Input};
use crate::output::{Claims, Folder};
use crate::{archive, names};
use std::path::Path;
use vsp_codegen::Options;
use vsp_isa::abi::LEAST_MEMORY;
use vsp_isa::container::MAX_MEMORY;
use vsp_isa::flow::{Flow, Warning, WarningKind};

/// How many warnings of one program are shown.
const MOST_WARNINGS: usize = 20;

/// A program to be built.
#[derive(Debug)]
pub(crate) struct Program<'a> {
    name: String,
    /// The path as the build script gave it.
    path: &'a Path,
    /// The same as text.
    path_text: &'a str,
    settings: &'a Settings,
    environment: &'a Environment,
}

impl<'a> Program<'a> {
    /// The program at a path, with a name of its own or that of its file.
    pub fn new(
        name: Option<&str>,
        path: &'a Path,
        settings: &'a Settings,
        environment: &'a Environment,
    ) -> Result<Program<'a>, Fault> {
        let path_text = path_text(path).map_err(|problem| Fault::BadPath { path: path.into(), problem })?;
        let name = match name {
            None => names::of_file(path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()),
            Some(name) if names::is_module_name(name) => name.to_owned(),
            Some(name) => {
                return Err(Fault::BadName { name: name.into(), suggestion: names::of_file(name) });
            }
        };
        Ok(Program { name, path, path_text, settings, environment })
    }

    /// Compiles it and writes its files.
    pub fn build(
        &self,
        folder: &Folder,
        claims: &mut Claims,
        directives: &mut Directives,
    ) -> Result<(), Fault> {
        directives.rerun_if_changed(self.path_text);
        claims.claim(folder, &self.name, self.path).map_err(|by| Fault::NameTaken {
            name: self.name.clone(),
            by,
            path: self.path.into(),
        })?;
        let built = self.build_files(folder, directives);
        if built.is_err() {
            claims.release(folder, &self.name);
            folder.remove(&self.bindings_file())?;
        }
        built
    }

    fn build_files(&self, folder: &Folder, directives: &mut Directives) -> Result<(), Fault> {
        let input = input::read(self.path, &self.environment.manifest_dir)?;
        self.check_memory(&input)?;
        self.warn(&input, directives);
        let silc_file = format!("{}.silc", self.name);
        folder.write(&silc_file, &input.bytes)?;
        let native = self.compile(&input, folder, directives)?;
        let bindings = Bindings {
            name: &self.name,
            path: self.path_text,
            silc_file: &silc_file,
            container: &input.container,
            settings: self.settings,
            native: native.as_ref(),
        };
        folder.write(&self.bindings_file(), bindings.to_string().as_bytes())?;
        self.remove_outdated(folder, native.as_ref())
    }

    /// Removes the libraries of what the program was before.
    fn remove_outdated(&self, folder: &Folder, native: Option<&Native>) -> Result<(), Fault> {
        let prefix = names::symbol_prefix(&self.environment.package, &self.name);
        let current = native.map(|native| native.symbol.as_str());
        folder.remove_files(|file| {
            let library = self.environment.library_of(file);
            library.is_some_and(|library| Some(library) != current && names::has_prefix(library, &prefix))
        })
    }

    fn bindings_file(&self) -> String {
        format!("{}.rs", self.name)
    }

    fn check_memory(&self, input: &Input) -> Result<(), Fault> {
        let Some(size) = self.settings.memory_size else { return Ok(()) };
        let data = input.container.data.len();
        let least = LEAST_MEMORY as usize;
        let problem = if !(least..=MAX_MEMORY).contains(&size) {
            format!("a memory of {size} bytes was asked for, and {least} to {MAX_MEMORY} are possible")
        } else if size < data {
            format!("a memory of {size} bytes was asked for, and the program has {data} bytes of data alone")
        } else {
            return Ok(());
        };
        Err(Fault::Limit { path: self.path.into(), problem })
    }

    /// Tells what looks wrong with the program.
    fn warn(&self, input: &Input, directives: &mut Directives) {
        if !self.settings.warnings {
            return;
        }
        let flow = Flow::analyse(&input.container);
        let matters = |warning: &&Warning| match warning.kind {
            // The analysis knows only the default size of memory.
            WarningKind::OutsideMemory { end, .. } => {
                self.settings.memory_size.is_none_or(|size| end as usize > size)
            }
            WarningKind::Undecodable(_) | WarningKind::AlwaysTraps(..) | WarningKind::UnknownIntrinsic(_) => {
                true
            }
        };
        let warnings: Vec<&Warning> = flow.warnings().iter().filter(matters).collect();
        for Warning { address, line, kind } in warnings.iter().take(MOST_WARNINGS) {
            let path = self.path_text;
            let source = input.container.debug.as_ref().map_or("?", |debug| &debug.source);
            let place = match line {
                Some(line) if input.assembled => format!("{path}:{line}"),
                Some(line) => format!("{path}: at {address:#06x} ({source}:{line})"),
                None => format!("{path}: at {address:#06x}"),
            };
            directives.warning(&format!("{place}: {kind}"));
        }
        let more = warnings.len().saturating_sub(MOST_WARNINGS);
        if more > 0 {
            directives.warning(&format!("{}: and {more} more places like these", self.path_text));
        }
    }

    /// Makes the static library, where the target has a native back end.
    fn compile(
        &self,
        input: &Input,
        folder: &Folder,
        directives: &mut Directives,
    ) -> Result<Option<Native>, Fault> {
        let failed = |error| Fault::Codegen { path: self.path.into(), error };
        let Some(target) = self.environment.native_target().map_err(failed)? else { return Ok(None) };
        let Settings { optimization, metering, .. } = *self.settings;
        let options = format!("{optimization:?} {metering}");
        let symbol = names::symbol(self.environment, &self.name, self.path_text, &input.bytes, &options);
        let code = vsp_codegen::compile(&input.container, &target, &Options { optimization, metering })
            .map_err(failed)?;
        let object = vsp_codegen::object(&code, &target, &symbol).map_err(failed)?;
        let library = archive::archive(&object, &symbol, self.environment, folder, directives)
            .map_err(|problem| Fault::Archive { path: self.path.into(), problem })?;
        folder.write(&self.environment.library_file(&symbol), &library)?;
        let search = folder.path();
        let search = path_text(search).map_err(|problem| Fault::BadPath { path: search.into(), problem })?;
        directives.link_search(search);
        Ok(Some(Native { symbol, parts: code.parts, entries: code.entries }))
    }
}
