//! The locations of a region: register groups, where all its instructions use the registers together.

use super::recipe::Recipe;
use crate::region::Region;
use crate::{Flag, Location};
use vsp_isa::flow::mode_after;
use vsp_isa::{Branch, Field, Instruction, Mode, Operand, Reg, Test};

/// More than there are: sixteen registers, six flags, fuel and the depths of two stacks.
pub(super) const MOST: usize = 32;

/// Locations, a bit each by their numbers.
pub(super) type Set = u32;

/// The locations of a region.
#[derive(Clone, Debug)]
pub(super) struct Locations {
    list: Vec<Location>,
    /// The number of the location that each register belongs to.
    of_register: [u8; 16],
    /// The number of the first flag; fuel and depths follow the flags.
    first_flag: usize,
}

impl Locations {
    pub fn of(region: &Region) -> Locations {
        let mut accesses = Accesses::default();
        for piece in region.pieces() {
            let mut mode = piece.place.mode;
            for &(_, instruction) in &piece.code.instructions {
                accesses.note(instruction, mode);
                mode = mode_after(instruction, mode);
            }
        }
        accesses.settle();
        let (mut list, mut of_register) = (Vec::with_capacity(MOST), [u8::MAX; 16]);
        let mut first = 0;
        while first < 16 {
            let cells = accesses.cells_at(first);
            if accesses.touched & 1 << first != 0 {
                of_register[first..first + cells].fill(list.len() as u8);
                list.push(Location::Registers { first: first as u8, cells: cells as u8 });
            }
            first += cells;
        }
        let first_flag = list.len();
        list.extend(Flag::ALL.iter().map(|&flag| Location::Flag(flag)));
        list.extend([Location::Fuel, Location::CallDepth, Location::StackDepth]);
        Locations { list, of_register, first_flag }
    }

    pub fn count(&self) -> usize {
        self.list.len()
    }

    pub fn at(&self, number: usize) -> Location {
        self.list[number]
    }

    /// The number of the location that a register belongs to, its first register, and how many it has.
    pub fn around(&self, register: usize) -> (usize, usize, usize) {
        let number = self.of_register[register] as usize;
        let Location::Registers { first, cells } = self.list[number] else {
            unreachable!("registers belong to locations of registers")
        };
        (number, first.into(), cells.into())
    }

    pub fn flag(&self, flag: Flag) -> usize {
        self.first_flag + flag as usize
    }

    pub fn fuel(&self) -> usize {
        self.first_flag + Flag::ALL.len()
    }

    pub fn call_depth(&self) -> usize {
        self.fuel() + 1
    }

    pub fn stack_depth(&self) -> usize {
        self.fuel() + 2
    }
}

/// How instructions take registers together.
#[derive(Default)]
struct Accesses {
    touched: u32,
    /// The registers that something begins at.
    cuts: u32,
    /// The registers that are pushed and popped: words are, cell by cell.
    stacked: u32,
}

impl Accesses {
    /// How many of the registers from one on may be one location: they are taken together or not at all.
    fn cells_at(&self, first: usize) -> usize {
        let beyond = (self.cuts | 1 << 16) >> (first + 1);
        match beyond.trailing_zeros() {
            0 => 1,
            1 | 2 => 2,
            _ => 4,
        }
    }

    fn together(&mut self, first: usize, cells: usize) {
        if first + cells <= 16 {
            self.touched |= ((1 << cells) - 1) << first;
            self.cuts |= 1 << first | 1 << (first + cells);
        }
    }

    /// Has those that are only ever pushed and popped be alone.
    fn settle(&mut self) {
        let only = self.stacked & !self.touched;
        (0..16).filter(|register| only & 1 << register != 0).for_each(|register| self.together(register, 1));
    }

    fn alone(&mut self, reg: Reg) {
        self.together(reg.index(), 1);
    }

    fn note(&mut self, instruction: Instruction, mode: Mode) {
        if let Instruction::Push { a } | Instruction::Pop { a } = instruction {
            self.stacked |= 1 << a.index();
            return;
        }
        let operands = instruction.encode().operands();
        for field in instruction.opcode().operands() {
            let register = field.extract(operands) as usize;
            match field {
                Field::WordA | Field::WordB => self.together(register, mode.word_cells()),
                Field::RegisterA | Field::RegisterB => self.together(register, 1),
                Field::Branch => {
                    if let Test::Register(reg) = Branch::from_raw(operands).test() {
                        self.alone(reg);
                    }
                }
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
                | Field::Mode
                | Field::ModeImmediate
                | Field::Node
                | Field::NodeNibble
                | Field::Intrinsic
                | Field::Argument16 => {}
            }
        }
        self.note_unnamed(instruction);
        if let Instruction::Syscall { id, .. } = instruction
            && let Some(recipe) = Recipe::of(id)
        {
            let cells = mode.word_cells();
            (0..recipe.words()).for_each(|number| self.together(number * cells, cells));
            (0..recipe.cells()).for_each(|register| self.together(register, 1));
        }
    }

    /// Notes the registers that an instruction takes without an operand, or other than the operand says. One that is forgotten
    /// has no location, or must be taken out of a larger one.
    fn note_unnamed(&mut self, instruction: Instruction) {
        match instruction {
            Instruction::Loop { .. } => self.alone(Reg::RC),
            Instruction::Emerge { .. } => {
                self.alone(Reg::RB);
                self.alone(Reg::RC);
            }
            Instruction::Collapse { .. } => self.alone(Reg::RF),
            Instruction::BitMeasure { .. } => self.alone(Reg::R0),
            Instruction::BitRotq { .. } => self.alone(Reg::R1),
            Instruction::Spread { a } | Instruction::Gather { a } => {
                let first = a.index() & 12;
                (first..first + 4).for_each(|register| self.together(register, 1));
            }
            Instruction::Cvti2b { a }
            | Instruction::Cvtb2i { a }
            | Instruction::Cvtf2b { a }
            | Instruction::Cvtb2f { a } => self.alone(a),
            _ => {}
        }
    }
}
