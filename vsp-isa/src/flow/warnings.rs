//! What looks wrong with a program before it runs.

use super::{End, Flow};
use crate::container::Container;
use crate::{Field, Instruction, Intrinsic, Mode, TrapKind};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::fmt;

/// Something reachable that looks wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The address of the instruction, or of the place that is none.
    pub address: u32,
    /// The line of the source that it came from, if the file says so.
    pub line: Option<u32>,
    /// What is wrong.
    pub kind: WarningKind,
}

/// What is wrong with an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WarningKind {
    /// What stands at a reachable address does not decode: reaching it traps.
    Undecodable(TrapKind),
    /// The instruction always traps in this mode.
    AlwaysTraps(TrapKind, Mode),
    /// The instruction accesses fixed addresses up to `end` (exclusive), and the program's memory ends at `size`.
    OutsideMemory {
        /// The address after the last byte that is accessed.
        end: u32,
        /// The default size of the program's memory.
        size: u32,
    },
    /// A SYSCALL of a number that no intrinsic has in the file's version.
    UnknownIntrinsic(u8),
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at {:#06x}", self.address)?;
        if let Some(line) = self.line {
            write!(f, " (line {line})")?;
        }
        write!(f, ": {}", self.kind)
    }
}

impl fmt::Display for WarningKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WarningKind::Undecodable(TrapKind::PcOutOfBounds) => {
                write!(
                    f,
                    "control can run past the end of the code, which traps PcOutOfBounds; end with HLT, RET or JMP"
                )
            }
            WarningKind::Undecodable(kind) => write!(f, "reachable bytes are no instruction and trap {kind}"),
            WarningKind::AlwaysTraps(kind, mode) => {
                write!(f, "the instruction always traps {kind} in {mode}")
            }
            WarningKind::OutsideMemory { end, size } => write!(
                f,
                "the instruction needs memory up to {end:#x} and traps AddressOutOfBounds with the default {size:#x} bytes"
            ),
            WarningKind::UnknownIntrinsic(id) => {
                write!(
                    f,
                    "there is no intrinsic {id:#04x}: a host must supply it, or it traps UnsupportedSyscall"
                )
            }
        }
    }
}

impl Flow {
    /// What looks wrong with the program, in the order of addresses. `container` must be the program that was analysed (with
    /// another, what it gives means nothing).
    pub fn warnings(&self, container: &Container) -> Vec<Warning> {
        find(container, self)
    }
}

fn find(container: &Container, flow: &Flow) -> Vec<Warning> {
    // Several modes and overlapping block versions can meet the same trouble; it is told once.
    let mut found: BTreeMap<u32, WarningKind> = BTreeMap::new();
    for &version in flow.block_versions() {
        let mut last = None;
        let (mode, end) = flow.walk(container, version, |address, instruction| {
            last = Some(address);
            if let Some(kind) = look_at(container, instruction) {
                found.entry(address).or_insert(kind);
            }
        });
        match (end, last) {
            (End::Traps(kind), Some(address)) => {
                found.insert(address, WarningKind::AlwaysTraps(kind, mode));
            }
            (End::Undecodable(address, kind), _) => {
                found.insert(address, WarningKind::Undecodable(kind));
            }
            (End::Traps(_), None) | (End::FallsInto(_) | End::Leaves, _) => {}
        }
    }
    let lines = container.line_table();
    let line_of = |address| lines.line_of(address);
    found.into_iter().map(|(address, kind)| Warning { address, line: line_of(address), kind }).collect()
}

/// What is wrong with an instruction in every mode.
fn look_at(container: &Container, instruction: Instruction) -> Option<WarningKind> {
    let size = container.default_memory_size() as u32;
    let outside = |address: u32, length: u32| {
        let end = address + length;
        (end > size).then_some(WarningKind::OutsideMemory { end, size })
    };
    let operands = instruction.encode().operands();
    instruction.opcode().operands().iter().find_map(|field| match field {
        Field::Intrinsic => {
            let id = field.extract(operands) as u8;
            let is_known = Intrinsic::from_id(id, container.version).is_some();
            (!is_known).then_some(WarningKind::UnknownIntrinsic(id))
        }
        Field::State24 => outside(field.extract(operands), 16),
        Field::Number24 => outside(field.extract(operands), 4),
        Field::RegisterA
        | Field::RegisterB
        | Field::WordA
        | Field::WordB
        | Field::Unsigned8
        | Field::Signed8
        | Field::Signed16
        | Field::Unsigned24
        | Field::Data16
        | Field::Data16Low
        | Field::Data24
        | Field::Code24
        | Field::Branch
        | Field::Mode
        | Field::ModeImmediate
        | Field::Node
        | Field::NodeNibble
        | Field::Argument16 => None,
    })
}
