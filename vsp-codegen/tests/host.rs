//! The machine at hand as a target.

use std::collections::BTreeSet;
use vsp_codegen::{Options, Target, compile};
use vsp_isa::flow::AnalysedProgram;

/// Code that profits from features: rounding, shifts by a register, floats.
const SOURCE: &str = "
    .mode SIL-64
    main: CVTI2F     R0
          FLOORFLOAT R0
          SHLINT     R0, R4
          ADDFLOAT   R4, R0
          HLT
";

/// The machine at hand; there is a back end for all that these tests run on.
fn host() -> Target {
    Target::host().expect("there is a back end")
}

/// What this machine has that is named here, as the standard library finds out.
fn detected() -> BTreeSet<&'static str> {
    #[cfg(target_arch = "x86_64")]
    let all = [
        ("sse3", std::arch::is_x86_feature_detected!("sse3")),
        ("sse4.1", std::arch::is_x86_feature_detected!("sse4.1")),
        ("bmi2", std::arch::is_x86_feature_detected!("bmi2")),
        ("avx", std::arch::is_x86_feature_detected!("avx")),
        ("avx512f", std::arch::is_x86_feature_detected!("avx512f")),
    ];
    #[cfg(target_arch = "aarch64")]
    let all = [
        ("lse", std::arch::is_aarch64_feature_detected!("lse")),
        ("fp16", std::arch::is_aarch64_feature_detected!("fp16")),
        ("dotprod", std::arch::is_aarch64_feature_detected!("dotprod")),
    ];
    // Elsewhere the standard library tells only nightly builds; compiled code at least may use what it was compiled for.
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    let all = [
        ("m", cfg!(target_feature = "m")),
        ("c", cfg!(target_feature = "c")),
        ("vector-enhancements-2", cfg!(target_feature = "vector-enhancements-2")),
    ];
    all.into_iter().filter(|(_, is_there)| *is_there).map(|(name, _)| name).collect()
}

#[test]
fn it_has_what_the_processor_has() {
    let host = host();
    let features: BTreeSet<&str> = host.features().collect();
    let detected = detected();
    assert!(features.is_superset(&detected), "{features:?} lacks some of {detected:?}");
    let baseline = Target::new(host.triple(), &[]).expect("there is a back end");
    assert!(features.is_superset(&baseline.features().collect()), "{features:?}");
}

#[test]
fn it_has_nothing_that_the_processor_lacks() {
    let named: BTreeSet<&str> =
        ["sse3", "sse4.1", "bmi2", "avx", "avx512f", "lse", "fp16", "dotprod"].into_iter().collect();
    let host = host();
    let features: BTreeSet<&str> = host.features().filter(|name| named.contains(name)).collect();
    assert!(features.is_subset(&detected()), "{features:?}");
}

#[test]
fn the_same_features_give_the_same_code() {
    let program = vsp_isa::asm::assemble(SOURCE, "host.sil").expect("it is right");
    let host = host();
    let named: Vec<&str> = host.features().collect();
    let named = Target::new(host.triple(), &named).expect("there is a back end");
    let code = |target| {
        compile(&AnalysedProgram::of(&program).expect("it is sound"), target, &Options::default())
            .expect("it compiles")
    };
    assert_eq!(code(&host), code(&named));
    // Code for processors of all ages differs where there is anything to make use of.
    if cfg!(target_arch = "x86_64") && detected().contains("sse4.1") {
        assert_ne!(code(&host), code(&Target::new(host.triple(), &[]).expect("there is a back end")));
    }
}
