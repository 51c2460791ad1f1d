//! What is made for a target is the same, byte for byte, wherever, whenever and by however many jobs it is made.

use crate::cross::Cross;
use crate::lone::{COLLATZ, MAIN};
use crate::project::{Project, manifest};
use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

const BUILD: &str = r#"
    fn main() {
        vsp_build::Builder::new().file("src/prog.sil").file("src/again.sil").compile();
        vsp_build::Builder::new().named("metered", "src/prog.sil").metering(true).compile();
    }
"#;

/// Builds a copy of the crate, and gives every generated file but the keys, which tell one build script from another.
fn generated(jobs: &str, prepare: impl Fn(&mut Command)) -> BTreeMap<String, Vec<u8>> {
    let main = format!("{MAIN}#[test] fn out_dir() {{ println!(\"{{}}\", env!(\"OUT_DIR\")); }}");
    let project = Project::new(&[
        ("Cargo.toml", &manifest("fresh-copy", "")),
        ("build.rs", BUILD),
        ("src/main.rs", &main),
        ("src/prog.sil", COLLATZ),
        ("src/again.sil", COLLATZ),
    ]);
    let mut command = project.command(["test", "--jobs", jobs, "--", "--nocapture"]);
    prepare(&mut command);
    let printed = project.run(&mut command).succeeds();
    let out_dir = printed.lines().find(|line| line.ends_with("/out")).expect("the test prints the folder");
    let files = fs::read_dir(format!("{out_dir}/vsp")).expect("the folder is there");
    let files = files.map(|file| file.expect("the folder can be read").path());
    let content = |path: std::path::PathBuf| {
        let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
        (name, fs::read(path).expect("it can be read"))
    };
    let files: BTreeMap<_, _> = files.map(content).filter(|(name, _)| !name.ends_with(".key")).collect();
    let libraries = files.keys().filter(|name| name.ends_with(".a")).count();
    assert_eq!((files.len(), libraries), (9, 3), "{:?}", files.keys());
    files
}

/// Builds two copies, in folders of different names.
fn same(prepare: impl Fn(&mut Command)) {
    let one = generated("1", &prepare);
    let other = generated("2", |command| {
        command.envs([("TZ", "Pacific/Auckland"), ("LC_ALL", "C.UTF-8"), ("USER", "somebody")]);
        prepare(command);
    });
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (name, content) in &one {
        assert!(other[name] == *content, "{name} differs");
    }
}

/// The one of this machine is made by the archiver here, if there is one; that for another machine is not.
#[cfg(target_os = "linux")]
#[test]
fn two_copies_of_a_crate_are_the_same() {
    if crate::project::NATIVE {
        same(|_| {});
    }
    if let Some(cross) = Cross::find() {
        same(|command| {
            cross.tools(command);
        });
    }
}
