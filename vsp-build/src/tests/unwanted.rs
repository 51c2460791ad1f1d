//! Where no native code is wanted: for checks, for documentation, and for Miri.

use super::{Package, environment_of, variables};
use crate::Builder;
use crate::environment::Environment;

const HALT: &str = ".global main\nmain: HLT\n";

pub(super) fn package(variable: &str, value: &str) -> Package {
    let mut package = Package::new().with("a.sil", HALT);
    let mut set = variables("x86_64-unknown-linux-gnu", package.folder.path());
    set.insert(variable.into(), value.into());
    package.environment = environment_of(&set);
    package
}

#[test]
fn there_are_bindings_no_library_and_no_warning() {
    for (variable, value) in [("VSP_BUILD", "check"), ("DOCS_RS", "1"), ("CARGO_CFG_MIRI", "")] {
        let package = package(variable, value);
        // That native code is required is meant for where the program runs.
        let run = package.build(Builder::new().file("a.sil").require_native(true));
        assert_eq!(run.error, None, "{variable}");
        assert_eq!(package.files(), ["a.key", "a.rs", "a.silc"], "{variable}");
        let bindings = package.text("a.rs");
        assert!(bindings.contains("    checked;\n") && bindings.contains("fn main = 0;"), "{bindings}");
        assert!(!run.directives.iter().any(|line| line.contains("warning") || line.contains("link")));
    }
}

#[test]
fn another_value_is_an_error() {
    let mut set = variables("x86_64-unknown-linux-gnu", std::path::Path::new("/p"));
    set.insert("VSP_BUILD".into(), "chek".into());
    let fault = Environment::read(&|variable| set.get(variable).cloned()).expect_err("it means nothing");
    let expected =
        "the environment variable VSP_BUILD is \"chek\"; it may be `check`, or nothing for native code";
    assert_eq!(fault.to_string(), expected);
}
