//! Tells the crate how Cargo optimises it, which is how it optimises the code generator.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let level = std::env::var("OPT_LEVEL").unwrap_or_default();
    println!("cargo::rustc-env=VSP_BUILD_OPT_LEVEL={level}");
}
