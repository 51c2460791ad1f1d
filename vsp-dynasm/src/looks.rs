//! Properties of instructions by their first byte, without decoding them.

use vsp_isa::Opcode;

/// What the first byte tells.
#[derive(Clone, Copy)]
pub(super) struct Look {
    /// How many bytes the instruction has.
    pub length: u8,
    /// Whether its template knows of words in registers. All others find everything in the context.
    pub knows_registers: bool,
    /// Whether the first word is a float.
    pub is_float: bool,
    /// Whether the second is one, too.
    pub has_two_floats: bool,
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
        is_float: false,
        has_two_floats: false,
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
        Absfloat, Absint, Addfloat, Addint, Andint, Batch, Call, Cmpfloat, Cmpint, Cvtf2i, Cvti2f, Divfloat,
        Divint, Fence, HintAny, HintCpu, HintDsp, HintFpga, HintGpu, HintNpu, Jc, Jmp, Jn, Jo, Jz, Li, Load,
        Loadw, Loadwx, Loadx, Loop, Modint, Mov, Movi, Mulfloat, Mulint, Negfloat, Negint, Nop, Notint,
        Orint, Pop, Prefetch, Push, Shlint, Shrint, Sqrtfloat, Store, Storew, Storewx, Storex, Subfloat,
        Subint, Testint, Unbatch, Xchg, Xorint,
    };
    let has_two_floats = matches!(opcode, Addfloat | Subfloat | Mulfloat | Divfloat | Cmpfloat);
    let is_float = has_two_floats || matches!(opcode, Sqrtfloat | Negfloat | Absfloat | Cvtf2i);
    let is_integer = matches!(
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
            | Notint
            | Shlint
            | Shrint
            | Negint
            | Absint
            | Cvti2f
            | Li
    );
    let is_memory = matches!(
        opcode,
        Loadw | Storew | Loadx | Storex | Loadwx | Storewx | Load | Store | Push | Pop | Mov | Movi | Xchg
    );
    let is_branch = matches!(opcode, Jz | Jn);
    let is_control = is_branch || matches!(opcode, Jmp | Jc | Jo | Call | Loop);
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
        knows_registers: is_float || is_integer || is_memory || is_control || is_nothing,
        is_float,
        has_two_floats,
        is_branch,
        keeps_c: is_calculation || is_branch,
    }
}
