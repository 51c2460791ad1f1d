//! Processor features: rustc's names for them, and the code generator's settings.
//!
//! Only what rustc says of the target is ever enabled, never what the compiling machine has.

use target_lexicon::Architecture;

/// A feature as rustc calls it, and the setting that lets the code generator use it.
type Feature = (&'static str, &'static str);

const X86_64: &[Feature] = &[
    ("sse3", "has_sse3"),
    ("ssse3", "has_ssse3"),
    ("sse4.1", "has_sse41"),
    ("sse4.2", "has_sse42"),
    ("popcnt", "has_popcnt"),
    ("cmpxchg16b", "has_cmpxchg16b"),
    ("lzcnt", "has_lzcnt"),
    ("bmi1", "has_bmi1"),
    ("bmi2", "has_bmi2"),
    ("avx", "has_avx"),
    ("avx2", "has_avx2"),
    ("fma", "has_fma"),
    ("avxvnni", "has_avx_vnni"),
    ("avx512f", "has_avx512f"),
    ("avx512dq", "has_avx512dq"),
    ("avx512vl", "has_avx512vl"),
    ("avx512bitalg", "has_avx512bitalg"),
    ("avx512vbmi", "has_avx512vbmi"),
    ("avx512vnni", "has_avx512vnni"),
];

const AARCH64: &[Feature] = &[
    ("lse", "has_lse"),
    ("fp16", "has_fp16"),
    ("dotprod", "has_dotprod"),
    ("i8mm", "has_i8mm"),
    ("paca", "has_pauth"),
    // Marks where code may be entered, so that it runs in pages where nothing else may be.
    ("bti", "use_bti"),
];

const RISCV64: &[Feature] = &[
    ("m", "has_m"),
    ("a", "has_a"),
    ("f", "has_f"),
    ("d", "has_d"),
    ("c", "has_c"),
    ("zca", "has_zca"),
    ("zcb", "has_zcb"),
    ("zicsr", "has_zicsr"),
    ("zifencei", "has_zifencei"),
    ("zicond", "has_zicond"),
    ("zba", "has_zba"),
    ("zbb", "has_zbb"),
    ("zbc", "has_zbc"),
    ("zbs", "has_zbs"),
    ("zbkb", "has_zbkb"),
    ("zfa", "has_zfa"),
    ("zfhmin", "has_zfhmin"),
    ("zfh", "has_zfh"),
    ("v", "has_v"),
    ("zvfh", "has_zvfh"),
    ("zvbb", "has_zvbb"),
    ("zvl32b", "has_zvl32b"),
    ("zvl64b", "has_zvl64b"),
    ("zvl128b", "has_zvl128b"),
    ("zvl256b", "has_zvl256b"),
    ("zvl512b", "has_zvl512b"),
    ("zvl1024b", "has_zvl1024b"),
    ("zvl2048b", "has_zvl2048b"),
    ("zvl4096b", "has_zvl4096b"),
    ("zvl8192b", "has_zvl8192b"),
    ("zvl16384b", "has_zvl16384b"),
    ("zvl32768b", "has_zvl32768b"),
    ("zvl65536b", "has_zvl65536b"),
];

const S390X: &[Feature] = &[
    ("miscellaneous-extensions-3", "has_mie3"),
    ("vector-enhancements-2", "has_vxrs_ext2"),
    ("miscellaneous-extensions-4", "has_mie4"),
    ("vector-enhancements-3", "has_vxrs_ext3"),
];

/// The features of an architecture that make a difference to the code generator.
pub(crate) fn of(architecture: Architecture) -> &'static [Feature] {
    match architecture {
        Architecture::X86_64 => X86_64,
        Architecture::Aarch64(_) => AARCH64,
        Architecture::Riscv64(_) => RISCV64,
        Architecture::S390x => S390X,
        // There is no back end for any other.
        _ => &[],
    }
}

/// The features that all processors of an architecture have, for when the caller names none.
pub(crate) fn baseline(architecture: Architecture) -> &'static [&'static str] {
    match architecture {
        // All that are accepted have the set `g` and compressed instructions.
        Architecture::Riscv64(_) => &["m", "a", "f", "d", "c"],
        _ => &[],
    }
}

#[cfg(all(test, feature = "all-targets"))]
mod tests {
    use super::*;
    use cranelift_codegen::isa;
    use cranelift_codegen::settings::Configurable;
    use std::collections::BTreeSet;
    use std::process::Command;

    /// One target for each architecture.
    const TRIPLES: [&str; 4] = [
        "x86_64-unknown-linux-gnu",
        "aarch64-unknown-linux-gnu",
        "riscv64gc-unknown-linux-gnu",
        "s390x-unknown-linux-gnu",
    ];

    fn architecture(triple: &str) -> Architecture {
        triple.parse::<target_lexicon::Triple>().expect("it is one").architecture
    }

    #[test]
    fn every_setting_is_one_of_the_code_generators() {
        for triple in TRIPLES {
            for (_, setting) in of(architecture(triple)) {
                let mut builder = isa::lookup_by_name(triple).expect("there is a back end");
                assert_eq!(builder.enable(setting), Ok(()), "{triple}");
            }
        }
    }

    /// A new version of the code generator may know more.
    #[test]
    fn every_setting_on_features_has_its_feature() {
        for triple in TRIPLES {
            let builder = isa::lookup_by_name(triple).expect("there is a back end");
            let ours: BTreeSet<&str> = of(architecture(triple))
                .iter()
                .map(|(_, setting)| *setting)
                .filter(|name| *name != "has_c")
                .collect();
            let theirs: Vec<&str> = builder.iter().map(|setting| setting.name).collect();
            // rustc has no name for `zcd`, which is part of `c`.
            let theirs = theirs.into_iter().filter(|name| name.starts_with("has_") || *name == "use_bti");
            assert_eq!(
                ours,
                theirs.filter(|name| !["has_c", "has_zcd"].contains(name)).collect(),
                "{triple}"
            );
        }
    }

    #[test]
    fn every_feature_is_one_of_rustcs() {
        for triple in TRIPLES {
            let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
            let listed =
                Command::new(rustc).args(["--print", "target-features", "--target", triple]).output();
            let listed = String::from_utf8(listed.expect("rustc can be run").stdout).expect("it is text");
            let names: BTreeSet<&str> =
                listed.lines().filter_map(|line| line.split_whitespace().next()).collect();
            for (name, _) in of(architecture(triple)) {
                assert!(names.contains(name), "{triple}: {name}");
            }
        }
    }
}
