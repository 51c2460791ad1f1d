//! Prints what each published crate offers and compares it with the file `surface/CRATE.txt`.
//!
//! ```text
//! cargo run --manifest-path tests/public-api/Cargo.toml                   compares
//! VSP_BLESS=1 cargo run --manifest-path tests/public-api/Cargo.toml       writes the files
//! ```
//!
//! Exits with 1 where something differs, and with 3 where this compiler's rustdoc writes another form of JSON than is read here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// The crates that are published, and are libraries.
const CRATES: [&str; 9] = [
    "vsp-isa",
    "vsp-middle",
    "vsp-bindings",
    "vsp-lis",
    "vsp-codegen",
    "vsp-dynasm",
    "vsp-runtime",
    "vsp-build",
    "vsp-macros",
];

/// The version of rustdoc's JSON that is read.
const FORMAT: u64 = 57;

fn main() -> ExitCode {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bless = std::env::var_os("VSP_BLESS").is_some_and(|value| value == "1");
    let mut differences = 0;
    let documentation = document();
    for name in CRATES {
        let json = documentation.join(name.replace('-', "_")).with_extension("json");
        let text = fs::read_to_string(&json).expect("rustdoc has written it");
        let given =
            serde_json::from_str::<serde_json::Value>(&text).expect("rustdoc writes JSON")["format_version"]
                .as_u64();
        if given != Some(FORMAT) {
            eprintln!(
                "rustdoc writes form {given:?} of its JSON, and form {FORMAT} is read here: nothing was compared"
            );
            return ExitCode::from(3);
        }
        let surface = public_api::Builder::from_rustdoc_json(&json)
            .omit_blanket_impls(true)
            .omit_auto_trait_impls(true)
            .omit_auto_derived_impls(true)
            .build()
            .unwrap_or_else(|error| panic!("{name}: {error}"))
            .to_string();
        let file = here.join("surface").join(format!("{name}.txt"));
        println!("{name}: {} items", surface.lines().count());
        if bless {
            fs::write(&file, surface).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        } else {
            differences += show_differences(name, &fs::read_to_string(&file).unwrap_or_default(), &surface);
        }
    }
    if differences == 0 {
        return ExitCode::SUCCESS;
    }
    eprintln!(
        "{differences} items differ from tests/public-api/surface: if that is meant, write them with VSP_BLESS=1"
    );
    ExitCode::FAILURE
}

/// Has rustdoc describe the crates with all their features, and gives the folder of the files.
///
/// All by one command: then Cargo gives what they depend on the same features for all, and checks it once.
fn document() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut cargo = Command::new(std::env::var_os("CARGO").expect("Cargo runs this"));
    cargo.args(["doc", "--locked", "--quiet", "--lib", "--no-deps", "--all-features"]);
    cargo.args(CRATES.iter().flat_map(|name| ["--package", name]));
    cargo.env("RUSTDOCFLAGS", "-Zunstable-options --output-format=json");
    // Only rustdoc may be told to allow what is not stable: build scripts would do other things if they were told.
    cargo.env("RUSTDOC", root.join("tests/public-api/rustdoc")).current_dir(&root);
    assert!(cargo.status().expect("Cargo can be run").success(), "the crates cannot be documented");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    root.join(target).join("doc")
}

/// Says what is in one text only, and how many lines that is.
fn show_differences(name: &str, expected: &str, found: &str) -> usize {
    let only = |these: &str, those: &str, mark| {
        let those: std::collections::HashSet<&str> = those.lines().collect();
        let only = these.lines().filter(|line| !those.contains(line));
        only.inspect(|line| eprintln!("{name} {mark} {line}")).count()
    };
    only(expected, found, '-') + only(found, expected, '+')
}
