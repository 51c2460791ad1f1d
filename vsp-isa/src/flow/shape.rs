//! What the byte that begins an instruction says of it, in a table: most instructions need not be decoded to be passed over.

use super::Leaving;
use crate::{Field, Mode, Opcode, Version};

/// What is known of an instruction from its first byte.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// How many bytes it takes; 0 if the byte begins no instruction.
    #[cfg_attr(not(feature = "alloc"), expect(dead_code, reason = "what goes by it needs an allocator"))]
    pub length: u8,
    /// Whether control goes on to the next instruction.
    pub goes_on: GoesOn,
    /// It may change the mode.
    pub changes_mode: bool,
    /// The bits of byte 1 that name the first registers of words.
    pub words: u8,
}

/// Whether control goes on to the next instruction, unless there is a trap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GoesOn {
    /// Nowhere else, and in a mode that the instruction and the mode before tell.
    Surely,
    /// There is more to say: see [`Leaving`].
    Perhaps,
    /// A block ends here, wherever the next one starts.
    Never,
}

/// The shapes of all bytes in a version of the format.
pub(super) type Shapes = [Shape; 256];

/// The shapes in a version of the format.
pub(super) fn shapes(version: Version) -> &'static Shapes {
    static V1_0: Shapes = shapes_of(Version::V1_0);
    static V1_1: Shapes = shapes_of(Version::V1_1);
    static V1_2: Shapes = shapes_of(Version::V1_2);
    match version {
        Version::V1_0 => &V1_0,
        Version::V1_1 => &V1_1,
        Version::V1_2 => &V1_2,
    }
}

const fn shapes_of(version: Version) -> Shapes {
    let none = Shape { length: 0, goes_on: GoesOn::Never, changes_mode: false, words: 0 };
    let mut shapes = [none; 256];
    let mut index = 0;
    while index < Opcode::ALL.len() {
        let opcode = Opcode::ALL[index];
        if opcode.since().code() <= version.code() {
            shapes[opcode as usize] = Shape::of(opcode);
        }
        index += 1;
    }
    shapes
}

/// By the number of cells in a word and by two registers, whether a word at one of them would need registers past the last.
static WORDS_PAST: [[bool; 256]; 5] = {
    let mut past = [[false; 256]; 5];
    let mut cells = 1;
    while cells < past.len() {
        let mut words = 0;
        while words < 256 {
            past[cells][words] = words % 16 + cells > 16 || words / 16 + cells > 16;
            words += 1;
        }
        cells += 1;
    }
    past
};

impl Shape {
    /// Whether one of its words needs more registers than there are from its first one on, by byte 1 of the instruction.
    #[inline]
    pub fn has_word_past(self, registers: u8, mode: Mode) -> bool {
        WORDS_PAST[mode.word_cells()][usize::from(registers & self.words)]
    }

    const fn of(opcode: Opcode) -> Shape {
        // Targets aside, what follows an instruction does not depend on its operands.
        let leaving = Leaving::of(opcode, 0);
        let mut shape = Shape {
            length: opcode.format().length() as u8,
            goes_on: if leaving.ends_block() {
                GoesOn::Never
            } else if matches!(leaving, Leaving::Next) {
                GoesOn::Surely
            } else {
                GoesOn::Perhaps
            },
            changes_mode: matches!(leaving, Leaving::AnyNarrower),
            words: 0,
        };
        let fields = opcode.operands();
        let mut index = 0;
        while index < fields.len() {
            match fields[index] {
                Field::Mode | Field::ModeImmediate => shape.changes_mode = true,
                Field::WordA | Field::WordB => shape.words |= fields[index].place(0xf) as u8,
                Field::RegisterA
                | Field::RegisterB
                | Field::Unsigned8
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
                | Field::Node
                | Field::NodeNibble
                | Field::Intrinsic
                | Field::Argument16 => {}
            }
            index += 1;
        }
        shape
    }
}
