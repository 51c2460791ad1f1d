//! Properties of instructions by their first byte, without decoding them.

use vsp_isa::Opcode;

/// What an instruction has a register for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// It has none, or its template knows no words in registers.
    Nothing,
    /// The word that it begins, or that has it, is an integer.
    Integer,
    /// The word is a float.
    Float,
    /// The word is moved as it is.
    Word,
    /// It is a cell.
    Cell,
}

/// What the first byte tells.
#[derive(Clone, Copy)]
pub(super) struct Look {
    /// How many bytes the instruction has.
    pub length: u8,
    /// Whether its template knows of words in registers. All others find everything in the context.
    pub knows_registers: bool,
    /// What it has its first register for, and its second.
    pub first: Use,
    pub second: Use,
    /// Whether it changes the first register.
    pub writes: bool,
    /// Whether control may go elsewhere than to the next instruction.
    pub jumps: bool,
    /// Whether it may use what was just compared.
    pub is_branch: bool,
    /// Whether its template changes no flag, and not `C`, when no flags are due.
    pub keeps_c: bool,
}

/// All of them, by their first bytes.
pub(super) static LOOKS: [Look; 256] = {
    let nothing = Look {
        length: 1,
        knows_registers: false,
        first: Use::Nothing,
        second: Use::Nothing,
        writes: false,
        jumps: false,
        is_branch: false,
        keeps_c: false,
    };
    let mut looks = [nothing; 256];
    let mut index = 0;
    while index < Opcode::ALL.len() {
        let opcode = Opcode::ALL[index];
        looks[opcode.byte() as usize] = look(opcode);
        index += 1;
    }
    looks
};

const fn look(opcode: Opcode) -> Look {
    use Opcode::{
        Absfloat, Absint, Add, Addfloat, Addint, Andint, Andl, Batch, BitH, BitMeasure, BitNorm, BitRotq,
        BitX, BitY, BitZ, Call, Cmpfloat, Cmpint, Conj, Cvtf2i, Cvti2f, Div, Divfloat, Divint, Fence,
        HintAny, HintCpu, HintDsp, HintFpga, HintGpu, HintNpu, Inv, Jc, Jmp, Jn, Jo, Jz, Li, Load, Loadw,
        Loadwx, Loadx, Loop, Mag, Modint, Mov, Movi, Mul, Mulfloat, Mulint, Negfloat, Negint, Nop, Notint,
        Notl, Orint, Orl, Phase, Pop, Pow, Prefetch, Push, Ret, Root, Rotate, Scale, Shlint, Shrint,
        Sqrtfloat, Store, Storew, Storewx, Storex, Sub, Subfloat, Subint, Testint, Unbatch, Xchg, Xorint,
        Xorl,
    };
    let has_two_floats = matches!(opcode, Addfloat | Subfloat | Mulfloat | Divfloat | Cmpfloat);
    let is_float = has_two_floats || matches!(opcode, Sqrtfloat | Negfloat | Absfloat | Cvtf2i);
    let has_two_integers = matches!(
        opcode,
        Addint
            | Subint
            | Mulint
            | Divint
            | Modint
            | Cmpint
            | Testint
            | Andint
            | Orint
            | Xorint
            | Shlint
            | Shrint
    );
    let is_integer = has_two_integers || matches!(opcode, Notint | Negint | Absint | Cvti2f | Li);
    let is_word = matches!(opcode, Loadw | Storew | Loadwx | Storewx | Push | Pop);
    let has_two_cells = matches!(opcode, Mov | Xchg | Mul | Div | Add | Sub | Xorl | Andl | Orl);
    let is_gate = matches!(opcode, BitH | BitX | BitY | BitZ | BitMeasure | BitRotq | BitNorm);
    let is_cell = has_two_cells
        || is_gate
        || matches!(opcode, Load | Store | Loadx | Storex | Movi | Notl)
        || matches!(opcode, Pow | Root | Inv | Conj | Mag | Phase | Scale | Rotate);
    let has_address = matches!(opcode, Loadx | Storex | Loadwx | Storewx);
    let first = if is_float {
        Use::Float
    } else if is_integer {
        Use::Integer
    } else if is_word {
        Use::Word
    } else if is_cell {
        Use::Cell
    } else {
        Use::Nothing
    };
    let second = if has_two_floats {
        Use::Float
    } else if has_two_integers || has_address {
        Use::Integer
    } else if has_two_cells {
        Use::Cell
    } else {
        Use::Nothing
    };
    let only_reads = matches!(opcode, Cmpint | Testint | Cmpfloat | Store | Storew | Storex | Storewx | Push);
    let is_branch = matches!(opcode, Jz | Jn);
    let is_control = is_branch || matches!(opcode, Jmp | Jc | Jo | Call | Loop | Ret);
    let is_nothing = matches!(
        opcode,
        Nop | HintCpu | HintGpu | HintNpu | HintAny | HintFpga | HintDsp | Batch | Unbatch | Prefetch | Fence
    );
    let is_calculation = matches!(
        opcode,
        Addint | Subint | Mulint | Andint | Orint | Xorint | Notint | Shlint | Shrint | Negint | Li
    );
    Look {
        length: opcode.format().length() as u8,
        knows_registers: !matches!(first, Use::Nothing) || is_control || is_nothing,
        first,
        second,
        writes: !only_reads && !matches!(first, Use::Nothing),
        jumps: is_control,
        is_branch,
        keeps_c: is_calculation || is_branch,
    }
}
