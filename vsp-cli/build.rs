//! Tells the command which machine it is built for: the default of `vsp compile --target`.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = std::env::var("TARGET").expect("Cargo sets TARGET for build scripts");
    println!("cargo::rustc-env=VSP_TARGET={target}");
}
