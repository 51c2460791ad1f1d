//! Compiling one program, from its file to bindings and a static library.

use crate::bindings::{Bindings, Content};
use crate::directives::{Directives, path_text};
use crate::environment::Environment;
use crate::error::{Fault, Teller};
use crate::input::{self, Input, Origin};
use crate::key::Key;
use crate::native;
use crate::output::Folder;
use crate::process::Process;
use crate::settings::Settings;
use crate::symbols;
use std::collections::BTreeSet;
use std::path::Path;
use vsp_bindings::{VARIABLES, is_module_name, module_name};
use vsp_isa::abi::LEAST_MEMORY;
use vsp_isa::container::{Container, MAX_MEMORY, Symbol, SymbolKind};
use vsp_isa::flow::{Warning, WarningKind};
use vsp_isa::limits::TooLarge;
use vsp_lis::{Places, is_said};

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
    /// The path as it goes into what is built.
    lasting_path: String,
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
            None => named_after(path, environment),
            Some(name) if is_module_name(name) => name.to_owned(),
            Some(name) => {
                return Err(Fault::BadName { name: name.into(), suggestion: module_name(name) });
            }
        };
        let lasting_path = lasting_path(path_text, environment);
        Ok(Program { name, path, path_text, lasting_path, settings, environment })
    }

    /// Compiles it and writes its files.
    pub fn build(
        &self,
        folder: &Folder,
        process: &mut Process,
        directives: &mut Directives,
    ) -> Result<(), Fault> {
        process.claims.claim(folder, &self.name, self.path).map_err(|by| Fault::NameTaken {
            name: self.name.clone(),
            by,
            path: self.path.into(),
        })?;
        let lasting = |path: &str| lasting_path(path, self.environment);
        let (built, symbols) =
            match input::read(self.path_text, &self.environment.manifest_dir, &lasting, directives) {
                Ok(input) => {
                    let built = self.build_files(&input, folder, process, directives);
                    (built, exported(&input.program.container().symbols))
                }
                Err(fault) => {
                    let symbols = fault.symbols();
                    (Err(fault), symbols)
                }
            };
        if let Err(fault) = &built {
            process.claims.release(folder, &self.name);
            self.write_fault(fault, symbols, folder)?;
        }
        built
    }

    /// Writes bindings that declare what somebody may use, and are an error.
    fn write_fault(&self, fault: &Fault, mut symbols: Vec<Symbol>, folder: &Folder) -> Result<(), Fault> {
        if fault.teller() == Teller::Cargo {
            return folder.remove(&self.bindings_file());
        }
        // The last program that was right goes aside: under its own name it could be taken for this one.
        if let Some(last) = folder.read(&self.silc_file()) {
            folder.write(&self.last_file(), &last)?;
            folder.remove(&self.silc_file())?;
        }
        let last = folder.read(&self.last_file()).and_then(|file| Container::read(&file).ok());
        let last = last.map(|container| exported(&container.symbols)).unwrap_or_default();
        let known: BTreeSet<String> = symbols.iter().map(|symbol| symbol.name.clone()).collect();
        symbols.extend(last.into_iter().filter(|symbol| !known.contains(&symbol.name)));
        let message = fault.to_string();
        let bindings = Bindings {
            name: &self.name,
            path: &self.lasting_path,
            settings: self.settings,
            items: &vsp_bindings::expected(&symbols),
            content: Content::Fault { message: message.trim_end() },
        };
        folder.write(&self.bindings_file(), bindings.to_string().as_bytes())
    }

    fn build_files(
        &self,
        input: &Input,
        folder: &Folder,
        process: &mut Process,
        directives: &mut Directives,
    ) -> Result<(), Fault> {
        let Program { path_text: path, settings, environment, .. } = *self;
        self.check_memory(input)?;
        self.warn(input, directives);
        if native::IS_BUILT_IN {
            VARIABLES.iter().for_each(|variable| directives.rerun_if_env_changed(variable));
        }
        let native = match environment.is_code_wanted {
            true => self.target(process, directives)?.map(|target| (target, self.symbol(input))),
            false => None,
        };
        let mut files = vec![self.bindings_file(), self.silc_file()];
        if let Some((_, symbol)) = &native {
            native::tell(&environment.native, directives);
            directives.link_search(folder.text()?);
            files.push(environment.library_file(symbol));
        }
        let key_file = format!("{}.key", self.name);
        let key = Key { file: &key_file, files: &files, path, bytes: &input.bytes, settings, environment };
        if key.is_current(folder) {
            return Ok(());
        }
        let write = || self.write_files(input, native, folder, directives);
        let is_native = process.stopwatch.time(path, write)?;
        folder.remove(&self.last_file())?;
        // What was too large is tried again the next time, which also tells so again.
        files.retain(|file| is_native || !self.is_library(file));
        let key = Key { file: &key_file, files: &files, path, bytes: &input.bytes, settings, environment };
        for file in key.outdated(folder).iter().filter(|file| self.is_library(file)) {
            folder.remove(file)?;
        }
        key.text(folder).map_or(Ok(()), |text| folder.write(&key_file, &text))
    }

    /// Writes what rustc reads; gives whether a library is among it.
    fn write_files(
        &self,
        input: &Input,
        native: Option<(native::Target, String)>,
        folder: &Folder,
        directives: &mut Directives,
    ) -> Result<bool, Fault> {
        let native = match native {
            Some((target, symbol)) => self.compile(input, &target, symbol, folder, directives)?,
            None => None,
        };
        let bindings = Bindings {
            name: &self.name,
            path: &self.lasting_path,
            settings: self.settings,
            items: &vsp_bindings::Bindings::of(&input.program),
            content: Content::Program {
                silc_file: &self.silc_file(),
                native: native.as_ref(),
                is_code_wanted: self.environment.is_code_wanted,
            },
        };
        folder.write(&self.silc_file(), &input.bytes)?;
        folder.write(&self.bindings_file(), bindings.to_string().as_bytes())?;
        Ok(native.is_some())
    }

    fn silc_file(&self) -> String {
        format!("{}.silc", self.name)
    }

    /// Where the last program that was right is kept while the present one is wrong.
    fn last_file(&self) -> String {
        format!("{}.last", self.name)
    }

    /// Whether a file is a library of this program, or of what it was before.
    fn is_library(&self, file: &str) -> bool {
        let prefix = symbols::prefix(&self.environment.package, &self.name);
        self.environment.library_of(file).is_some_and(|library| symbols::has_prefix(library, &prefix))
    }

    fn bindings_file(&self) -> String {
        format!("{}.rs", self.name)
    }

    fn symbol(&self, input: &Input) -> String {
        let Settings { optimization, metering, .. } = self.settings;
        let options = format!("{optimization} {metering} {}", self.settings.interrupts());
        symbols::of_program(self.environment, &self.name, &self.lasting_path, &input.bytes, &options)
    }

    /// What to make native code for. Without, programs are interpreted.
    fn target(
        &self,
        process: &mut Process,
        directives: &mut Directives,
    ) -> Result<Option<native::Target>, Fault> {
        let error = match native::target(&self.environment.native) {
            Ok(target) => return Ok(Some(target)),
            Err(error) => error,
        };
        match error.interpreter_because() {
            Some(reason) => self.fall_back(reason, process, directives).map(|()| None),
            None => Err(Fault::Native { path: self.path.into(), error }),
        }
    }

    /// Makes the static library, unless the program is too large.
    fn compile(
        &self,
        input: &Input,
        target: &native::Target,
        symbol: String,
        folder: &Folder,
        directives: &mut Directives,
    ) -> Result<Option<native::Code>, Fault> {
        let library_file = self.environment.library_file(&symbol);
        let options = self.settings.options();
        let made =
            native::compile(&input.program, target, &options, symbol, &self.environment.native, &folder.path);
        match made {
            Ok((code, library)) => folder.write(&library_file, &library).map(|()| Some(code)),
            Err(error) => match error.too_large() {
                Some(too_large) => self.fall_back_alone(too_large, directives).map(|()| None),
                None => Err(Fault::Native { path: self.path.into(), error }),
            },
        }
    }

    /// Tells that this program is interpreted because it is too large; or refuses it, if it must not be.
    fn fall_back_alone(&self, too_large: TooLarge, directives: &mut Directives) -> Result<(), Fault> {
        let target = &self.environment.target;
        let reason = format!("{too_large}; `Builder::limits` allows more");
        if self.settings.require_native {
            return Err(Fault::NotNative { path: self.path.into(), target: target.clone(), reason });
        }
        if self.settings.warnings {
            directives.warning(&format!(
                "{}: no native code: {reason}; the program is interpreted, with the same results \
                 (`Builder::require_native(true)` makes this an error, and `Builder::warnings(false)` hides it)",
                self.path_text
            ));
        }
        Ok(())
    }

    /// Tells, once in a build script, that programs are interpreted; or refuses, if they must not be.
    fn fall_back(
        &self,
        reason: &str,
        process: &mut Process,
        directives: &mut Directives,
    ) -> Result<(), Fault> {
        let target = &self.environment.target;
        if self.settings.require_native {
            let reason = reason.to_owned();
            return Err(Fault::NotNative { path: self.path.into(), target: target.clone(), reason });
        }
        // A build without the code generator chose that itself: no warning.
        if native::IS_BUILT_IN && self.settings.warnings && !process.told_of_interpreter {
            process.told_of_interpreter = true;
            directives.warning(&format!(
                "no native code for target `{target}`: {reason}; programs are interpreted there, with the same results \
                 (`Builder::require_native(true)` makes this an error, and `Builder::warnings(false)` hides it)"
            ));
        }
        Ok(())
    }

    fn check_memory(&self, input: &Input) -> Result<(), Fault> {
        let Some(size) = self.settings.memory_size else { return Ok(()) };
        let data = input.program.container().data.len();
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
        let path = self.path_text;
        for warning in &input.warnings {
            directives.warning(warning);
        }
        let matters = |warning: &Warning| match warning.kind {
            // The analysis knows only the default size of memory.
            WarningKind::OutsideMemory { end, .. } => {
                self.settings.memory_size.is_none_or(|size| end as usize > size)
            }
            WarningKind::Undecodable(_) | WarningKind::AlwaysTraps(..) | WarningKind::UnknownIntrinsic(_) => {
                true
            }
        };
        let warnings = input.program.warnings();
        let warnings: Vec<Warning> = warnings.into_iter().filter(matters).collect();
        let places = Places::of(input.program.container());
        for Warning { address, kind, .. } in warnings.iter().take(MOST_WARNINGS) {
            let place = match (places.of_address(*address), input.origin) {
                (Some((_, line)), Origin::Assembly) => format!("{path}:{line}"),
                (Some((source, line)), Origin::Lis) => format!("{source}:{line}"),
                (Some((source, line)), Origin::Silc) => {
                    format!("{path}: at {address:#06x} ({source}:{line})")
                }
                (None, _) => format!("{path}: at {address:#06x}"),
            };
            directives.warning(&format!("{place}: {kind}"));
        }
        let more = warnings.len().saturating_sub(MOST_WARNINGS);
        if more > 0 {
            let places = if more == 1 { "place like this" } else { "places like these" };
            directives.warning(&format!("{path}: and {more} more {places}"));
        }
    }
}

/// The name of a program that was given none: that of its file, or of its project's folder; or the package's, if the project is
/// in the package's own folder.
fn named_after(path: &Path, environment: &Environment) -> String {
    let stem = || path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let name = match input::project_name(path, &environment.manifest_dir) {
        Some(project) => project.unwrap_or(&environment.package),
        None => stem(),
    };
    module_name(name)
}

/// The symbols that have items where a program is right, and those that say of which types these are.
fn exported(symbols: &[Symbol]) -> Vec<Symbol> {
    let is_exported = |symbol: &&Symbol| symbol.kind != SymbolKind::Label || is_said(symbol);
    symbols.iter().filter(is_exported).cloned().collect()
}

/// A path as it is the same wherever the package lies and is built: relative to the package or to `OUT_DIR`, if it leads into
/// one of them from the root, else what it ends with. A relative path stays what it is.
fn lasting_path(path: &str, environment: &Environment) -> String {
    let whole = Path::new(path);
    if !whole.is_absolute() {
        return path.to_owned();
    }
    // OUT_DIR first, as it is often in the package itself.
    let folders = [&environment.out_dir, &environment.manifest_dir];
    let inner = folders.into_iter().find_map(|folder| whole.strip_prefix(folder).ok());
    let inner = inner.or(whole.file_name().map(Path::new)).unwrap_or(whole);
    let parts: Vec<_> = inner.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}
