//! Wrong programs, and what is said about them: line, column, message and help.

/// The errors of a program, each in one line without the file's name.
fn told(source: &str) -> Vec<String> {
    match crate::compile_str(source, "x") {
        Ok(_) => Vec::new(),
        Err(errors) => errors
            .lines()
            .into_iter()
            .map(|line| line.strip_prefix("x:").map_or(line.clone(), str::to_owned))
            .collect(),
    }
}

/// A body of `pub fn f() -> Int`, which begins in line 1 at column 23, and what is told.
const BODIES: &[(&str, &str)] = &[
    ("return 1", "1:31: a `;` is missing after the value"),
    ("let x = ; return 1;", "1:31: an expression must stand here, not `;`"),
    ("return 1 +;", "1:33: an expression must stand here, not `;`"),
    ("return (1;", "1:32: `,` or `)` must stand here, not `;`"),
    ("return y;", "1:30: there is no variable `y`"),
    ("let value = 1; return valeu;", "1:45: there is no variable `valeu`; did you mean `value`?"),
    ("return sqroot(4);", "1:30: there is no function `sqroot`; did you mean `sqrt`?"),
    ("return xyzzy(4);", "1:30: there is no function `xyzzy`"),
    ("return abs_imt(4);", "1:30: there is no function `abs_imt`; did you mean `abs_int`?"),
    ("return \"a\";", "1:30: the result must be an Int, and this is a String"),
    (
        "return true;",
        "1:30: the result must be an Int, and this is a Bool; use `if` to choose between two numbers",
    ),
    ("return;", "1:23: this function must return an Int"),
    ("", "1:23: `f` must return an Int, and can end here without; put a `return` before the closing brace"),
    (
        "if true { return 1; }",
        "1:44: `f` must return an Int, and can end here without; put a `return` before the closing brace",
    ),
    (
        "while true { return 1; }",
        "1:47: `f` must return an Int, and can end here without; put a `return` before the closing brace",
    ),
    (
        "if 1 { } return 1;",
        "1:26: a condition must be a Bool, and this is an Int; compare it with something: `!= 0`, for example",
    ),
    ("while (1, 2) { } return 1;", "1:29: a condition must be a Bool, and this is a ByteSil"),
    ("break; return 1;", "1:23: `break` stands outside of a loop"),
    ("continue; return 1;", "1:23: `continue` stands outside of a loop"),
    ("return 1 + true;", "1:30: `+` has no meaning between an Int and a Bool"),
    (
        "return 1 + (1, 2);",
        "1:30: `+` has no meaning between an Int and a ByteSil; bytesil_from_complex(x, 0.0) makes a ByteSil of a number",
    ),
    (
        "return \"a\" + 1;",
        "1:30: `+` has no meaning between a String and an Int; int_to_string, float_to_string and their like make Strings",
    ),
    ("return 1.5 ^ 2;", "1:30: `^` has no meaning between a Float and an Int; powers are written `**`"),
    ("let z = (1, 2) % (1, 2); return 1;", "1:31: `%` has no meaning between two values of type ByteSil"),
    ("if \"a\" < \"b\" { } return 1;", "1:26: `<` has no meaning between two values of type String"),
    ("if 1 == true { } return 1;", "1:26: `==` has no meaning between an Int and a Bool"),
    ("if 1 && true { } return 1;", "1:26: `&&` needs Bools, and this is an Int"),
    ("return !1;", "1:31: `!` needs a Bool, and this is an Int; the bitwise not of an Int is `~`"),
    ("let x = -true; return 1;", "1:32: `-` needs a number, and this is a Bool"),
    (
        "let z = -bytesil_i(); return 1;",
        "1:32: `-` needs a number, and this is a ByteSil; bytesil_neg_one() * z turns z by half a turn",
    ),
    ("let x = ~1.5; return 1;", "1:32: `~` needs an Int or a ByteSil, and this is a Float"),
    ("let x = |true|; return 1;", "1:32: `| |` needs a number or a ByteSil, and this is a Bool"),
    (
        "let x = 3; if |x|>1 { } return 1;",
        "1:39: the closing `|` must stand here, not `|>`; tokens are the longest possible: put a space behind the bar",
    ),
    (
        "let x = 1; if true { let x = \"a\"; } return x;",
        "1:48: `x` is already an Int of this function, and cannot become a String in an inner block; a variable belongs to its whole function; choose another name",
    ),
    (
        "if true { let y = 1; } return y;",
        "1:53: `y` may not have a value here; give `y` a value before, on every way to this place",
    ),
    (
        "while true { let y = 1; } return y;",
        "1:56: `y` may not have a value here; give `y` a value before, on every way to this place",
    ),
    (
        "let x = 1; x = 1.5; return x;",
        "1:38: the variable must be an Int, and this is a Float; float_to_int(x) makes an Int of a Float",
    ),
    ("x = 1; return 1;", "1:23: there is no variable `x`; write `let x = ...` to begin it"),
    (
        "1 = 2; return 1;",
        "1:23: this cannot be assigned to; a variable, an element a[i] or a layer s.L0 may stand left of `=`",
    ),
    (
        "let a = [1, 2]; return a[1.5];",
        "1:48: an index must be an Int, and this is a Float; float_to_int(x) makes an Int of a Float",
    ),
    ("let x = 1; return x[0];", "1:41: only an array has elements, and this is an Int"),
    (
        "let t = (1, true); return t[0];",
        "1:49: only an array has elements, and this is a (Int, Bool); the parts of a tuple are .0, .1 and so on",
    ),
    ("let x = 1; return x.L0;", "1:41: only a State has layers, and this is an Int"),
    ("let s = State { }; return s.LG;", "1:51: there is no layer `LG`; layers are L0 to L9 and LA to LF"),
    ("let t = (1, true); return t.2;", "1:49: this tuple has 2 parts, and no part 2"),
    ("return 1.5.0;", "1:30: only a tuple has parts, and this is a Float"),
    ("let a = []; return 1;", "1:31: an array needs at least one part"),
    (
        "let a = [\"a\"]; return 1;",
        "1:32: there are no arrays of String; arrays hold Int, Float, Bool, ByteSil or State",
    ),
    (
        "let a = [1, true]; return 1;",
        "1:35: this part must be an Int, and this is a Bool; use `if` to choose between two numbers",
    ),
    ("let a = [1; 0]; return 1;", "1:35: an array cannot have 0 parts; an array has 1 to 16777215 parts"),
    ("let n = 3; let a = [1; n]; return 1;", "1:46: there is no variable `n`"),
    ("let s = State { L0: (1, 2), L0: (1, 2) }; return 1;", "1:51: the layer L0 is named twice"),
    ("let s = State { L0: true }; return 1;", "1:43: a layer must be a ByteSil, and this is a Bool"),
    ("let s = feedback(1); return 1;", "1:40: `feedback` needs a State, and this is an Int"),
    ("return abs_int(1, 2);", "1:30: `abs_int` takes 1 argument, and 2 are given"),
    (
        "return abs_int(true);",
        "1:38: argument 1 of `abs_int` must be an Int, and this is a Bool; use `if` to choose between two numbers",
    ),
    ("let z = sense(16); return 1;", "1:37: argument 1 of `sense` must be 0 to 15, and this is 16"),
    ("let n = 1; let z = sense(n); return 1;", "1:48: there is no variable `n`"),
    (
        "print(()); return 1;",
        "1:29: argument 1 of `print` cannot be a (); it may be Int, Float, Bool, String, ByteSil, State",
    ),
    (
        "return 9223372036854775808;",
        "1:30: this number is too big for an Int; an Int goes from -9223372036854775808 to 9223372036854775807",
    ),
    (
        "return 99999999999999999999;",
        "1:30: this number is too big for an Int; an Int goes to 9223372036854775807; write 1.0e19 for a Float",
    ),
    ("return 0x10000000000000000;", "1:30: this number has more than 64 bits"),
    ("return 0x;", "1:30: there are no digits after `0x`"),
    ("return 12ab;", "1:30: `12ab` is neither a number nor a name"),
    (
        "print(\"a); return 1;",
        "1:29: this text does not end in its line; write \\n for a new line within a text",
    ),
    ("print(\"\\q\"); return 1;", "1:29: there is no escape `\\q`; escapes are \\n, \\t, \\r, \\\\ and \\\""),
    ("return 1 # 2;", "1:32: the character '#' has no meaning here"),
    ("let State = 1; return 1;", "1:27: `State` is reserved and cannot be a variable"),
    (
        "let while = 1; return 1;",
        "1:27: the name of a variable must stand here, not `while`; `while` is a keyword; choose another name",
    ),
    ("let x: Flaot = 1; return 1;", "1:30: there is no type `Flaot`; did you mean `Float`?"),
    ("let x: f64 = 1; return 1;", "1:30: there is no type `f64`; the type of floats is `Float`"),
    ("return f;", "1:30: `f` is a function; call it: `f(...)`"),
    ("let x = 1; return x(2);", "1:41: there is no function `x`; `x` is a variable"),
    (
        "for i in 0..1.5 { } return 1;",
        "1:35: the bound of a range must be an Int, and this is a Float; float_to_int(x) makes an Int of a Float",
    ),
    ("return (1)(2);", "1:30: only a name can be called"),
];

/// Whole programs.
const PROGRAMS: &[(&str, &str)] = &[
    (
        "",
        "1:1: a program needs a function `main` or something that is `pub`; begin with `fn main() { }`, or write `pub` before a function",
    ),
    (
        "fn g() { }",
        "1:1: a program needs a function `main` or something that is `pub`; begin with `fn main() { }`, or write `pub` before a function",
    ),
    (
        "fn main() { } fn main() { }",
        "1:18: the name `main` is already taken in line 1; items of all kinds share their names",
    ),
    ("fn main(a: Int, a: Int) { }\npub fn g() { }", "1:17: there are two parameters `a`"),
    (
        "pub fn f(x) { }",
        "1:10: `f` is exported, so its parameter `x` needs a type; write its type: `x: Float`, for example",
    ),
    (
        "pub fn f(x: String) { }",
        "1:10: the parameter `x` of an exported function cannot be a String; Strings stay within the program",
    ),
    (
        "pub fn f() -> String { return \"\"; }",
        "1:15: the result of an exported function cannot be a String; Strings stay within the program",
    ),
    ("static s: String = \"a\"; fn main() { }", "1:11: a static cannot hold a String; a const can"),
    ("const A: Int = B; const B: Int = A; fn main() { }", "1:7: the value of `A` depends on itself"),
    ("type A = B; type B = A; fn main() { }", "1:22: this type is made of itself"),
    ("static s: Int = 1; fn main() { let s = 2; }", "1:36: `s` is a static; write `s = ...` to assign to it"),
    ("const C: Int = 1; fn main() { for C in 0..3 { } }", "1:35: `C` is a const; choose another name"),
    ("const C: Int = 1; fn main() { C = 2; }", "1:31: `C` is a const and cannot change; a static can"),
    (
        "static s: Int = 1; const C: Int = s; fn main() { }",
        "1:35: `s` is a static, and its value changes; a constant can only use consts",
    ),
    (
        "fn g() -> Int { return 1; } const C: Int = g(); fn main() { }",
        "1:44: a constant cannot call a function of the program; functions of the library that only compute are possible",
    ),
    (
        "const C: Int = timestamp_millis(); fn main() { }",
        "1:16: this is not a constant; constants are made of literals, consts, operators, and functions of the library that only compute",
    ),
    (
        "fn g(n) { return g(n - 1) + 1; } fn main() { print(g(3)); }",
        "1:18: the result of `g` depends on itself; write its type behind the parameters of `g`: `-> Int`, for example",
    ),
    (
        "fn g(c: Bool) { if c { return 1; } return true; } fn main() { }",
        "1:4: `g` returns Int in one place and Bool in another; write the type of its result",
    ),
    (
        "extern fn h(x: Int); fn main() { h(1); }",
        "1:34: `h` cannot be called, for it has no number; give it the number of a syscall: `extern fn h = 0xE0 (...)`",
    ),
    (
        "extern fn h = 300 (x: Int); fn main() { h(1); }",
        "1:15: the number of a syscall is 0 to 255, and this is 300",
    ),
    (
        "extern fn h = 1 (x: State); fn main() { h(State { }); }",
        "1:11: the host cannot be called like `h`; up to three arguments of Int, Float, Bool or ByteSil are possible, and such a result",
    ),
    (
        "use a::b; fn main() { }",
        "1:5: there is no module `a`; it may be `src/a.lis`, `src/a/mod.lis`, or `mod a { }`",
    ),
    (
        "mod a { fn b() { } } use a::b; fn main() { }",
        "1:29: `b` is private; write `pub` before it in its module to use `b` here",
    ),
    (
        "mod a { pub fn hello() { } } use a::helo; fn main() { }",
        "1:37: there is no `helo` in `a`; did you mean `hello`?",
    ),
    ("fn main() { /* open", "1:13: this comment does not end; each `/*` needs its `*/`"),
    (
        "fn main() { } }",
        "1:15: an item (fn, type, use, mod, extern, static or const) must stand here, not `}`",
    ),
    ("fn main() @tpu { }", "1:11: there is no hint `@tpu`; hints are @cpu, @gpu, @npu, @simd and @photonic"),
    ("let x = 1;", "1:1: an item (fn, type, use, mod, extern, static or const) must stand here, not `let`"),
    (
        "fn main() {\n    let x = 1;\nfn g() { }",
        "3:1: `fn` cannot stand within a function; is a `}` missing before it?",
    ),
    (
        "static a: [Int; 4000000] = [0; 4000000]; fn main() { }",
        "1:11: values of this type take 32000000 bytes; at most 15728640 are possible",
    ),
];

#[test]
fn each_wrong_program_is_told_about() {
    assert!(BODIES.len() + PROGRAMS.len() >= 80);
    let mut wrong = Vec::new();
    let bodies = BODIES.iter().map(|(body, line)| (format!("pub fn f() -> Int {{   {body}}}"), *line));
    let programs = PROGRAMS.iter().map(|(program, line)| ((*program).to_owned(), *line));
    for (source, line) in bodies.chain(programs) {
        let told = told(&source);
        if told.first().map(String::as_str) != Some(line) {
            wrong.push(format!("{source}\n  wanted {line}\n  got    {told:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of them:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn all_errors_in_one_go() {
    let source =
        "fn main() {\n    let a = ;\n    let b = 1 +;\n    let c = (;\n    print(b)\n}\npub fn 5() { }\n";
    let lines: Vec<String> =
        told(source).iter().map(|line| line.split(':').next().unwrap_or("").to_owned()).collect();
    assert_eq!(lines, ["2", "3", "4", "5", "7"]);
    // What is missing is told where it should come from, and not again where it is used.
    let source = "use a::b;\npub fn f(x: b) { b(); b = b; }\n";
    assert_eq!(told(source).len(), 1, "{:?}", told(source));
    let source = "fn main() {\n    let a = b;\n    let c = true + 1;\n    d();\n}\nfn e() -> Int { }\n";
    let lines: Vec<String> =
        told(source).iter().map(|line| line.split(':').next().unwrap_or("").to_owned()).collect();
    assert_eq!(lines, ["2", "3", "4", "6"]);
}

/// What looks wrong in programs that are right.
#[test]
fn warnings() {
    let warned = |source: &str| -> Vec<String> {
        let compiled = crate::compile_str(source, "x").unwrap();
        compiled.warnings.iter().map(|it| it.line(&compiled.sources)).collect()
    };
    assert_eq!(warned("pub fn f() -> Int { return 1; }"), [""; 0]);
    assert_eq!(
        warned("pub fn f() -> Int { return 1.5; }"),
        [
            "x:1:28: this Float becomes an Int here and loses its fraction; float_to_int(x) says that this is meant"
        ]
    );
    assert_eq!(
        warned("fn main() { let x = 1; }"),
        ["x:1:17: the variable `x` is never read; if that is meant, call it `_x`"]
    );
    assert_eq!(warned("fn main() { return; print(1); }"), ["x:1:21: this can never be reached"]);
    assert_eq!(
        warned("fn main() { abs_int(1); }"),
        ["x:1:13: this value, an Int, is thrown away; if that is meant, write `let _ = ` before it"]
    );
    assert_eq!(warned("fn main() { let _ = abs_int(1); }"), [""; 0]);
}
