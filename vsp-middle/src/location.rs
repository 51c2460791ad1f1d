//! Locations: where the machine's state is kept, as exits name it.

use crate::Type;
use crate::names::names;
use core::fmt;

names! {
    /// A flag that programs change.
    Flag {
        /// Z.
        Zero "Z",
        /// N.
        Negative "N",
        /// O.
        Overflow "O",
        /// C.
        Collapse "C",
        /// H.
        Halt "H",
        /// M.
        ModeChanged "M",
    }
}

impl Flag {
    /// Its bit in the status byte.
    pub const fn bit(self) -> vsp_isa::Flags {
        match self {
            Flag::Zero => vsp_isa::Flags::ZERO,
            Flag::Negative => vsp_isa::Flags::NEGATIVE,
            Flag::Overflow => vsp_isa::Flags::OVERFLOW,
            Flag::Collapse => vsp_isa::Flags::COLLAPSE,
            Flag::Halt => vsp_isa::Flags::HALT,
            Flag::ModeChanged => vsp_isa::Flags::MODE_CHANGED,
        }
    }
}

/// A piece of the machine's state that is kept in a value while code runs, and in the context otherwise.
///
/// In the text form registers are `R4`, `R4:2` (R4 and R5) and `R4:4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Location {
    /// One, two or four registers in a row.
    Registers {
        /// The first.
        first: u8,
        /// How many.
        cells: u8,
    },
    /// A flag.
    Flag(Flag),
    /// The fuel that is left.
    Fuel,
    /// How many return addresses are on the call stack.
    CallDepth,
    /// How many cells are on the data stack.
    StackDepth,
}

impl Location {
    /// The type of what it holds.
    pub const fn kind(self) -> Type {
        match self {
            Location::Registers { cells, .. } => Type::of_cells(cells as usize),
            Location::Flag(_) => Type::Bool,
            Location::Fuel => Type::I64,
            Location::CallDepth | Location::StackDepth => Type::I32,
        }
    }

    /// Whether two have something in common.
    pub fn overlaps(self, other: Location) -> bool {
        match (self, other) {
            (Location::Registers { first: a, cells: m }, Location::Registers { first: b, cells: n }) => {
                a < b + n && b < a + m
            }
            _ => self == other,
        }
    }

    /// The location of a name.
    pub fn from_name(name: &str) -> Option<Location> {
        match name {
            "fuel" => return Some(Location::Fuel),
            "calls" => return Some(Location::CallDepth),
            "stack" => return Some(Location::StackDepth),
            _ => {}
        }
        if let Some(flag) = Flag::from_name(name) {
            return Some(Location::Flag(flag));
        }
        let (register, cells) = name.strip_prefix('R')?.split_once(':').unwrap_or((&name[1..], "1"));
        let first = u8::from_str_radix(register, 16).ok()?;
        let cells = cells.parse().ok().filter(|cells| [1, 2, 4].contains(cells))?;
        (first + cells <= 16).then_some(Location::Registers { first, cells })
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Location::Registers { first, cells: 1 } => write!(f, "R{first:X}"),
            Location::Registers { first, cells } => write!(f, "R{first:X}:{cells}"),
            Location::Flag(flag) => f.write_str(flag.name()),
            Location::Fuel => f.write_str("fuel"),
            Location::CallDepth => f.write_str("calls"),
            Location::StackDepth => f.write_str("stack"),
        }
    }
}
