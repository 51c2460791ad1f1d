//! Tells the library which machines there are.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    for variable in ["TARGET", "HOST"] {
        let triple = std::env::var(variable).expect("Cargo sets it for build scripts");
        println!("cargo::rustc-env=VSP_TEST_{variable}={triple}");
    }
}
