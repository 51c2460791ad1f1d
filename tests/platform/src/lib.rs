//! The machine that the tests are built for, which need not be the one that builds them, and how its programs are run.

pub mod memory;

use std::env;
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

/// The triple of the machine that this is built for.
pub const TARGET: &str = env!("VSP_TEST_TARGET");

/// The triple of the machine that this is built on, and run on: if it is another one, by Cargo's runner for the target.
pub const HOST: &str = env!("VSP_TEST_HOST");

/// Whether this is built for another machine.
pub fn is_cross() -> bool {
    TARGET != HOST
}

/// The name of the environment variable in which Cargo looks for something (`LINKER`, `RUNNER`) of a target.
///
/// ```
/// let variable = vsp_test_platform::variable("aarch64-unknown-linux-gnu", "RUNNER");
/// assert_eq!(variable, "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER");
/// ```
pub fn variable(target: &str, what: &str) -> String {
    format!("CARGO_TARGET_{}_{what}", target.replace(['-', '.'], "_").to_uppercase())
}

/// A command that runs an executable built for [`TARGET`], with the runner that Cargo has run this one with.
pub fn command(executable: impl AsRef<OsStr>) -> Command {
    let runner = env::var(variable(TARGET, "RUNNER")).unwrap_or_default();
    let mut words = runner.split_whitespace();
    match words.next() {
        Some(program) => {
            let mut command = Command::new(program);
            command.args(words).arg(executable);
            command
        }
        None => Command::new(executable),
    }
}

/// The environment variables that make Cargo compile what build scripts and macros consist of as it does in this
/// workspace: so a test that uses this workspace's target folder never compiles the code generator again, which takes minutes.
pub const BUILD_OVERRIDE: [(&str, &str); 4] = [
    ("CARGO_PROFILE_DEV_BUILD_OVERRIDE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_DEV_BUILD_OVERRIDE_DEBUG", "false"),
    ("CARGO_PROFILE_DEV_BUILD_OVERRIDE_DEBUG_ASSERTIONS", "true"),
    ("CARGO_PROFILE_DEV_BUILD_OVERRIDE_OVERFLOW_CHECKS", "true"),
];

/// Cargo's folder for the output of all targets, from the folder that it gives tests in the variable `CARGO_TARGET_TMPDIR`.
///
/// ```
/// use std::path::Path;
///
/// assert_eq!(vsp_test_platform::target_folder("/vsp/target/tmp"), Path::new("/vsp/target"));
/// ```
pub fn target_folder(temporary: &str) -> &Path {
    // That of a target is in it.
    let folder = Path::new(temporary).ancestors().skip(1).find(|path| !path.ends_with(TARGET));
    folder.expect("it is in the target folder")
}
