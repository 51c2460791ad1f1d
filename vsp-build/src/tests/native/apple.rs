//! From which version of Apple's systems on programs are said to run.

use super::{Package, Run, environment_of, variables};
use crate::Builder;

/// Builds one program for a target, with a variable set if it has a value.
fn build(target: &str, variable: &str, value: Option<&str>) -> (Package, Run) {
    let mut package = Package::of_target(target).with("a.sil", ".global main\nmain: HLT\n");
    let mut set = variables(target, package.folder.path());
    set.extend(value.map(|value| (variable.to_owned(), value.into())));
    package.environment = environment_of(&set);
    let run = package.build(Builder::new().file("a.sil"));
    (package, run)
}

/// The library, with the variable set to a version.
fn library(target: &str, variable: &str, value: Option<&str>) -> Vec<u8> {
    let (package, run) = build(target, variable, value);
    assert_eq!(run.error, None, "{target}, {value:?}");
    package.read(&package.library("a"))
}

#[test]
fn the_variable_of_the_platform_sets_the_version() {
    for (target, variable) in [
        ("aarch64-apple-darwin", "MACOSX_DEPLOYMENT_TARGET"),
        ("aarch64-apple-ios", "IPHONEOS_DEPLOYMENT_TARGET"),
    ] {
        let unset = library(target, variable, None);
        let set = library(target, variable, Some("26.1"));
        // A load command has the platform, then the version: 26.1 as two bytes and one byte each.
        let version = [0, 1, 26, 0];
        assert!(set.windows(4).any(|bytes| bytes == version), "{target}");
        assert!(!unset.windows(4).any(|bytes| bytes == version), "{target}");
        // That of another platform makes no difference.
        assert_eq!(library(target, "TVOS_DEPLOYMENT_TARGET", Some("26.1")), unset, "{target}");
    }
}

#[test]
fn cargo_is_told_of_the_variable() {
    let directive = "cargo::rerun-if-env-changed=MACOSX_DEPLOYMENT_TARGET".to_owned();
    let (_, run) = build("x86_64-apple-darwin", "", None);
    assert!(run.directives.contains(&directive), "{:?}", run.directives);
    let (_, run) = build("x86_64-unknown-linux-gnu", "", None);
    assert!(!run.directives.contains(&directive), "{:?}", run.directives);
}

#[test]
fn another_version_compiles_again() {
    let (mut package, _) = build("aarch64-apple-darwin", "", None);
    let before = package.read("a.key");
    let mut set = variables("aarch64-apple-darwin", package.folder.path());
    set.insert("MACOSX_DEPLOYMENT_TARGET".into(), "14".into());
    package.environment = environment_of(&set);
    package.compile("a.sil");
    assert_ne!(package.read("a.key"), before);
}

#[test]
fn what_is_no_version_is_an_error() {
    for value in ["", "abc", "11.x"] {
        let (_, run) = build("aarch64-apple-darwin", "MACOSX_DEPLOYMENT_TARGET", Some(value));
        let expected = format!(
            "a.sil: the environment variable MACOSX_DEPLOYMENT_TARGET is {value:?}, which is no version of a system: write up to \
             three numbers, such as 11.0 or 13.4.1"
        );
        assert_eq!(run.error, Some(expected));
    }
}
