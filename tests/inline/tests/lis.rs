//! LIS can be written as tokens, in a string and in files, and means the same each time.
#![forbid(unsafe_code)]
#![deny(warnings)]

use vsp_runtime::{Cell, Outcome, Program, Vm, lis, vsp};

const SMOOTH: &str = include_str!("programs/smooth.lis");

/// Checks a program against the compiler's for a text. It holds no lines.
#[track_caller]
fn same(program: &Program, text: &str) {
    let mut expected = lis::compile_str(text, "").unwrap().container;
    expected.debug = None;
    assert_eq!(program.container(), &expected);
}

#[test]
fn tokens_strings_and_files_are_the_same_program() {
    let tokens = vsp! {
        // One pole of smoothing.
        pub static level: Float = 0.0;
        pub fn smooth(x: Float) -> Float {
            level = level + 0.25 * (x - level);
            return level;
        }
    };
    same(tokens, SMOOTH);
    same(vsp!(file "tests/programs/smooth.lis"), SMOOTH);
    let text = vsp!(
        "// One pole of smoothing.
        pub static level: Float = 0.0;
        pub fn smooth(x: Float) -> Float { level = level + 0.25 * (x - level); return level; }"
    );
    same(text, SMOOTH);
    same(vsp!("/* a comment */ fn main() { print(\"\\t\"); }"), "fn main() { print(\"\\t\"); }");
}

vsp! {
    /// A module has functions and statics with types.
    mod smoother = file "tests/programs/smooth.lis";
    mod project = file "tests/programs/project";
    mod by_manifest = file "tests/programs/project/lis.toml";
    mod text = "pub fn run(x: Int) -> Int { return x + x; }";
    /// Modules of LIS stand in the module that is declared.
    mod nested {
        mod inner {
            pub fn half(x: Float) -> Float { return x / 2; }
        }
        use inner::half;
        pub fn run(x: Float, s: State) -> (Float, State) {
            s.L1 = (2, 3);
            return (half(x), s);
        }
    }
    mod documented {
        /// Documentation is a comment.
        pub fn r#match(self_: Int, r#try: Bool) -> Bool { return self_ > 0 && r#try; }
        /** This, too. */
        pub fn main() {}
    }
}

#[test]
fn modules_are_typed() {
    let mut vm = Vm::new(&smoother::PROGRAM);
    assert_eq!(smoother::smooth(&mut vm, 2.0), Ok(0.5));
    assert_eq!(smoother::smooth::result(&vm), Some(0.5));
    assert_eq!(smoother::level::get(&vm), 0.5);
    smoother::level::set(&mut vm, 4.0);
    assert_eq!(smoother::smooth(&mut vm, 8.0), Ok(5.0));
    assert_eq!(vm.call("smooth"), Ok(Outcome::Returned));
    assert_eq!(smoother::smooth::result(&vm), Some(5.0));

    assert_eq!(project::run(&mut Vm::new(&project::PROGRAM), 21), Ok(42));
    assert_eq!(by_manifest::run(&mut Vm::new(&by_manifest::PROGRAM), 21), Ok(42));
    assert_eq!(text::run(&mut Vm::new(&text::PROGRAM), 21), Ok(42));
    let mut state = [Cell::ONE; 16];
    let (half, changed) = nested::run(&mut Vm::new(&nested::PROGRAM), 3.0, state).unwrap();
    state[1] = Cell { rho: 2, theta: 3 };
    assert_eq!((half, changed), (1.5, state));
    let mut vm = Vm::new(&documented::PROGRAM);
    assert_eq!(documented::r#match(&mut vm, 1, true), Ok(true));
    assert_eq!(documented::main(&mut vm), Ok(()));
}

/// What looks like an item's keyword may be a label.
#[test]
fn labels_are_assembly() {
    let program = vsp! {
        .global r#type
        r#type: RET
    };
    assert_eq!(Vm::new(program).call("type"), Ok(Outcome::Returned));
    let program = vsp! {
        r#use: RET
        .global r#use
    };
    assert_eq!(Vm::new(program).call("use"), Ok(Outcome::Returned));
    assert_eq!(Vm::new(vsp!("type: RET\n.global type")).call("type"), Ok(Outcome::Returned));
}

macro_rules! scaled {
    ($name:ident, $type:ty, $factor:expr, $more:tt) => {
        vsp! {
            mod $name {
                pub fn run(x: $type) -> $type { return x * $factor + $more.0; }
            }
        }
    };
}

scaled!(doubled, Float, 1.0 + 1.0, (0.5, 1.5, 2.5));

/// A variable of a macro is one operand, whatever it is made of.
#[test]
fn macros_put_programs_together() {
    assert_eq!(doubled::run(&mut Vm::new(&doubled::PROGRAM), 3.0), Ok(6.5));
}

#[test]
fn operators_are_the_longest() {
    let tokens = vsp! {
        pub fn f(a: Int, b: Int, z: ByteSil) -> (Bool, Int, Float) {
            let t = (a ** 2 << 1, |a - b| > 1);
            t = (t.0 >> 1, t.1 || a <= b && !(a != b));
            a **= 2; a <<= 1; a ^= b;
            return (t.1, a |> abs_int, |~z|);
        }
    };
    let text = "pub fn f(a: Int, b: Int, z: ByteSil) -> (Bool, Int, Float) {
        let t = (a ** 2 << 1, |a - b| > 1); t = (t.0 >> 1, t.1 || a <= b && !(a != b));
        a **= 2; a <<= 1; a ^= b; return (t.1, a |> abs_int, |~z|); }";
    same(tokens, text);
}
