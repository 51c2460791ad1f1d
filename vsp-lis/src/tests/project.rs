//! Projects of several files.

use crate::{Reader, compile_with};
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use vsp_runtime::{Outcome, Reg};

/// Files in memory.
pub struct Files(HashMap<PathBuf, String>);

impl Files {
    pub fn new(files: &[(&str, &str)]) -> Files {
        Files(files.iter().map(|(path, text)| (PathBuf::from(path), (*text).to_owned())).collect())
    }
}

impl Reader for Files {
    fn read(&mut self, path: &Path) -> io::Result<String> {
        // As a file system resolves them.
        let mut plain = PathBuf::new();
        for part in path.components() {
            match part {
                std::path::Component::ParentDir => {
                    plain.pop();
                }
                other => plain.push(other),
            }
        }
        self.0.get(&plain).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

fn run(path: &str, files: &[(&str, &str)]) -> i64 {
    let compiled = compile_with(path, &mut Files::new(files)).unwrap();
    let mut vm = super::harness::machine_of(&compiled);
    assert_eq!(vm.call("f").unwrap(), Outcome::Returned);
    vm.integer(Reg::R0).unwrap()
}

fn errors(path: &str, files: &[(&str, &str)]) -> Vec<String> {
    compile_with(path, &mut Files::new(files)).unwrap_err().lines()
}

#[test]
fn modules_in_files() {
    let files = [
        ("/p/lis.toml", "[package]\nname = \"p\"\n[build]\nentry = \"src/main.lis\"\n[dependencies]\nd = { path = \"../d\" }\n"),
        ("/p/src/main.lis", "use a::b::{twice, N}; use a::three as drei; use d::half; mod local { pub fn one() -> Int { return 1; } fn hidden() { } }
            use local::one; pub fn f() -> Int { return twice(N) * 100 + drei() * 10 + one() + half(8) * 1000; }"),
        ("/p/src/a/mod.lis", "pub fn three() -> Int { return 3; } pub mod inner;"),
        ("/p/src/a/inner.lis", "pub const Z: Int = 0;"),
        ("/p/src/a/b.lis", "use c::helper; pub const N: Int = 4; pub fn twice(x: Int) -> Int { return helper(x) + x; }"),
        ("/p/src/c.lis", "use a::b::N; pub fn helper(x: Int) -> Int { if x > N * 100 { return 0; } return x; }"),
        ("/d/lis.toml", "[package]\n"),
        ("/d/src/main.lis", "pub use inside::half;"),
        ("/d/src/inside.lis", "pub fn half(x: Int) -> Int { return x / 2; }"),
    ];
    assert_eq!(run("/p", &files), 4831);
    assert_eq!(run("/p/src/main.lis", &files), 4831);
    assert_eq!(run("/p/lis.toml", &files), 4831);
}

#[test]
fn files_beside_each_other() {
    let files = [
        ("/x/m.lis", "mod n; use n::g; pub fn f() -> Int { use n::h; return g() + h(); }"),
        ("/x/n.lis", "pub fn g() -> Int { return 5; } pub fn h() -> Int { return 6; }"),
    ];
    assert_eq!(run("/x/m.lis", &files), 11);
}

#[test]
fn exports_are_what_the_main_file_hands_on() {
    let files = [
        ("/x/m.lis", "pub use n::g; use n::h; pub fn f() -> Int { return h(); }"),
        ("/x/n.lis", "pub fn g() -> Int { return 5; } pub fn h() -> Int { return 6; }"),
    ];
    let compiled = compile_with("/x/m.lis", &mut Files::new(&files)).unwrap();
    let names: Vec<&str> = compiled.signatures.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["g", "f"]);
}

#[test]
fn what_is_wrong_with_projects() {
    let main = ("/p/src/main.lis", "use a::x; fn main() { }");
    assert_eq!(
        errors("/p", &[main, ("/p/src/a.lis", "fn x() { }")]),
        ["/p/src/main.lis:1:8: `x` is private; write `pub` before it in its module to use `x` here"]
    );
    assert_eq!(errors("/p", &[main, ("/p/src/a.lis", "pub fn x( { }")]).len(), 1);
    assert!(
        errors("/p", &[main, ("/p/src/a.lis", "pub fn x() { y(); }")])[0]
            .starts_with("/p/src/a.lis:1:14: there is no function `y`")
    );
    assert!(errors("/p", &[("/p/lis.toml", "[build")])[0].starts_with("/p/lis.toml: "));
    assert_eq!(
        errors("/p", &[("/p/lis.toml", "[biuld]\n")]),
        ["/p/lis.toml: there is no table `[biuld]`; there are [package], [build] and [dependencies]"]
    );
    assert_eq!(
        errors("/q", &[]),
        ["`/q` is neither a .lis file nor a folder with a lis.toml or a src/main.lis"]
    );
    assert!(errors("/q/m.lis", &[])[0].starts_with("/q/m.lis cannot be read: "));
}
