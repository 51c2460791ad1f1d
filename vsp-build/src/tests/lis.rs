//! Programs in LIS: directives for Cargo, bindings, and messages for programs with errors.

use super::Package;
use crate::Builder;

const SMOOTH: &str = "// One pole of smoothing.
pub static level: Float = 0.0;
pub fn smooth(x: Float) -> Float {
    level = level + 0.1 * (x - level);
    return level;
}
";

/// Which files Cargo looks at.
fn files(directives: &[String]) -> Vec<&str> {
    directives.iter().filter_map(|line| line.strip_prefix("cargo::rerun-if-changed=")).collect()
}

fn warnings(directives: &[String]) -> Vec<&str> {
    directives.iter().filter_map(|line| line.strip_prefix("cargo::warning=")).collect()
}

#[test]
fn functions_and_statics_have_types() {
    let package = Package::new().with("src/filter.lis", SMOOTH);
    assert_eq!(files(&package.compile("src/filter.lis")), ["src/filter.lis"]);
    let text = package.text("filter.rs");
    let function = "    typed {
        /// Calls the program's function `smooth(x: Float) -> Float`, which begins at line 3 of `src/filter.lis`.
        #[allow(dead_code)]
        fn smooth(x: Float [R0], ) -> Float [R0] = 0;
    }
    statics {
        /// The program's `static level: Float`.
        #[allow(dead_code)]
        static level: Float [8];
    }
";
    assert!(text.contains(function), "{text}");
    assert!(text.contains("    functions {\n    }\n"), "{text}");
    assert!(text.contains("const LEVEL = 8;"), "{text}");
}

/// What the file says is enough, wherever it comes from.
#[test]
fn files_that_were_compiled_before_have_types_too() {
    let program = vsp_lis::compile_str(SMOOTH, "smooth.lis").expect("it is right");
    let file = program.container.write().expect("it can be written");
    let package = Package::new().with("smooth.silc", file);
    package.compile("smooth.silc");
    assert!(package.text("smooth.rs").contains("fn smooth(x: Float [R0], ) -> Float [R0] = 0;"));
}

fn project() -> Package {
    Package::new()
        .with(
            "receiver/lis.toml",
            "[package]\nname = \"radio\"\n[dependencies]\nd = { path = \"../deps/d\" }\n",
        )
        .with(
            "receiver/src/main.lis",
            "use gain::louder; use d::half; pub fn f(x: Float) -> Float { return louder(half(x)); }\n",
        )
        .with("receiver/src/gain.lis", "pub fn louder(x: Float) -> Float { return x * 4; }\n")
        .with("deps/d/lis.toml", "[package]\nname = \"d\"\n")
        .with("deps/d/src/main.lis", "pub fn half(x: Float) -> Float { return x / 2; }\n")
}

#[test]
fn a_project_is_named_after_its_folder_and_all_its_files_are_looked_at() {
    let all = [
        "receiver/../deps/d/lis.toml",
        "receiver/../deps/d/src/main.lis",
        "receiver/lis.toml",
        "receiver/src/gain.lis",
        "receiver/src/main.lis",
    ];
    for path in ["receiver", "receiver/lis.toml"] {
        let package = project();
        assert_eq!(files(&package.compile(path)), all, "{path}");
        assert!(package.text("receiver.rs").contains("fn f(x: Float [R0], )"));
        // Nothing says where the package lies.
        let file = package.read("receiver.silc");
        let container = vsp_isa::container::Container::read(&file).expect("it is a program");
        assert_eq!(container.debug.expect("it has lines").source, "receiver/src/main.lis");
    }
    let whole = project();
    let path = whole.folder.path().join("receiver");
    whole.compile(path.to_str().expect("it is text"));
    let relative = project();
    relative.compile("receiver");
    assert_eq!(
        vsp_isa::container::Container::read(&whole.read("receiver.silc")).map(|it| it.debug),
        vsp_isa::container::Container::read(&relative.read("receiver.silc")).map(|it| it.debug)
    );
}

#[test]
fn a_project_in_the_packages_own_folder_has_the_packages_name() {
    for path in ["lis.toml", "."] {
        let package = Package::new().with("lis.toml", "[package]\n").with("src/main.lis", SMOOTH);
        package.compile(path);
        assert!(package.out().join("my_app.rs").is_file(), "{path}: {:?}", package.files());
    }
}

#[test]
fn all_errors_of_all_files_are_shown_as_the_assemblers_are() {
    let package = project();
    package.write("receiver/src/gain.lis", "pub fn louder(x: Float) -> Float {\n\treturn x * gian;\n}\n");
    package.write("receiver/src/main.lis", "use gain::louder;\npub fn f(x: Float) -> Bool { return x; }\n");
    let run = package.build(Builder::new().file("receiver"));
    let expected = "receiver/src/main.lis:2:37: error: the result must be a Bool, and this is a Float
pub fn f(x: Float) -> Bool { return x; }
                                    ^
receiver/src/gain.lis:2:13: error: there is no variable `gian`
\treturn x * gian;
\t           ^^^^";
    assert_eq!(run.error.as_deref(), Some(expected));
    // What is missing may be the reason, so it is looked at, too.
    assert!(files(&run.directives).contains(&"receiver/src/main.lis"));
    // The bindings hold them, and declare what the program would have.
    let text = package.text("receiver.rs");
    assert!(text.contains("    error \"receiver/src/main.lis:2:37: error: "), "{text}");
    assert!(text.contains("fn f(x: Float [R0], ) -> Bool [R0] = 0;"), "{text}");
}

#[test]
fn what_the_last_right_program_had_stays_declared() {
    let package = Package::new().with("filter.lis", SMOOTH);
    package.compile("filter.lis");
    package.write("filter.lis", "pub fn (");
    assert!(package.errors("filter.lis").starts_with("filter.lis:1:8: error: "));
    let text = package.text("filter.rs");
    assert!(text.contains("fn smooth(x: Float [R0], ) -> Float [R0]"), "{text}");
    assert!(text.contains("static level: Float [8];"), "{text}");
    package.write("filter.lis", SMOOTH);
    package.compile("filter.lis");
    assert!(!package.text("filter.rs").contains("error"), "{}", package.text("filter.rs"));
}

#[test]
fn files_that_are_not_there_are_told_with_where_paths_begin() {
    let package = Package::new();
    for path in ["programs/none.lis", "none/lis.toml"] {
        let run = package.build(Builder::new().file(path));
        let error = run.error.expect("it is not there");
        assert!(error.starts_with(&format!("{path}: cannot read the program: ")), "{error}");
        assert!(error.contains("paths are relative to the folder of the package's Cargo.toml"), "{error}");
        assert_eq!(files(&run.directives), [path]);
    }
    let package = Package::new().with("a.lis", "use other::f;\npub fn g() { f(); }\n");
    let run = package.build(Builder::new().file("a.lis"));
    assert!(run.error.expect("there is no such module").starts_with("a.lis:1:5: error: "));
    assert!(files(&run.directives).contains(&"src/other.lis"), "{:?}", run.directives);
    assert!(package.errors("lis.toml").starts_with("lis.toml: cannot read the program: "));
}

#[test]
fn text_that_is_not_utf8_is_told_at_its_place() {
    let error = Package::new().with("a.lis", b"fn main() {\n  \xc3\xa9\xff\n").errors("a.lis");
    let expected = "a.lis cannot be read: the bytes at line 2, column 4 are not UTF-8; save it as UTF-8";
    assert_eq!(error, expected);
}

#[test]
fn warnings_are_cargos_and_can_be_turned_off() {
    let source = "pub fn f(x: Float) -> Int {\n    let unread = 1;\n    return x;\n}\n";
    let package = Package::new().with("a.lis", source);
    let directives = package.compile("a.lis");
    let warnings_of = warnings(&directives);
    assert_eq!(warnings_of.len(), 2, "{warnings_of:?}");
    assert!(warnings_of[0].starts_with("a.lis:2:9: "), "{warnings_of:?}");
    assert!(warnings_of[1].starts_with("a.lis:3:12: "), "{warnings_of:?}");
    let silent = package.build(Builder::new().file("a.lis").warnings(false));
    assert_eq!(warnings(&silent.directives), [""; 0]);
}

/// A second run of the build script finds everything as it would make it.
#[test]
fn what_has_not_changed_is_not_written_again() {
    let package = project();
    package.compile("receiver");
    let key = package.read("receiver.key");
    package.write("out/vsp/receiver.rs", "mark");
    package.compile("receiver");
    assert_ne!(package.text("receiver.rs"), "mark", "what is not as it was is made again");
    assert_eq!(package.read("receiver.key"), key);
}
