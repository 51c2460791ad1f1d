//! What the programs of the corpus must do, read from comments in their sources.
//!
//! A line that begins with `;!` says something to the tests:
//!
//! ```text
//! ;! case NAME                     begins a case
//! ;! call NAME                     begins at an exported function, not at the entry point
//! ;! fuel N                        counts fuel, with this much
//! ;! stop_at_yields                YIELD stops the run
//! ;! interrupt                     asks for an interrupt before the run
//! ;! input 80 94 a4                attaches an input stream of these bytes; `input "text"` one of a text
//! ;! set R3 = (7, 12)              sets a register before the run
//! ;! set integer R4 = -5           sets a word before the run, in the program's first mode; also float
//! ;! outcome halted                how the run must end: halted, returned, collapsed, yielded, out_of_fuel, or a trap's kind
//! ;! resume halted                 the run must go on from there, and end like this
//! ;! pc 0x12                       where it must stand then; also a label's name
//! ;! mode SIL-64                   the mode then
//! ;! flags ZN                      the flags then, all of them; `flags -` for none
//! ;! R3 = (7, 12)                  a register then
//! ;! integer R4 = -5               an integer word then; also float, where `nan` means the canonical one
//! ;! memory 0x10 = 80 94           bytes of memory then
//! ;! output 80 94                  all of the output, packed; `output -` for none
//! ;! printed "text\n"              all that was printed
//! ;! fuel_used N                   the fuel that was used
//! ;! stack (7, 12) (0, 0)          the data stack, the oldest first; `stack -` for an empty one
//! ```
//!
//! Everything after `outcome` or `resume` is about the state then, up to the next such line.

use crate::Observation;
use vsp_isa::Reg;
use vsp_isa::container::Container;
use vsp_isa::semantics::word;
use vsp_runtime::{Cell, Flags, Mode, Outcome, Vm};

/// One run of a program, and what it must come to.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// The line that it begins at.
    pub line: usize,
    /// The fuel, if it is counted.
    pub fuel: Option<u64>,
    /// The function to begin at.
    pub function: Option<String>,
    /// Whether YIELD stops the run.
    pub stop_at_yields: bool,
    /// Whether an interrupt is asked for before the run.
    pub interrupt: bool,
    /// The input, if any.
    pub input: Option<Vec<u8>>,
    /// The registers to begin with.
    pub registers: vsp_runtime::Registers,
    /// The stops, in order.
    pub stops: Vec<Stop>,
}

/// How a run stops, and what holds then.
#[derive(Clone, Debug)]
pub struct Stop {
    /// The line that says so.
    pub line: usize,
    /// The outcome's name, or a trap's kind.
    pub outcome: String,
    /// What must hold, each with its line.
    pub expectations: Vec<(usize, Expectation)>,
}

/// Something that must hold after a run.
#[derive(Clone, Debug)]
pub enum Expectation {
    /// Where the machine stands.
    Pc(u32),
    /// The mode.
    Mode(Mode),
    /// All flags.
    Flags(Flags),
    /// The raw content of a register.
    Register(Reg, Cell),
    /// An integer word.
    Integer(Reg, i64),
    /// A float word.
    Float(Reg, f64),
    /// Bytes of memory, from an address.
    Memory(u32, Vec<u8>),
    /// The whole output, packed.
    Output(Vec<u8>),
    /// All that was printed.
    Printed(String),
    /// The fuel that was used.
    FuelUsed(u64),
    /// The data stack, the oldest first.
    Stack(Vec<Cell>),
}

/// Reads the cases of a program.
///
/// # Panics
/// If a line cannot be understood, with its number.
pub fn cases(source: &str, program: &Container) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for (index, text) in source.lines().enumerate() {
        let line = index + 1;
        let Some(text) = text.strip_prefix(";!") else { continue };
        let (word, rest) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
        let rest = rest.trim();
        if word == "case" {
            cases.push(Case {
                name: rest.to_owned(),
                line,
                fuel: None,
                function: None,
                stop_at_yields: false,
                interrupt: false,
                input: None,
                registers: vsp_runtime::Registers::NULL,
                stops: Vec::new(),
            });
            continue;
        }
        let case = cases.last_mut().unwrap_or_else(|| panic!("line {line}: no case has begun"));
        let understood = understand(case, program, line, word, rest);
        assert!(understood.is_some(), "line {line}: `{text}` is not understood");
    }
    for case in &cases {
        assert!(!case.stops.is_empty(), "line {}: the case expects nothing", case.line);
    }
    cases
}

fn understand(case: &mut Case, program: &Container, line: usize, word: &str, rest: &str) -> Option<()> {
    match word {
        "call" => case.function = Some(rest.to_owned()),
        "fuel" => case.fuel = Some(rest.parse().ok()?),
        "stop_at_yields" => case.stop_at_yields = true,
        "interrupt" => case.interrupt = true,
        "input" => case.input = Some(bytes(rest)?),
        "set" => set(case, program.mode, rest)?,
        "outcome" | "resume" => {
            (word == "resume").then_some(()).xor(case.stops.is_empty().then_some(()))?;
            case.stops.push(Stop { line, outcome: rest.to_owned(), expectations: Vec::new() });
        }
        _ => {
            let expectation = expectation(program, word, rest)?;
            case.stops.last_mut()?.expectations.push((line, expectation));
        }
    }
    Some(())
}

fn set(case: &mut Case, mode: Mode, rest: &str) -> Option<()> {
    let (place, value) = rest.split_once('=')?;
    let (place, value) = (place.trim(), value.trim());
    match place.split_once(' ') {
        Some(("integer", reg)) => {
            word::write_integer(&mut case.registers, register(reg)?, mode, value.parse().ok()?).ok()
        }
        Some(("float", reg)) => {
            word::write_float(&mut case.registers, register(reg)?, mode, value.parse().ok()?).ok()
        }
        Some(_) => None,
        None => {
            case.registers.set(register(place)?, cell(value)?);
            Some(())
        }
    }
}

fn expectation(program: &Container, word: &str, rest: &str) -> Option<Expectation> {
    let assigned = || rest.split_once('=').map(|(place, value)| (place.trim(), value.trim()));
    Some(match word {
        "pc" => Expectation::Pc(
            number(rest)
                .or_else(|| Some(program.symbols.iter().find(|symbol| symbol.name == rest)?.address))?,
        ),
        "mode" => Expectation::Mode(Mode::from_name(rest)?),
        "flags" => Expectation::Flags(flags(rest)?),
        "integer" => {
            let (reg, value) = assigned()?;
            Expectation::Integer(register(reg)?, value.parse().ok()?)
        }
        "float" => {
            let (reg, value) = assigned()?;
            Expectation::Float(register(reg)?, value.parse().ok()?)
        }
        "memory" => {
            let (address, value) = assigned()?;
            Expectation::Memory(number(address)?, bytes(value)?)
        }
        "output" => Expectation::Output(bytes(rest)?),
        "printed" => Expectation::Printed(String::from_utf8(bytes(rest)?).ok()?),
        "fuel_used" => Expectation::FuelUsed(rest.parse().ok()?),
        "stack" => {
            let cells = rest.split_inclusive(')').map(str::trim).filter(|text| *text != "-");
            Expectation::Stack(cells.map(cell).collect::<Option<_>>()?)
        }
        reg => Expectation::Register(register(reg)?, cell(rest.strip_prefix('=')?.trim())?),
    })
}

fn register(name: &str) -> Option<Reg> {
    let digit = name.trim().strip_prefix('R').filter(|digit| digit.len() == 1)?;
    Reg::new(u8::from_str_radix(digit, 16).ok()?)
}

/// `(rho, theta)`
fn cell(text: &str) -> Option<Cell> {
    let (rho, theta) = text.strip_prefix('(')?.strip_suffix(')')?.split_once(',')?;
    Some(Cell { rho: rho.trim().parse().ok()?, theta: theta.trim().parse().ok()? })
}

fn number(text: &str) -> Option<u32> {
    match text.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

/// Bytes in hex, or a text in quotes, or `-` for none.
fn bytes(text: &str) -> Option<Vec<u8>> {
    if let Some(quoted) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        return Some(quoted.replace("\\n", "\n").into_bytes());
    }
    let words = text.split_whitespace().filter(|word| *word != "-");
    words.map(|word| u8::from_str_radix(word, 16).ok()).collect()
}

fn flags(text: &str) -> Option<Flags> {
    let mut flags = Flags::NONE;
    for letter in text.chars().filter(|letter| *letter != '-') {
        flags |= match letter {
            'Z' => Flags::ZERO,
            'N' => Flags::NEGATIVE,
            'O' => Flags::OVERFLOW,
            'C' => Flags::COLLAPSE,
            'H' => Flags::HALT,
            'M' => Flags::MODE_CHANGED,
            _ => return None,
        };
    }
    Some(flags)
}

/// The name of an outcome, as the corpus has it: a trap's is its kind.
pub fn outcome_name(outcome: &Outcome) -> &'static str {
    outcome.trap().map_or(outcome.name(), |trap| trap.kind.name())
}

impl Expectation {
    /// Makes sure that it holds, or says what does.
    ///
    /// # Errors
    /// What was found instead.
    pub fn check<H: vsp_runtime::Host>(&self, seen: &Observation, vm: &Vm<H>) -> Result<(), String> {
        fn same<T: PartialEq + std::fmt::Debug>(found: T, expected: T) -> Result<(), String> {
            if found == expected { Ok(()) } else { Err(format!("{found:?} instead of {expected:?}")) }
        }
        match self {
            Expectation::Pc(pc) => same(seen.pc, *pc),
            Expectation::Mode(mode) => same(seen.mode, *mode),
            Expectation::Flags(flags) => same(seen.flags, *flags),
            Expectation::Register(reg, cell) => same(seen.registers.get(*reg), *cell),
            Expectation::Integer(reg, value) => same(vm.integer(*reg), Ok(*value)),
            Expectation::Float(reg, value) => {
                // Bits, so that -0 and the canonical NaN are told from others.
                same(vm.float(*reg).map(f64::to_bits), Ok(value.to_bits()))
            }
            Expectation::Memory(address, bytes) => {
                let at = *address as usize;
                same(vm.memory().get(at..at + bytes.len()), Some(bytes))
            }
            Expectation::Output(bytes) => {
                same(&seen.output.iter().map(|cell| cell.pack()).collect::<Vec<u8>>(), bytes)
            }
            Expectation::Printed(text) => same(&seen.printed, text),
            Expectation::FuelUsed(fuel) => same(vm.fuel_used(), Some(*fuel)),
            Expectation::Stack(cells) => same(&seen.stack, cells),
        }
    }
}
