//! The disassembler: a SILC file to SIL assembly that gives the same file again.
//!
//! A listing shows code as instructions, with symbols as labels and intrinsics by their names, data as texts and bytes,
//! and in comments each address and the source line that the debug information names. What the plain form would not
//! give back exactly is written with directives instead:
//!
//! - Bytes of the code that are no instruction, or one with bits set that it ignores, or one that a label or the target of a
//!   reachable jump divides, are a `.byte`.
//! - If labels in the order of the symbol table cannot make up that table (a stripped file, jumps to places without a name,
//!   names that are none in assembly, addresses outside), there is a `.nosymbols`, and every symbol is a `.symbol`. Labels
//!   then only make the listing readable; places without a name get one after their address, such as `L_0010`.
//! - Debug information is always a `.source` and one `.line` for each entry, or a `.nodebug`.
//! - There is an `.entry` or a `.version` where the assembler would choose another.

mod labels;
mod layout;
mod listing;
mod operands;
mod statements;

pub use statements::Statements;

use crate::container::Container;
use alloc::string::String;

/// Writes a program as assembly, in time proportional to its size (times its logarithm).
///
/// [Assembling](crate::asm::assemble) the text gives a container that is written as the same bytes, for every container
/// that can be written.
///
/// ```
/// use vsp_isa::{asm::assemble, disasm::disassemble};
/// let program = assemble("main: MOVI R0, 3\nagain: LOOP again\n CALL print_bytesil\n HLT", "x.sil").unwrap();
/// let listing = disassemble(&program);
/// assert!(listing.contains("again:\n    LOOP      again                     ; 0003 line 2\n"));
/// assert_eq!(assemble(&listing, "listing.sil").unwrap(), program);
/// ```
pub fn disassemble(container: &Container) -> String {
    let layout = layout::Layout::new(container);
    let labels = labels::Labels::new(container, &layout);
    listing::Listing::new(container, &layout, &labels).write()
}
