//! Which crates have the table of sums: 64 KiB in programs that look sums up, nothing in others.

use crate::lone::{COLLATZ, MAIN};
use crate::project::{BUILD_SCRIPT, ENGINE, Profile, Project, manifest, output_folder};
use std::env::consts::EXE_EXTENSION;
use std::fs;
use vsp_isa::tables::SUMS;

/// What [`MAIN`] makes of 27, which as cells is (27, 0), that is e^7, and three times (0, 0): e^7 and 1 are e^7 again, (7, 0).
const ADDS: &str = "
.mode SIL-64
.global steps
steps:  ADD    R0, R1
        RET
";

/// Whether a crate's executable has the table in it; some of it, which nothing else can be.
fn has_sums(project: &Project, profile: Profile, package: &str, expected: &str) -> bool {
    assert_eq!(
        project.cargo_in(profile, ["run"]).succeeds(),
        format!("returned, {expected} steps, {ENGINE}\n")
    );
    let executable = output_folder().join("debug").join(package).with_extension(EXE_EXTENSION);
    let bytes = fs::read(executable).expect("it is built");
    let some = &SUMS[0x8000..0x8400];
    bytes.windows(some.len()).any(|window| window == some)
}

#[test]
fn only_a_crate_that_adds_has_the_table() {
    for (package, source, expected, adds) in
        [("fresh-sums-none", COLLATZ, "111", false), ("fresh-sums-some", ADDS, "7", true)]
    {
        let project = Project::new(&[
            ("Cargo.toml", &manifest(package, "")),
            ("build.rs", BUILD_SCRIPT),
            ("src/main.rs", MAIN),
            ("src/prog.sil", source),
        ]);
        for profile in Profile::ALL {
            assert_eq!(
                has_sums(&project, profile, package, expected),
                adds && ENGINE == "native",
                "{package}, {profile:?}"
            );
        }
    }
}
