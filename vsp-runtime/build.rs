//! Chooses how the interpreter goes from one operation to the next.

use std::env;

/// The targets on which the calls at the end of handlers were seen to become jumps.
const TAIL_CALLS: [&str; 2] = ["x86_64", "aarch64"];

/// What compilers can be told that was not tried, or makes calls of these jumps.
const UNTRIED: [&str; 3] = ["opt-level", "sanitizer", "instrument"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=VSP_INTERPRETER");
    println!("cargo::rustc-check-cfg=cfg(vsp_tail_calls)");
    if has_tail_calls() {
        println!("cargo::rustc-cfg=vsp_tail_calls");
    }
}

/// Whether handlers may end with calls: without optimisation the stack would grow with each. `VSP_INTERPRETER=match` says no,
/// for comparison.
fn has_tail_calls() -> bool {
    let arch = env::var("CARGO_CFG_TARGET_ARCH").unwrap_or_default();
    let width = env::var("CARGO_CFG_TARGET_POINTER_WIDTH").unwrap_or_default();
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    TAIL_CALLS.contains(&arch.as_str())
        && width == "64"
        && env::var("OPT_LEVEL").is_ok_and(|level| level != "0")
        && env::var_os("CARGO_CFG_MIRI").is_none()
        && !UNTRIED.iter().any(|word| flags.contains(word))
        && env::var("VSP_INTERPRETER").as_deref() != Ok("match")
}
