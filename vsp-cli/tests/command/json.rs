//! `vsp run --json`: every field of the report, worked out by hand.

use crate::folder::Folder;

/// FNV-1a of 64 bits, one byte after the other.
fn fnv(bytes: impl IntoIterator<Item = u8>) -> String {
    let hash = bytes.into_iter().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    format!("{hash:016x}")
}

fn zeros(count: usize) -> impl Iterator<Item = u8> {
    std::iter::repeat_n(0, count)
}

/// What `vsp run` reports of a source.
#[track_caller]
fn report(source: &str, options: &str, status: i32) -> String {
    let answer = Folder::with("p.sil", source).vsp(&format!("run p.sil --json {options}"));
    assert_eq!((answer.status, answer.stderr.as_str()), (status, ""));
    answer.text()
}

/// The registers of a machine that has set none: sixteen times rho -8, that is the byte 0xf8, theta 0.
const UNTOUCHED: &str = "248,248,248,248,248,248,248,248,248,248,248,248,248,248,248,248";

#[test]
fn every_field_of_a_run_with_results() {
    // The instructions take 4 + 4 + 3 + 4 + 2 + 1 bytes. Words of SIL-64 are four cells.
    let source = "
        .mode SIL-64
        main: LI R0, 6
              LI R4, 7
              MULINT R0, R4
              CALL print_int
              ACT R0
              HLT
    ";
    let expected = format!(
        concat!(
            r#"{{"outcome":"halted","trap":null,"pc":18,"mode":"SIL-64","status":16,"#,
            r#""registers":[42,0,0,0,7,0,0,0,248,248,248,248,248,248,248,248],"#,
            r#""output":[42],"printed":"42","memory_fnv":"{}","fuel_used":6,"#,
            r#""engine":"interpreter"}}"#,
            "\n"
        ),
        fnv(zeros(65_536))
    );
    assert_eq!(report(source, "--fuel 6", 0), expected);
    assert_eq!(report(source, "", 0), expected.replace(r#""fuel_used":6"#, r#""fuel_used":null"#));
}

#[test]
fn every_outcome_that_the_default_host_lets_happen() {
    let report_of = |outcome: &str, trap: &str, pc: u32, status: u8, registers: &str, fuel: &str| {
        format!(
            concat!(
                r#"{{"outcome":"{}","trap":{},"pc":{},"mode":"SIL-128","status":{},"registers":[{}],"#,
                r#""output":[],"printed":"","memory_fnv":"{}","fuel_used":{},"#,
                r#""engine":"interpreter"}}"#,
                "\n"
            ),
            outcome,
            trap,
            pc,
            status,
            registers,
            fnv(zeros(65_536)),
            fuel
        )
    };
    let halted = report_of("halted", "null", 2, 0x10, UNTOUCHED, "null");
    assert_eq!(report("main: YIELD\n HLT", "--engine interpreter", 0), halted);
    let returned = report_of("returned", "null", 1, 0, UNTOUCHED, "null");
    assert_eq!(report("main: RET", "", 0), returned);
    // RF stays at rho -8: Z, N, O and, for RF, C.
    let collapsed = report_of("collapsed", "null", 3, 0x0f, UNTOUCHED, "null");
    assert_eq!(report("main: SCALE RF, -1\n HLT", "", 0), collapsed);
    // The block of two instructions, eight bytes, is entered three times; the seventh unit is not enough for another.
    let out_of_fuel = report_of("out_of_fuel", "null", 0, 0, UNTOUCHED, "6");
    assert_eq!(report("main: PREFETCH 0\n JMP main", "--fuel 7", 0), out_of_fuel);
    // R1 holds (3, 0) when POP finds the stack empty.
    let registers = UNTOUCHED.replacen("248,248", "248,3", 1);
    let trapped = report_of("trapped", r#""DataStackUnderflow""#, 3, 0, &registers, "null");
    assert_eq!(report("main: MOVI R1, 3\n POP R1\n HLT", "", 2), trapped);
}

#[test]
fn rho_is_the_low_byte_and_theta_the_high_one() {
    // 0x5c packs rho 5 - 8 = -3, the byte 0xfd, and theta 12.
    let source = ".data\n cell: .byte 0x5c\n .code\n main: LOAD R2, cell\n ACT R2\n HLT";
    let bits = 0xfd | 12 << 8;
    let json = report(source, "", 0);
    assert!(json.contains(&format!(r#""registers":[248,248,{bits},248,"#)), "{json}");
    assert!(json.contains(&format!(r#""output":[{bits}],"#)), "{json}");
}

#[test]
fn memory_is_hashed_with_all_that_it_holds() {
    let source = ".data\n .byte 1, 2, 3\n .code\n main: MOVI R0, 7\n STORE R0, 65535\n HLT";
    // (7, 0) packs to 0xf0.
    let memory = [1, 2, 3].into_iter().chain(zeros(65_532)).chain([0xf0]);
    let json = report(source, "", 0);
    assert!(json.contains(&format!(r#""memory_fnv":"{}""#, fnv(memory))), "{json}");
}

#[test]
fn printed_text_is_escaped_into_the_one_object() {
    let source = ".data\n text: .string \"say \\\"ρ\\\"\"\n .code\n main: CALL print_string, text\n HLT";
    let json = report(source, "", 0);
    assert!(json.contains(r#""printed":"say \"ρ\"\n","#), "{json}");
    assert_eq!(json.lines().count(), 1);
    let value: serde_json::Value = serde_json::from_str(&json).expect("it is one JSON value");
    assert_eq!(value["printed"], "say \"ρ\"\n");
}
