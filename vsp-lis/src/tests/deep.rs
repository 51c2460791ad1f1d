//! Sources that nest or chain without an end: an error that says where, whatever stack the caller has.

use std::fmt::Write;

/// On a thread with as little stack as there is.
fn refused(text: &str) -> Vec<String> {
    let work = || crate::compile_str(text, "deep.lis").map(|_| ());
    let result = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(64 << 10).spawn_scoped(scope, work);
        thread.unwrap().join().unwrap()
    });
    let errors = result.expect_err(&text[..text.len().min(200)]);
    assert!(errors.other.is_none(), "{errors}");
    let lines = errors.lines();
    assert!(lines.iter().all(|line| line.starts_with("deep.lis:")), "{lines:?}");
    lines
}

#[test]
fn nesting() {
    let many = 100_000;
    let open = "(".repeat(many);
    for text in [
        format!("pub fn f() -> Int {{ return {open}"),
        format!("pub fn f() {{ {} }}", "{".repeat(many)),
        format!("pub fn f() -> Int {{ return {}1; }}", "-".repeat(many)),
        format!("pub fn f() -> Int {{ return 1{}; }}", " + 1".repeat(many)),
        format!("pub fn f() -> Int {{ return 1{}; }}", " ** 1".repeat(many)),
        format!("pub fn f() -> Int {{ return 1{}; }}", " |> abs_int".repeat(many)),
        format!("pub fn f(t: (Int,)) -> Int {{ return t{}; }}", ".0".repeat(many)),
        format!("pub fn f() {{ {} }}", "if true {".repeat(many)),
        format!("pub fn f() {{ {} }}", "while true {".repeat(many)),
        format!("pub fn f(x: {}", "[".repeat(many)),
        format!("pub fn f(x: {}", "(".repeat(many)),
        format!("pub fn f(x: {}Int{})  {{ }}", "[".repeat(many), "; 1]".repeat(many)),
        "mod a {".repeat(many),
        format!("pub fn f() -> Int {{ return {}x; }}", "feedback ".repeat(many)),
        format!("pub fn f() -> Int {{ return {}x; }}", "| (".repeat(many)),
    ] {
        refused(&text);
    }
}

/// What is not nested may be as long as it likes.
#[test]
fn chains_that_are_right() {
    let mut text = "pub fn f(x: Int) -> Int {\n    if x == 0 { return 0; }".to_owned();
    for at in 1..3_000 {
        let _ = write!(text, " else if x == {at} {{ return {at}; }}");
    }
    text.push_str("\n    return -1;\n}\n");
    assert!(crate::compile_str(&text, "long.lis").is_ok());
    let mut text = "type T0 = Int;\n".to_owned();
    for at in 1..5_000 {
        let _ = writeln!(text, "type T{at} = T{};", at - 1);
    }
    text.push_str("pub fn f(x: T4999) -> T4999 { return x; }");
    assert!(crate::compile_str(&text, "long.lis").is_ok());
}

#[test]
fn chains_of_definitions() {
    let chain = |item: &dyn Fn(usize) -> String, last: &str| {
        let items: String = (0..50_000).map(|at| item(at) + "\n").collect();
        format!("{items}{last}\npub fn main() {{ }}")
    };
    let lines = refused(&chain(&|at| format!("type T{at} = T{};", at + 1), "type T50000 = Int;"));
    assert!(lines[0].contains("leads through too many definitions"), "{lines:?}");
    refused(&chain(&|at| format!("type T{at} = (T{},);", at + 1), "type T50000 = Int;"));
    refused(&chain(
        &|at| format!("type T{at} = [Int; C{at}]; const C{at}: Int = C{};", at + 1),
        "const C50000: Int = 1;",
    ));
    refused(&chain(&|at| format!("fn f{at}() {{ return f{}(); }}", at + 1), "fn f50000() { return 1; }"));
    refused(&chain(&|at| format!("use a::n{at} as n{};", at + 1), ""));
    refused("fn g(x) { return g((x,)); }\npub fn main() { g(1); }");
    refused("fn g(x) { return g((x, x)); }\npub fn main() { g(1); }");
    refused("fn g(x, n: Int) -> Int { return g((x, x), n); }\npub fn main() { let _r = g(1, 2); }");
}

/// Types that double with each line, and names that lead two ways each.
#[test]
fn doubling() {
    let doubled = |first: &str| {
        let mut text = format!("type T0 = {first};\n");
        for at in 1..90 {
            let _ = writeln!(text, "type T{at} = (T{0}, T{0});", at - 1);
        }
        text + "pub fn main() { }"
    };
    let lines = refused(&doubled("()"));
    assert!(lines[0].contains("this tuple has 2047 parts"), "{lines:?}");
    refused(&doubled("Int"));
    let mut text = "mod m { pub fn f() { } }\nuse m as n0;\n".to_owned();
    for at in 1..60 {
        let _ = writeln!(text, "use n{0}::n{0} as n{at};", at - 1);
    }
    refused(&(text + "pub fn main() { n59(); }"));
}

#[test]
fn memory_within_proportion() {
    let mut text = String::new();
    for at in 0..100 {
        let _ = writeln!(text, "static a{at}: [Int; 1000000] = [{at}; 1000000];");
    }
    let lines = refused(&(text + "pub fn main() { }"));
    assert!(lines[0].contains("take more than 15728640 bytes"), "{lines:?}");
}
