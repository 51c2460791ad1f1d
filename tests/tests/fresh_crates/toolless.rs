//! Machines with no archiver, no compiler for C and nothing for the target but a linker, which is given by its path.

use crate::cross::Cross;
use crate::lone::{COLLATZ, lone};
use crate::project::{Project, dependency, manifest, target_folder};
use object::read::archive::ArchiveFile;
use object::{Architecture, BinaryFormat, Object, ObjectSymbol};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Compiles the program where none of the tools can be run.
const BUILD: &str = r#"
    fn main() {
        let prefixes = ["", "aarch64-linux-gnu-", "llvm-"];
        let tools = ["ar", "gcc", "clang", "as", "ld", "ranlib", "nm", "strip", "lipo", "libtool", "xcrun"];
        for tool in prefixes.iter().flat_map(|prefix| tools.map(|tool| format!("{prefix}{tool}"))) {
            assert!(std::process::Command::new(&tool).arg("--version").output().is_err(), "{tool} is found");
        }
        vsp_build::compile("src/prog.sil");
    }
"#;

/// Leaves one thing on the PATH: `cc`, by which rustc links build scripts for this machine. It does nothing but link.
fn without_tools(project: &Project, command: &mut Command) {
    let path = env::var("PATH").expect("there is a PATH");
    let script = format!(
        "#!/bin/sh\n\
         for argument; do\n\
         case $argument in -c|-S|-E|*.c|*.s) echo 'this only links' >&2; exit 1;; esac\n\
         done\n\
         PATH='{path}' exec cc \"$@\"\n"
    );
    project.write("tools/cc", script);
    executable(&project.path("tools/cc"));
    command.env("PATH", project.path("tools"));
}

fn executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("it is ours");
}

#[test]
fn a_crate_for_arm_is_built_and_linked() {
    let Some(cross) = Cross::find() else { return };
    let project = lone("fresh-toolless-arm", BUILD);
    let mut command = project.command(["run"]);
    without_tools(&project, cross.tools(&mut command));
    assert_eq!(project.run(&mut command).succeeds(), "returned, 111 steps, native\n");
}

/// A library for Apple's machines, of which nothing is there: neither tools nor std.
#[test]
fn a_crate_for_macos_is_built_up_to_the_link() {
    let Some(cross) = Cross::find() else { return };
    let runtime = dependency("vsp-runtime");
    let bare =
        manifest("fresh-toolless-mac", "").replace(&runtime, &format!("{runtime}, default-features = false"));
    let library = "#![no_std]\nvsp_runtime::include_program!(pub mod prog);\n\
                   pub fn program() -> &'static vsp_runtime::Program { &prog::PROGRAM }\n";
    let project = Project::new(&[
        ("Cargo.toml", &bare),
        ("build.rs", BUILD),
        ("src/lib.rs", library),
        ("src/prog.sil", COLLATZ),
    ]);
    let sysroot = core_for_mac(&cross);
    let mut command = project.command(["build", "--lib", "--target", MAC]);
    let flags = ["--sysroot", sysroot.to_str().expect("it is text")].join("\x1f");
    command.env("RUSTC", cross.compiler()).env("CARGO_ENCODED_RUSTFLAGS", flags);
    without_tools(&project, &mut command);
    project.run(&mut command).succeeds();

    let bytes =
        fs::read(target_folder().join(MAC).join("debug/libfresh_toolless_mac.rlib")).expect("it is built");
    let archive = ArchiveFile::parse(&*bytes).expect("a Rust library is an archive");
    let members =
        archive.members().map(|member| member.expect("it can be read").data(&*bytes).expect("it is whole"));
    let objects: Vec<_> = members.filter_map(|data| object::File::parse(data).ok()).collect();
    let defines = |object: &object::File<'_>| {
        let names = object.symbols().filter(|symbol| symbol.is_definition()).map(|symbol| symbol.name());
        names.flatten().any(|name| name.starts_with("_vsp5_fresh_toolless_mac_prog_"))
    };
    let native: Vec<_> = objects.iter().filter(|object| defines(object)).collect();
    assert_eq!(native.len(), 1, "the library has the program's machine code");
    assert_eq!((native[0].format(), native[0].architecture()), (BinaryFormat::MachO, Architecture::Aarch64));
}

const MAC: &str = "aarch64-apple-darwin";

/// What a library without std is compiled against, from the compiler's own sources: as metadata, since nothing is linked.
/// It is kept for as long as the compiler is the same.
fn core_for_mac(cross: &Cross) -> PathBuf {
    let compiler = |arguments: &[&str]| {
        let output = Command::new(cross.compiler()).env("RUSTC_BOOTSTRAP", "1").args(arguments).output();
        let output = output.expect("the compiler can be run");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("it prints text").trim().to_owned()
    };
    let version = compiler(&["--version"]).replace(|letter: char| !letter.is_ascii_alphanumeric(), "-");
    let sysroot = target_folder().join("tmp").join(format!("core-{MAC}-{version}"));
    let folder = sysroot.join("lib/rustlib").join(MAC).join("lib");
    if folder.join("liballoc.rmeta").exists() {
        return sysroot;
    }
    fs::create_dir_all(&folder).expect("the target folder can be written");
    // Functions that code generators call: they are found by name when something is linked.
    let builtins = folder.join("compiler_builtins.rs");
    let empty =
        "#![feature(no_core, compiler_builtins)]\n#![no_core]\n#![compiler_builtins]\n#![no_builtins]\n";
    fs::write(&builtins, empty).expect("the target folder can be written");
    for (name, source) in [
        ("core", cross.sources().join("core/src/lib.rs")),
        ("compiler_builtins", builtins),
        ("alloc", cross.sources().join("alloc/src/lib.rs")),
    ] {
        let path = |path: &Path| path.to_str().expect("it is text").to_owned();
        let mut arguments =
            vec!["--crate-name", name, "--crate-type=rlib", "--edition=2024", "--emit=metadata"];
        arguments.extend(["--target", MAC, "--cap-lints=allow", "-Zforce-unstable-if-unmarked"]);
        // For functions that are compiled where they are used.
        arguments.push("-Zalways-encode-mir");
        let (sysroot, folder, source) = (path(&sysroot), path(&folder), path(&source));
        arguments.extend(["--sysroot", &sysroot, "--out-dir", &folder, &source]);
        compiler(&arguments);
    }
    sysroot
}
