//! What programs do: traps, recursion, statics, calls of the host.

use super::harness::{compiled, float_of, int_of, machine, outcome_of, printed};
use vsp_runtime::{Outcome, Reg, TrapKind};

fn traps(source: &str, kind: TrapKind) -> bool {
    matches!(outcome_of(source), Outcome::Trapped(trap) if trap.kind == kind)
}

#[test]
fn indices_outside_trap_with_nothing_changed() {
    for index in ["3", "-1", "i", "-i"] {
        let source = format!(
            "static a: [Int; 3] = [1, 2, 3]; static n: Int = 3; pub fn f() {{ let i = n; a[{index}] = 9; n = 7; }}"
        );
        assert!(traps(&source, TrapKind::AssertionFailed), "{index}");
        let mut vm = machine(&source);
        let before = vm.memory().to_vec();
        let _ = vm.call("f").unwrap();
        assert_eq!(vm.memory(), before, "{index}");
    }
    assert!(traps(
        "pub fn f() -> Int { let a = [1, 2, 3, 4]; let i = 4; return a[i]; }",
        TrapKind::AssertionFailed
    ));
    assert!(traps(
        "pub fn f() -> Int { let a = [1, 2, 3, 4]; let i = -9223372036854775808; return a[i]; }",
        TrapKind::AssertionFailed
    ));
}

#[test]
fn recursion() {
    let fib = "fn fib(n: Int) -> Int { if n < 2 { return n; } return fib(n - 1) + fib(n - 2); } pub fn f() -> Int { return fib(20); }";
    assert_eq!(int_of(fib), 6765);
    let mutual = "fn even(n: Int) -> Bool { if n == 0 { return true; } return odd(n - 1); }
        fn odd(n: Int) -> Bool { if n == 0 { return false; } return even(n - 1); }
        pub fn f() -> Int { if even(100) && !even(7) { return 1; } return 0; }";
    assert_eq!(int_of(mutual), 1);
    let states = "fn deep(n: Int, s: State, a: [Int; 3]) -> Int { if n == 0 { return a[0]; } a[0] = n; let t = s; t.L0 = bytesil_new(n, n);
        let below = deep(n - 1, t, a); return below * 10 + a[0] + bytesil_rho(s.L0) * 0; }
        pub fn f() -> Int { return deep(3, State { }, [0; 3]); }";
    assert_eq!(int_of(states), 1123);
    let result = "fn deep(n: Int) -> State { if n == 0 { return State { L0: (3, 1) }; } let again = deep(n - 1); return again; }
        pub fn f() -> Int { return bytesil_to_u8(deep(3).L0); }";
    assert_eq!(int_of(result), 0xb1);
}

#[test]
fn depth_of_recursion() {
    let source = "fn deep(n: Int, a: Int, b: Float, c: Int) -> Int { if n <= 1 { return a; } return deep(n - 1, a + 1, b, c) + n + a + c; }
        pub fn f(n: Int) -> Int { let r = deep(n, 0, 0.5, 1); return r; }";
    for (depth, returns) in [(998, true), (1_030, false), (100_000, false)] {
        let mut vm = machine(source);
        vm.set_integer(Reg::R0, depth).unwrap();
        let outcome = vm.call("f").unwrap();
        if returns {
            assert_eq!(outcome, Outcome::Returned);
        } else {
            assert!(
                matches!(outcome, Outcome::Trapped(ref trap) if trap.kind == TrapKind::CallStackOverflow),
                "{outcome:?}"
            );
            // Nothing is damaged.
            vm.set_integer(Reg::R0, 3).unwrap();
            assert_eq!(vm.call("f").unwrap(), Outcome::Returned);
            assert_eq!(vm.integer(Reg::R0).unwrap(), 2 + (2 + 1 + 1) + (3 + 1));
        }
    }
}

#[test]
fn statics_and_consts() {
    let source = "const N: Int = 3; const W: [Float; 3] = [0.5, 0.25, 1]; static n: Int = N * 2; pub static out: Float = 1;
        pub fn f() -> Int { n += 1; let s = 0.0; for i in 0..N { s += W[i]; } out = s; return n; }";
    let compiled = compiled(source);
    let mut vm = super::harness::machine_of(&compiled);
    for expected in [7, 8, 9] {
        assert_eq!(vm.call("f").unwrap(), Outcome::Returned);
        assert_eq!(vm.integer(Reg::R0).unwrap(), expected);
    }
    let address = compiled.statics[0].address as usize;
    assert_eq!(vm.memory()[address..address + 8], 1.75f64.to_le_bytes());
    assert!(compiled.container.symbols.iter().any(|it| it.name == "out"));
    assert!(compiled.container.symbols.iter().any(|it| it.name == "lis static out: Float"));
    assert_eq!(
        int_of(
            "const A: Int = B + 1; const B: Int = abs_int(-4); const P: Float = sin(0.0) + pi(); pub fn f() -> Int { return A * 10 + float_to_int(P); }"
        ),
        53
    );
    assert_eq!(
        int_of(
            "const T: (Int, State) = (5, State { L0: (1, 1) }); static t: (Int, Int) = (1, 2); pub fn f() -> Int { t = (t.1, t.0); return T.0 * 100 + t.0 * 10 + bytesil_rho(T.1.L0); }"
        ),
        521
    );
}

#[test]
fn statics_alone() {
    let compiled = compiled("pub static g: Int = 0xff;");
    let mut vm = super::harness::machine_of(&compiled);
    assert_eq!(vm.run(), Outcome::Returned);
    let address = compiled.statics[0].address as usize;
    assert_eq!(vm.memory()[address..address + 8], 255_i64.to_le_bytes());
}

#[test]
fn left_to_right() {
    let source = "static n: Int = 1; fn next() -> Int { n = n * 2; return n; } pub fn f() -> Int { return n * 1000 + next() * 100 + next() * 10 + n; }";
    assert_eq!(int_of(source), 1000 + 200 + 40 + 4);
    let states = "static s: State = State { L0: (1, 0) }; fn change() -> Int { s.L0 = (5, 0); return 0; }
        fn rho(t: State, k: Int) -> Int { return bytesil_rho(t.L0) + k; } pub fn f() -> Int { return rho(s, change()) * 10 + rho(s, 0); }";
    assert_eq!(int_of(states), 15);
}

#[test]
fn functions_without_types() {
    let source = "fn twice(x) { return x + x; } fn pick(c, a, b) { if c { return a; } return b; }
        pub fn f() -> Int { let s = twice(\"ab\"); return twice(3) * 100 + float_to_int(twice(1.25) * 4) + string_length(s) + pick(true, 1, 2); }";
    assert_eq!(int_of(source), 600 + 10 + 4 + 1);
    // Int and Float give Float.
    assert_eq!(
        float_of(
            "fn g(c: Bool) { if c { return 1; } return 0.5; } pub fn f() -> Float { return g(true) / 2; }"
        ),
        0.5
    );
    // One that is never called is not checked.
    assert_eq!(int_of("fn wrong(x) { return x + nothing; } pub fn f() -> Int { return 1; }"), 1);
}

#[test]
fn a_users_function_hides_the_librarys() {
    assert_eq!(int_of("fn abs(x: Int) -> Int { return 42; } pub fn f() -> Int { return abs(1); }"), 42);
}

#[test]
fn hints_comments_and_types() {
    let source = "type Sample = Float; type Z = Complex; transform g(x: Sample, z: Z) -> Sample @gpu { /* a /* nested */ comment */ return x + |z|; } // end
        fn h() @photonic { } pub fn f() -> Int { h(); return float_to_int(g(1.0, (0, 3))); }";
    assert_eq!(int_of(source), 2);
}

#[test]
fn main_and_printing() {
    assert_eq!(
        printed(
            "fn main() { print(1); print(\" \"); print(2.5); print(true); println(\"\"); print((1, 2)); println(); }"
        ),
        "1 2.500000true\nByteSil(ρ=1, θ=2)\n"
    );
    let text = "fn main() { let s = \"a\\tb\\\"\\\\\"; println(s + int_to_string(-5)); }";
    assert_eq!(printed(text), "a\tb\"\\-5\n");
    assert_eq!(
        printed("fn main() -> Int { print_state(State { LF: (-1, 12) }); return 3; }").lines().last(),
        Some("  LF: ρ= -1, θ=12")
    );
}

#[test]
fn the_host_is_called() {
    use vsp_runtime::{Host, HostError, Syscall, Vm};
    struct Adds;
    impl Host for Adds {
        fn syscall(&mut self, call: Syscall<'_>) -> Result<(), HostError> {
            assert_eq!(call.id, 0xE0);
            let word = |at: u8| call.registers.word(Reg::from_nibble(at), 4).unwrap();
            let sum =
                f64::from_bits(word(0)) + word(4) as i64 as f64 + f64::from(call.registers.get(Reg::R8).rho);
            call.registers.set_word(Reg::R0, 4, sum.to_bits()).unwrap();
            call.registers.set_word(Reg::R8, 4, 0x1234_5678).unwrap();
            Ok(())
        }
    }
    let source = "extern fn add = 0xE0 (a: Float, b: Int, z: ByteSil) -> Float; extern fn never(x: Int);
        pub fn f() -> Float { let k = 100; let x = add(0.5, 2, (3, 1)); return x * 2 + k; }";
    let compiled = compiled(source);
    let program = vsp_runtime::Program::from_container(compiled.container).unwrap();
    let mut vm = Vm::builder(&program).host(Adds).build().unwrap();
    assert_eq!(vm.call("f").unwrap(), Outcome::Returned);
    assert_eq!(vm.float(Reg::R0).unwrap(), 111.0);
}

#[test]
fn assembly_assembles_to_the_same_program() {
    let source = "static a: [Float; 300] = [0.5; 300]; pub static n: Int = 70000;
        pub fn f(i: Int) -> Float { n = n + i; return a[i] * 1e10; } fn main() { print(f(3)); }";
    let compiled = compiled(source);
    let again = vsp_isa::asm::assemble(&compiled.assembly(), "test.lis").unwrap();
    assert_eq!(again, compiled.container);
    assert!(
        compiled.assembly().contains("static a: [Float; 300]") || compiled.assembly().contains("n = n + i")
    );
    let lines = compiled.container.debug.as_ref().unwrap();
    assert_eq!(lines.source, "test.lis");
    assert!(lines.lines.iter().any(|it| it.line == 2));
}

#[test]
fn branches_reach_every_address() {
    // Branches that name flags cannot go to addresses whose low byte is below 16; blocks of all lengths stand everywhere.
    for pad in 0..16_i32 {
        let mut source = String::from("pub fn f() -> Int { let n = 150; let x = 0;\n");
        for at in 0..200 {
            let more = " x += n;".repeat((at * 7 + pad) as usize % 5);
            source += &match at % 3 {
                0 => format!("if n > {at} {{ x += {at};{more} }}\n"),
                1 => format!("while n > {at} {{ n -= 1;{more} }}\n"),
                _ => format!("if n == {at} {{ x -= 1;{more} }} else {{ x += 2; }}\n"),
            };
        }
        source += "return x; }";
        let (mut n, mut x) = (150, 0);
        for at in 0..200 {
            let times = (at * 7 + pad) % 5;
            match at % 3 {
                0 if n > at => x += at + times * n,
                1 => {
                    while n > at {
                        n -= 1;
                        x += times * n;
                    }
                }
                2 if n == at => x += times * n - 1,
                2 => x += 2,
                _ => {}
            }
        }
        assert_eq!(int_of(&source), x as i64);
    }
}

#[test]
fn shown() {
    if std::env::var_os("LIS_SHOW").is_some() {
        for source in [
            "static level: Float = 0.0;\npub fn smooth(x: Float) -> Float {\n    level = level + 0.1 * (x - level);\n    return level;\n}\n",
            "pub fn steps(n: Int) -> Int {\n    let c = 0;\n    while n != 1 {\n        if n % 2 == 0 { n = n / 2; } else { n = 3 * n + 1; }\n        c += 1;\n    }\n    return c;\n}\n",
            "const W: [Float; 5] = [1.0, 2.0, 3.0, 2.0, 1.0];\nstatic h: [Float; 5] = [0.0; 5];\nstatic at: Int = 0;\npub fn fir(x: Float) -> Float {\n    h[at] = x;\n    let s = 0.0;\n    for i in 0..5 {\n        s += W[i] * h[(at + i) % 5];\n    }\n    at = (at + 4) % 5;\n    return s;\n}\n",
            "fn fib(n: Int) -> Int {\n    if n < 2 { return n; }\n    return fib(n - 1) + fib(n - 2);\n}\npub fn f(n: Int) -> Int { return fib(n); }\n",
        ] {
            println!("{}", compiled(source).assembly());
        }
    }
}
