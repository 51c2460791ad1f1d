//! Every target of rustc gets a verdict, from what rustc says of it.

use super::*;
use std::collections::BTreeMap;
use std::process::Command;
use vsp_test_platform::is_cross;

/// A target as rustc describes it: each key with its values.
type Facts = BTreeMap<String, Vec<String>>;

fn rustc(arguments: &[&str]) -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).args(arguments).output().expect("rustc can be run");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it is text")
}

fn facts(triple: &str, more: &[&str]) -> Facts {
    let mut facts = Facts::new();
    for line in rustc(&[&["--print", "cfg", "--target", triple], more].concat()).lines() {
        if let Some((key, value)) = line.split_once('=') {
            facts.entry(key.to_owned()).or_default().push(value.trim_matches('"').to_owned());
        }
    }
    facts
}

/// What a build script for such a target would decide: a target, or why there is none. Cargo makes a variable of each fact.
fn decide(triple: &str, facts: &Facts) -> Result<Target, String> {
    let lookup = |variable: &str| {
        let key = variable.strip_prefix("CARGO_CFG_")?.to_ascii_lowercase();
        facts.get(&key).map(|values| values.join(",").into())
    };
    let target = Platform::read(triple, &lookup).expect("it is complete").target();
    target.map_err(|error| error.interpreter_because().expect("no bug").to_owned())
}

/// Targets of which native code must come, unless rustc does not know them any more. They are those that are tested, and
/// some of each other kind.
fn must_be_native() -> impl Iterator<Item = &'static str> {
    let more = [
        "aarch64-apple-ios-macabi",
        "aarch64-apple-tvos",
        "aarch64-apple-visionos",
        "aarch64-apple-watchos",
        "aarch64-pc-windows-gnullvm",
        "aarch64-unknown-netbsd",
        "aarch64-unknown-openbsd",
        "riscv64a23-unknown-linux-gnu",
        "riscv64gc-unknown-none-elf",
        "riscv64-linux-android",
        "x86_64-apple-ios",
        "x86_64-pc-solaris",
        "x86_64-pc-windows-gnullvm",
        "x86_64-unknown-fuchsia",
        "x86_64-unknown-illumos",
        "x86_64-unknown-netbsd",
        "x86_64-unknown-openbsd",
        "x86_64-unknown-redox",
        "x86_64-win7-windows-msvc",
    ];
    let listed = vsp_codegen::targets::TARGETS.iter();
    let listed = listed.filter(|listed| listed.support.is_native() && listed.needs.is_none());
    listed.map(|listed| listed.triple).chain(more)
}

/// Whether code for a target may be native at all, by facts that are in no triple.
fn may_be_native(triple: &str, facts: &Facts) -> bool {
    let one = |key: &str| facts.get(key).and_then(|values| values.first()).map_or("", String::as_str);
    let has =
        |feature: &str| facts.get("target_feature").is_some_and(|all| all.iter().any(|it| it == feature));
    let is_known = match one("target_arch") {
        "x86_64" => has("sse2") && one("target_endian") == "little",
        "aarch64" => has("neon") && one("target_endian") == "little",
        "s390x" => has("vector-enhancements-1"),
        // Those with floats in registers, as their documentation says; rustc does not.
        "riscv64" => !triple.starts_with("riscv64im"),
        _ => false,
    };
    is_known
        && one("target_pointer_width") == "64"
        && one("target_abi") != "softfloat"
        && !["uefi", "cygwin"].contains(&one("target_os"))
        // Enclaves, and processors that check where functions may be called.
        && one("target_env") != "sgx"
        && !triple.starts_with("arm64e")
}

/// rustc is asked of the targets whose processor might do.
#[test]
fn every_target_that_rustc_knows() {
    let list = rustc(&["--print", "target-list"]);
    let list: Vec<&str> = list.lines().collect();
    assert!(list.len() > 200, "{list:?}");
    let (near, far): (Vec<&str>, Vec<&str>) = list.iter().partition(|triple| {
        ["x86_64", "aarch64", "arm64", "riscv64", "s390x"].iter().any(|arch| triple.starts_with(arch))
    });
    for triple in far {
        let arch = triple.split('-').next().expect("there is a first part");
        let facts = ["arch", "endian", "pointer_width"].map(|key| format!("target_{key}"));
        let facts: Facts = facts.into_iter().map(|key| (key, vec![arch.to_owned()])).collect();
        let Err(reason) = decide(triple, &facts) else { panic!("{triple} has native code") };
        assert!(reason.contains(arch), "{triple}: {reason}");
        assert!(Target::new(triple, &[]).is_err(), "{triple}");
    }
    let mut native = Vec::new();
    // rustc takes its time to start: half of the targets at once. An emulator can hang where two threads start processes.
    let (one, other) = near.split_at(if is_cross() { 0 } else { near.len() / 2 });
    let ask = |triples: &[&str]| triples.iter().map(|triple| facts(triple, &[])).collect::<Vec<_>>();
    let all: Vec<Facts> = std::thread::scope(|scope| {
        let one = scope.spawn(|| ask(one));
        let other = ask(other);
        one.join().expect("it does not panic").into_iter().chain(other).collect()
    });
    for (triple, facts) in near.iter().zip(&all) {
        match decide(triple, facts) {
            Ok(target) => {
                assert!(may_be_native(triple, facts), "{triple}: {facts:?}");
                assert_eq!(target.triple(), *triple);
                native.push(*triple);
            }
            Err(reason) => assert!(!reason.is_empty()),
        }
    }
    let missing: Vec<_> =
        must_be_native().filter(|triple| list.contains(triple) && !native.contains(triple)).collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn reasons_say_what_is_in_the_way() {
    let cases = [
        ("wasm32-unknown-unknown", "processor, `wasm32`"),
        ("i686-unknown-linux-gnu", "processor, `x86`"),
        ("arm64ec-pc-windows-msvc", "processor, `arm64ec`"),
        ("x86_64-unknown-linux-gnux32", "pointers have 32 bits"),
        ("aarch64-unknown-linux-gnu_ilp32", "pointers have 32 bits"),
        ("arm64_32-apple-watchos", "pointers have 32 bits"),
        ("aarch64_be-unknown-linux-gnu", "order of bytes"),
        ("aarch64-unknown-uefi", "calling convention"),
        ("x86_64-unknown-uefi", "calling convention"),
        ("x86_64-pc-cygwin", "calling convention"),
        ("x86_64-unknown-none", "registers for floats"),
        ("aarch64-unknown-none-softfloat", "registers for floats"),
        ("s390x-unknown-none-softfloat", "registers for floats"),
        ("riscv64imac-unknown-none-elf", "all the extensions of `riscv64gc`"),
        ("s390x-unknown-linux-gnu", "`-C target-cpu=z14` adds it"),
        ("x86_64-fortanix-unknown-sgx", "hardened"),
    ];
    for (triple, part) in cases {
        let Err(reason) = decide(triple, &facts(triple, &[])) else { panic!("{triple}") };
        assert!(reason.contains(part), "{triple}: {reason}");
    }
}

/// Code is for the least processor that rustc compiles for, or there is none.
#[test]
fn s390x_is_native_from_the_z14_on() {
    let is_native = |cpu: &str| {
        let triple = "s390x-unknown-linux-gnu";
        decide(triple, &facts(triple, &["-C", &format!("target-cpu={cpu}")])).is_ok()
    };
    assert_eq!(["z10", "z13", "z14", "z15", "z16"].map(is_native), [false, false, true, true, true]);
}

/// Specifications of the user's own: what they say counts, and what they are called.
#[test]
fn targets_that_rustc_does_not_know() {
    let linux = facts("x86_64-unknown-linux-gnu", &[]);
    let with = |changes: &[(&str, &str)]| {
        let mut facts = linux.clone();
        for (key, value) in changes {
            facts.insert(format!("target_{key}"), value.split(',').map(str::to_owned).collect());
        }
        facts
    };
    let is_native = |name: &str, changes: &[(&str, &str)]| decide(name, &with(changes)).is_ok();
    assert!(is_native("x86_64-acme-linux-gnu", &[("vendor", "acme")]));
    assert!(is_native("x86_64-acme-none", &[("os", "none"), ("env", "")]));
    assert!(!is_native("x86_64-acme-none", &[("os", "none"), ("feature", "fxsr")]));
    // Names that say nothing, or something else.
    for name in [
        "my-board",
        "board",
        "",
        "-",
        "x86_64",
        "x86_64-",
        "aarch64-unknown-linux-gnu",
        "x86_64-pc-windows-msvc",
    ] {
        assert!(!is_native(name, &[]), "{name:?}");
    }
    assert!(!is_native(&"x86_64-".repeat(10_000), &[]));
    // Names that say the usual, of targets that are not.
    let name = "x86_64-unknown-linux-gnu";
    for change in [
        ("arch", "aarch64"),
        ("arch", ""),
        ("endian", "big"),
        ("pointer_width", "32"),
        ("pointer_width", "sixty-four"),
        ("os", "windows"),
        ("os", "uefi"),
        ("os", "cygwin"),
        ("vendor", "apple"),
        ("abi", "softfloat"),
        ("feature", "fxsr,sse"),
    ] {
        assert!(!is_native(name, &[change]), "{change:?}");
    }
    assert!(is_native(name, &[("feature", "sse2,no-such-feature,,")]));
}

#[test]
fn features_reach_the_code_generator() {
    let triple = "x86_64-unknown-linux-gnu";
    let [plain, newer] = ["x86-64", "x86-64-v3"]
        .map(|cpu| decide(triple, &facts(triple, &["-C", &format!("target-cpu={cpu}")])));
    assert_ne!(plain, newer);
    let expected = Target::new(triple, &["fxsr", "sse", "sse2"]).expect("there is a back end");
    assert_eq!(plain, Ok(expected));
}
