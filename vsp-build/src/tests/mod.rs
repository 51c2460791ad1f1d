//! What a build script sees: files, directives and errors, for packages and environments made up for the purpose.

mod errors;
mod fallback;
mod faults;
mod lis;
#[cfg(feature = "native")]
pub mod native;
#[cfg(not(feature = "native"))]
#[path = "no_native.rs"]
mod native;
mod unwanted;
mod warnings;

use native::ELSEWHERE;

use crate::Builder;
use crate::directives::Directives;
use crate::environment::Environment;
use crate::process::Process;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// What Cargo sets when it builds the package in a folder for a target.
pub fn variables(target: &str, package: &Path) -> BTreeMap<String, OsString> {
    let (arch, features) = match target.split('-').next() {
        Some("riscv64gc") => ("riscv64", "a,c,m"),
        Some("s390x") => ("s390x", "miscellaneous-extensions-2,vector,vector-enhancements-1"),
        Some("aarch64") => ("aarch64", "neon"),
        Some("x86_64") => ("x86_64", "fxsr,sse,sse2"),
        arch => (arch.unwrap_or_default(), ""),
    };
    let os = ["windows", "uefi"].into_iter().find(|os| target.contains(os)).unwrap_or("other");
    let env = ["msvc", "gnu"].into_iter().find(|env| target.ends_with(env)).unwrap_or_default();
    let set = [
        ("CARGO_PKG_NAME", "my-app"),
        ("CARGO_PKG_VERSION", "0.3.0"),
        ("TARGET", target),
        ("HOST", "x86_64-unknown-linux-gnu"),
        ("CARGO_CFG_TARGET_ARCH", arch),
        ("CARGO_CFG_TARGET_ENDIAN", if arch == "s390x" { "big" } else { "little" }),
        ("CARGO_CFG_TARGET_ENV", env),
        ("CARGO_CFG_TARGET_OS", os),
        ("CARGO_CFG_TARGET_VENDOR", if target.contains("apple") { "apple" } else { "other" }),
        ("CARGO_CFG_TARGET_POINTER_WIDTH", if arch == "wasm32" { "32" } else { "64" }),
        ("CARGO_CFG_TARGET_FEATURE", features),
    ];
    let mut set: BTreeMap<_, _> =
        set.map(|(variable, value)| (variable.to_owned(), OsString::from(value))).into();
    set.insert("CARGO_MANIFEST_DIR".into(), package.into());
    set.insert("OUT_DIR".into(), package.join("out").into());
    set
}

/// What a build script finds when the package in a folder is built for a target.
pub fn environment(target: &str, package: &Path) -> Environment {
    environment_of(&variables(target, package))
}

/// The environment with these variables.
pub fn environment_of(set: &BTreeMap<String, OsString>) -> Environment {
    let mut environment = Environment::read(&|variable| set.get(variable).cloned()).expect("it is complete");
    environment.executable = Some("the tests".into());
    environment
}

/// A package in a temporary folder.
struct Package {
    folder: TempDir,
    environment: Environment,
}

/// What a run of a build script did.
struct Run {
    directives: Vec<String>,
    /// The errors' text, if there were errors.
    error: Option<String>,
}

impl Package {
    /// One without files, built for Linux on x86-64.
    fn new() -> Package {
        Package::of_target("x86_64-unknown-linux-gnu")
    }

    fn of_target(target: &str) -> Package {
        let folder = tempfile::tempdir().expect("there are temporary folders");
        let environment = environment(target, folder.path());
        Package { folder, environment }
    }

    /// Writes a file.
    fn with(self, path: &str, content: impl AsRef<[u8]>) -> Package {
        self.write(path, content);
        self
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("folders can be made");
        fs::write(path, content).expect("files can be written");
    }

    /// Runs a build script that has one builder.
    fn build(&self, builder: &Builder) -> Run {
        self.build_after(builder, &mut Process::default())
    }

    /// Runs a builder of a build script that has used others before.
    fn build_after(&self, builder: &Builder, process: &mut Process) -> Run {
        let mut directives = Directives::default();
        let result = builder.build(&self.environment, process, &mut directives);
        Run { directives: directives.lines().to_vec(), error: result.err().map(|error| error.to_string()) }
    }

    /// Builds one program, which nothing must be wrong with.
    fn compile(&self, path: &str) -> Vec<String> {
        let run = self.build(Builder::new().file(path));
        assert_eq!(run.error, None);
        run.directives
    }

    /// The errors of building one program.
    fn errors(&self, path: &str) -> String {
        self.build(Builder::new().file(path)).error.expect("it fails")
    }

    fn out(&self) -> PathBuf {
        self.environment.out_dir.join("vsp")
    }

    /// The names of all generated files, sorted.
    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.out()).into_iter().flatten();
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("it can be listed").file_name().into_string().expect("Unicode"))
            .collect();
        names.sort();
        names
    }

    fn read(&self, file: &str) -> Vec<u8> {
        fs::read(self.out().join(file)).expect("it can be read")
    }

    fn text(&self, file: &str) -> String {
        String::from_utf8(self.read(file)).expect("it is text")
    }
}
