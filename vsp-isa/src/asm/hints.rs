//! Hints about the syntax of other assemblers: the one table of them.

use super::number;
use super::source::Piece;
use crate::{Field, Opcode};
use alloc::format;
use alloc::string::String;

const COMPARE: &str =
    "; did you mean `CMPINT`? There are CMPINT for integers and CMPFLOAT for floats, which set Z and N";
const JUMP: &str = "; write `JMP target`";
const IF_EQUAL: &str =
    "; write `CMPINT Ra, Rb` (or CMPFLOAT), then `JZ target`, which jumps if the flag Z is set";
const IF_NOT_EQUAL: &str = "; `JZ` over a `JMP`: write `JZ over`, `JMP target`, `over:`";
const IF_LESS: &str = "; write `CMPINT Ra, Rb` (or CMPFLOAT), then `JN target`, which jumps if a < b";
const IF_NOT_LESS: &str = "; `JN` over a `JMP`: write `JN over`, `JMP target`, `over:` after `CMPINT Ra, Rb`";
const IF_GREATER: &str = "; compare the other way round: write `CMPINT Rb, Ra`, then `JN target`";
const IF_NOT_GREATER: &str =
    "; `JN` over a `JMP`: write `JN over`, `JMP target`, `over:` after `CMPINT Rb, Ra`";
const CALL: &str = "; write `CALL target`, with a label: there are no calls through registers";
const LOAD: &str =
    "; LOAD takes a cell from an address, LOADW a word, LOADX and LOADWX at an address in a register";
const STORE: &str =
    "; STORE puts a cell to an address, STOREW a word, STOREX and STOREWX at an address in a register";
const MOVE_WORD: &str = "; MOV copies one register; `LI Ra, number` sets an integer word, and `LI Ra, 0`, `ADDINT Ra, Rb` copies one";
const ADD_NUMBER: &str = "; there is no immediate: write `LI Rb, number`, then `ADDINT Ra, Rb`";
const SUBTRACT_NUMBER: &str = "; there is no immediate: write `LI Rb, number`, then `SUBINT Ra, Rb`";
const SYSTEM: &str = "; intrinsics are called by name: write `CALL print_int`, or `SYSCALL number, argument`";
const COMPLEX: &str = "; a register is a complex number: `CALL bytesil_new` makes one of rho in R0 and theta in R1, and \
                       `CALL bytesil_from_complex` of two floats";
const LOGIC: &str = "; ANDINT, ORINT, XORINT and NOTINT take words, ANDL, ORL, XORL and NOTL cells";
const SHIFT: &str =
    "; SHLINT and SHRINT shift words, by the word in another register; SHIFTL and ROTATL move all registers";
const HALT: &str = "; HLT ends a run, RET ends a function";
const MULTIPLY: &str = "; did you mean `MUL`? It multiplies cells, MULINT integers and MULFLOAT floats";
const DIVIDE: &str =
    "; DIV divides cells, DIVINT integers (with MODINT for what is left) and DIVFLOAT floats";
const NUMBERS: &str = "; there are .byte, .word16, .word32, .word64 and .string";

/// What is written elsewhere, and what to say of it.
const HINTS: [(&[&str], &str); 24] = [
    (&["CMP", "CMPI", "COMP", "FCMP"], COMPARE),
    (&["J", "B", "BR", "BRA", "GOTO", "JUMP"], JUMP),
    (&["JE", "JEQ", "BEQ", "BZ", "BEQZ"], IF_EQUAL),
    (&["JNZ", "JNE", "BNE", "BNZ", "BNEZ", "CBNZ"], IF_NOT_EQUAL),
    (&["JL", "JLT", "JB", "JS", "JMI", "BLT", "BMI", "BLO"], IF_LESS),
    (&["JGE", "JAE", "JNN", "JNS", "JNL", "BGE", "BPL", "BHS"], IF_NOT_LESS),
    (&["JG", "JGT", "JA", "JP", "BGT", "BHI"], IF_GREATER),
    (&["JLE", "JBE", "BLE", "BLS"], IF_NOT_GREATER),
    (&["BL", "BLR", "BLX", "CALLR", "JAL", "JALR", "JSR", "BSR"], CALL),
    (&["LD", "LDR", "LDRB", "LDA", "LW", "LB"], LOAD),
    (&["ST", "STR", "STRB", "STA", "SW", "SB"], STORE),
    (&["MOVW", "MOVL", "MOVQ", "MOVINT", "LDI", "LOADI", "LEA", "LA"], MOVE_WORD),
    (&["INC", "ADDI", "ADDIU"], ADD_NUMBER),
    (&["DEC", "SUBI"], SUBTRACT_NUMBER),
    (&["INT", "SVC", "SWI", "ECALL", "PRINT"], SYSTEM),
    (&["COMPLEX"], COMPLEX),
    (&["TEST", "TST"], "; TESTINT sets Z if two words have no bit in common"),
    (&["AND", "OR", "XOR", "EOR", "NOT"], LOGIC),
    (&["SHL", "SHR", "SAL", "SAR", "LSL", "LSR", "ASR", "ROL", "ROR"], SHIFT),
    (&["HALT", "END", "EXIT", "BRK", "RETURN"], HALT),
    (&["IMUL", "MULT"], MULTIPLY),
    (&["IDIV", "DIVIDE", "MOD", "REM"], DIVIDE),
    (&["DB", "DW", "DD", "DQ"], NUMBERS),
    (&["SWAP"], "; write `XCHG Ra, Rb`"),
];

/// Which hints a file has had: each is given once.
#[derive(Debug, Default)]
pub(super) struct Given {
    table: [bool; HINTS.len()],
    three_operands: bool,
}

impl Given {
    /// What to say of a mnemonic that is none. Empty where it was said before, `None` where there is nothing to say.
    pub fn mnemonic(&mut self, name: &str) -> Option<&'static str> {
        let index =
            HINTS.iter().position(|(names, _)| names.iter().any(|it| it.eq_ignore_ascii_case(name)))?;
        let is_first = !core::mem::replace(&mut self.table[index], true);
        Some(if is_first { HINTS[index].1 } else { "" })
    }

    /// What to say of three registers after an instruction that takes two and changes the first.
    pub fn three_operands(&mut self, opcode: Opcode, operands: &[Piece<'_>]) -> String {
        let is_word = match opcode.operands() {
            [Field::RegisterA, Field::RegisterB] => false,
            [Field::WordA, Field::WordB] => true,
            _ => return String::new(),
        };
        let [target, left, right] = operands else { return String::new() };
        let registers = [target, left, right].map(|operand| number::register(operand.text));
        let [Some(target), Some(left), Some(right)] = registers else { return String::new() };
        if core::mem::replace(&mut self.three_operands, true) {
            return String::new();
        }
        let mnemonic = opcode.mnemonic();
        let last = format!("`{mnemonic} {target}, {right}`");
        if target == left {
            return format!("; `{mnemonic}` changes its first operand: write {last}");
        }
        let copy = match (target == right, is_word) {
            (true, _) => {
                return format!(
                    "; `{mnemonic}` changes its first operand, and {target} is the second, too: use another"
                );
            }
            (false, false) => format!("`MOV {target}, {left}`"),
            (false, true) => format!("`LI {target}, 0`, `ADDINT {target}, {left}`"),
        };
        format!("; `{mnemonic}` changes its first operand: write {copy} then {last}")
    }
}
