//! What several tests share: random numbers that are the same in every run, and random programs.
#![allow(dead_code, reason = "no test uses all of it")]

use vsp_isa::container::{Container, DebugInfo, LineEntry, Symbol, SymbolKind};
use vsp_isa::{Mode, Opcode, Version};

/// How often to repeat something: far less often where Miri interprets the tests.
pub fn times(count: usize) -> usize {
    if cfg!(miri) { count.div_ceil(200) } else { count }
}

/// Marsaglia's xorshift with 64 bits.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn bits(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        ((self.bits() >> 16) % end as u64) as usize
    }

    /// True once in `times`.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    pub fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.bits() as u8).collect()
    }
}

/// Names that a disassembler may stumble over, beside plain ones.
const NAMES: [&str; 24] = [
    "main",
    "done",
    "taps",
    "L_0000",
    "L_0004",
    "L__0004",
    "L",
    "R1",
    "rf",
    "L0",
    "println",
    "sin",
    "e",
    "mov",
    "BIT.H",
    "",
    " ",
    "a b",
    "with\"quote",
    "new\nline",
    "\u{0}nul",
    "größe",
    "1st",
    ".data",
];

/// A container that any reader takes, hostile in most of its parts.
pub fn container(random: &mut Random) -> Container {
    let version = *random.pick(&Version::ALL);
    let length = 1 + random.below(120);
    let mut code = Vec::new();
    while code.len() < length {
        match random.below(8) {
            // Junk.
            0 => {
                let length = random.below(6);
                code.extend(random.bytes(length));
            }
            // An instruction with any operand bits, which may jump anywhere near.
            1..=4 => {
                code.push(random.pick(Opcode::ALL).byte());
                let near = random.below(length + 8) as u8;
                let operands = random.bytes(3);
                let near = *random.pick(&[[near, 0, 0], [operands[0] & 15, near, 0], [operands[0], 0, 0]]);
                code.extend(if random.once_in(3) { &operands } else { &near[..] });
            }
            // A plain instruction.
            _ => {
                let opcode = random.pick(Opcode::ALL);
                code.push(opcode.byte());
                code.extend([random.below(256) as u8, 0, 0].iter().take(opcode.format().length() - 1));
            }
        }
    }
    code.truncate(length);
    let length = random.below(80);
    let mut data = random.bytes(length);
    for text in ["hello\0", "x\0", "tab\there \"q\" \\ \n\0", "größe\0", "\0\0\0\0\0", "unterminated"] {
        if random.once_in(3) {
            data.extend_from_slice(text.as_bytes());
        }
    }
    let entry = random.below(code.len()) as u32;
    let mut symbols = Vec::new();
    let many = random.below(8);
    for index in 0..many {
        let kind = *random.pick(&SymbolKind::ALL);
        let within = if kind == SymbolKind::Data { data.len() + 1 } else { code.len() };
        let outside = kind != SymbolKind::Function && random.once_in(8);
        let address = if outside { random.bits() as u32 } else { random.below(within) as u32 };
        let name =
            if random.once_in(2) { format!("name{index}") } else { (*random.pick(&NAMES)).to_string() };
        symbols.push(Symbol { name, address, kind });
    }
    if random.once_in(3) {
        symbols.sort_by_key(|symbol| symbol.address);
    }
    let debug = (!random.once_in(3)).then(|| {
        let lines = (0..random.below(5)).map(|_| {
            let address = random.below(code.len() + 4) as u32;
            LineEntry {
                line: random.below(9) as u32,
                address: if random.once_in(9) { u32::MAX } else { address },
            }
        });
        let lines = lines.collect();
        DebugInfo { source: (*random.pick(&NAMES)).to_string(), lines }
    });
    let empty_symbols = symbols.is_empty() && random.once_in(2);
    Container { version, mode: *random.pick(&Mode::ALL), entry, code, data, symbols, empty_symbols, debug }
}
