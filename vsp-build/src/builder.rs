//! The options of a build script: which programs to compile, and how.

use crate::directives::Directives;
use crate::environment::Environment;
use crate::error::Fault;
use crate::output::{Claims, Folder};
use crate::process::Process;
use crate::program::Program;
use crate::settings::Settings;
use crate::stopwatch::Stopwatch;
use crate::{CompileLimits, Error, Optimization};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Compiles several programs, or one with settings of its own.
///
/// The settings hold for all programs of a builder, whether they were added before or after.
///
/// ```no_run
/// vsp_build::Builder::new()
///     .file("programs/collatz.sil")
///     .named("filter", "third-party/fir-2.1.silc")
///     .memory_size(1 << 20)
///     .compile();
/// ```
#[derive(Clone, Debug, Default)]
pub struct Builder {
    programs: Vec<Source>,
    settings: Settings,
    out_dir: Option<PathBuf>,
}

/// Where a program comes from.
#[derive(Clone, Debug)]
struct Source {
    /// The name, unless the file's is to be used.
    name: Option<String>,
    /// The path as it was given.
    path: PathBuf,
}

/// This process.
static PROCESS: Mutex<Process> = Mutex::new(Process {
    claims: Claims::new(),
    told_of_interpreter: false,
    stopwatch: Stopwatch::new(Instant::now),
});

impl Builder {
    /// A builder without programs and with the default settings.
    pub fn new() -> Builder {
        Builder::default()
    }

    /// Adds a program, named after its file.
    ///
    /// The path is relative to the folder of the package's `Cargo.toml`.
    pub fn file(&mut self, path: impl AsRef<Path>) -> &mut Builder {
        self.programs.push(Source { name: None, path: path.as_ref().to_owned() });
        self
    }

    /// Adds a program with a name of its own: that of the module which it is included as.
    ///
    /// The name must be an identifier in ASCII and no keyword.
    pub fn named(&mut self, name: impl Into<String>, path: impl AsRef<Path>) -> &mut Builder {
        self.programs.push(Source { name: Some(name.into()), path: path.as_ref().to_owned() });
        self
    }

    /// Sets how much work goes into native code; [`Optimization::Fast`] by default, whatever the profile.
    ///
    /// ```no_run
    /// use vsp_build::Optimization;
    /// vsp_build::Builder::new().file("programs/tables.sil").optimization(Optimization::Quick).compile();
    /// ```
    pub fn optimization(&mut self, optimization: Optimization) -> &mut Builder {
        self.settings.optimization = optimization;
        self
    }

    /// Sets whether native code counts fuel; it does not by default, which makes it faster. A machine with a limit of
    /// fuel runs programs that were compiled without by the interpreter.
    pub fn metering(&mut self, metering: bool) -> &mut Builder {
        self.settings.metering = metering;
        self
    }

    /// Sets whether runs of native code can be interrupted; they can where it counts fuel, unless this says otherwise. A
    /// machine with a handle for interrupts runs programs that were compiled without by the interpreter.
    pub fn interrupts(&mut self, interrupts: bool) -> &mut Builder {
        self.settings.interrupts = Some(interrupts);
        self
    }

    /// Sets how large a program may be to be compiled. A larger one is interpreted, with the same results, and a warning tells
    /// so; with [`require_native`](Self::require_native) it is an error.
    ///
    /// ```no_run
    /// use vsp_build::CompileLimits;
    /// let limits = CompileLimits { instructions: 10_000_000, ..CompileLimits::default() };
    /// vsp_build::Builder::new().file("programs/tables.sil").limits(limits).compile();
    /// ```
    pub fn limits(&mut self, limits: CompileLimits) -> &mut Builder {
        self.settings.limits = limits;
        self
    }

    /// Sets the size of memory in bytes that a machine gets by default: 65,536 to 16,777,216 (16 MiB), and at least as
    /// much as the program's data.
    ///
    /// Without it that is the least of these which is a multiple of 16.
    pub fn memory_size(&mut self, bytes: usize) -> &mut Builder {
        self.settings.memory_size = Some(bytes);
        self
    }

    /// Sets how many return addresses the call stack of a machine holds by default: 1,024 unless set.
    pub fn call_limit(&mut self, addresses: u32) -> &mut Builder {
        self.settings.call_limit = addresses;
        self
    }

    /// Sets how many cells the data stack of a machine holds by default: 16,384 unless set.
    pub fn stack_limit(&mut self, cells: u32) -> &mut Builder {
        self.settings.stack_limit = cells;
        self
    }

    /// Sets whether Cargo shows warnings: of what looks wrong with a program, such as a reachable byte that is no
    /// instruction, and of programs that are interpreted because there is no native code for the target. It does unless
    /// set.
    pub fn warnings(&mut self, warnings: bool) -> &mut Builder {
        self.settings.warnings = warnings;
        self
    }

    /// Sets whether it is an error that there is no native code for the target, or that this crate was built without its
    /// feature `native`. It is not unless set: then the programs are interpreted, with the same results, and one warning
    /// tells why. Where no code is wanted, for checks, documentation and Miri (see [the crate](crate)), it asks for nothing.
    ///
    /// ```no_run
    /// vsp_build::Builder::new().file("programs/collatz.sil").require_native(true).compile();
    /// ```
    pub fn require_native(&mut self, require: bool) -> &mut Builder {
        self.settings.require_native = require;
        self
    }

    /// Sets the folder to write to, which is `vsp` in Cargo's `OUT_DIR` unless set. A path is relative to the folder of the
    /// package's `Cargo.toml`.
    ///
    /// Programs from there are included with `include_program!(mod NAME in FOLDER)`, where `FOLDER` is a literal or something
    /// like `concat!(env!("CARGO_MANIFEST_DIR"), "/generated")`.
    ///
    /// Cargo does not know of the folder: it keeps no copy for each target, as it does of `OUT_DIR`, and does not notice
    /// that files are gone. So let a package that is built for several targets have one folder for each, and after
    /// emptying a folder touch `build.rs`.
    ///
    /// A path that ends with white space is an error, since Cargo does not hear of its end.
    pub fn out_dir(&mut self, path: impl AsRef<Path>) -> &mut Builder {
        self.out_dir = Some(path.as_ref().to_owned());
        self
    }

    /// Compiles all programs. If that cannot be done, the build fails with a message that says why.
    ///
    /// What is wrong with a program is an error of the compiler, at `include_program!`, and one warning of Cargo's; the build
    /// script goes on. The module's functions and constants stay declared: those of the last build that went well, and those
    /// that the program would have. So an editor loses nothing over a typo. What is wrong with the builder itself or with the
    /// folder to write to, and native code that is required and that there cannot be, end the build script with an error of
    /// Cargo's.
    pub fn compile(&self) {
        match self.try_compile() {
            Ok(()) => {}
            Err(error) if error.is_left_to_compiler() => warn(&error),
            Err(error) => fail(&error),
        }
    }

    /// Compiles all programs.
    ///
    /// Directives for Cargo go to standard output, whether it succeeds or not. To include a program that cannot be compiled is
    /// then an error of the compiler, which says the same, so that nothing outdated gets into the crate; what the module
    /// declares stays declared.
    ///
    /// Cargo is told to run the build script again when a program's file changes. It takes a file that is not there for
    /// changed, and so runs the build script, and compiles the crate, each time that it builds until there is one.
    ///
    /// # Errors
    /// Everything that is wrong with any of the programs, the settings or the build script's environment. The programs
    /// that nothing is wrong with are compiled all the same.
    pub fn try_compile(&self) -> Result<(), Error> {
        let environment = Environment::of_process()?;
        let mut directives = Directives::default();
        // What has been done stays true after a panic.
        let mut process = PROCESS.lock().unwrap_or_else(PoisonError::into_inner);
        let result = self.build(&environment, &mut process, &mut directives);
        directives.print();
        result
    }

    /// Compiles all programs, in an environment that need not be that of this process.
    pub(crate) fn build(
        &self,
        environment: &Environment,
        process: &mut Process,
        directives: &mut Directives,
    ) -> Result<(), Error> {
        if self.programs.is_empty() {
            return Err(Fault::NoProgram.into());
        }
        let folder = Folder::at(match &self.out_dir {
            Some(path) => environment.manifest_dir.join(path),
            None => environment.out_dir.join("vsp"),
        });
        if self.out_dir.is_some() {
            folder.text()?;
        }
        let mut faults = Vec::new();
        for source in &self.programs {
            let program = Program::new(source.name.as_deref(), &source.path, &self.settings, environment);
            let built = program.and_then(|program| program.build(&folder, process, directives));
            faults.extend(built.err());
        }
        process.stopwatch.tell(self.settings.warnings, directives);
        Error::unless_none(faults)
    }
}

/// Tells what the compiler will say: it does only where the programs are included.
fn warn(error: &Error) {
    let mut directives = Directives::default();
    for heading in error.headings() {
        directives.warning(&heading);
    }
    directives.print();
}

/// Ends the build script with an error.
///
/// Cargo fails the build if it is told of an error. The exit status is 0 all the same: with another, Cargo would show the
/// directives and so the message a second time, with remarks on backtraces and processes that help no one. Where there is
/// no Cargo to tell, the status has to.
fn fail(error: &Error) -> ! {
    if error.is_outside_cargo() {
        eprintln!("error: {error}");
        std::process::exit(1);
    }
    let mut directives = Directives::default();
    directives.error(&error.to_string());
    directives.print();
    std::process::exit(0);
}
