//! The text of programs on their way to machine code: what stands beside what.

use vsp_codegen::emit::{Form, emit};
use vsp_codegen::{CompileLimits, Optimization, Options, Target};
use vsp_isa::flow::AnalysedProgram;

const FORMS: [Form; 3] = [Form::Middle, Form::Clif, Form::Assembly];

const TRIPLES: [&str; 4] = [
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "riscv64gc-unknown-linux-gnu",
    "s390x-unknown-linux-gnu",
];

fn text(source: &str, triple: &str, options: &Options, form: Form) -> Result<String, vsp_codegen::Error> {
    let program = vsp_isa::asm::assemble(source, "a.sil").expect("it is right");
    let program = AnalysedProgram::new(program).expect("it is sound");
    emit(&program, &Target::new(triple, &[]).expect("there is a back end"), options, form)
}

/// Many ways, and in each block a number that it alone stores: 1000 and the number of its label.
const WAYS: &str = "
    .mode SIL-64
    .global f
    f:  LI R4, 1000
        STOREW R4, 0
        TESTINT R0, R0
        JZ l3
    l1: LI R4, 1001
        STOREW R4, 8
        JN l4
    l2: LI R4, 1002
        STOREW R4, 16
        JMP l1
    l3: LI R4, 1003
        STOREW R4, 24
        JN l1
    l4: LI R4, 1004
        STOREW R4, 32
        JZ l2
    l5: LI R4, 1005
        STOREW R4, 40
        RET
";

/// What stands between the comment of a label and the next comment or head of a block.
fn block<'a>(text: &'a str, label: &str) -> Vec<&'a str> {
    let lines = text.lines().skip_while(|line| !line.starts_with(&format!("; {label} (")));
    let mut lines = lines.skip_while(|line| line.starts_with(';'));
    let head = lines.next().unwrap_or_else(|| panic!("no block of {label}:\n{text}"));
    assert!(head.starts_with(['b', 'l']), "{head}");
    lines.take_while(|line| line.starts_with(' ')).collect()
}

/// The ways in which the assembly of the targets and the other forms write a number, behind what is no digit.
fn has_number(line: &str, number: u32) -> bool {
    [format!("{number}"), format!("{number:#x}")].iter().any(|text| {
        let is_it = |word: &str| word == text;
        line.split(|c: char| !c.is_ascii_alphanumeric()).any(is_it)
    })
}

#[test]
fn each_place_stands_at_the_block_that_does_what_it_says() {
    // Passes of the other level may take instructions from block to block.
    let options = Options { optimization: Optimization::Quick, ..Options::default() };
    for triple in TRIPLES {
        for form in FORMS {
            let text = text(WAYS, triple, &options, form).expect("it compiles");
            for (label, number) in ["f", "l1", "l2", "l3", "l4", "l5"].iter().zip(1000..) {
                let block = block(&text, label);
                let found = (1000..1006).filter(|&it| block.iter().any(|line| has_number(line, it)));
                assert_eq!(found.collect::<Vec<_>>(), [number], "{label} in {text}");
            }
        }
    }
}

#[test]
fn instructions_have_their_addresses_lines_and_labels() {
    let text = text(WAYS, TRIPLES[1], &Options::default(), Form::Middle).expect("it compiles");
    assert!(text.starts_with("; region 0, entered at f (0000 in SIL-64), "), "{text}");
    let comment = "; f (0000 in SIL-64)\n;   0000 line 4    LI        R4, 1000\n";
    assert!(text.contains(comment), "{text}");
    assert!(text.contains(" line 7    JZ        l3\n"), "{text}");
}

#[test]
fn each_part_has_its_function() {
    let source = ".mode SIL-64\nmain: ".to_owned() + &"ADDINT R0, R4\n".repeat(1500) + "HLT";
    for form in FORMS {
        let text = text(&source, TRIPLES[0], &Options::default(), form).expect("it compiles");
        let heads: Vec<&str> = text.lines().filter(|line| line.starts_with("; region ")).collect();
        // 1,000 instructions, of three bytes but for the first of them, are a region.
        assert_eq!(
            heads,
            ["; region 0, entered at main (0000 in SIL-64)", "; region 1, entered at 0bb8 in SIL-64"]
        );
    }
}

#[test]
fn what_is_too_large_is_refused_as_by_the_compiler() {
    let few = CompileLimits { instructions: 3, ..CompileLimits::default() };
    let short = CompileLimits { code_bytes: 10, ..CompileLimits::default() };
    for limits in [few, short] {
        for form in FORMS {
            let options = Options { limits, ..Options::default() };
            let error = text(WAYS, TRIPLES[0], &options, form).expect_err("it is too large");
            assert!(error.too_large().is_some(), "{error}");
        }
    }
}
