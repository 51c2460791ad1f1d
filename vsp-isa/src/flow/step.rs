//! What one instruction does to control and mode.

use super::shape::shapes;
use crate::container::Image;
use crate::{Branch, Fetched, Field, Instruction, Mode, Opcode, Successor, TrapKind, Version};

/// Where control goes after an instruction that does not trap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// To the next instruction.
    Next,
    /// To one other place.
    To(u32),
    /// To a place, or to the next instruction.
    Branch(u32),
    /// To a place, and after RET to the next instruction.
    Call(u32),
    /// To the next instruction, perhaps after a stop.
    Pause,
    /// To the next instruction, in this mode or a narrower one.
    AnyNarrower,
    /// To the caller, or out of the run.
    Return,
    /// Out of the run for good.
    Halt,
}

/// Where control goes after an instruction that does not trap.
pub fn leaving(instruction: Instruction) -> Leaving {
    Leaving::of(instruction.opcode(), instruction.encode().operands())
}

impl Leaving {
    /// Where control goes after the instruction of an opcode and its 24 operand bits. Only targets depend on those.
    pub(super) const fn of(opcode: Opcode, operands: u32) -> Leaving {
        match opcode.successor() {
            Successor::Next | Successor::SetMode | Successor::WidenMode | Successor::NarrowMode => {
                Leaving::Next
            }
            Successor::To => Leaving::To(target(opcode, operands)),
            Successor::Branch => Leaving::Branch(target(opcode, operands)),
            Successor::Call => Leaving::Call(target(opcode, operands)),
            Successor::Pause => Leaving::Pause,
            Successor::Return => Leaving::Return,
            Successor::Halt => Leaving::Halt,
            Successor::LimitMode => Leaving::AnyNarrower,
        }
    }

    /// Whether a block ends here, wherever the next one starts.
    pub(super) const fn ends_block(self) -> bool {
        matches!(self, Leaving::To(_) | Leaving::Return | Leaving::Halt)
    }
}

/// The target of a jump or call.
const fn target(opcode: Opcode, operands: u32) -> u32 {
    if matches!(opcode.operands(), [Field::Branch]) {
        Branch::of_operands(operands).target()
    } else {
        operands
    }
}

/// The mode after an instruction that does not trap. For COMPAT it is the widest of those that there may be.
pub fn mode_after(instruction: Instruction, mode: Mode) -> Mode {
    let coded =
        |field: Field| Mode::from_code(field.extract(instruction.encode().operands()) as u16).unwrap_or(mode);
    match instruction.opcode().successor() {
        Successor::SetMode => coded(Field::Mode),
        Successor::WidenMode => coded(Field::ModeImmediate).max(mode),
        Successor::NarrowMode => coded(Field::ModeImmediate).min(mode),
        Successor::Next
        | Successor::To
        | Successor::Branch
        | Successor::Call
        | Successor::Pause
        | Successor::Return
        | Successor::Halt
        | Successor::LimitMode => mode,
    }
}

/// The trap that an instruction always ends in when it runs in a mode, whatever registers and memory hold; `None` if
/// that depends.
pub fn sure_trap(instruction: Instruction, mode: Mode) -> Option<TrapKind> {
    let opcode = instruction.opcode();
    let shape = shapes(Version::LATEST)[usize::from(opcode.byte())];
    if shape.words == 0 && !shape.changes_mode {
        return None;
    }
    let operands = instruction.encode().operands();
    if shape.has_word_past(operands as u8, mode) {
        return Some(TrapKind::RegisterGroup);
    }
    let is_no_mode = |field: &Field| {
        matches!(field, Field::Mode | Field::ModeImmediate)
            && Mode::from_code(field.extract(operands) as u16).is_none()
    };
    (shape.changes_mode && opcode.operands().iter().any(is_no_mode)).then_some(TrapKind::InvalidMode)
}

/// The instruction at an address of the code, unless fetching it or executing it in a mode is sure to trap: as [`sure_trap`] says, but
/// faster, since the bytes are at hand.
///
/// ```
/// use vsp_isa::{Mode, flow::instruction_in};
/// let program = vsp_isa::asm::assemble("main: ADDINT RF, R0\n HLT", "x.sil").unwrap();
/// let length = |mode| instruction_in(&program.image(), 0, mode).map(|instruction| instruction.length());
/// // A word of two registers does not begin at the last one.
/// assert_eq!([Mode::Sil16, Mode::Sil32].map(length), [Some(3), None]);
/// ```
#[inline]
pub fn instruction_in(image: &Image<'_>, address: u32, mode: Mode) -> Option<Fetched> {
    let instruction = Fetched::at(image.code, address, image.version).ok()?;
    let shape = shapes(Version::LATEST)[usize::from(instruction.opcode().byte())];
    if shape.changes_mode {
        return unless_sure_to_trap(instruction, mode);
    }
    (!shape.has_word_past(instruction.operands() as u8, mode)).then_some(instruction)
}

/// The instruction, unless it is sure to trap in a mode. Few change the mode, and those alone need all this.
#[cold]
fn unless_sure_to_trap(instruction: Fetched, mode: Mode) -> Option<Fetched> {
    sure_trap(instruction.instruction(), mode).is_none().then_some(instruction)
}
