//! What it takes to build for 64-bit ARM under Linux, and to run that here.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use vsp_test_platform::variable;

/// The target of these tests.
pub const TARGET: &str = "aarch64-unknown-linux-gnu";

const LINKER: &str = "aarch64-linux-gnu-gcc";
const EMULATOR: &str = "qemu-aarch64-static";

/// What loads programs there, and comes with the C library of that machine. With another version of the one than of the other,
/// as from a compiler's own folder by `-L`, threads hang.
const LOADER: &str = "/lib/ld-linux-aarch64.so.1";

/// The tools for [`TARGET`], by their paths.
pub struct Cross {
    sysroot: PathBuf,
    linker: PathBuf,
    emulator: PathBuf,
}

impl Cross {
    /// Finds the tools. If one is missing, says so; it is a failure where the environment variable `VSP_REQUIRE_CROSS` is set.
    #[track_caller]
    pub fn find() -> Option<Cross> {
        Cross::look()
            .map_err(|missing| {
                let required = env::var_os("VSP_REQUIRE_CROSS").is_some();
                assert!(!required, "cannot build for {TARGET}: {missing}");
                println!("skipped, since {missing}: set VSP_REQUIRE_CROSS where it must not be");
            })
            .ok()
    }

    fn look() -> Result<Cross, String> {
        let path = env::var_os("PATH").unwrap_or_default();
        let tool = |name: &str| {
            let mut paths = env::split_paths(&path).map(|folder| folder.join(name));
            paths.find(|path| path.exists()).ok_or(format!("there is no {name}"))
        };
        if !Path::new(LOADER).exists() {
            return Err(format!("there is no {LOADER}"));
        }
        // Rather the compiler that builds everything else; but it may be a distribution that has the target's library.
        let sysroots = ["rustc", "/usr/bin/rustc"].into_iter().filter_map(|compiler| {
            let output = Command::new(compiler).args(["--print", "sysroot"]).output().ok()?;
            Some(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()))
        });
        let complete = |sysroot: &PathBuf| {
            [TARGET, "src/rust/library"].iter().all(|part| sysroot.join("lib/rustlib").join(part).exists())
        };
        let sysroot =
            sysroots.into_iter().find(complete).ok_or(format!("no compiler has its sources and {TARGET}"))?;
        Ok(Cross { sysroot, linker: tool(LINKER)?, emulator: tool(EMULATOR)? })
    }

    /// The compiler.
    pub fn compiler(&self) -> PathBuf {
        self.sysroot.join("bin/rustc")
    }

    /// The folder with the sources of what comes with the compiler, `core` and the like.
    pub fn sources(&self) -> PathBuf {
        self.sysroot.join("lib/rustlib/src/rust/library")
    }

    /// Gives a command of Cargo's the target and the tools.
    pub fn tools<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("RUSTC", self.compiler())
            .env("CARGO_BUILD_TARGET", TARGET)
            .env(variable(TARGET, "LINKER"), &self.linker)
            .env(variable(TARGET, "RUNNER"), &self.emulator)
    }
}
