//! What goes wrong: exit status 1, a message that names the file, and nothing written.

use crate::folder::Folder;

#[test]
fn usage_errors_exit_with_1() {
    let folder = Folder::with("p.sil", "main: HLT");
    for arguments in [
        "",
        "walk p.sil",
        "run",
        "run p.sil --engine steam",
        "run p.sil --fuel lots",
        "run p.sil --fuel -1",
        "asm p.sil",
        "compile p.sil",
        "compile p.sil -o p.o --opt most",
        "compile p.sil -o p.o --symbol=",
    ] {
        folder.vsp(arguments).error();
    }
    let error = folder.vsp("run p.sil --engine steam").error();
    assert!(error.contains("steam") && error.contains("interpreter"), "{error}");
    for command in ["run p.sil", "compile p.sil -o p.o"] {
        let error = folder.vsp(&format!("{command} --opt most")).error();
        assert!(error.contains("most") && error.contains("fast, quick"), "{error}");
    }
    assert_eq!(folder.names(), ["p.sil"]);
}

#[test]
fn help_and_version_are_no_errors() {
    let folder = Folder::new();
    assert!(folder.vsp("--help").done().contains("compile"));
    assert!(folder.vsp("run --help").done().contains("--json"));
    assert_eq!(folder.vsp("--version").done(), format!("vsp {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn missing_files() {
    let folder = Folder::with("p.sil", "main: HLT");
    for arguments in ["asm none.sil -o p.silc", "dis none.silc", "info none.silc", "compile none.silc -o p.o"]
    {
        assert!(folder.vsp(arguments).error().contains("none.sil"), "{arguments}");
    }
    assert!(folder.vsp("run none.silc").error().contains("none.silc"));
    assert!(folder.vsp("run p.sil --input none").error().contains("none"));
    assert!(folder.vsp("run . ").error().contains('.'));
    assert_eq!(folder.names(), ["p.sil"]);
}

#[test]
fn outputs_that_cannot_be_written() {
    let folder = Folder::with("p.sil", "main: CALL println\n HLT");
    for arguments in
        ["asm p.sil -o no/p.silc", "dis p.sil -o no/p", "compile p.sil -o no/p.o", "run p.sil --output no/p"]
    {
        assert!(folder.vsp(arguments).error().contains("no/p"), "{arguments}");
    }
    assert_eq!(folder.names(), ["p.sil"]);
}

#[test]
fn damaged_files() {
    let folder = Folder::with("p.sil", ".data\n .byte 1\n .code\n .global main\n main: NOP\n HLT");
    folder.vsp("asm p.sil -o p.silc").done();
    let file = folder.get("p.silc");
    for length in [0, 1, 4, 20, 31, 33, 35, file.len() - 1] {
        folder.put("cut.silc", &file[..length]);
        for command in ["run", "info", "dis"] {
            let error = folder.vsp(&format!("{command} cut.silc")).error();
            assert!(error.contains("cut.silc: bad SILC file: "), "{length}: {error}");
        }
    }
    let mut wrong = file.clone();
    wrong[0] = b'X';
    folder.put("wrong.silc", &wrong);
    assert!(folder.vsp("run wrong.silc").error().contains("magic at offset 0x0"));
    // By another name it could be anything; its first byte above 127 is told.
    wrong[7] = 0xff;
    folder.put("wrong", &wrong);
    let error = folder.vsp("run wrong --json").error();
    assert!(error.contains("wrong: neither a SILC file") && error.contains("offset 0x7"), "{error}");
}

#[test]
fn one_stream_is_not_used_twice() {
    let folder = Folder::with("p.sil", "main: HLT");
    assert!(folder.vsp_with("run - --input -", b"main: HLT").error().contains("standard input"));
    assert!(folder.vsp("run p.sil --json --output -").error().contains("--output"));
}
