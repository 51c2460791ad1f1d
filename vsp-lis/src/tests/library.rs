//! Every function of the library, with values that follow from its description.

use super::harness::{float, holds, int, machine, printed};
use vsp_runtime::{Outcome, Vm};

/// Expressions that must hold, one at least for each function that computes.
const HOLD: &[&str] = &[
    "bytesil_new(9, 17) == (7, 1)",
    "bytesil_new(-99, -1) == (-8, 15)",
    "bytesil_new(256, 256) == (7, 0)",
    "bytesil_from_complex(0.0, 1.0) == (0, 4)",
    "from_cartesian(-1.0, 0.0) == (0, 8)",
    "from_mag_phase(1.0, pi() / 2.0) == (0, 4)",
    "bytesil_to_complex((0, 8)) == bytesil_to_complex(bytesil_neg_one())",
    "bytesil_to_complex((0, 8)).0 == -1.0",
    "bytesil_null() == (-8, 0)",
    "bytesil_one() == (0, 0)",
    "bytesil_i() == (0, 4)",
    "bytesil_neg_one() == (0, 8)",
    "bytesil_neg_i() == (0, 12)",
    "bytesil_max() == (7, 0)",
    "bytesil_mul((1, 2), (3, 4)) == (4, 6)",
    "bytesil_div((1, 2), (3, 4)) == (-2, 14)",
    "bytesil_pow((1, 1), 3) == (3, 3)",
    "bytesil_pow((1, 1), -35) == (-8, 13)",
    "bytesil_pow((0, 1), 1000) == (0, 8)",
    "bytesil_pow((-1, 0), 9223372036854775807) == (-8, 0)",
    "bytesil_root((6, 9), 2) == (3, 4)",
    "bytesil_root((6, 9), 0) == (0, 0)",
    "bytesil_root((7, 15), 256) == (0, 0)",
    "bytesil_sqrt((-5, 3)) == (-2, 1)",
    "bytesil_inv((3, 1)) == (-3, 15)",
    "bytesil_conj((3, 1)) == (3, 15)",
    "bytesil_conjugate((3, 0)) == (3, 0)",
    "bytesil_xor((1, 2), (1, 2)) == (-8, 0)",
    "bytesil_mix((3, 4), (6, 5)) == (4, 4)",
    "bytesil_rho((-3, 5)) == -3",
    "bytesil_theta((-3, 5)) == 5",
    "bytesil_magnitude((0, 3)) == 1.0",
    "bytesil_phase_degrees((0, 4)) == 90.0",
    "bytesil_phase_radians((0, 8)) == pi()",
    "bytesil_is_null((-8, 3))",
    "!bytesil_is_null((0, 0))",
    "bytesil_is_real((2, 8))",
    "!bytesil_is_real((2, 4))",
    "bytesil_is_imaginary((2, 12))",
    "bytesil_norm((5, 3)) == (0, 3)",
    "bytesil_from_u8(0x1F2) == (7, 2)",
    "bytesil_to_u8((7, 2)) == 0xF2",
    "complex_add((0, 0), (0, 8)) == (-8, 0)",
    "complex_sub((0, 0), (0, 0)) == (-8, 0)",
    "complex_scale((0, 4), 2.718281828459045) == (1, 4)",
    "complex_scale((0, 4), -1.0) == (0, 12)",
    "complex_rotate((3, 1), pi() / 2.0) == (3, 5)",
    "complex_rotate((3, 1), -pi()) == (3, 9)",
    "complex_lerp((1, 2), (5, 6), 0.0) == (1, 2)",
    "complex_lerp((1, 2), (5, 6), 7.5) == (5, 6)",
    "sin(0.0) == 0.0",
    "cos(0.0) == 1.0",
    "tan(0.0) == 0.0",
    "asin(0.0) == 0.0",
    "acos(1.0) == 0.0",
    "atan(0.0) == 0.0",
    "sqrt(2.25) == 1.5",
    "exp(0.0) == 1.0",
    "ln(1.0) == 0.0",
    "log10(1000.0) == 3.0",
    "log2(8.0) == 3.0",
    "floor(-1.5) == -2.0",
    "ceil(-1.5) == -1.0",
    "round(2.5) == 3.0",
    "abs(-1.5) == 1.5",
    "abs(-2) == 2.0",
    "abs_float(-1.5) == 1.5",
    "sign_float(-3.5) == -1.0",
    "degrees_to_radians(180.0) == pi()",
    "radians_to_degrees(pi()) == 180.0",
    "atan2(0.0, 1.0) == 0.0",
    "pow_float(2.0, 0.5) == sqrt(2.0)",
    "pow(2, 3) == 8.0",
    "min(1, 2) == 1.0",
    "max(1, 2) == 2.0",
    "min_float(1, 2) == 1.0",
    "max_float(1, 2) == 2.0",
    "clamp_float(5.0, 0.0, 1.0) == 1.0",
    "pi() > 3.14 && pi() < 3.15",
    "tau() == 2.0 * pi()",
    "e() > 2.718281828 && e() < 2.718281829",
    "phi() == (1.0 + sqrt(5.0)) / 2.0",
    "abs_int(-5) == 5",
    "sign_int(-5) == -1",
    "min_int(3, -4) == -4",
    "max_int(3, -4) == 3",
    "clamp_int(7, 1, 5) == 5",
    "float_from_int(3) == 3.0",
    "int_to_float(3) == 3.0",
    "int_from_float(-2.9) == -2",
    "float_to_int(1e30) == 9223372036854775807",
    "!read_failed()",
    "state_vacuum() == State { }",
    "state_is_vacuum(state_vacuum())",
    "state_is_neutral(state_neutral())",
    "state_neutral().L7 == (0, 0)",
    "state_maximum().LF == (7, 0)",
    "state_from_bytes([0x92, 0x1B4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255]) == State { L0: (1, 2), L1: (3, 4), LF: (7, 15) }",
    "state_to_bytes(State { L0: (1, 2), LF: (7, 15) })[0] == 0x92 && state_to_bytes(State { LF: (7, 15) })[15] == 255",
    "state_from_layers([(1, 2); 16]).L9 == (1, 2)",
    "state_get_layer(State { L3: (1, 2) }, 19) == (1, 2)",
    "state_set_layer(State { }, -1, (1, 2)) == State { LF: (1, 2) }",
    "state_get_perception(State { L4: (1, 2) })[4] == (1, 2)",
    "state_get_processing(State { L5: (1, 2) })[0] == (1, 2)",
    "state_get_interaction(State { LA: (1, 2) })[2] == (1, 2)",
    "state_get_emergence(State { LC: (1, 2) })[1] == (1, 2)",
    "state_get_meta(State { LD: (1, 2) })[0] == (1, 2)",
    "perception_mask() == 0x1F && processing_mask() == 0xE0 && interaction_mask() == 0x700 && emergence_mask() == 0x1800 && meta_mask() == 0xE000",
    "state_tensor(State { L0: (1, 2) }, state_neutral()).L0 == (1, 2)",
    "state_add(state_neutral(), state_neutral()).L5 == (0, 0) + (0, 0)",
    "state_xor(state_neutral(), state_neutral()) == state_vacuum()",
    "state_project(state_neutral(), 0x8001) == State { L0: (0, 0), LF: (0, 0) }",
    "state_collapse_xor(State { }) == (0, 0)",
    "state_collapse_sum(state_neutral()) == bytesil_from_complex(16.0, 0.0)",
    "state_collapse_average(state_neutral()) == (0, 0)",
    "state_collapse_first(State { L0: (1, 1) }) == (1, 1)",
    "state_collapse_last(State { LF: (1, 1) }) == (1, 1)",
    "state_hash(state_vacuum()) != state_hash(state_neutral())",
    "state_equals(state_neutral(), state_neutral())",
    "!state_equals(state_neutral(), state_vacuum())",
    "state_count_null_layers(State { L0: (1, 1) }) == 15",
    "state_count_active_layers(State { L0: (1, 1) }) == 1",
    "state_normalize(State { L0: (5, 1), L1: (3, 2) }) == State { L0: (0, 1), L1: (-2, 2) }",
    "normalize_perception(State { L0: (5, 1), L5: (3, 2) }) == State { L0: (0, 1), L5: (3, 2) }",
    "fuse_vision_audio((3, 1), (6, 2)) == (4, 3)",
    "fuse_multimodal((5, 1), (5, 2), (5, 4), (5, 8), (4, 0)) == (4, 15)",
    "shift_layers_up(State { L1: (1, 1) }) == State { L0: (1, 1) }",
    "shift_layers_down(State { L1: (1, 1) }) == State { L2: (1, 1) }",
    "rotate_layers(State { L3: (1, 1) }, 19) == State { L0: (1, 1) }",
    "spread_to_group(State { }, 14, (1, 1), -9) == State { LE: (1, 1), LF: (1, 1) }",
    "transform_phase_shift(State { L0: (1, 1) }, 17).L0 == (1, 2)",
    "transform_phase_shift(State { L0: (1, 1) }, pi()).L0 == (1, 9)",
    "transform_magnitude_scale(State { L0: (1, 1) }, 100).L0 == (7, 1)",
    "transform_magnitude_scale(State { L0: (1, 1) }, 1.0).L0 == (1, 1)",
    "transform_layer_swap(State { L0: (1, 1) }, 0, 5) == State { L5: (1, 1) }",
    "transform_xor_layers(State { L0: (1, 1), L1: (2, 4) }, 0, 1, 2).L2 == (3, 5)",
    "transform_identity(State { L0: (1, 1) }) == State { L0: (1, 1) }",
    "apply_feedback(State { LF: (1, 1) }, 0.5) == feedback(State { LF: (1, 1) })",
    "detect_emergence(State { LC: (2, 0) }, 7.0)",
    "!detect_emergence(State { LC: (1, 0) }, 7.0)",
    "emergence_pattern(State { LB: (3, 1), LC: (6, 2) }) == (4, 3)",
    "autopoietic_loop(State { L0: (2, 1) }, 0) == State { L0: (2, 1) }",
    "relu_state(State { L0: (1, 0), L1: (1, 8) }) == State { L0: (1, 0) }",
    "string_length(\"a\u{3b8}\") == 3",
    "string_concat(\"ab\", \"cd\") == \"abcd\"",
    "string_slice(\"abcdef\", 2, 99) == \"cdef\"",
    "string_slice(\"abcdef\", 4, 2) == \"\"",
    "string_slice(\"abcdef\", -5, 2) == \"ab\"",
    "string_equals(\"abcdefghi\", \"abcdefghi\") && !string_equals(\"abcdefghi\", \"abcdefghj\")",
    "string_contains(\"hello\", \"ell\") && !string_contains(\"hello\", \"elo\")",
    "string_contains(\"x\", \"\")",
    "string_starts_with(\"hello\", \"he\") && !string_starts_with(\"hello\", \"hx\")",
    "string_ends_with(\"hello\", \"lo\") && !string_ends_with(\"lo\", \"hello\")",
    "string_index_of(\"hello\", \"l\") == 2 && string_index_of(\"hello\", \"z\") == -1",
    "string_replace(\"a-b-c\", \"-\", \"<>\") == \"a<>b<>c\"",
    "string_replace(\"aaa\", \"aa\", \"b\") == \"ba\"",
    "string_replace(\"abc\", \"\", \"x\") == \"abc\"",
    "string_trim(\" \\t\\n ab c\\r \") == \"ab c\"",
    "string_to_upper(\"aZ\u{e9}z1\") == \"AZ\u{e9}Z1\"",
    "string_to_lower(\"aZ@[\") == \"az@[\"",
    "int_to_string(-9223372036854775808) == \"-9223372036854775808\"",
    "float_to_string(-0.5) == \"-0.500000\"",
    "float_to_string(1e999) == \"inf\"",
    "bool_to_string(true) == \"true\" && bool_to_string(false) == \"false\"",
    "bytesil_to_string((-3, 12)) == \"ByteSil(\u{3c1}=-3, \u{3b8}=12)\"",
    "string_starts_with(state_to_string(State { }), \"State:\\n  L0: \u{3c1}= -8, \u{3b8}= 0\\n  L1\")",
    "string_to_int(\" 42 \") == 42 && !read_failed()",
    "string_to_int(\"4x\") == 0 && read_failed()",
    "string_to_float(\"2.5\") == 2.5 && string_to_float(\"\") == 0.0",
    "memory_used() == 65536",
    "timestamp_millis() > 0 && timestamp_micros() > 0",
];

#[test]
fn what_computes() {
    // Many in one program, so that there are few to compile; when one fails it is run alone.
    for group in HOLD.chunks(12) {
        let body: String =
            group.iter().enumerate().map(|(at, it)| format!("if !({it}) {{ return {at}; }}\n")).collect();
        let first = int(&format!("{body} return -1;"));
        assert_eq!(first, -1, "{}", usize::try_from(first).map_or("", |at| group[at]));
    }
    assert!(holds(HOLD[0]));
    assert!(float("exp(710.0)").is_infinite());
}

#[test]
fn printing() {
    let text = printed("fn main() { print_int(-1); print_float(0.5); print_bool(false); print_bytesil((1, 2)); print_string(\"x\"); println(\"y\");
        print(State { L0: (1, 11) }); println(); debug_print(\"d\", (0, 0)); trace_state(\"t\", State { }); sleep_millis(0); }");
    assert!(text.starts_with("-10.500000falseByteSil(\u{3c1}=1, \u{3b8}=2)\nx\ny\nState:\n  L0: \u{3c1}= +1, \u{3b8}=11\n  L1: \u{3c1}= -8, \u{3b8}= 0\n"), "{text}");
    let state: String = std::iter::once("State:\n".to_owned())
        .chain((0..16).map(|k| format!("  L{k:X}: \u{3c1}= -8, \u{3b8}= 0\n")))
        .collect();
    assert!(text.ends_with(&format!("d\nByteSil(\u{3c1}=0, \u{3b8}=0)\nt\n{state}")), "{text}");
}

#[test]
fn assertions() {
    for (call, fails) in [
        ("assert(1 < 2, \"m\")", false),
        ("assert(1 > 2, \"m\")", true),
        ("assert_eq_int(1, 1, \"m\")", false),
        ("assert_eq_int(1, 2, \"m\")", true),
        ("assert_eq_bytesil((1, 1), (1, 1), \"m\")", false),
        ("assert_eq_bytesil((1, 1), (1, 2), \"m\")", true),
        ("assert_eq_state(State { }, state_vacuum(), \"m\")", false),
        ("assert_eq_state(State { }, state_neutral(), \"m\")", true),
    ] {
        let mut vm = machine(&format!("fn main() {{ {call}; }}"));
        let outcome = vm.run();
        assert_eq!(
            matches!(outcome, Outcome::Trapped(trap) if trap.kind == vsp_runtime::TrapKind::AssertionFailed),
            fails,
            "{call}"
        );
        assert_eq!(vm.printed(), if fails { "m\n" } else { "" });
    }
}

fn with_input(source: &str, input: &[u8]) -> Vm {
    let program = vsp_runtime::Program::from_container(super::harness::compiled(source).container).unwrap();
    let mut vm = Vm::builder(&program).input(input).build().unwrap();
    assert_eq!(vm.run(), Outcome::Returned);
    vm
}

#[test]
fn reading() {
    let source = "fn main() { let a = read_int(); let f = read_failed(); let b = read_float(); let c = read_int(); print(a); print(f); print(b); print(c); print(read_failed()); }";
    assert_eq!(with_input(source, b"41\n2.5\nx\n").printed(), "41false2.5000000true");
    let source = "fn main() { let n = 0; loop { let z = sense(5); if read_failed() { break; } act(3, z * (1, 0)); act(4, z); n += 1; } print(n); }";
    let vm = with_input(source, &[0x80, 0x91]);
    assert_eq!(vm.printed(), "2");
    assert_eq!(vm.output().iter().map(|cell| cell.pack()).collect::<Vec<_>>(), [0x90, 0x80, 0xa1, 0x91]);
}

#[test]
fn ports_and_messages() {
    let source = "fn main() { port_out(7, (3, 4)); print(port_in(7) == (3, 4)); broadcast(9, State { L2: (1, 1) }); pause();
        let s = receive(9, State { L0: (2, 2) }); print(s == State { L2: (1, 1) }); print(receive(9, State { L0: (2, 2) }).L0 == (2, 2)); }";
    assert_eq!(printed(source), "truetruetrue");
}

#[test]
fn strings_have_limits() {
    // 65535 bytes at most, and what memory has.
    let source = "fn main() { let s = \"0123456789\"; loop { let s = s + s; } }";
    assert!(
        matches!(machine(source).run(), Outcome::Trapped(trap) if trap.kind == vsp_runtime::TrapKind::AssertionFailed)
    );
    // Each run begins with all of memory.
    let source = "pub fn f() -> Int { let s = \"0123456789\"; for i in 0..11 { s = s + s; } return string_length(s); }";
    let mut vm = machine(source);
    for _ in 0..20 {
        assert_eq!(vm.call("f").unwrap(), Outcome::Returned);
        assert_eq!(vm.integer(vsp_runtime::Reg::R0).unwrap(), 20_480);
    }
}
