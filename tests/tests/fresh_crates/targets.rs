//! Targets without a native back end, and machines without the usual tools.

use crate::lone::lone;
use crate::project::{BUILD_SCRIPT, ENGINE};

/// The build script is told of another target, as if the crate were compiled for it.
#[test]
fn without_a_back_end_the_same_crate_is_interpreted() {
    let build = r#"
        fn main() {
            let target = [
                ("TARGET", "wasm32-unknown-unknown"),
                ("CARGO_CFG_TARGET_ARCH", "wasm32"),
                ("CARGO_CFG_TARGET_OS", "unknown"),
                ("CARGO_CFG_TARGET_ENV", ""),
                ("CARGO_CFG_TARGET_FEATURE", "bulk-memory,multivalue"),
                ("CARGO_CFG_TARGET_ENDIAN", "little"),
            ];
            for (variable, value) in target {
                unsafe { std::env::set_var(variable, value) };
            }
            vsp_build::compile("src/prog.sil");
        }
    "#;
    let project = lone("fresh-interpreted", build);
    let run = project.cargo(["run"]);
    assert_eq!(run.succeeds(), "returned, 111 steps, interpreter\n");
    assert_eq!(project.cargo(["build", "-v"]).work(), [""; 0]);
}

/// The build script finds no compiler, archiver or linker; only rustc knows of one.
#[cfg(target_os = "linux")]
#[test]
fn neither_compiler_nor_archiver_is_needed() {
    use std::{env, fs, path::PathBuf};

    let build = r#"
        fn main() {
            for tool in ["cc", "gcc", "clang", "ar", "llvm-ar", "gcc-ar"] {
                assert!(std::process::Command::new(tool).arg("--version").output().is_err(), "{tool} is found");
            }
            vsp_build::compile("src/prog.sil");
        }
    "#;
    let path = env::var_os("PATH").expect("there is a path");
    let find = |tool: &str| -> PathBuf {
        let found = env::split_paths(&path).map(|folder| folder.join(tool)).find(|file| file.is_file());
        found.unwrap_or_else(|| panic!("{tool} is installed, or nothing could be linked"))
    };
    let project = lone("fresh-toolless", build);
    // The linker that rustc runs looks for another in the path.
    let tools = project.path("tools");
    fs::create_dir(&tools).expect("folders can be made");
    for tool in ["ld", "rustc"] {
        std::os::unix::fs::symlink(find(tool), tools.join(tool)).expect("links can be made");
    }
    let linker = format!("CARGO_TARGET_{}_UNKNOWN_LINUX_GNU_LINKER", env::consts::ARCH.to_uppercase());
    let mut command = project.command(["run"]);
    command.env("PATH", &tools).env(linker, find("cc"));
    assert_eq!(project.run(&mut command).succeeds(), format!("returned, 111 steps, {ENGINE}\n"));
}
