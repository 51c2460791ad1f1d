//! What has to be compiled for this crate.

use std::collections::BTreeSet;
use std::process::Command;

/// The names of all packages that users of this crate compile.
fn packages(options: &[&str]) -> BTreeSet<String> {
    let cargo = std::env::var_os("CARGO").expect("Cargo runs its tests");
    let mut command = Command::new(cargo);
    command.args(["tree", "--offline", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"]);
    command.args(["--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")]).args(options);
    let output = command.output().expect("Cargo can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("it is text");
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn without_native_code_no_code_generator_is_compiled() {
    let without = packages(&["--no-default-features"]);
    let ours = without.iter().filter(|name| name.starts_with("vsp-")).map(String::as_str);
    assert_eq!(ours.collect::<Vec<_>>(), ["vsp-bindings", "vsp-build", "vsp-isa", "vsp-lis"]);
    let generators = ["cranelift", "object", "ar_archive_writer", "cc", "regalloc2"];
    let found = without.iter().find(|name| generators.iter().any(|it| name.starts_with(it)));
    assert_eq!(found, None);
    let all = packages(&[]);
    assert!(all.contains("cranelift-codegen") && all.contains("ar_archive_writer"), "{all:?}");
}
