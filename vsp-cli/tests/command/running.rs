//! `vsp run` for people: what goes where, and the exit status.

use crate::folder::Folder;

/// Sends back every byte of its input. JZ's flag form needs a target whose low byte is 16 at least.
const ECHO: &str = "
    main: SENSE R0
          JZ    done
          ACT   R0
          JMP   main
          .align 32
    done: HLT
";

#[test]
fn printed_text_goes_to_stdout_and_the_report_to_stderr() {
    let source = ".data\n hello: .string \"hello\"\n .code\n main: CALL print_string, hello\n HLT";
    let answer = Folder::with("p.sil", source).vsp("run p.sil");
    assert_eq!((answer.status, answer.text().as_str()), (0, "hello\n"));
    assert!(answer.stderr.starts_with("p.sil: halted"), "{}", answer.stderr);
}

#[test]
fn a_trap_exits_with_2_and_names_kind_address_and_line() {
    let answer = Folder::with("p.sil", "main: NOP\n POP R1").vsp("run p.sil");
    assert_eq!((answer.status, answer.text().as_str()), (2, ""));
    let report = &answer.stderr;
    assert!(report.starts_with("p.sil: trapped: DataStackUnderflow at 0x0001"), "{report}");
    assert!(report.lines().next().is_some_and(|line| line.contains("(line 2)")), "{report}");
}

#[test]
fn what_was_sent_and_printed_before_a_trap_is_delivered() {
    let folder = Folder::with("p.sil", "main: MOVI R0, 0\n ACT R0\n CALL println\n POP R1");
    let answer = folder.vsp("run p.sil --output sent");
    assert_eq!((answer.status, answer.text().as_str()), (2, "\n"));
    // (0, 0) packs to 0x80.
    assert_eq!(folder.get("sent"), [0x80]);
}

#[test]
fn the_level_of_machine_code_changes_no_result() {
    // 5 * 4 * 3 * 2 * 1.
    let source = ".mode SIL-64\nmain: LI R0, 5\n LI R4, 1\n LI R8, 1\nagain: MULINT R4, R0\n SUBINT R0, R8\n \
                  TESTINT R0, R0\n JZ done\n JMP again\n.align 64\ndone: HLT";
    let folder = Folder::with("p.sil", source);
    let run = |options: &str| {
        let json = folder.vsp(&format!("run p.sil --json --engine {options}")).done();
        let mut report: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
        report.as_object_mut().expect("it is an object").remove("engine");
        report
    };
    let expected = run("interpreter");
    assert_eq!(expected["registers"][4], 120);
    for options in
        ["interpreter --opt quick", "cranelift --opt fast", "cranelift --opt quick", "auto --opt quick"]
    {
        assert_eq!(run(options), expected, "{options}");
    }
}

#[test]
fn a_silc_file_runs_as_its_source_does() {
    let folder = Folder::with("p.sil", "main: MOVI R0, 5\n HLT");
    folder.vsp("asm p.sil -o program").done();
    let json = folder.vsp("run p.sil --json").done();
    assert_eq!(folder.vsp("run program --json").done(), json);
    assert_eq!(folder.vsp_with("run - --json", &folder.get("program")).done(), json);
    assert_eq!(folder.vsp_with("run - --json", &folder.get("p.sil")).done(), json);
}

#[test]
fn streams_are_files() {
    let folder = Folder::with("echo.sil", ECHO);
    let all: Vec<u8> = (0..=255).collect();
    folder.put("in", &all);
    let answer = folder.vsp("run echo.sil --input in --output out");
    assert_eq!((answer.status, answer.text().as_str()), (0, ""));
    assert_eq!(folder.get("out"), all);
    assert_eq!(folder.names(), ["echo.sil", "in", "out"]);
}

#[test]
fn streams_are_pipes() {
    let folder = Folder::with("echo.sil", ECHO.replace("done: ", "done: CALL println\n"));
    let all: Vec<u8> = (0..=255).rev().collect();
    let answer = folder.vsp_with("run echo.sil --input - --output -", &all);
    assert_eq!((answer.status, &answer.stdout), (0, &all));
    // What is printed gives way to the output stream.
    assert!(answer.stderr.starts_with("\necho.sil: halted"), "{}", answer.stderr);
}

#[test]
fn without_input_sense_reads_sensors() {
    // An empty input sets Z at once; sensors hold NULL and clear it.
    let folder = Folder::with("p.sil", "main: SENSE R0\n HLT");
    folder.put("nothing", "");
    assert!(folder.vsp("run p.sil --json").done().contains(r#""status":16,"#));
    assert!(folder.vsp("run p.sil --json --input nothing").done().contains(r#""status":17,"#));
}

#[test]
fn entry_begins_at_an_exported_function() {
    let source = ".global main\n .global other\n main: MOVI R0, 1\n HLT\n other: MOVI R0, 2\n RET";
    let folder = Folder::with("p.sil", source);
    let json = folder.vsp("run p.sil --json --entry other").done();
    // HLT ends main at 4; MOVI and RET take another 4 bytes.
    assert!(json.starts_with(r#"{"outcome":"returned","trap":null,"pc":8,"#), "{json}");
    assert!(json.contains(r#""registers":[2,248,"#), "{json}");
    let json = folder.vsp("run p.sil --json").done();
    assert!(json.contains(r#""registers":[1,248,"#), "{json}");
}

#[test]
fn entry_begins_at_a_label_of_the_code() {
    let folder = Folder::with("p.sil", ".global main\n main: MOVI R0, 1\n HLT\n other: MOVI R0, 2\n RET");
    for engine in ["interpreter", "dynasm", "cranelift"] {
        let json = folder.vsp(&format!("run p.sil --json --fuel 10 --entry other --engine {engine}")).done();
        assert!(json.starts_with(r#"{"outcome":"returned","trap":null,"pc":8,"#), "{json}");
        assert!(json.contains(r#""registers":[2,248,"#) && json.contains(r#""fuel_used":2,"#), "{json}");
    }
}

#[test]
fn an_unknown_entry_tells_those_that_there_are() {
    let folder = Folder::with("p.sil", ".global one\n .global two\n one: HLT\n two: HLT\n three: HLT");
    let error = folder.vsp("run p.sil --entry four --output out").error();
    let expected = "error: p.sil: no function or label of the code is named `four`; the exported functions are one, two\n";
    assert_eq!(error, expected);
    folder.put("q.sil", "main: HLT\n.data\ntaps: .byte 1");
    let error = folder.vsp("run q.sil --entry taps").error();
    assert!(error.ends_with("is named `taps`; the labels are main\n"), "{error}");
    folder.put("q.sil", "HLT");
    let error = folder.vsp("run q.sil --entry main").error();
    assert!(error.contains("`main`") && error.contains(".global NAME"), "{error}");
    assert_eq!(folder.names(), ["p.sil", "q.sil"]);
}

/// The engines that make machine code of programs that are loaded.
const COMPILING: [&str; 2] = ["dynasm", "cranelift"];

/// Counts R0 down from 2,000,000 and sends what is left.
const LONG: &str = "
            .mode SIL-64
    main:   LI      R0, 2000
            LI      R4, 1000
            MULINT  R0, R4
            LI      R4, 1
    next:   SUBINT  R0, R4
            TESTINT R0, R0
            JZ      done
            JMP     next
            .align  32
    done:   ACT     R0
            HLT
";

#[test]
fn engines_differ_in_nothing_but_their_name() {
    let folder = Folder::with("p.sil", ECHO);
    folder.put("in", "some bytes");
    let run = |engine: &str, more: &str| {
        folder.vsp(&format!("run p.sil --input in --json --engine {engine} {more}")).done()
    };
    for more in ["", "--fuel 1000", "--fuel 7"] {
        let expected = run("interpreter", more);
        assert!(expected.ends_with("\"engine\":\"interpreter\"}\n"), "{expected}");
        // Too short a run to be worth any machine code.
        assert_eq!(run("auto", more), expected);
        for engine in COMPILING {
            assert_eq!(run(engine, more), expected.replace("interpreter", engine));
        }
    }
}

#[test]
fn long_runs_end_in_the_fastest_engine() {
    let folder = Folder::with("p.sil", LONG);
    for fuel in ["", "--fuel 100000000"] {
        let json = folder.vsp(&format!("run p.sil --json --engine auto {fuel}")).done();
        assert!(json.contains(r#""output":[0],"#), "{json}");
        // Four instructions, then four a round but for the last, whose JZ leads on to ACT and HLT.
        let used = if fuel.is_empty() { "null".to_owned() } else { (4 + 4 * 2_000_000 - 1 + 2).to_string() };
        assert!(json.ends_with(&format!("\"fuel_used\":{used},\"engine\":\"cranelift\"}}\n")), "{json}");
    }
}

#[test]
fn what_is_too_large_to_compile_is_refused_or_interpreted() {
    let folder = Folder::with("p.sil", "main: NOP\n NOP\n NOP\n HLT");
    for engine in ["dynasm", "cranelift"] {
        let answer = folder.vsp(&format!("run p.sil --engine {engine} --max-instructions 3"));
        // Elsewhere there may be no such engine.
        let refused = answer.stderr.contains("the limit `instructions` allows 3; --max-instructions")
            || answer.stderr.contains("there is no machine code for this computer");
        assert!(answer.status == 1 && refused, "{}", answer.stderr);
    }
    let answer = folder.vsp("run p.sil --engine auto --max-instructions 3");
    assert_eq!(answer.status, 0, "{}", answer.stderr);
}
