//! Processor features: they are used where the caller names them, and nowhere else.

use vsp_codegen::{Code, Options, Target, compile};
use vsp_isa::flow::AnalysedProgram;

/// Code that profits from features of many processors: rounding, shifts by a register, conditions, multiplication.
const SOURCE: &str = "
    .mode SIL-64
    main: CVTI2F     R0
          FLOORFLOAT R0
          CEILFLOAT  R4
          MULINT     R0, R4
          SHLINT     R0, R4
          SHRINT     R4, R8
          ABSINT     R8
          NOTINT     R0
          ANDINT     R0, R8
          CMPINT     R0, R4
          JZ         done
          ADD        R0, R1
    done: HLT
";

fn code(triple: &str, features: &[&str]) -> Code {
    let program = vsp_isa::asm::assemble(SOURCE, "features.sil").expect("it is right");
    let target = Target::new(triple, features).expect("there is a back end");
    compile(&AnalysedProgram::of(&program).expect("it is sound"), &target, &Options::default())
        .expect("it compiles")
}

/// Whether the code has an instruction of several bytes that begins with these.
fn has(code: &Code, bytes: &[u8]) -> bool {
    code.bytes.windows(bytes.len()).any(|window| window == bytes)
}

/// How many calls through registers there are, with or without an extra prefix.
fn calls(code: &Code) -> usize {
    code.bytes.windows(2).filter(|window| matches!(window, [0xff, 0xd0..=0xd7])).count()
}

const X86: &str = "x86_64-unknown-linux-gnu";

/// ROUNDSD, behind its mandatory prefix, for registers without an extra prefix.
const ROUNDSD: [u8; 3] = [0x0f, 0x3a, 0x0b];

#[test]
fn rounding_is_one_instruction_where_the_target_has_it() {
    let (without, with) =
        (code(X86, &["fxsr", "sse", "sse2"]), code(X86, &["sse2", "sse3", "ssse3", "sse4.1"]));
    assert!(!has(&without, &ROUNDSD));
    assert!(has(&with, &ROUNDSD));
    // FLOORFLOAT and CEILFLOAT call no helper then.
    assert_eq!((calls(&without), calls(&with)), (2, 0));
    // 64-bit ARM always has it: FRINTM between registers for doubles.
    assert!(has(&code("aarch64-unknown-linux-gnu", &[]), &[0x65, 0x1e]));
}

#[test]
fn features_make_a_difference() {
    let cases: [(&str, &[&str]); 6] = [
        (X86, &["sse4.1"]),
        (X86, &["bmi2"]),
        (X86, &["avx"]),
        ("riscv64gc-unknown-linux-gnu", &["m", "a", "f", "d", "c", "zbb"]),
        ("riscv64gc-unknown-linux-gnu", &["m", "a", "f", "d", "c", "zfa"]),
        ("s390x-unknown-linux-gnu", &["miscellaneous-extensions-3"]),
    ];
    for (triple, features) in cases {
        assert_ne!(code(triple, features).bytes, code(triple, &[]).bytes, "{triple} with {features:?}");
    }
}

/// This machine may have any number of features: without being told of them the code is that of the oldest processor.
#[test]
fn nothing_is_used_that_was_not_named() {
    let cases: [(&str, &[&str]); 4] = [
        (X86, &["fxsr", "sse", "sse2"]),
        ("aarch64-unknown-linux-gnu", &["neon"]),
        ("riscv64gc-unknown-linux-gnu", &["a", "c", "m", "zaamo", "zalrsc", "zca", "zicsr", "zifencei"]),
        ("s390x-unknown-linux-gnu", &["vector", "vector-enhancements-1", "miscellaneous-extensions-2"]),
    ];
    for (triple, least) in cases {
        let baseline = code(triple, &[]);
        assert_eq!(code(triple, least), baseline, "{triple}");
        // Names of other processors' features, or of none, do nothing.
        let strange = ["zbb-", "SSE4.1", "", "+sse4.1", "bmi", "arch13"];
        assert_eq!(code(triple, &[least, &strange].concat()), baseline, "{triple}");
    }
    // Nor do those of other architectures.
    assert_eq!(code(X86, &["zba", "lse"]), code(X86, &[]));
}

#[test]
fn features_do_not_depend_on_their_order() {
    let features =
        ["avx2", "avx", "bmi1", "bmi2", "fma", "lzcnt", "popcnt", "sse3", "sse4.1", "sse4.2", "ssse3"];
    let mut reversed = features;
    reversed.reverse();
    assert_eq!(code(X86, &features), code(X86, &reversed));
}
