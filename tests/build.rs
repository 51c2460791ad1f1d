//! Compiles the corpus and generated programs, in SIL and in LIS, with and without metering, and lists them.
//!
//! In `OUT_DIR`:
//!
//! ```text
//! programs.rs          the list: modules with the programs, CORPUS, GENERATED and TYPED
//! inline.rs            some generated programs as vsp! takes them, and their list, INLINE
//! generated/*.silc     the generated programs
//! generated/*.sil      the sources of those in inline.rs
//! typed/*.lis          the generated programs in LIS
//! vsp/                 the programs without metering, by vsp-build
//! metered/             the programs with metering, by vsp-build
//! quick/               every other generated program, compiled quickly
//! quick-metered/       the same with metering
//! long.sil             a program of several regions
//! long/                the same, by vsp-build
//! nested.sil           loops that store nothing
//! nested/              the same, optimised by Cranelift, with interrupts
//! ```

use std::env;
use std::fmt::Write;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use vsp_build::Optimization;

/// How many programs are generated; the environment variable `VSP_GENERATED_PROGRAMS` sets another number.
const GENERATED: u64 = 120;

/// How many programs are generated in LIS; the environment variable `VSP_TYPED_PROGRAMS` sets another number, and `VSP_TYPED_FIRST` the
/// first seed.
const TYPED: u64 = 20;

/// How many programs are generated for vsp!, each to stand there in three ways.
const INLINE: u64 = 40;

fn main() {
    println!("cargo::rerun-if-env-changed=VSP_GENERATED_PROGRAMS");
    println!("cargo::rerun-if-env-changed=VSP_TYPED_PROGRAMS");
    println!("cargo::rerun-if-env-changed=VSP_TYPED_FIRST");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=corpus");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("Cargo sets OUT_DIR"));
    let corpus = corpus();
    let generated = generated(&out);
    let typed = typed(&out);
    let all: Vec<&(String, PathBuf)> = corpus.iter().chain(&generated).chain(&typed).collect();
    for metering in [false, true] {
        for quick in [false, true] {
            let mut builder = vsp_build::Builder::new();
            // What looks wrong is there on purpose.
            builder.metering(metering).warnings(false).out_dir(out.join(folder(metering, quick)));
            builder.optimization(if quick { Optimization::Quick } else { Optimization::Fast });
            let mut programs = all.iter().filter(|(name, _)| is_quick(name) == quick).peekable();
            if programs.peek().is_none() {
                continue;
            }
            programs.for_each(|(name, path)| {
                builder.named(name, path);
            });
            builder.compile();
        }
    }
    let source = out.join("long.sil");
    write(&source, long());
    vsp_build::Builder::new().file(source).out_dir(out.join("long")).compile();
    let source = out.join("nested.sil");
    write(&source, NESTED);
    let mut builder = vsp_build::Builder::new();
    builder.interrupts(true).file(source).out_dir(out.join("nested")).compile();
    let lists = [("CORPUS", &corpus), ("GENERATED", &generated), ("TYPED", &typed)];
    let lists: String = lists.iter().map(|(name, programs)| list(&out, name, programs)).collect();
    write(&out.join("programs.rs"), lists);
    write(&out.join("inline.rs"), inline(&out));
}

/// Where programs are compiled to.
fn folder(metering: bool, quick: bool) -> &'static str {
    match (metering, quick) {
        (false, false) => "vsp",
        (true, false) => "metered",
        (false, true) => "quick",
        (true, true) => "quick-metered",
    }
}

/// Whether a program is one of those that are compiled quickly: every other one that is generated.
fn is_quick(name: &str) -> bool {
    !name.starts_with("corpus_") && name.ends_with(['1', '3', '5', '7', '9'])
}

/// Writes a file if it has changed.
fn write(path: &Path, content: impl AsRef<[u8]>) {
    if fs::read(path).ok().as_deref() != Some(content.as_ref()) {
        fs::write(path, content).expect("OUT_DIR can be written");
    }
}

/// The programs of the corpus by name.
fn corpus() -> Vec<(String, PathBuf)> {
    let folder = Path::new(&env::var_os("CARGO_MANIFEST_DIR").expect("Cargo sets it")).join("corpus");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the corpus is a folder")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sil"))
        .collect();
    files.sort();
    let name = |path: &PathBuf| format!("corpus_{}", path.file_stem().expect("it has a name").display());
    files.into_iter().map(|path| (name(&path), path)).collect()
}

/// The generated programs by name, written as files.
fn generated(out: &Path) -> Vec<(String, PathBuf)> {
    let count = number("VSP_GENERATED_PROGRAMS", GENERATED);
    let program = |seed| vsp_test_generator::program(seed).write().expect("the program is sound");
    files(&out.join("generated"), "silc", "generated", 0..count, program)
}

/// The generated programs in LIS.
fn typed(out: &Path) -> Vec<(String, PathBuf)> {
    let (first, count) = (number("VSP_TYPED_FIRST", 0), number("VSP_TYPED_PROGRAMS", TYPED));
    let program = |seed| vsp_test_generator::typed(seed).into_bytes();
    files(&out.join("typed"), "lis", "typed", first..first + count, program)
}

/// The number that a variable of the environment says.
fn number(variable: &str, otherwise: u64) -> u64 {
    env::var(variable).map_or(otherwise, |count| count.parse().expect("a number"))
}

/// The programs of some seeds by name, written as files.
fn files(
    folder: &Path,
    extension: &str,
    name: &str,
    seeds: Range<u64>,
    program: impl Fn(u64) -> Vec<u8>,
) -> Vec<(String, PathBuf)> {
    fs::create_dir_all(folder).expect("OUT_DIR can be written");
    let programs = seeds.map(|seed| {
        let path = folder.join(format!("{seed}.{extension}"));
        write(&path, program(seed));
        (format!("{name}_{seed}"), path)
    });
    programs.collect()
}

/// The text of a list of programs.
fn list(out: &Path, name: &str, programs: &[(String, PathBuf)]) -> String {
    let mut text = String::new();
    let mut items = String::new();
    for (program, path) in programs {
        for (module, metering) in [(program.clone(), false), (format!("metered_{program}"), true)] {
            let folder = out.join(folder(metering, is_quick(program)));
            writeln!(
                text,
                "mod {module} {{ vsp_runtime::include_program!(pub mod {program} in {folder:?}); }}"
            )
            .unwrap();
        }
        let source = if name == "CORPUS" { format!("include_str!({path:?})") } else { "\"\"".into() };
        writeln!(
            items,
            "    Compiled {{ name: {program:?}, plain: &{program}::{program}::PROGRAM, \
             metered: &metered_{program}::{program}::PROGRAM, source: {source} }},"
        )
        .unwrap();
    }
    writeln!(text, "/// These programs of the list.\npub static {name}: &[Compiled] = &[\n{items}];")
        .unwrap();
    text
}

/// A program that is long enough to be cut, and writes to a port at its beginning and at its end.
fn long() -> String {
    // The first and the last region need different registers.
    let some = "LERP R0, R1, 3\n".repeat(3000);
    let more = "MULINT R0, R4\n ADDINT R4, R8\n XORINT R8, RC\n POWINT RC, R0\n".repeat(750);
    format!(".mode SIL-64\n.global main\nmain: OUT R0, 1\n{some}{more} OUT R0, 1\n RET\n")
}

/// A loop in a loop that stores nothing, in which an optimiser could take the inner one's look at the flag of interrupts for the
/// outer one's. O is never set, so that nothing leaves the inner one.
const NESTED: &str = ".global main\nmain: OUT R0, 7\nouter: NOP\ninner: JO outer\n JMP inner\n";

/// Generated programs, each as tokens, text and file, with those by the same seed next to each other.
fn inline(out: &Path) -> String {
    let mut text = String::new();
    let mut items = String::new();
    for seed in 0..INLINE {
        let source = vsp_isa::disasm::disassemble(&vsp_test_generator::program(seed));
        let path = out.join(format!("generated/{seed}.sil"));
        write(&path, &source);
        // Comments hold things like 0e, of which Rust can make no token.
        let tokens: Vec<&str> = source.lines().map(|line| line.split(';').next().unwrap_or(line)).collect();
        let tokens = tokens.join("\n");
        writeln!(
            text,
            "mod inline_{seed} {{ vsp_runtime::vsp! {{\n\
             pub mod tokens {{\n{tokens}\n}}\n\
             pub mod text = {source:?};\n\
             pub mod file = file {path:?};\n\
             }} }}"
        )
        .unwrap();
        let programs = ["tokens", "text", "file"].map(|way| format!("&inline_{seed}::{way}::PROGRAM"));
        writeln!(items, "    [{}],", programs.join(", ")).unwrap();
    }
    writeln!(text, "static INLINE: &[[&vsp_runtime::Program; 3]] = &[\n{items}];").unwrap();
    text
}
