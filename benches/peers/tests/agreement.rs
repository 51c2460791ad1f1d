//! Every kernel gives the same by every engine, and no engine refuses one where it is at home.

use clap::ValueEnum;
use vsp_peers::{Engine, KERNELS, check};

#[test]
fn engines_agree() {
    if let Err(faults) = check(&KERNELS, Engine::value_variants(), |kernel| kernel.small.to_vec()) {
        panic!("{faults}");
    }
}

#[test]
fn no_engine_refuses() {
    if !cfg!(any(target_arch = "x86_64", target_arch = "aarch64")) {
        return;
    }
    for kernel in KERNELS {
        for engine in Engine::value_variants() {
            if let Err(reason) = engine.prepare(kernel) {
                panic!("{} by {engine}: {reason}", kernel.name);
            }
        }
    }
}
