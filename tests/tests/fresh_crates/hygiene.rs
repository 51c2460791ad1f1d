//! Programs in crates of every edition that call other things by the names which ours could need, and programs that export
//! all of these names.

use crate::lone::COLLATZ;
use crate::project::{ENGINE, Project, dependency};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use vsp_isa::abi::Helper;
use vsp_isa::container::{Container, Symbol, SymbolKind};
use vsp_isa::{Mode, Opcode, Version};

/// No edition means 2015; that is what the build script has, too.
const EDITIONS: [&str; 4] = ["2015", "2018", "2021", "2024"];

/// What the generated code is made of.
const SOURCES: [&str; 7] = [
    include_str!("../../../vsp-runtime/src/bindings.rs"),
    include_str!("../../../vsp-bindings/src/typed.rs"),
    include_str!("../../../vsp-runtime/src/inline.rs"),
    include_str!("../../../vsp-build/src/bindings.rs"),
    include_str!("../../../vsp-macros/src/expand.rs"),
    include_str!("../../../vsp-macros/src/native.rs"),
    include_str!("../../../vsp-macros/src/problems.rs"),
];

/// One package with a binary of each edition, which all have this text.
fn project(package: &str, main: &str) -> Project {
    let (runtime, build) = (dependency("vsp-runtime"), dependency("vsp-build"));
    let mut manifest = format!("[package]\nname = \"{package}\"\nversion = \"0.1.0\"\n");
    for edition in EDITIONS {
        let bin = format!("{package}-{edition}");
        manifest +=
            &format!("[[bin]]\nname = \"{bin}\"\npath = \"src/e{edition}.rs\"\nedition = \"{edition}\"\n");
    }
    manifest += &format!("[dependencies]\nvsp-runtime = {{ {runtime}, features = [\"macros\"] }}\n");
    manifest += &format!("[build-dependencies]\nvsp-build = {{ {build} }}\n");
    let build = "extern crate vsp_build;\n\
                 fn main() { vsp_build::Builder::new().file(\"src/prog.sil\").file(\"src/names.silc\")\
                 .file(\"src/typed.silc\").compile(); }";
    let project = Project::new(&[("Cargo.toml", &manifest), ("build.rs", build), ("src/prog.sil", COLLATZ)]);
    project.write("src/typed.silc", exporting(&BTreeSet::new(), &BTreeSet::new()));
    write_mains(&project, main);
    project
}

fn write_mains(project: &Project, main: &str) {
    for edition in EDITIONS {
        project.write(&format!("src/e{edition}.rs"), main);
    }
}

/// All that could be identifiers in a text, whatever it is there.
fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words.filter(|word| word.starts_with(|c: char| !c.is_ascii_digit())).map(str::to_owned).collect()
}

/// A program that exports all names, and has data of all; the functions and data that are typed have parameters of these names.
fn exporting(names: &BTreeSet<String>, params: &BTreeSet<String>) -> Vec<u8> {
    let symbol = |kind| move |name: &String| Symbol { name: name.clone(), address: 0, kind };
    let functions = names.iter().map(symbol(SymbolKind::Function));
    let data = names.iter().map(symbol(SymbolKind::Data));
    let said = |kind, text: String| Symbol { name: format!("lis {text}"), address: 0, kind };
    let list = params.iter().map(|name| format!("{name}: Int @R0")).collect::<Vec<_>>().join(", ");
    let signature = |name: &String| said(SymbolKind::Label, format!("{name}({list}) -> State @0x0000"));
    let of_static = |name: &String| said(SymbolKind::Data, format!("static {name}: (Int, [Float; 2])"));
    let typed = names.iter().filter(|_| !params.is_empty());
    let typed = typed.flat_map(|name| [signature(name), of_static(name)]).collect::<Vec<_>>();
    let container = Container {
        version: Version::V1_1,
        mode: Mode::Sil64,
        entry: 0,
        code: vec![Opcode::Hlt.byte()],
        data: vec![0; 16],
        symbols: functions.chain(data).chain(typed).collect(),
        empty_symbols: false,
        debug: None,
    };
    container.write().expect("it is a program")
}

/// Everything that an expansion could look up is something else here.
const MAIN: &str = r#"
    #![allow(dead_code, unused_macros, unused_imports, non_camel_case_types)]
    #![forbid(unsafe_code)]
    extern crate vsp_runtime;

    macro_rules! mine { ($($name:ident)*) => { $( macro_rules! $name { () => {} } )* } }
    mine! { include concat stringify env option_env include_bytes compile_error bindings __unsafe_bindings naked_asm
            include_program cfg }

    mod core {}
    mod generated {}

    mod inner {
        mod std {}
        mod core {}
        mod alloc {}
        mod generated {}
        type i64 = Own;
        type f64 = Own;
        type bool = Own;
        struct Cell;
        struct Outcome;
        struct Vm;
        struct Option;
        struct Result;
        enum Own { Some, None }
        use self::Own::{None, Some};
        trait Host {}
        type str = Own;
        type u8 = Own;
        type u32 = Own;
        type usize = Own;
        static NATIVE: Own = Own::Some;
        static PROGRAM: Own = Own::None;

        vsp_runtime::include_program!(pub mod prog);
        vsp_runtime::include_program!(pub mod names);
        vsp_runtime::include_program!(pub mod typed);
        vsp_runtime::vsp! {
            pub mod inline_typed = file "src/typed.silc";
            pub mod inline_names = file "src/names.silc";
            pub mod tokens {
                .global native_code
                native_code: RET
            }
        }

        pub fn programs() -> [&'static ::vsp_runtime::Program; 2] {
            [vsp_runtime::vsp! { HLT }, vsp_runtime::vsp!(file "src/prog.sil")]
        }
    }

    use inner::{inline_names, inline_typed, names, prog, tokens, typed};
    use vsp_runtime::{Outcome, Reg, Vm};

    fn main() {
        let mut vm = Vm::new(&prog::PROGRAM);
        vm.set_integer(Reg::R0, 27).unwrap();
        assert_eq!(prog::steps(&mut vm), Outcome::Returned);
        assert_eq!(names::native_code(&mut Vm::new(&names::PROGRAM)), Outcome::Halted);
        assert_eq!(inline_names::native_code(&mut Vm::new(&inline_names::PROGRAM)), Outcome::Halted);
        assert_eq!(typed::f64::result(&Vm::new(&typed::PROGRAM)), None);
        assert_eq!(inline_typed::f64::result(&Vm::new(&inline_typed::PROGRAM)), None);
        assert_eq!(typed::i64_2::get(&Vm::new(&typed::PROGRAM)), (0, [0.0; 2]));
        assert_eq!(tokens::native_code(&mut Vm::new(&tokens::PROGRAM)), Outcome::Returned);
        assert_eq!((names::NATIVE, names::PROGRAM_2), (0, 0));
        let engines: Vec<_> = inner::programs().iter().map(|program| program.engine().to_string()).collect();
        println!("{} {} {}", vm.integer(Reg::R0).unwrap(), prog::PROGRAM.engine(), engines.join(" "));
        println!("{}", env_of_cargo());
    }

    fn env_of_cargo() -> &'static str { ::std::env!("OUT_DIR") }
"#;

/// What is wrong in one macro of each kind, in the same program.
const WRONG: &str = r#"
    extern crate vsp_runtime;
    vsp_runtime::include_program!(mod prog);
    vsp_runtime::vsp! { mod item { .global run
                                   run: WALK } }
    vsp_runtime::vsp! { mod unfinished }
    fn main() {
        let program: &'static vsp_runtime::Program = vsp_runtime::vsp! { STOP };
        let nothing: &'static vsp_runtime::Program = vsp_runtime::vsp!();
        let mut vm = vsp_runtime::Vm::new(program);
        let _ends = (prog::steps(&mut vm), item::run(&mut vm));
        println!("{}", prog::PROGRAM.name().len() + nothing.name().len());
    }
"#;

#[test]
fn every_name_can_be_the_programs_or_the_users_in_every_edition() {
    let project = project("fresh-hygiene", MAIN);
    let helpers = Helper::ALL.iter().map(|helper| format!("{helper:?}"));
    let names: BTreeSet<String> = SOURCES.iter().flat_map(|source| words(source)).chain(helpers).collect();
    for name in [
        "native_code",
        "NATIVE",
        "PROGRAM",
        "STATIC_PROGRAM",
        "vm",
        "H",
        "vsp_runtime",
        "core",
        "VSP_WARNING",
    ] {
        assert!(names.contains(name), "{name} is gone, and with it the case");
    }
    project.write("src/names.silc", exporting(&names, &BTreeSet::new()));
    // Functions are modules as well, then, and so are statics.
    let types =
        ["i64", "f64", "bool", "result", "get", "set", "super", "self", "value", "_16"].map(str::to_owned);
    let all = names.iter().cloned().chain(types).collect();
    project.write(
        "src/typed.silc",
        exporting(&all, &["vm", "H", "x", "_16", "self", "PROGRAM"].map(str::to_owned).into()),
    );
    let mut out_dir = String::new();
    for edition in EDITIONS {
        let printed = project.cargo(["run", "--bin", &format!("fresh-hygiene-{edition}")]).succeeds();
        let (line, folder) = printed.trim_end().split_once('\n').expect("there are two lines");
        assert_eq!(line, format!("111 {ENGINE} {ENGINE} {ENGINE}"), "{edition}");
        out_dir = folder.to_owned();
    }

    // The names were all: what is generated has no others, but for the library's.
    let bindings = fs::read_to_string(Path::new(&out_dir).join("vsp/prog.rs")).expect("it is there");
    let code =
        bindings.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let others: BTreeSet<String> = words(&code).difference(&names).cloned().collect();
    let is_known = |name: &String| {
        name.starts_with("vsp1_")
            || name.starts_with('x')
            || ["prog", "silc", "steps"].contains(&name.as_str())
    };
    assert!(others.iter().all(|name| is_known(name) || name.starts_with("vsp")), "{others:?}");
}

#[test]
fn errors_are_told_in_every_edition_and_nothing_besides() {
    let project = project("fresh-unhygienic", WRONG);
    project.write("src/names.silc", exporting(&BTreeSet::new(), &BTreeSet::new()));
    project.write("src/prog.sil", COLLATZ.replace("ADDINT R0, R8", "ADDINT R0, R16"));
    for edition in EDITIONS {
        let message = project.cargo(["check", "--bin", &format!("fresh-unhygienic-{edition}")]).fails();
        let errors: Vec<&str> = message.lines().filter(|line| line.starts_with("error")).collect();
        let expected = [
            "error: src/prog.sil:18:20: error: ",
            "error: unknown mnemonic `WALK`",
            "error: expected `{ ... }`, `= \"...\";` or `= file \"...\";` after `mod unfinished`",
            "error: unknown mnemonic `STOP`",
            "error: there is no program; ",
            "error: could not compile `fresh-unhygienic` ",
        ];
        assert_eq!(errors.len(), expected.len(), "{edition}: {message}");
        for expected in expected {
            assert!(
                errors.iter().any(|error| error.starts_with(expected)),
                "{edition}, {expected}: {message}"
            );
        }
    }
}
