//! Every instruction in every mode, compiled for every kind of target: the objects need nothing from a linker.

use object::read::{File, Object, ObjectSection, ObjectSymbol};
use vsp_codegen::targets::{Promise, TARGETS, promise};
use vsp_codegen::{Optimization, Options, Target, compile, object};
use vsp_isa::container::Container;
use vsp_isa::flow::AnalysedProgram;
use vsp_isa::{Encoded, Field, Instruction, Mode, Opcode, Reg, Version};

/// All targets of which more is promised than that there might be native code.
fn triples() -> impl Iterator<Item = &'static str> {
    TARGETS.iter().filter(|target| target.promise.is_native()).map(|target| target.triple)
}

fn container(mode: Mode, code: Vec<u8>) -> Container {
    Container {
        version: Version::V1_1,
        mode,
        entry: 0,
        code,
        data: Vec::new(),
        symbols: Vec::new(),
        empty_symbols: false,
        debug: None,
    }
}

/// Every instruction once, with operands that vary with `seed`; jumps go to the next instruction.
fn every_instruction(seed: u32) -> Vec<u8> {
    let mut code = Vec::new();
    for &opcode in Opcode::ALL {
        if matches!(opcode, Opcode::Hlt | Opcode::Ret | Opcode::Setmode) {
            continue;
        }
        let mut operands = 0x0083_2100u32.wrapping_mul(seed | 1) & 0x00ff_ffff;
        let next = (code.len() + opcode.format().length()) as u32;
        for field in opcode.operands() {
            match field {
                // The mode stays as wide as it is, so that every word below has it.
                Field::ModeImmediate => operands = Field::ModeImmediate.place(4),
                Field::Code24 => operands = next,
                Field::Branch => operands = seed & 15 | next << 8 & 0x00ff_ff00,
                // Words at R0 to RC never pass RF.
                Field::WordA | Field::WordB => operands &= !(field.place(3)),
                _ => {}
            }
        }
        code.extend_from_slice(Encoded::new(opcode, operands).as_bytes());
    }
    code.extend_from_slice(Instruction::Hlt {}.encode().as_bytes());
    code
}

#[test]
fn every_instruction_needs_nothing_from_a_linker() {
    for triple in triples() {
        let target = Target::new(triple, &[]).expect("the target is supported");
        for mode in Mode::ALL {
            for seed in 0..2 {
                for metering in [false, true] {
                    let options = Options { metering, interrupts: metering, ..Options::default() };
                    let program = container(mode, every_instruction(seed));
                    let code =
                        compile(&AnalysedProgram::of(&program).expect("it is sound"), &target, &options)
                            .expect("it compiles");
                    let bytes = object(&code, &target, "the_program").expect("it is an object");
                    let file = File::parse(&*bytes).expect("it can be read");
                    for section in file.sections() {
                        let name = section.name().expect("it has a name");
                        let is_table = matches!(name, ".eh_frame" | ".pdata");
                        assert!(is_table || section.relocations().count() == 0, "{triple}, {name}");
                    }
                    let names: Vec<&str> = file
                        .symbols()
                        .filter(|symbol| symbol.is_undefined())
                        .filter_map(|symbol| symbol.name().ok())
                        .filter(|name| !name.is_empty())
                        .collect();
                    assert_eq!(names, [""; 0], "{triple}");
                    let global = file.symbols().filter(|symbol| symbol.is_global()).collect::<Vec<_>>();
                    let underscore = if triple.contains("apple") { "_" } else { "" };
                    assert_eq!(global.len(), 1, "{triple}");
                    assert_eq!(global[0].name(), Ok(format!("{underscore}the_program").as_str()), "{triple}");
                }
            }
        }
    }
}

#[test]
fn the_same_program_gives_the_same_bytes() {
    for triple in triples() {
        let target = Target::new(triple, &[]).expect("the target is supported");
        let program = container(Mode::Sil32, every_instruction(5));
        let compiled = || {
            compile(&AnalysedProgram::of(&program).expect("it is sound"), &target, &Options::default())
                .expect("it compiles")
        };
        assert_eq!(compiled(), compiled(), "{triple}");
    }
}

#[test]
fn entries_are_sorted_and_inside_their_parts() {
    let target = Target::new("x86_64-unknown-linux-gnu", &[]).expect("the target is supported");
    // A long chain of small loops, so that there are several regions.
    let mut code = Vec::new();
    for _ in 0..1500 {
        let start = code.len() as u32;
        code.extend_from_slice(Instruction::Inv { a: Reg::RC }.encode().as_bytes());
        code.extend_from_slice(Instruction::Loop { target: start }.encode().as_bytes());
    }
    code.extend_from_slice(Instruction::Hlt {}.encode().as_bytes());
    let code = compile(
        &AnalysedProgram::new(container(Mode::Sil8, code)).expect("it is sound"),
        &target,
        &Options::default(),
    )
    .expect("it compiles");
    assert!(code.regions.len() > 1, "the program is cut");
    assert!(code.regions.is_sorted() && code.entries.is_sorted());
    for head in (0..1500).map(|number| 6 * number) {
        assert!(code.entries.iter().any(|entry| entry.address == head), "the loop at {head} can be entered");
    }
    for entry in &code.entries {
        assert!((entry.region as usize) < code.regions.len());
    }
}

#[test]
fn code_grows_with_the_program_and_no_faster() {
    let target = Target::new("aarch64-unknown-linux-gnu", &[]).expect("the target is supported");
    let size = |copies: usize| {
        let mut code = Vec::new();
        for _ in 0..copies {
            let mut some = every_instruction(2);
            some.pop();
            code.append(&mut some);
        }
        // Operands that are addresses all mean the first copy: that is as good as any other target.
        code.extend_from_slice(Instruction::Hlt {}.encode().as_bytes());
        let program = container(Mode::Sil64, code);
        compile(
            &AnalysedProgram::of(&program).expect("it is sound"),
            &target,
            &Options { optimization: Optimization::Quick, ..Options::default() },
        )
        .expect("it compiles")
        .bytes
        .len()
    };
    let (small, large) = (size(4), size(40));
    assert!(large < small * 15, "{small} bytes became {large}");
}

#[test]
fn targets_without_a_back_end_are_told_apart() {
    let cases = [
        ("wasm32-unknown-unknown", "processor"),
        ("thumbv7em-none-eabihf", "processor"),
        ("i686-unknown-linux-gnu", "processor"),
        ("powerpc64le-unknown-linux-gnu", "processor"),
        ("loongarch64-unknown-linux-gnu", "processor"),
        ("x86_64-unknown-linux-gnux32", "pointers"),
        ("aarch64-unknown-linux-gnu_ilp32", "pointers"),
        ("aarch64_be-unknown-linux-gnu", "order of bytes"),
        ("aarch64-unknown-uefi", "calling convention"),
        ("x86_64-unknown-uefi", "calling convention"),
        ("x86_64-pc-cygwin", "calling convention"),
        ("x86_64-unknown-none", "registers for floats"),
        ("aarch64-unknown-none-softfloat", "registers for floats"),
        ("s390x-unknown-none-softfloat", "registers for floats"),
        ("x86_64-fortanix-unknown-sgx", "hardened"),
        ("riscv64imac-unknown-none-elf", "extensions"),
        ("riscv64im-unknown-none-elf", "does not know a target of this name"),
        ("arm64ec-pc-windows-msvc", "does not know a target of this name"),
        ("arm64e-apple-darwin", "does not know a target of this name"),
        ("arm64_32-apple-watchos", "does not know a target of this name"),
        ("x86_64", "what system"),
        ("aarch64-unknown-unknown", "what system"),
        ("nonsense", "does not know a target of this name"),
    ];
    for (triple, reason) in cases {
        let error = Target::new(triple, &[]).expect_err("there is no native back end");
        assert!(error.is_unsupported_target(), "{error}");
        assert!(error.unsupported_because().is_some_and(|because| because.contains(reason)), "{error}");
        assert!(error.to_string().contains(triple), "{error}");
    }
}

/// What is nobody's target is interpreted: it is no error, and nothing panics.
#[test]
fn texts_that_are_no_triples_are_judged_too() {
    let dashes = "-".repeat(1 << 16);
    let long = "x86_64-unknown-linux-gnu".repeat(1 << 12);
    let mut texts: Vec<String> = [
        "",
        "-",
        "--",
        "x86_64",
        "x86_64-",
        "-x86_64",
        "x86_64--linux",
        "x86_64-unknown",
        "x86_64-unknown-linux-gnu-",
        "X86_64-UNKNOWN-LINUX-GNU",
        "x86_64 -unknown-linux-gnu",
        "aarch64-apple-darwin99999999999999999999.0",
        "aarch64-apple-ios1.2.3.4",
        "aarch64-apple-darwin.",
        "riscv64",
        "riscv64gc",
        "s390x",
        "ρ-θ-\u{0}-\n",
        "my-board",
    ]
    .map(str::to_owned)
    .into();
    texts.extend([dashes, long]);
    // Every beginning of real ones, and each with a letter changed.
    for triple in triples() {
        texts.extend((0..triple.len()).map(|end| triple[..end].to_owned()));
        texts.extend((0..triple.len()).map(|at| format!("{}?{}", &triple[..at], &triple[at + 1..])));
    }
    let program = container(Mode::Sil8, Instruction::Hlt {}.encode().as_bytes().to_vec());
    for text in texts {
        for features in [&[][..], &["sse2", "neon", "d"], &["", "\u{0}", "no such feature"]] {
            match Target::new(&text, features) {
                // The beginning of a triple may be one itself, such as `s390x-unknown-linux`.
                Ok(target) => {
                    let code = compile(
                        &AnalysedProgram::of(&program).expect("it is sound"),
                        &target,
                        &Options::default(),
                    )
                    .expect("it compiles");
                    assert!(object(&code, &target, "symbol").is_ok(), "{text:?}");
                }
                Err(error) => assert!(error.is_unsupported_target(), "{text:?}: {error}"),
            }
        }
    }
}

#[test]
fn what_is_promised_is_what_the_compiler_does() {
    for listed in TARGETS {
        assert_eq!(promise(listed.triple), listed.promise, "{}", listed.triple);
        assert_eq!(Target::new(listed.triple, &[]).is_ok(), listed.promise.is_native(), "{}", listed.triple);
    }
    assert!(TARGETS.is_sorted_by_key(|listed| listed.promise));
    assert_eq!(promise("x86_64-unknown-netbsd"), Promise::Native);
    assert_eq!(promise("riscv32i-unknown-none-elf"), Promise::Interpreter);
}
