//! Which registers and flags the code of an instruction looks at and changes.

use vsp_isa::{Branch, Field, Instruction, Mode, Opcode, Operand, Reg, Test};

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

/// What an instruction looks at and changes without naming it.
enum Implicit {
    Nothing,
    /// It looks at these.
    Reads(Set),
    /// It changes these.
    Writes(Set),
    /// It looks at the first and changes the second.
    ReadsAndWrites(Set, Set),
    /// It looks at this flag, unless it looks at a register instead: JZ and JN.
    Tests(Set),
    /// It looks at the group of its operand.
    ReadsGroup,
    /// It changes the group of its operand.
    WritesGroup,
}

const ZERO: Set = 1 << 16;
const NEGATIVE: Set = 1 << 17;
const OVERFLOW: Set = 1 << 18;
const COLLAPSE: Set = 1 << 19;

const fn bit(reg: Reg) -> Set {
    1 << reg.index()
}

fn kind(opcode: Opcode) -> (Kind, Implicit) {
    use Opcode::*;
    match opcode {
        Nop | Hlt | Ret | Jmp | Call | Store | Push | Storew | Storex | Storewx | Out | Act | Setmode
        | Promote | HintCpu | HintGpu | HintNpu | HintAny | Batch | Unbatch | Prefetch | Fence | HintFpga
        | HintDsp => (Kind::Reads, Implicit::Nothing),
        Jz => (Kind::Reads, Implicit::Tests(ZERO)),
        Jn => (Kind::Reads, Implicit::Tests(NEGATIVE)),
        Jc => (Kind::Reads, Implicit::Reads(COLLAPSE)),
        Jo => (Kind::Reads, Implicit::Reads(OVERFLOW)),
        // Only where the mode becomes narrower does the runtime execute these; if not, they do nothing.
        Demote | Truncate | Xordem | Avgdem | Maxdem => (Kind::Reads, Implicit::Nothing),
        Mov | Movi | Load | Pop | Loadw | Loadx | Loadwx | Li | Conj | Mag | Phase | Rotate | Addint
        | Subint | Mulint | Addfloat | Subfloat | Mulfloat | Divfloat | Powint | Powfloat | Sqrtfloat
        | Andint | Orint | Xorint | Notint | Shlint | Shrint | Negint | Absint | Negfloat | Absfloat
        | Floorfloat | Ceilfloat | Cvti2f | Cvtf2i | Cvti2b | Cvtb2i | Cvtf2b | Cvtb2f | Xorl | Andl
        | Orl | Notl | Lerp | Slerp | In => (Kind::Changes, Implicit::Nothing),
        Loop => (Kind::Changes, Implicit::Writes(bit(Reg::RC))),
        Spread => (Kind::Changes, Implicit::WritesGroup),
        Gather => (Kind::Changes, Implicit::ReadsGroup),
        Emerge => (Kind::Changes, Implicit::ReadsAndWrites(bit(Reg::RC), bit(Reg::RB))),
        BitMeasure => (Kind::Changes, Implicit::Writes(bit(Reg::R0))),
        Xchg => (Kind::ChangesBoth, Implicit::Nothing),
        Mul | Div | Pow | Root | Inv | Add | Sub | Scale | BitH | BitX | BitY | BitZ | BitCollapse
        | BitNorm => (Kind::Records, Implicit::Nothing),
        BitRotq => (Kind::Records, Implicit::Reads(bit(Reg::R1))),
        Cmpint | Cmpfloat => (Kind::Sets(ZERO | NEGATIVE), Implicit::Nothing),
        Testint => (Kind::Sets(ZERO), Implicit::Nothing),
        Divint | Modint => (Kind::ChangesAndSets(OVERFLOW), Implicit::Nothing),
        Sense => (Kind::ChangesAndSets(ZERO), Implicit::Nothing),
        Collapse => (Kind::ChangesAndSets(COLLAPSE), Implicit::Writes(bit(Reg::RF))),
        Yield | Lstate | Sstate | Shiftl | Rotatl | Fold | Trans | Pipe | Grad | Descent | Compat | Sync
        | Broadcast | Receive | Entangle | Syscall => (Kind::Executed, Implicit::Nothing),
    }
}

/// The effects of an instruction in a mode.
pub(crate) fn of(instruction: Instruction, mode: Mode) -> Effects {
    let opcode = instruction.opcode();
    let (kind, implicit) = kind(opcode);
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
            Field::Unsigned8
            | Field::Signed8
            | Field::Signed16
            | Field::Unsigned24
            | Field::Data16
            | Field::Data16Low
            | Field::Data24
            | Field::Number24
            | Field::State24
            | Field::Code24
            | Field::Branch
            | Field::Mode
            | Field::ModeImmediate
            | Field::Node
            | Field::NodeNibble
            | Field::Intrinsic
            | Field::Argument16 => {}
        }
    }
    let (read, written) = match implicit {
        Implicit::Nothing => (0, 0),
        Implicit::Reads(read) => (read, 0),
        Implicit::Writes(written) => (0, written),
        Implicit::ReadsAndWrites(read, written) => (read, written),
        Implicit::Tests(flag) => match Branch::from_raw(operands).test() {
            Test::Register(reg) => (bit(reg), 0),
            Test::Flag => (flag, 0),
        },
        Implicit::ReadsGroup => (group(first), 0),
        Implicit::WritesGroup => (0, group(first)),
    };
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

/// All registers of the groups of these.
fn group(registers: Set) -> Set {
    [0xf, 0xf0, 0xf00, 0xf000].into_iter().filter(|group| registers & group != 0).sum()
}
