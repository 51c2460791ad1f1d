//! Which registers and flags the code of an instruction looks at and changes.

use vsp_isa::{Field, Instruction, Mode, Opcode, Reg, Test};

/// Registers and flags, a bit each: register r is bit r, and the flag with bit f of the status byte is bit 16 + f.
pub(crate) type Set = u32;

/// The registers and flags of an instruction's inline code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Effects {
    /// What it looks at or changes.
    pub touched: Set,
    /// What it may change.
    pub changed: Set,
    /// Whether the runtime executes the instruction, so that everything is in the context afterwards.
    pub executed: bool,
}

/// What becomes of the register or word that is the first operand, and which flags go with that.
enum Kind {
    /// It is looked at, as all other operands.
    Reads,
    /// It is changed.
    Changes,
    /// So is the other.
    ChangesBoth,
    /// It is changed, and Z, N and O are set by it, as is C for RF.
    Records,
    /// Operands are looked at, and these flags change.
    Sets(Set),
    /// The operand and these flags change.
    ChangesAndSets(Set),
    /// The runtime does it all.
    Executed,
}

const ZERO: Set = 1 << 16;
const NEGATIVE: Set = 1 << 17;
const OVERFLOW: Set = 1 << 18;
const COLLAPSE: Set = 1 << 19;

fn kind(opcode: Opcode) -> Kind {
    use Opcode::*;
    match opcode {
        Nop | Hlt | Ret | Jmp | Jz | Jn | Jc | Jo | Call | Store | Push | Storew | Storex | Storewx | Out
        | Act | Setmode | Promote | HintCpu | HintGpu | HintNpu | HintAny | Batch | Unbatch | Prefetch
        | Fence | HintFpga | HintDsp => Kind::Reads,
        // Only where the mode becomes narrower does the runtime execute these; if not, they do nothing.
        Demote | Truncate | Xordem | Avgdem | Maxdem => Kind::Reads,
        Loop | Mov | Movi | Load | Pop | Loadw | Loadx | Loadwx | Li | Conj | Mag | Phase | Rotate
        | Addint | Subint | Mulint | Addfloat | Subfloat | Mulfloat | Divfloat | Powint | Powfloat
        | Sqrtfloat | Andint | Orint | Xorint | Notint | Shlint | Shrint | Negint | Absint | Negfloat
        | Absfloat | Floorfloat | Ceilfloat | Cvti2f | Cvtf2i | Cvti2b | Cvtb2i | Cvtf2b | Cvtb2f | Xorl
        | Andl | Orl | Notl | Spread | Gather | Lerp | Slerp | Emerge | BitMeasure | In => Kind::Changes,
        Xchg => Kind::ChangesBoth,
        Mul | Div | Pow | Root | Inv | Add | Sub | Scale | BitH | BitX | BitY | BitZ | BitCollapse
        | BitRotq | BitNorm => Kind::Records,
        Cmpint | Cmpfloat => Kind::Sets(ZERO | NEGATIVE),
        Testint => Kind::Sets(ZERO),
        Divint | Modint => Kind::ChangesAndSets(OVERFLOW),
        Sense => Kind::ChangesAndSets(ZERO),
        Collapse => Kind::ChangesAndSets(COLLAPSE),
        Yield | Lstate | Sstate | Shiftl | Rotatl | Fold | Trans | Pipe | Grad | Descent | Compat | Sync
        | Broadcast | Receive | Entangle | Syscall => Kind::Executed,
    }
}

/// The effects of an instruction in a mode.
pub(crate) fn of(instruction: Instruction, mode: Mode) -> Effects {
    let opcode = instruction.opcode();
    let kind = kind(opcode);
    if let Kind::Executed = kind {
        return Effects { executed: true, ..Effects::default() };
    }
    let (mut first, mut second) = (0, 0);
    let operands = instruction.encode().operands();
    for field in opcode.operands() {
        let register = || field.extract(operands) as usize;
        match field {
            Field::RegisterA => first |= 1 << register(),
            Field::RegisterB => second |= 1 << register(),
            Field::WordA => first |= word(register(), mode),
            Field::WordB => second |= word(register(), mode),
            _ => {}
        }
    }
    let (read, written) = implicit(instruction);
    let (changed, flags) = match kind {
        Kind::Reads | Kind::Executed => (0, 0),
        Kind::Changes => (first, 0),
        Kind::ChangesBoth => (first | second, 0),
        Kind::Records if first == 1 << Reg::RF.index() => (first, ZERO | NEGATIVE | OVERFLOW | COLLAPSE),
        Kind::Records => (first, ZERO | NEGATIVE | OVERFLOW),
        Kind::Sets(flags) => (0, flags),
        Kind::ChangesAndSets(flags) => (first, flags),
    };
    let changed = changed | written | flags;
    Effects { touched: first | second | read | changed, changed, executed: false }
}

/// The registers of a word; none where it does not fit, as the instruction then traps.
fn word(first: usize, mode: Mode) -> Set {
    let cells = mode.word_cells();
    if first + cells <= 16 { ((1 << cells) - 1) << first } else { 0 }
}

/// What an instruction looks at and changes without naming it.
fn implicit(instruction: Instruction) -> (Set, Set) {
    let bit = |reg: Reg| 1 << reg.index();
    let group = |reg: Reg| 0b1111 << (reg.index() & 12);
    let test = |test: Test, flag: Set| match test {
        Test::Register(reg) => bit(reg),
        Test::Flag => flag,
    };
    match instruction {
        Instruction::Jz { branch } => (test(branch.test(), ZERO), 0),
        Instruction::Jn { branch } => (test(branch.test(), NEGATIVE), 0),
        Instruction::Jc { .. } => (COLLAPSE, 0),
        Instruction::Jo { .. } => (OVERFLOW, 0),
        Instruction::Loop { .. } => (0, bit(Reg::RC)),
        Instruction::Spread { a } => (0, group(a)),
        Instruction::Gather { a } => (group(a), 0),
        Instruction::Emerge { .. } => (bit(Reg::RC), bit(Reg::RB)),
        Instruction::Collapse { .. } => (0, bit(Reg::RF)),
        Instruction::BitMeasure { .. } => (0, bit(Reg::R0)),
        Instruction::BitRotq { .. } => (bit(Reg::R1), 0),
        _ => (0, 0),
    }
}
