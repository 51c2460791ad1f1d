//! What passes make of small functions and programs, in files: `VSP_BLESS=1` writes what comes out.
//!
//! A file of `golden` begins with the passes that run, has then a function, or a program between `program` and `end`, and after a line of
//! equals signs what comes out.

use std::fs;
use std::path::Path;
use vsp_isa::flow::Flow;
use vsp_middle::passes::{self, Pass};
use vsp_middle::{Function, Options, Region, build, verify};

const BORDER: &str = "====\n";

/// Reads the passes and the function of a file, without what comes out.
fn read(text: &str, name: &str) -> (Vec<Pass>, Function) {
    let (first, rest) = text.split_once('\n').unwrap();
    let names = first.strip_prefix("passes:").unwrap_or_else(|| panic!("{name}: no passes"));
    let passes = names.split_whitespace();
    let passes =
        passes.map(|pass| Pass::from_name(pass).unwrap_or_else(|| panic!("{name}: {pass}"))).collect();
    let function = match rest.trim_start().strip_prefix("program") {
        Some(rest) => {
            let (options, source) = rest.split_once('\n').unwrap();
            let options = Options {
                metering: options.contains("metering"),
                interrupts: options.contains("interrupts"),
                stores_through: options.contains("stores_through"),
            };
            let program = vsp_isa::asm::assemble(source, name).unwrap_or_else(|errors| panic!("{errors}"));
            build(&Region::whole(&program, &Flow::analyse(&program)), options)
        }
        None => rest.parse().unwrap_or_else(|error| panic!("{name}, after its first line: {error}")),
    };
    (passes, function)
}

#[test]
fn passes_make_what_they_made() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut covered, mut wrong) = (Vec::new(), Vec::new());
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy();
        let text = fs::read_to_string(&path).unwrap();
        let (given, expected) = text.split_once(BORDER).unwrap_or((&text, ""));
        let (passes, mut function) = read(given, &name);
        assert_eq!(verify(&function), Ok(()), "{name}: {function}");
        passes::run(&mut function, &passes, |pass, function| {
            assert_eq!(verify(function), Ok(()), "{name}, after {}: {function}", pass.name());
        });
        covered.extend(passes);
        let made = function.to_string();
        if std::env::var_os("VSP_BLESS").is_some() {
            let separator = if given.ends_with('\n') { "" } else { "\n" };
            fs::write(&path, format!("{given}{separator}{BORDER}{made}")).unwrap();
        } else if made != expected {
            wrong.push(format!("{name} gives\n{made}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let missing: Vec<&Pass> = Pass::ALL.iter().filter(|pass| !covered.contains(pass)).collect();
    assert!(missing.is_empty(), "no file shows what these do: {missing:?}");
}
