//! Random programs that are little but functions: they call each other and themselves, share code, return in other modes, stop in the
//! middle, and fill the stacks.

use fastrand::Rng;
use std::fmt::Write;

/// How many functions a program has.
const FUNCTIONS: u32 = 4;

/// The source of a seed's program, with the exported function `function_0`.
///
/// ```
/// let source = vsp_test_generator::calling(7);
/// assert!(vsp_isa::asm::assemble(&source, "calling.sil").is_ok());
/// ```
pub fn calling(seed: u64) -> String {
    let mut rng = Rng::with_seed(seed);
    let mode = mode(&mut rng);
    let mut writer = Writer { rng, text: format!(".mode {mode}\n.code\n.global function_0\n") };
    writer.line(format_args!("main: MOVI RC, {}", writer.rng.clone().i8(-8..0)));
    writer.line(format_args!("again: NOP"));
    for _ in 0..writer.rng.u32(1..4) {
        writer.straight(3);
        writer.call();
    }
    writer.line(format_args!("LOOP again\nHLT"));
    for function in 0..FUNCTIONS {
        writer.function(function);
    }
    writer.line(format_args!("HLT"));
    writer.text
}

struct Writer {
    rng: Rng,
    text: String,
}

fn mode(rng: &mut Rng) -> &'static str {
    ["SIL-8", "SIL-16", "SIL-32", "SIL-64", "SIL-128"][rng.usize(..5)]
}

impl Writer {
    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        writeln!(self.text, "{line}").expect("there is memory");
    }

    /// The beginning or the middle of a function.
    fn place(&mut self) -> String {
        let (part, number) =
            (if self.rng.u8(..4) == 0 { "middle" } else { "function" }, self.rng.u32(..FUNCTIONS));
        format!("{part}_{number}")
    }

    fn call(&mut self) {
        let place = self.place();
        match self.rng.u8(..8) {
            0 => {
                let mode = mode(&mut self.rng);
                self.line(format_args!("SETMODE {mode}\nCALL {place}"));
            }
            1 | 2 => self.line(format_args!("PUSH R1\nPUSH R2\nCALL {place}\nPOP R2\nPOP R1")),
            3 => self.line(format_args!("PUSH R0\nCALL {place}\nPOP R3")),
            _ => self.line(format_args!("CALL {place}")),
        }
    }

    /// Most functions call others only while RC lasts, so that most runs end.
    fn function(&mut self, number: u32) {
        self.line(format_args!("function_{number}: NOP"));
        self.straight(4);
        if self.rng.u8(..8) > 0 {
            self.line(format_args!("LOOP more_{number}"));
            match self.rng.u8(..6) {
                0 => {
                    let place = self.place();
                    self.line(format_args!("JMP {place}"));
                }
                _ => self.line(format_args!("RET")),
            }
        }
        self.line(format_args!("more_{number}: NOP"));
        for _ in 0..self.rng.u32(1..3) {
            self.straight(3);
            self.call();
        }
        self.line(format_args!("middle_{number}: NOP"));
        self.straight(3);
        match self.rng.u8(..12) {
            0 => {
                let place = self.place();
                self.line(format_args!("JN {place}\nRET"));
            }
            1 => {
                let place = self.place();
                self.line(format_args!("LOOP {place}\nRET"));
            }
            2 => {
                let mode = mode(&mut self.rng);
                self.line(format_args!("SETMODE {mode}\nRET"));
            }
            // On into the next function.
            3 => {}
            4 => self.line(format_args!("JZ R2, more_{number}\nRET")),
            _ => self.line(format_args!("RET")),
        }
    }

    fn straight(&mut self, most: u32) {
        for _ in 0..self.rng.u32(..=most) {
            self.instruction();
        }
    }

    fn instruction(&mut self) {
        // Words begin at these, as long as modes have them.
        let [a, b] = [0; 2].map(|_| ["R0", "R4", "R8", "R2", "R1"][self.rng.usize(..5)]);
        let number = self.rng.i16(-9..100);
        match self.rng.u8(..26) {
            0 | 1 => self.line(format_args!("LI {a}, {number}")),
            2 => self.line(format_args!("ADDINT {a}, {b}")),
            3 => self.line(format_args!("SUBINT {a}, {b}")),
            4 => self.line(format_args!("MULINT {a}, {b}")),
            5 | 6 => self.line(format_args!("CMPINT {a}, {b}")),
            7 => self.line(format_args!("MOV {a}, {b}")),
            8 => self.line(format_args!("MUL {a}, {b}")),
            9 => self.line(format_args!("INV {a}")),
            10 => self.line(format_args!("CVTI2F {a}")),
            11 => self.line(format_args!("ADDFLOAT {a}, {b}")),
            12 => self.line(format_args!("MULFLOAT {a}, {b}")),
            13 => self.line(format_args!("XCHG {a}, {b}")),
            14 | 15 => self.line(format_args!("PUSH {a}")),
            16 => self.line(format_args!("POP {a}")),
            17 => self.line(format_args!("STOREW {a}, 64")),
            18 => self.line(format_args!("LOADW {a}, 64")),
            19 => self.line(format_args!("MOVI RC, {}", number.clamp(-8, -3))),
            20 => self.line(format_args!("ACT {a}")),
            // What the runtime executes, what stops, and what may trap.
            21 => self.line(format_args!("SHIFTL")),
            22 => self.line(format_args!("YIELD")),
            23 => self.line(format_args!("MUL RF, {a}")),
            24 => self.line(format_args!("LOADWX {a}, {b}, 0")),
            _ => self.line(format_args!("SENSE {a}")),
        }
    }
}
