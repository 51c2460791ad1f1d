//! LIS: `vsp lis`, and the other subcommands with a program in LIS.

use crate::folder::Folder;

const SMOOTH: &str = "
    static level: Float = 0.0;
    pub fn smooth(x: Float) -> Float {
        level = level + 0.5 * (x - level);
        return level;
    }
";

#[test]
fn checking_writes_nothing() {
    let folder = Folder::with("smooth.lis", SMOOTH);
    assert_eq!(folder.vsp("lis smooth.lis").done(), "");
    assert_eq!(folder.names(), ["smooth.lis"]);
}

#[test]
fn a_file_and_assembly_that_is_the_same_program() {
    let folder = Folder::with("smooth.lis", SMOOTH);
    assert_eq!(folder.vsp("lis smooth.lis -o p.silc").done(), "");
    let text = folder.vsp("lis smooth.lis --emit sil").done();
    assert!(text.contains("; 4: level = level + 0.5 * (x - level);"), "{text}");
    folder.put("p.sil", &text);
    folder.vsp("asm p.sil -o again.silc").done();
    assert!(folder.get("p.silc") == folder.get("again.silc"));
    assert_eq!(folder.vsp("lis smooth.lis --emit sil -o q.sil").done(), "");
    assert_eq!(folder.get("q.sil"), text.as_bytes());
    let error = folder.vsp("lis smooth.lis --emit silc").error();
    assert!(error.contains("--output OUT.silc"), "{error}");
    let answer = folder.vsp_with("lis - -o -", SMOOTH.as_bytes());
    assert!(answer.status == 0 && answer.stdout.starts_with(b"SILC"), "{}", answer.stderr);
}

#[test]
fn all_errors_with_their_places() {
    let folder = Folder::with("p.lis", "fn main() {\n    pint(1);\n    let x: Int = true;\n}\n");
    for arguments in ["lis p.lis", "lis p.lis -o p.silc", "run p.lis", "compile p.lis -o p.o", "info p.lis"] {
        let error = folder.vsp(arguments).error();
        assert!(error.contains("p.lis:2:5") && error.contains("p.lis:3:18"), "{error}");
        assert!(error.contains("did you mean `print`?"), "{error}");
    }
    assert_eq!(folder.names(), ["p.lis"]);
    let error = folder.vsp("lis none.lis").error();
    assert!(error.contains("none.lis cannot be read"), "{error}");
    let error = folder.vsp("asm p.lis -o p.silc").error();
    assert!(error.contains("p.lis: this is LIS, not assembly: `vsp lis` compiles it"), "{error}");
}

#[test]
fn warnings() {
    let folder = Folder::with("p.lis", "fn main() { let x: Int = 2.5; print(x); }");
    let answer = folder.vsp("lis p.lis");
    assert_eq!(answer.status, 0);
    assert!(
        answer.stderr.contains("p.lis:1:26") && answer.stderr.contains("loses its fraction"),
        "{}",
        answer.stderr
    );
}

#[test]
fn running() {
    let folder = Folder::with(
        "p.lis",
        "fn main() { let sum = 0; for i in 0..5 { sum += i; } println(int_to_string(sum)); }",
    );
    let answer = folder.vsp("run p.lis");
    assert_eq!((answer.status, answer.text().as_str()), (0, "10\n"), "{}", answer.stderr);
    folder.put("smooth.lis", SMOOTH);
    let error = folder.vsp("run smooth.lis").error();
    assert!(error.contains("there is no `main` to run") && error.contains("functions: smooth"), "{error}");
    assert_eq!(folder.vsp("run smooth.lis --entry smooth").status, 0);
}

#[test]
fn projects() {
    let folder = Folder::with("lis.toml", "[package]\nname = \"p\"\n[build]\nentry = \"main.lis\"\n");
    folder.put("main.lis", "use table::at;\nfn main() { print(at(1)); print(at(3)); }\n");
    folder.put(
        "table.lis",
        "static all: [Int; 3] = [5, 6, 7];\npub fn at(i: Int) -> Int {\n    return all[i];\n}\n",
    );
    for path in [".", "lis.toml", "main.lis"] {
        assert_eq!(folder.vsp(&format!("lis {path}")).done(), "");
    }
    let answer = folder.vsp("run .");
    assert_eq!((answer.status, answer.text().as_str()), (2, "6"), "{}", answer.stderr);
    assert!(answer.stderr.contains("AssertionFailed"), "{}", answer.stderr);
    let error = Folder::with("a.txt", "").vsp("lis .").error();
    assert!(error.contains("neither a .lis file nor a folder with a lis.toml"), "{error}");
}

#[test]
fn signatures() {
    let folder = Folder::with(
        "p.lis",
        "pub static gain: Float = 0.5; pub fn louder(x: Float) -> Float { return x * gain; }",
    );
    folder.vsp("lis p.lis -o p.silc").done();
    let text = folder.vsp("info p.silc").done();
    let at = text.find("Signatures: 2\n").unwrap_or_else(|| panic!("{text}"));
    let lines: Vec<&str> = text[at..].lines().skip(1).take(2).collect();
    assert_eq!(lines[0], "  louder(x: Float @R0) -> Float @R0");
    assert!(lines[1].starts_with("  static gain: Float @0x"), "{text}");
}
