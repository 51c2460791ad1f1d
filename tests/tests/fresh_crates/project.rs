//! Fresh crates in a temporary folder, and Cargo at work on them.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};
use tempfile::TempDir;
use vsp_test_platform::{BUILD_OVERRIDE, TARGET, is_cross};

/// The engine that programs have on this machine.
pub const ENGINE: &str = if NATIVE { "native" } else { "interpreter" };

/// Whether there is a native back end for this machine.
pub const NATIVE: bool = cfg!(any(
    target_arch = "x86_64",
    target_arch = "aarch64",
    target_arch = "riscv64",
    target_arch = "s390x"
));

/// The build script that most users have.
pub const BUILD_SCRIPT: &str = "fn main() { vsp_build::compile(\"src/prog.sil\"); }\n";

/// A `Cargo.toml` for a package with the two dependencies, which `more` goes behind.
pub fn manifest(package: &str, more: &str) -> String {
    let (runtime, build) = (dependency("vsp-runtime"), dependency("vsp-build"));
    let build = format!("[build-dependencies]\nvsp-build = {{ {build} }}\n");
    plain_manifest(package, &format!("vsp-runtime = {{ {runtime} }}\n\n{build}\n{more}"))
}

/// A `Cargo.toml` for a package with these dependencies, and whatever else goes behind.
pub fn plain_manifest(package: &str, dependencies: &str) -> String {
    format!(
        "[package]\n\
         name = \"{package}\"\n\
         version = \"0.1.0\"\n\
         edition = \"2024\"\n\
         \n\
         [dependencies]\n\
         {dependencies}\n"
    )
}

/// A `Cargo.toml` for a workspace of packages in these folders.
pub fn workspace_manifest(members: &[&str]) -> String {
    format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n")
}

/// Where a crate of this workspace is, for a table of dependencies.
pub fn dependency(package: &str) -> String {
    format!("path = '{}'", workspace().join(package).display())
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this package is in the workspace's folder")
}

/// The folder that fresh crates are built in: the workspace's own.
pub fn target_folder() -> &'static Path {
    vsp_test_platform::target_folder(env!("CARGO_TARGET_TMPDIR"))
}

/// The folder in it with what is for the machine that runs the crates.
pub fn output_folder() -> PathBuf {
    target_folder().join(if is_cross() { TARGET } else { "" })
}

/// How the crates themselves are compiled, and what they depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// As Cargo does if nothing else is said.
    Debug,
    /// As with `--release`.
    Release,
}

impl Profile {
    pub const ALL: [Profile; 2] = [Profile::Debug, Profile::Release];

    /// The environment variables that say so: none of them changes how the code generator itself is compiled, which the
    /// workspace has done before, and which takes minutes. With a profile of another name, it would be compiled anew.
    fn variables(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Profile::Debug => &[],
            Profile::Release => &[
                ("CARGO_PROFILE_DEV_OPT_LEVEL", "3"),
                ("CARGO_PROFILE_DEV_DEBUG", "false"),
                ("CARGO_PROFILE_DEV_DEBUG_ASSERTIONS", "false"),
                ("CARGO_PROFILE_DEV_OVERFLOW_CHECKS", "false"),
                ("CARGO_PROFILE_DEV_INCREMENTAL", "false"),
            ],
        }
    }
}

/// One crate, or a workspace of several, that has never been built.
pub struct Project {
    folder: TempDir,
}

impl Project {
    /// Writes files, by path and text; those of the root package or workspace are at the top.
    pub fn new(files: &[(&str, &str)]) -> Project {
        // A path as users have them, too.
        let folder = tempfile::Builder::new().prefix("fresh cratés ").tempdir();
        let project = Project { folder: folder.expect("there are temporary folders") };
        for (path, text) in files {
            project.write(path, text);
        }
        fs::copy(workspace().join("Cargo.lock"), project.path("Cargo.lock"))
            .expect("the workspace is locked");
        // An earlier run of this test may have left something.
        project.cargo(["clean", "--workspace"]).succeeds();
        project
    }

    /// Writes a file.
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("folders can be made");
        fs::write(path, content).expect("files can be written");
    }

    /// The whole path of a file.
    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// The file of a dynamic library that has been built.
    pub fn dynamic_library(&self, library: &str) -> PathBuf {
        output_folder().join("debug").join(format!("{DLL_PREFIX}{library}{DLL_SUFFIX}"))
    }

    /// Runs Cargo.
    pub fn cargo<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Run {
        self.cargo_in(Profile::Debug, arguments)
    }

    /// Runs Cargo to build in this way.
    pub fn cargo_in<S: AsRef<OsStr>>(&self, profile: Profile, arguments: impl IntoIterator<Item = S>) -> Run {
        self.run(&mut self.command_in(profile, arguments))
    }

    /// A command of Cargo's to build in this way.
    pub fn command_in<S: AsRef<OsStr>>(
        &self,
        profile: Profile,
        arguments: impl IntoIterator<Item = S>,
    ) -> Command {
        let mut command = self.command(arguments);
        command.envs(profile.variables().iter().copied());
        command
    }

    /// Runs what [`command`](Self::command) gave.
    pub fn run(&self, command: &mut Command) -> Run {
        Run(command.output().expect("Cargo can be run"))
    }

    /// Cargo as it would be run from a terminal in the project's folder.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into()));
        // What Cargo has set for this test is not for the project.
        for (variable, _) in env::vars_os() {
            let name = variable.as_encoded_bytes();
            // But for the tools of a target.
            let of_cargo = name.starts_with(b"CARGO_") && !name.starts_with(b"CARGO_TARGET_");
            if of_cargo && variable != "CARGO_HOME" || variable == "OUT_DIR" {
                command.env_remove(variable);
            }
        }
        command
            .arg("--offline")
            .args(arguments)
            .current_dir(self.folder.path())
            .env("CARGO_TARGET_DIR", target_folder())
            .env("CARGO_TERM_COLOR", "never")
            // However busy this machine is, no build script says that it took long.
            .env("__VSP_BUILD_PATIENCE", "3600000")
            .envs(BUILD_OVERRIDE);
        // What is built for another machine tests that one.
        if is_cross() {
            command.env("CARGO_BUILD_TARGET", TARGET);
        }
        command
    }
}

/// What Cargo has done.
pub struct Run(Output);

impl Run {
    /// What went to standard output; Cargo must have succeeded.
    #[track_caller]
    pub fn succeeds(&self) -> String {
        assert!(self.0.status.success(), "Cargo fails:\n{}{}", self.stdout(), self.stderr());
        self.stdout()
    }

    /// What went to standard error; Cargo must have failed.
    #[track_caller]
    pub fn fails(&self) -> String {
        assert!(!self.0.status.success(), "Cargo succeeds:\n{}{}", self.stdout(), self.stderr());
        self.stderr()
    }

    /// Whether Cargo has succeeded.
    pub fn is_success(&self) -> bool {
        self.0.status.success()
    }

    /// What went to standard output.
    pub fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout).into_owned()
    }

    /// What went to standard error: all that Cargo says.
    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }

    /// What Cargo, asked to be verbose, says that it had to do: nothing if all was as it should be.
    pub fn work(&self) -> Vec<String> {
        const WORK: [&str; 4] = ["Dirty", "Compiling", "Checking", "Running"];
        self.lines(|line| line.split_whitespace().next().is_some_and(|word| WORK.contains(&word)))
    }

    /// The warnings of fresh packages' build scripts, and the number of the compiler's for each target.
    pub fn warnings(&self) -> Vec<String> {
        self.lines(|line| line.starts_with("warning: ") && line.contains("fresh-"))
    }

    fn lines(&self, which: impl Fn(&str) -> bool) -> Vec<String> {
        self.stderr().lines().filter(|line| which(line)).map(str::to_owned).collect()
    }
}
