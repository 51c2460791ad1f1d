//! What has to be compiled for this crate.

use std::collections::BTreeSet;
use std::process::Command;

/// A package that is compiled.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Package {
    name: String,
    version: String,
    /// The features that it has.
    features: Vec<String>,
}

/// All packages that users of a crate of this workspace compile, each with how deep below the crate it stands and before those
/// that it depends on.
fn packages(of: &str, options: &[&str]) -> Vec<(usize, Package)> {
    let cargo = std::env::var_os("CARGO").expect("Cargo runs its tests");
    let manifest = format!("{}/../{of}/Cargo.toml", env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(cargo);
    command.args(["tree", "--offline", "--edges", "normal,build", "--no-dedupe", "--prefix", "depth"]);
    command.args(["--format", " {p} |{f}", "--manifest-path", &manifest]);
    let output = command.args(options).output().expect("Cargo can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("it is text");
    let package = |line: &str| {
        let (package, features) = line.split_once('|')?;
        let [depth, name, version] = package.split(' ').collect::<Vec<_>>()[..3] else { return None };
        let features = features.split(',').map(str::to_owned).collect();
        Some((depth.parse().ok()?, Package { name: name.into(), version: version.into(), features }))
    };
    text.lines().map(|line| package(line).unwrap_or_else(|| panic!("{line}"))).collect()
}

/// The names of packages.
fn names(packages: &[(usize, Package)]) -> BTreeSet<&str> {
    packages.iter().map(|(_, package)| package.name.as_str()).collect()
}

/// Cranelift's code generator with all that it consists of.
fn cranelift(packages: &[(usize, Package)]) -> BTreeSet<Package> {
    let first = packages.iter().position(|(_, package)| package.name == "cranelift-codegen");
    let (root, below) = packages[first.expect("it compiles")..].split_first().expect("it begins there");
    let below = below.iter().take_while(|(depth, _)| *depth > root.0);
    below.chain([root]).map(|(_, package)| package.clone()).collect()
}

#[test]
fn the_jit_needs_one_back_end_of_cranelift_and_no_writer_of_objects() {
    let packages = packages("vsp-runtime", &["--features", "cranelift"]);
    for unwanted in ["object", "cranelift-object", "cranelift-module", "vsp-bindings"] {
        assert!(!names(&packages).contains(unwanted), "{unwanted}: {packages:?}");
    }
    let (_, codegen) =
        packages.iter().find(|(_, package)| package.name == "cranelift-codegen").expect("it compiles");
    let back_ends = ["all-arch", "all-native-arch", "x86", "arm64", "riscv64", "s390x", "pulley"];
    let chosen = codegen.features.iter().filter(|feature| back_ends.contains(&feature.as_str()));
    assert_eq!(chosen.count(), 1, "{codegen:?}");
}

#[test]
fn where_it_is_shared_cranelift_is_what_build_scripts_have() {
    let shared = cranelift(&packages("vsp-runtime", &["--features", "jit,cranelift-shared"]));
    assert!(shared.len() > 10, "{shared:?}");
    assert_eq!(shared, cranelift(&packages("vsp-build", &[])));
}

#[test]
fn by_default_there_is_no_code_generator() {
    let packages = packages("vsp-runtime", &[]);
    assert_eq!(names(&packages), ["libm", "once_cell", "vsp-isa", "vsp-runtime"].into());
}
