//! What printing prints and reading reads, letter by letter.

use vsp_isa::semantics::text::*;
use vsp_isa::{Cell, Reg, Registers, TrapKind};

#[test]
fn cells_print_as_they_stand() {
    assert_eq!(BytesilText(Cell::NULL).to_string(), "ByteSil(ρ=-8, θ=0)");
    assert_eq!(BytesilText(Cell { rho: 7, theta: 12 }).to_string(), "ByteSil(ρ=7, θ=12)");
    assert_eq!(BytesilText(Cell { rho: -128, theta: 255 }).to_string(), "ByteSil(ρ=-128, θ=255)");
}

#[test]
fn states_print_a_line_for_each_register() {
    let mut registers = Registers::NULL;
    registers.set(Reg::R0, Cell { rho: 0, theta: 4 });
    registers.set(Reg::R1, Cell { rho: 127, theta: 200 });
    registers.set(Reg::RF, Cell { rho: -100, theta: 15 });
    let expected = "State:
  L0: ρ= +0, θ= 4
  L1: ρ=+127, θ=200
  L2: ρ= -8, θ= 0
  L3: ρ= -8, θ= 0
  L4: ρ= -8, θ= 0
  L5: ρ= -8, θ= 0
  L6: ρ= -8, θ= 0
  L7: ρ= -8, θ= 0
  L8: ρ= -8, θ= 0
  L9: ρ= -8, θ= 0
  LA: ρ= -8, θ= 0
  LB: ρ= -8, θ= 0
  LC: ρ= -8, θ= 0
  LD: ρ= -8, θ= 0
  LE: ρ= -8, θ= 0
  LF: ρ=-100, θ=15
";
    assert_eq!(StateText(&registers).to_string(), expected);
}

#[test]
fn floats_print_six_decimals() {
    let cases = [
        (0.0, "0.000000"),
        (1.0, "1.000000"),
        (-1.5, "-1.500000"),
        (2.0 / 3.0, "0.666667"),
        (1e-7, "0.000000"),
        // 2^-7 and its triple are exact, and what is left after six decimals is exactly a half: to the even digit.
        (0.0078125, "0.007812"),
        (0.0234375, "0.023438"),
        (1e21, "1000000000000000000000.000000"),
        (123456789.125, "123456789.125000"),
        (f64::NAN, "NaN"),
        (-f64::NAN, "NaN"),
        (f64::INFINITY, "inf"),
        (f64::NEG_INFINITY, "-inf"),
    ];
    for (value, text) in cases {
        assert_eq!(FloatText(value).to_string(), text);
    }
}

#[test]
fn strings_end_at_their_nul() {
    let memory = b"abc\0\xcf\x81\0\0tail";
    assert_eq!(string_at(memory, 0), StringAt::Text(b"abc"));
    assert_eq!(string_at(memory, 1).to_string(), "bc");
    assert_eq!(string_at(memory, 4).to_string(), "ρ");
    assert_eq!(string_at(memory, 7).to_string(), "");
    for unterminated in [8, 11, 12, 13, u16::MAX] {
        assert_eq!(string_at(memory, unterminated), StringAt::Unterminated(unterminated));
    }
    assert_eq!(string_at(memory, u16::MAX).to_string(), "[string#65535]");
    assert_eq!(string_at(&[], 0).to_string(), "[string#0]");
}

#[test]
fn a_text_has_65535_bytes_at_most() {
    let (inside, outside) = ([vec![b'x'; 65_535], vec![0]].concat(), [vec![b'x'; 65_536], vec![0]].concat());
    assert_eq!(text_at(&inside, 0), Ok(&inside[..65_535]));
    assert_eq!(string_at(&inside, 0), StringAt::Text(&inside[..65_535]));
    assert_eq!(text_at(&outside, 0), Err(TrapKind::AddressOutOfBounds));
    assert_eq!(string_at(&outside, 0).to_string(), "[string#0]");
    assert_eq!(string_at(&outside, 1), StringAt::Text(&outside[1..65_536]));
}

#[test]
fn texts_outside_of_memory() {
    assert_eq!(text_at(b"ab\0", 2), Ok(&b""[..]));
    for address in [3, 4, -1, i64::MIN, i64::MAX, 1 << 32] {
        assert_eq!(text_at(b"ab\0", address), Err(TrapKind::AddressOutOfBounds), "{address}");
    }
    assert_eq!(text_at(&[], 0), Err(TrapKind::AddressOutOfBounds));
}

#[test]
fn bad_utf8_becomes_replacement_characters() {
    let texts: [&[u8]; 6] =
        [b"\xff", b"a\xffb", b"\xe2\x82", b"\xe2\x82\xac\xe2", b"\xed\xa0\x80", b"ok \xc0\xaf end"];
    for text in texts {
        assert_eq!(StringAt::Text(text).to_string(), String::from_utf8_lossy(text));
    }
    assert_eq!(StringAt::Text(b"a\xffb").to_string(), "a\u{fffd}b");
}

#[test]
fn integers_are_read_trimmed() {
    let cases: [(&[u8], Option<i64>); 11] = [
        (b"42", Some(42)),
        (b"  -7 \t\r\n", Some(-7)),
        (b"+5", Some(5)),
        (b"9223372036854775807", Some(i64::MAX)),
        (b"-9223372036854775808", Some(i64::MIN)),
        (b"9223372036854775808", None),
        (b"", None),
        (b"-", None),
        (b"1 2", None),
        (b"1.5", None),
        (b"1\xff", None),
    ];
    for (line, value) in cases {
        assert_eq!(parse_integer(line), value, "{}", line.escape_ascii());
    }
}

#[test]
fn floats_are_read_trimmed() {
    let cases: [(&[u8], Option<f64>); 9] = [
        (b"1.5\n", Some(1.5)),
        (b" -2", Some(-2.0)),
        (b"1e3", Some(1000.0)),
        (b".5", Some(0.5)),
        (b"-inf", Some(f64::NEG_INFINITY)),
        (b"", None),
        (b"1,5", None),
        (b"0x10", None),
        (b"\xff", None),
    ];
    for (line, value) in cases {
        assert_eq!(parse_float(line), value, "{}", line.escape_ascii());
    }
    assert!(parse_float(b"NaN").is_some_and(f64::is_nan));
    assert_eq!(parse_float(b"-0").map(f64::to_bits), Some((-0.0f64).to_bits()));
}
