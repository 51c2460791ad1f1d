//! `vsp compile`: objects for machines of all kinds, from any host.

use crate::folder::Folder;
use object::read::{File, Object, ObjectSection, ObjectSymbol};
use object::{Architecture, BinaryFormat};

/// A program with jumps, words, floats, helpers and input.
const SOURCE: &str = "
    .mode SIL-64
    .global main
    main: SENSE     R0
          JZ        done
          CVTI2F    R0
          SQRTFLOAT R0
          FLOORFLOAT R0
          ADD       R4, R5
          CALL      print_float
          ACT       R4
          JMP       main
          .align    64
    done: HLT
";

/// A program that does something for people.
const DETECTOR: &str = include_str!("../../../examples/heartbeat/programs/detector.sil");

const TARGETS: &[(&str, BinaryFormat, Architecture)] = &[
    ("x86_64-unknown-linux-gnu", BinaryFormat::Elf, Architecture::X86_64),
    ("aarch64-unknown-linux-gnu", BinaryFormat::Elf, Architecture::Aarch64),
    ("x86_64-apple-darwin", BinaryFormat::MachO, Architecture::X86_64),
    ("aarch64-apple-darwin", BinaryFormat::MachO, Architecture::Aarch64),
    ("x86_64-pc-windows-msvc", BinaryFormat::Coff, Architecture::X86_64),
    ("aarch64-pc-windows-msvc", BinaryFormat::Coff, Architecture::Aarch64),
];

/// Makes sure that an object needs nothing from a linker but a place, which tables for unwinders must be told, and gives the
/// names that it defines for others.
#[track_caller]
fn globals(file: &File<'_>) -> Vec<String> {
    for section in file.sections() {
        let name = section.name().expect("it has a name");
        let is_table = matches!(name, ".eh_frame" | ".pdata");
        assert!(is_table || section.relocations().count() == 0, "relocations in {name}");
    }
    let name_of = |symbol: &object::Symbol<'_, '_>| symbol.name().expect("names are UTF-8").to_owned();
    let undefined: Vec<String> =
        file.symbols().filter(|symbol| symbol.is_undefined()).map(|symbol| name_of(&symbol)).collect();
    assert!(undefined.iter().all(String::is_empty), "undefined: {undefined:?}");
    file.symbols().filter(|symbol| symbol.is_global()).map(|symbol| name_of(&symbol)).collect()
}

#[test]
fn objects_need_nothing_from_a_linker() {
    let folder = Folder::with("my-program.sil", SOURCE);
    for &(triple, format, architecture) in TARGETS {
        for options in
            ["", "--metering", "--metering --interrupts=false", "--interrupts", "--opt quick --symbol my_own"]
        {
            folder.vsp(&format!("compile my-program.sil --target {triple} -o p.o {options}")).done();
            let bytes = folder.get("p.o");
            let file = File::parse(&*bytes).expect("it is an object file");
            assert_eq!((file.format(), file.architecture()), (format, architecture), "{triple}");
            // Mach-O's C symbols begin with an underscore.
            let underscore = if format == BinaryFormat::MachO { "_" } else { "" };
            let symbol = if options.contains("--symbol") { "my_own" } else { "vsp5_my_program" };
            assert_eq!(globals(&file), [format!("{underscore}{symbol}")], "{triple} {options}");
            let code: u64 = file.sections().map(|section| section.size()).sum();
            assert!(code > 0, "{triple} has no code");
        }
    }
}

#[test]
fn objects_of_the_example_need_nothing_either() {
    let folder = Folder::with("detector.sil", DETECTOR);
    for &(triple, _, _) in TARGETS {
        folder.vsp(&format!("compile detector.sil --target {triple} -o detector.o")).done();
        let bytes = folder.get("detector.o");
        assert_eq!(globals(&File::parse(&*bytes).expect("it is an object file")).len(), 1, "{triple}");
    }
}

#[test]
fn the_default_target_is_this_machine() {
    let folder = Folder::with("p.sil", SOURCE);
    let answer = folder.vsp("compile p.sil -o p.o");
    if cfg!(any(target_arch = "x86_64", target_arch = "aarch64")) {
        answer.done();
        let bytes = folder.get("p.o");
        let file = File::parse(&*bytes).expect("it is an object file");
        let expected =
            if cfg!(target_arch = "x86_64") { Architecture::X86_64 } else { Architecture::Aarch64 };
        assert_eq!(file.architecture(), expected);
    }
}

#[test]
fn options_change_the_code() {
    let folder = Folder::with("p.sil", SOURCE);
    let compile = |options: &str| {
        folder.vsp(&format!("compile p.sil -o p.o --target x86_64-unknown-linux-gnu {options}")).done();
        folder.get("p.o")
    };
    let plain = compile("");
    assert_eq!(compile("--opt fast"), plain);
    assert_ne!(compile("--opt quick"), plain);
    assert_ne!(compile("--metering"), plain);
    assert_ne!(compile("--interrupts"), plain);
    assert_eq!(compile("--metering"), compile("--metering --interrupts"));
    assert_ne!(compile("--metering"), compile("--metering --interrupts=false"));
    // With SSE4.1 FLOORFLOAT is one instruction.
    assert_ne!(compile("--features sse3,ssse3,sse4.1"), plain);
}

#[test]
fn forms_on_the_way_stand_beside_the_program() {
    let folder = Folder::with("p.sil", SOURCE);
    let target = "--target x86_64-unknown-linux-gnu";
    let emit = |options: &str| folder.vsp(&format!("compile p.sil {target} --emit {options}")).done();
    for (form, code) in [("middle", " at 0 in SIL-64:"), ("clif", "\nblock1"), ("asm", "  retq\n")] {
        let text = emit(form);
        assert!(text.starts_with("; region 0, entered at main (0000 in SIL-64)"), "{text}");
        // The lines of the source, which begins with an empty one.
        for line in ["line 4    SENSE     R0", "line 7    SQRTFLOAT R0", "line 12   JMP       main"] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert!(text.contains(code), "{text}");
        assert_eq!(emit(&format!("{form} --opt fast -o -")), text);
        assert_ne!(emit(&format!("{form} --opt quick")), text);
        assert_ne!(emit(&format!("{form} --metering")), text);
        assert_eq!(folder.names(), ["p.sil"]);
    }
    assert_eq!(emit("asm -o p.asm"), "");
    assert_eq!(folder.get("p.asm"), emit("asm").into_bytes());
    // Without debug information there are addresses alone.
    folder.put("q.sil", format!(".nodebug\n{SOURCE}"));
    let text = folder.vsp("compile q.sil --emit middle").done();
    assert!(text.contains("\n;   0000           SENSE     R0\n"), "{text}");
    let said = folder.vsp("compile p.sil --emit wasm").error();
    assert!(said.contains("middle, clif, asm"), "{said}");
}

#[test]
fn targets_without_a_back_end_are_refused() {
    let folder = Folder::with("p.sil", SOURCE);
    for triple in ["wasm32-unknown-unknown", "thumbv7em-none-eabihf", "i686-pc-windows-msvc", "nonsense"] {
        let error = folder.vsp(&format!("compile p.sil -o p.o --target {triple}")).error();
        assert!(error.contains(&format!("no native code for target `{triple}`")), "{error}");
    }
    assert_eq!(folder.names(), ["p.sil"]);
}

#[test]
fn the_environment_says_which_system_objects_are_for() {
    let folder = Folder::with("p.sil", SOURCE);
    let compile = |version: &str| {
        let mut command = folder.command("compile p.sil -o p.o --target aarch64-apple-darwin");
        command.env("MACOSX_DEPLOYMENT_TARGET", version).output().expect("it can be run")
    };
    let object = |version: &str| {
        assert!(compile(version).status.success(), "{version}");
        folder.get("p.o")
    };
    // Versions below the first for this processor count as the first.
    assert_eq!(object("10.12"), object("11.0"));
    assert_ne!(object("14.2"), object("11.0"));
    let said = String::from_utf8(compile("11.x").stderr).expect("it is text");
    assert!(said.starts_with("error: MACOSX_DEPLOYMENT_TARGET is \"11.x\", which is no version"), "{said}");
}

#[test]
fn what_is_too_large_is_refused_and_both_options_allow_more() {
    let folder = Folder::with("p.sil", "main: NOP\n NOP\n NOP\n HLT");
    let answer = folder.vsp("compile p.sil -o p.o --max-instructions 3");
    assert_eq!(answer.status, 1);
    let said = "p.sil: the program has 4 instructions to compile, counted for each mode that can reach them, and the \
                limit `instructions` allows 3; --max-instructions and --max-code-bytes allow more";
    assert!(answer.stderr.contains(said), "{}", answer.stderr);
    let answer = folder.vsp("compile p.sil -o p.o --max-code-bytes 1");
    assert_eq!(answer.status, 1);
    assert!(answer.stderr.contains("the limit `code_bytes` allows 1"), "{}", answer.stderr);
    assert_eq!(folder.names(), ["p.sil"]);
    assert_eq!(folder.vsp("compile p.sil -o p.o --max-instructions 4 --max-code-bytes 4096").status, 0);
}
