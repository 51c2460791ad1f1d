//! Every construct of the language, with values that follow from its description.

use super::harness::{float, float_of, holds, int, int_of};

#[test]
fn integers() {
    assert_eq!(int("return 2 + 3 * 4;"), 14);
    assert_eq!(int("let x = 10; let y = 3; return x / y * 100 + x % y;"), 301);
    assert_eq!(int("let x = -7; return x / 2 * 10 + x % 2;"), -31);
    // By zero the left operand stays.
    assert_eq!(int("let x = 7; let z = 0; return x / z * 100 + x % z;"), 707);
    assert_eq!(int("return -2 ** 2;"), -4);
    assert_eq!(int("return 2 ** 3 ** 2;"), 512);
    assert_eq!(int("let x = 3; return x ** 4;"), 81);
    assert_eq!(int("return -9223372036854775808;"), i64::MIN);
    assert_eq!(int("let x = -9223372036854775808; return -x;"), i64::MIN);
    assert_eq!(int("return 0xFFFF_FFFF_FFFF_FFFF;"), -1);
    assert_eq!(int("return 0x8000000000000000;"), i64::MIN);
    assert_eq!(int("return 0b1010 + 1_000;"), 1010);
    assert_eq!(int("let x = 12; return (x & 10) * 10000 + (x | 3) * 100 + (x ^ 5);"), 81_509);
    assert_eq!(int("let x = -16; return x >> 2;"), -4);
    assert_eq!(int("let x = 3; return x << 65;"), 6);
    assert_eq!(int("let x = 5; return ~x;"), -6);
    assert_eq!(int("let x = -5; return |x| + |x - 1|;"), 11);
    // & | ^ << >> bind as tightly as *.
    assert_eq!(int("return 1 + 2 & 3;"), 3);
    assert_eq!(int("return 10 - 2 - 3;"), 5);
    assert_eq!(int("let x = 9223372036854775807; return x + 1;"), i64::MIN);
}

#[test]
fn floats() {
    assert_eq!(float("1 / 2.0"), 0.5);
    assert_eq!(float("1e999"), f64::INFINITY);
    assert_eq!(float("2.0 ** 10"), 1024.0);
    assert_eq!(float("1_0.2_5e1_0"), 10.25e10);
    assert_eq!(float("|1.5 - 4|"), 2.5);
    assert_eq!(float("7.5 % 2"), 1.5);
    assert_eq!(float("-7.5 % 2"), -1.5);
    assert_eq!(
        float_of("pub fn f() -> Float { let x = -0.0; return x * 3; }").to_bits(),
        (-0.0f64).to_bits()
    );
    for (a, b) in
        [(5.3f64, 0.1f64), (1e300, 3e-300), (5e-324, 3.0), (1e-310, 3e-320), (-8.0, 2.0), (4.5, -1.25)]
    {
        let source = format!("pub fn f() -> Float {{ let a = {a:e}; let b = {b:e}; return a % b; }}");
        assert_eq!(float_of(&source).to_bits(), (a % b).to_bits(), "{a} % {b}");
    }
    assert!(float("1.0 % 0.0").is_nan());
    assert!(float("1e999 % 2.0").is_nan());
    assert_eq!(float("1.5 % 1e999"), 1.5);
}

/// Comparisons of Floats are IEEE's, whatever CMPFLOAT calls close, and infinities and NaN among them.
#[test]
fn comparisons() {
    let values = [
        "0.0",
        "-0.0",
        "1.0",
        "1.0000000000000002",
        "-1.0",
        "1e999",
        "-1e999",
        "(1e999 - 1e999)",
        "1e-300",
        "5e-324",
    ];
    let number = |text: &str| match text {
        "1e999" => f64::INFINITY,
        "-1e999" => f64::NEG_INFINITY,
        "(1e999 - 1e999)" => f64::NAN,
        other => other.parse().unwrap(),
    };
    for a in values {
        for b in values {
            let (x, y) = (number(a), number(b));
            let expected = [x == y, x != y, x < y, x <= y, x > y, x >= y];
            let bits = expected.iter().rev().fold(0, |bits, &it| bits * 2 + i64::from(it));
            for (left, right) in [("a", "b"), ("a", b), (a, "b")] {
                let mut body =
                    format!("let a = {a}; let b = {b}; let n = 0; a = a + 0.0 * n; if n == 1 {{ b = a; }}");
                if a == "-0.0" {
                    body = body.replace("a = a + 0.0 * n;", "");
                }
                for (at, op) in ["==", "!=", "<", "<=", ">", ">="].iter().enumerate() {
                    body += &format!("if {left} {op} {right} {{ n += {}; }}", 1 << at);
                }
                assert_eq!(
                    int(&format!("{body} return n + 0 * float_to_int(b) * 0 + 0 * float_to_int(a);")),
                    bits,
                    "{a} with {b}"
                );
            }
        }
    }
    assert!(holds("1 < 2.5"));
    assert!(holds("(1, 2) == (1, 2) && (1, 2) != (1, 3)"));
    assert!(holds("true != false && !(true == false)"));
}

#[test]
fn logic() {
    assert!(holds("true || false && false"));
    assert!(holds("!(1 == 2) && 3 >= 3 && 2 <= 3"));
    // The right side runs only if it matters.
    let source = "static n: Int = 0; fn t() -> Bool { n += 1; return true; }
        pub fn f() -> Int { if false && t() { n = 100; } if true || t() { n += 10; } if true && t() { n += 100; } return n; }";
    assert_eq!(int_of(source), 111);
}

#[test]
fn loops() {
    assert_eq!(
        int("let i = 0; let s = 0; loop { let i = i + 1; let s = s + i; if i == 10 { break; } } return s;"),
        55
    );
    assert_eq!(int("let s = 0; for i in 0..10 { s += i; } return s;"), 45);
    assert_eq!(int("let s = 0; for i in 5..5 { s = 1; } return s;"), 0);
    assert_eq!(
        int(
            "let s = 0; for i in 0..10 { if i % 2 == 0 { continue; } if i == 7 { break; } s = s * 10 + i; } return s;"
        ),
        135
    );
    // What the body does to the variable does not change the rounds; afterwards it keeps its last value.
    assert_eq!(int("let s = 0; let i = 0; for i in 0..4 { s += 1; i = i * 10; } return s * 100 + i;"), 430);
    assert_eq!(int("let n = 4; let s = 0; for i in 0..n { n = 0; s += 1; } return s;"), 4);
    let collatz = "let n = 27; let c = 0; while n != 1 { if n % 2 == 0 { n = n / 2; } else { n = 3 * n + 1; } c += 1; } return c;";
    assert_eq!(int(collatz), 111);
    assert_eq!(
        int("let x = 3; if x == 1 { return 10; } else if x == 3 { return 30; } else { return 40; }"),
        30
    );
    let nested = "let s = 0; for i in 0..5 { for j in 0..5 { if j > i { break; } s += 1; } } return s;";
    assert_eq!(int(nested), 15);
}

#[test]
fn variables_belong_to_their_function() {
    assert_eq!(int("let x = 1; if true { let x = 2; } return x;"), 2);
    assert_eq!(int("if true { let y = 5; } else { let y = 6; } return y;"), 5);
    // Another type begins a new variable in the function's own block.
    assert_eq!(int("let x = 1.5; let x: Int = 2; return x;"), 2);
    assert_eq!(int("let x = 1; let y = x; let x = true; if x { return y + 1; } return 0;"), 2);
    // An Int becomes the Float that the variable is; a Float becomes an Int where Int is written.
    assert_eq!(float_of("pub fn f() -> Float { let x = 1.0; let x = 3; return x / 2; }"), 1.5);
    assert_eq!(int("let x: Int = 1; let x = 2.9; return x;"), 2);
    assert_eq!(int("let x: Int = 1e30; return x;"), i64::MAX);
    assert_eq!(int("let pi = 3; return pi + float_to_int(pi());"), 6);
}

#[test]
fn bytesils() {
    assert!(holds("(1, 2) * (3, 15) == (4, 1)"));
    assert!(holds("(1, 2) / (3, 15) == (-2, 3)"));
    assert!(holds("(9, 18) == (7, 2) && (-20, -1) == (-8, 15) && (1.9, -1.5) == (1, 15)"));
    assert!(holds("(0, 0) + (0, 8) == (-8, 0)"));
    assert!(holds("(2, 3) ^ (2, 3) == (-8, 0)"));
    assert!(holds("~(1, 3) == (1, 13)"));
    assert!(holds("(1, 3) ** 2 == (2, 6) && (1, 3) ** -2 == (-2, 10) && (1, 1) ** 1000000007 == (7, 7)"));
    assert_eq!(float("|(1, 5)|"), 1f64.exp());
    assert!(holds("|(-8, 0)| == exp(-8.0)"));
    assert_eq!(int("let z: ByteSil = 1; return bytesil_rho(z) * 100 + bytesil_theta(z);"), 0);
    assert_eq!(int("let z: ByteSil = -2.718281828; return bytesil_rho(z) * 100 + bytesil_theta(z);"), 108);
    assert!(holds("(bytesil_one() |> bytesil_mul((2, 1)) |> bytesil_conj) == (2, 15)"));
    assert!(holds("((1, 2)) == (1, 2)"));
}

#[test]
fn states() {
    assert_eq!(
        int(
            "let s = State { L0: (1, 2), LF: (3, 4) }; return bytesil_to_u8(s.L0) * 1000 + bytesil_to_u8(s.LF) + bytesil_to_u8(s.L1);"
        ),
        0x92 * 1000 + 0xb4
    );
    // Layers that are not named are NULL, whose magnitude is not 0.
    assert!(holds("|State { }.L3| > 0.0 && bytesil_is_null(State { }.L3)"));
    assert_eq!(
        int("let s = State { L0: (1, 2), LF: (3, 4) }; return bytesil_to_u8(feedback(s).L0);"),
        i64::from((8 + (1 ^ 3)) * 16 + (2 ^ 4))
    );
    assert_eq!(
        int("let s = State { LB: (1, 2), LC: (-1, 4) }; return bytesil_to_u8(emerge(s).LB);"),
        6 * 16 + 6
    );
    assert!(holds("feedback(State { }).L0 == (0, 0)"));
    assert!(holds("State { L1: (1, 1) } ^ State { L1: (1, 1) } == State { }"));
    assert!(holds("State { L1: (1, 1) } | State { L2: (2, 2) } == State { L1: (1, 1), L2: (2, 2) }"));
    assert!(holds("State { L1: (1, 1) } & State { L2: (2, 2) } != State { L1: (1, 1) }"));
    // A State is a value: the copy does not change.
    assert_eq!(
        int(
            "let s = State { L0: (1, 1) }; let t = s; s.L0 = (2, 2); return bytesil_rho(t.L0) * 10 + bytesil_rho(s.L0);"
        ),
        12
    );
    assert_eq!(int("let s = State { L0: 1 }; s.L1 = 2.718281828; return bytesil_rho(s.L1);"), 1);
}

#[test]
fn tuples() {
    assert_eq!(int("let t = (1, 2.5, true); if t.2 { return t.0 + float_to_int(t.1 * 2); } return 0;"), 6);
    assert_eq!(int("let t: (Int, Int) = (3, 4); let t = (t.1, t.0); return t.0 * 10 + t.1;"), 43);
    assert_eq!(int("let t = ((1, 2, 3), (4, 5, 6)); return t.0.1 * 10 + t.1.2;"), 26);
    assert!(holds("(1, true) == (1, true) && (1, true) != (1, false)"));
    let source = "fn two(a: Int) -> (Int, Float) { return (a, a / 2); } pub fn f() -> Int { let t = two(7); return t.0 * 10 + float_to_int(t.1); }";
    assert_eq!(int_of(source), 73);
    // More than four results: the others go through memory.
    let six = "fn six() -> (Int, Int, Int, Int, Int, ByteSil) { return (1, 2, 3, 4, 5, (1, 6)); }
        pub fn f() -> Int { let t = six(); return t.0 + t.3 * 10 + t.4 * 100 + bytesil_theta(t.5) * 1000; }";
    assert_eq!(int_of(six), 6541);
}

#[test]
fn arrays() {
    assert_eq!(int("let a = [1, 2, 3]; let s = 0; for i in 0..3 { s = s * 10 + a[i]; } return s;"), 123);
    assert_eq!(
        int(
            "let a = [0; 100]; for i in 0..100 { a[i] = i * i; } let s = 0; for i in 0..100 { s += a[i]; } return s;"
        ),
        328_350
    );
    // Values: assigning copies.
    assert_eq!(int("let a = [1, 2]; let b = a; a[0] = 9; return a[0] * 10 + b[0];"), 91);
    assert!(holds("[1.0, 2.0] == [1.0, 2.0] && [1, 2] != [1, 3] && [true; 9] == [true; 9]"));
    assert!(holds("[(1, 2); 11] == [(1, 2); 11]"));
    assert_eq!(
        int(
            "let a = [State { L0: (1, 1) }; 3]; a[1].L0 = (2, 2); let i = 1; return bytesil_rho(a[i].L0) * 10 + bytesil_rho(a[2].L0);"
        ),
        21
    );
    assert_eq!(
        int("let n = 0; let a = [5, 6, 7]; a[n + 1] += 10; a[2] **= 2; return a[0] + a[1] + a[2];"),
        70
    );
    assert_eq!(
        int("const N: Int = 4; "
            .replace("const N: Int = 4; ", "let a = [1.5; 2 * 2]; return float_to_int(a[3] * 2);")
            .as_str()),
        3
    );
    let swap = "fn sum(a: [Int; 3], b: [Int; 3]) -> [Int; 3] { let c = a; for i in 0..3 { c[i] = a[i] - b[i]; } return c; }
        pub fn f() -> Int { let a = [1, 2, 3]; let b = [10, 20, 30]; let d = sum(b, a); return d[0] + d[1] + d[2]; }";
    assert_eq!(int_of(swap), 54);
}
