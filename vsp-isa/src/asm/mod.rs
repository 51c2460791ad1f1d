//! The assembler: SIL assembly to a SILC file.
//!
//! This page describes the language; [`assemble`] is the function.
//!
//! ```
//! let source = r#"
//! .mode SIL-32                    ; words are 32 bits: two registers
//! .data
//! weights: .word32 3, -4, 0x10
//! greeting:
//!          .string "hello\n"
//! .code
//! .global main                    ; others may start a run here
//! main:    CALL   print_string, greeting
//!          LI     R4, weights     ; R4 and R5: the address of the list
//!          MOVI   RC, 2
//! next:    LOADWX R2, R4          ; R2 and R3: the word at that address
//!          ADDINT R0, R2
//!          LI     R6, 4
//!          ADDINT R4, R6
//!          LOOP   next
//!          HLT
//! "#;
//! let program = vsp_isa::asm::assemble(source, "sum.sil").unwrap();
//! assert_eq!(program.function("main").unwrap().address, 0);
//! assert_eq!(program.data[..8], [3, 0, 0, 0, 0xfc, 0xff, 0xff, 0xff]);
//! ```
//!
//! # Lines
//!
//! A source is UTF-8 text. Each line has any number of labels, then at most one statement, an instruction or a directive;
//! `;` begins a comment that reaches to the line's end. Operands have commas between them. White space matters only
//! between words. Lines end with a line feed, perhaps after a carriage return. Mnemonics, directives, registers, modes
//! and intrinsics may be written in any letter case; in labels it matters.
//!
//! # Labels
//!
//! `name:` names the address at which it stands, which is one of the code or one of memory, depending on the part of the
//! program that it stands in. A name is a letter or `_`, then letters, digits, `_` and `.`, and no register in upper case;
//! `ra` names the register where the operand is a register, and otherwise the label `ra`, if there is one. Before a directive that makes data the colon may be left out. A label may be used before its line as well as after it, and
//! wherever a number may stand. Where an address is needed it must be one of the right kind: a jump to a place in memory
//! and a load from a place in the code are errors (a number always goes, whatever it was meant for).
//!
//! # Operands
//!
//! | operand | how it is written |
//! |---|---|
//! | register, or the first register of a word | `R0` to `R9`, `RA` to `RF` |
//! | number | decimal or hex, `12`, `0x1F`, `-3`; `L0` to `LF` for 0 to 15 (unless a label has that name); a label |
//! | target of a jump or call, address in memory | a label, or a number |
//! | mode | `SIL-8`, `SIL-16`, `SIL-32`, `SIL-64`, `SIL-128`, or a code: 0 to 4, 8, 16, 32, 64, 128 |
//! | intrinsic | one of its [names](crate::Intrinsic::names), or its number |
//!
//! A number must fit in the bits that it goes to; there is no silent cutting off.
//!
//! # Instructions
//!
//! The mnemonics are those of [`Opcode`](crate::Opcode), whose documentation says what each does. The operands come in the
//! order of [`Opcode::operands`](crate::Opcode::operands): the register that changes first, then the other register, then
//! the number or address, as in `MUL R0, R1`, `SCALE R0, -2`, `LERP R0, R1, 128`, `LOAD R1, taps`, `BIT.H R3`,
//! `SETMODE SIL-64`, `SYNC 7`, `ENTANGLE R0, 3`. These have more than one form:
//!
//! | instruction | forms |
//! |---|---|
//! | `JZ`, `JN` | `JZ target` tests the flag; `JZ R2, target` tests the register, and a number as its target has only 16 bits |
//! | `LOADX`, `STOREX`, `LOADWX`, `STOREWX` | `LOADX Ra, Rb, offset` or `LOADX Ra, Rb` for offset 0 |
//! | `SYSCALL` | `SYSCALL intrinsic, argument` or `SYSCALL intrinsic` for argument 0 |
//! | `CALL` | `CALL target`; `CALL intrinsic, argument` and `CALL intrinsic` mean SYSCALL |
//!
//! After `CALL`, a label goes before an intrinsic of the same name; after `SYSCALL` a name is always an intrinsic's.
//!
//! # Where labels stand
//!
//! A label stands at the address behind what is before it, unless a branch could not go there. The file format cannot hold
//! a `JZ` or `JN` without a register whose target's low byte is under 16, nor one with a register whose target is beyond
//! 64 KiB. Where a source has such a branch, the assembler inserts what makes it possible:
//! - NOPs before the target, where control does not fall into them: it looks for room behind the JMP, RET or HLT before, and
//!   shifts all that follows up to the next;
//! - one NOP, or a JMP over several, before a target that control falls into, if it begins a loop or that costs no more than
//!   the next way;
//! - a JMP to the target by way of which the branch goes, behind the last instruction (for branches with registers, at the
//!   start of the code). Numbers as targets, labels right behind data in the code, and those of an `.align 256` are always
//!   reached like this.
//!
//! What is inserted costs fuel where it is executed, and belongs to the line before it, JMPs by way of which a branch goes to
//! that of the branch. Whatever names a label gets the address that it has then. A source that needs nothing of all this
//! gets nothing.
//!
//! ```
//! use vsp_isa::asm::assemble;
//! let branches = assemble("JZ R2, here\n JMP 0x10\n SYSCALL sqrt\n here: call SQRT\n", "forms.sil").unwrap();
//! assert_eq!(branches.code, [0x11, 2, 12, 0, 0x10, 0x10, 0, 0, 0xff, 0x53, 0, 0, 0xff, 0x53, 0, 0]);
//! let moved = assemble("main: JZ main\n HLT", "low.sil").unwrap();
//! assert_eq!((moved.entry, &moved.code[16..]), (16, &[0x11, 16, 0, 0, 1][..]));
//! ```
//!
//! # Directives
//!
//! | directive | what it does |
//! |---|---|
//! | `.mode MODE` | the mode that a run starts in; `SIL-128` without it |
//! | `.data` | what follows goes to the data, which a run finds at address 0 of memory |
//! | `.code`, `.text` | what follows goes to the code, as it does at the beginning |
//! | `.global NAME`, `.globl NAME` | exports a label of the code: its symbol is a function, where a run can start |
//! | `.extern NAME` | nothing: files are not linked with each other |
//! | `.entry NAME` | where a run starts: a label or a number; without it at `main` if the code has that label, else at 0 |
//! | `.align N` | fills up to the next multiple of N (1 to 65536), in the code with NOPs, in the data with zeros |
//! | `.byte`, `.word16`, `.word32`, `.word64` | integers of that size, of either sign: -128 to 255, and so on |
//! | `.float16`, `.float32`, `.float64` | floats, each the nearest to `1`, `-2.5`, `6.02e23`, `inf`, `nan` |
//! | `.string` | texts in double quotes, each with a NUL after it |
//! | `.state` | sixteen bytes: `[80, 00, ...]` in hex, or one hex number, whose lowest byte is the first |
//!
//! Those that make data, the last four rows, take several values with commas between them (`.state` takes one) and are
//! little-endian. They may stand in the code, too, where they are raw bytes. Instructions may not stand in the data.
//! Texts know the escapes `\n`, `\t`, `\r`, `\0`, `\\`, `\"`, and `\u{202E}` for any character by its number in hex.
//!
//! ```
//! use vsp_isa::asm::assemble;
//! let program = assemble(".data\n table .word16 -1, table, 65535\n .align 4\n .float16 1.5\n .code\n HLT", "x.sil").unwrap();
//! assert_eq!(program.data, [0xff, 0xff, 0, 0, 0xff, 0xff, 0, 0, 0x00, 0x3e]);
//! ```
//!
//! # What the file holds besides
//!
//! Every label becomes a symbol, in the order of their definitions: in the data a data symbol, in the code a label, or a
//! function if it is exported. The version is the lowest that has all instructions and intrinsics that are used, whether
//! by name or by number. The debug information names the file and the line of each instruction. These directives change that;
//! the disassembler writes them where it must:
//!
//! | directive | what it does |
//! |---|---|
//! | `.version V` | the version is `1.0`, `1.1` or `1.2`; what that lacks is an error, but an intrinsic's number is the host's then |
//! | `.nosymbols` | labels become no symbols, and `.global` is an error |
//! | `.emptysymbols` | as `.nosymbols`; if there is no `.symbol` either, the file has a table that says so, instead of none |
//! | `.symbol "NAME", KIND, ADDRESS` | adds a symbol (kinds: `label`, `data`, `transform`, `function`); implies `.nosymbols` |
//! | `.source "NAME"` | the debug information names this file, and its only lines are those of `.line` |
//! | `.line LINE, ADDRESS` | adds an entry to the debug information, which then has only such ones |
//! | `.nodebug` | there is no debug information |
//!
//! ```
//! use vsp_isa::asm::assemble;
//! let source = ".symbol \"start here\", function, again\n .nodebug\n again: JMP again\n";
//! let program = assemble(source, "x.sil").unwrap();
//! assert_eq!(program.symbols.len(), 1);
//! assert!(program.function("start here").is_some() && program.debug.is_none());
//! ```
//!
//! # Errors
//!
//! All errors are told in one go, each with its line and column, the source line, and what may stand there instead: see
//! [`AssembleErrors`]. What other assemblers have, such as `CMP` or three operands, gets a hint at what to write, each once a
//! file. [`assemble_with_warnings`] tells what is likely not to be meant, too. Every label, name and text of a file has its limits: code and data 16 MiB each, names 65535 bytes.

mod data;
mod directive;
mod error;
mod finish;
mod hints;
mod instruction;
mod layout;
mod names;
mod number;
mod place;
mod resolve;
mod settings;
mod source;
mod state;
mod statement;
mod suggest;
mod text;
mod version;
mod warning;

pub use error::{AssembleError, AssembleErrors, excerpt};
pub(crate) use names::can_name_label;
pub(crate) use settings::kind_name;
pub use suggest::closest;
pub(crate) use text::literal;
pub use warning::{AssembleWarning, AssembleWarnings, Assembly};

use crate::container::Container;
use state::Assembler;

/// Whether a word, with its dot, is the name of a directive, in any letter case: for tools that take sources apart.
///
/// ```
/// assert!(vsp_isa::asm::is_directive(".Mode"));
/// assert!(!vsp_isa::asm::is_directive("mode"));
/// ```
pub fn is_directive(word: &str) -> bool {
    directive::Directive::from_name(word).is_some()
}

/// Assembles a source.
///
/// `file_name` is kept in the debug information and stands before every error; no file of that name need exist. Time and
/// memory grow with the length of the source, and no faster. What is assembled can always be [written](Container::write).
///
/// # Errors
/// Everything that is wrong with the source, in its order.
pub fn assemble(source: &str, file_name: &str) -> Result<Container, AssembleErrors> {
    assemble_with_warnings(source, file_name).map(|assembly| assembly.container)
}

/// Assembles a source, as [`assemble`] does, and tells what is likely not to be meant: a MOVI of a number that it cannot
/// hold, and so changes.
///
/// # Errors
/// Everything that is wrong with the source, in its order.
///
/// ```
/// let assembly = vsp_isa::asm::assemble_with_warnings("MOVI R0, 42\nHLT", "x.sil").unwrap();
/// let warning = assembly.warnings.iter().next().unwrap();
/// assert_eq!((warning.line, warning.column), (1, 10));
/// assert!(warning.message.contains("`LI R0, 42`"));
/// ```
pub fn assemble_with_warnings(source: &str, file_name: &str) -> Result<Assembly, AssembleErrors> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mut assembler = Assembler::new();
    assembler.read(source);
    match assembler.finish(file_name) {
        Ok((container, doubts)) => {
            Ok(Assembly { container, warnings: AssembleWarnings::new(source, file_name, doubts) })
        }
        Err(failure) => Err(error::locate(source, file_name, failure)),
    }
}
