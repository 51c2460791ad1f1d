//! How a program is cut: the blocks to compile, the parts that they are compiled in, and where parts can be entered.

use std::collections::{BTreeMap, BTreeSet};
use vsp_isa::abi::EntryPoint;
use vsp_isa::container::Container;
use vsp_isa::flow::Flow;
use vsp_isa::{Branch, Instruction, Mode, TrapKind};

/// How many instructions a part has at most (unless one block alone has more).
///
/// Register allocation takes more than twice the time for a function twice as long, so this bounds the cost of an
/// instruction; but leaving a part costs more than a jump, so parts should not be small.
const PART_INSTRUCTIONS: usize = 1000;

/// A place of the program in one mode.
pub(crate) type Place = (u32, Mode);

/// A straight run of instructions, to be compiled for one mode.
pub(crate) struct Unit {
    pub place: Place,
    /// The fuel to charge on entering, if the unit begins a block.
    pub cost: Option<u32>,
    /// The instructions with their addresses.
    pub instructions: Vec<(u32, Instruction)>,
    /// How the unit ends after its last instruction.
    pub end: End,
}

/// What follows the last instruction of a unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum End {
    /// The last instruction itself leaves: a jump, a return, a halt or a sure trap.
    Leaves,
    /// Control goes on at this address, where another block begins.
    FallsInto(u32),
    /// What stands at this address does not decode.
    Undecodable(u32, TrapKind),
}

/// Units that are compiled together, as one function.
pub(crate) struct Part<'a> {
    pub units: &'a [Unit],
    /// The places where the part can be entered, in the order of their numbers.
    pub entries: Vec<Place>,
}

/// Everything to compile.
pub(crate) struct Plan {
    units: Vec<Unit>,
    /// The first unit of each part, and the count of all units.
    bounds: Vec<usize>,
    entries: BTreeSet<Place>,
    pub return_sites: Vec<u32>,
}

impl Plan {
    pub fn new(container: &Container, flow: &Flow) -> Plan {
        let starts = |address: u32| flow.block_cost(address).is_some();
        let units: Vec<Unit> = flow
            .units()
            .iter()
            .map(|unit| {
                let place = (unit.address, unit.mode);
                read_unit(container, place, flow.block_cost(unit.address), &starts)
            })
            .collect();
        let mut plan = Plan {
            bounds: cut(&units),
            units,
            entries: BTreeSet::new(),
            return_sites: flow.return_sites().to_vec(),
        };
        plan.find_entries(container);
        plan
    }

    /// The parts, in the order of their addresses.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.bounds.windows(2).map(|bounds| {
            let units = &self.units[bounds[0]..bounds[1]];
            let entries =
                units.iter().map(|unit| unit.place).filter(|place| self.entries.contains(place)).collect();
            Part { units, entries }
        })
    }

    /// The table of entry points, sorted.
    pub fn entry_points(&self) -> Vec<EntryPoint> {
        let mut table = Vec::new();
        for (number, part) in self.parts().enumerate() {
            for (entry, &(address, mode)) in part.entries.iter().enumerate() {
                table.push(EntryPoint {
                    address,
                    mode: mode.code(),
                    part: number as u32,
                    entry: entry as u32,
                });
            }
        }
        table
    }

    /// Marks every place where a run can begin or go on from outside of compiled code, or come from another part.
    ///
    /// Every loop has one, so that a run that starts elsewhere, in the interpreter, soon gets back to compiled code.
    fn find_entries(&mut self, container: &Container) {
        let part_of: BTreeMap<Place, usize> = self
            .bounds
            .windows(2)
            .enumerate()
            .flat_map(|(part, bounds)| (bounds[0]..bounds[1]).map(move |unit| (unit, part)))
            .map(|(unit, part)| (self.units[unit].place, part))
            .collect();
        let mut wanted: BTreeSet<Place> = BTreeSet::new();
        let everywhere = container.functions().map(|function| function.address).chain([container.entry]);
        for address in everywhere.chain(self.return_sites.iter().copied()) {
            wanted.extend(Mode::ALL.map(|mode| (address, mode)));
        }
        for unit in &self.units {
            let from = part_of[&unit.place];
            for (target, resumes) in unit.successors() {
                let backward = target.0 <= unit.place.0;
                if resumes || backward || part_of.get(&target).is_some_and(|&to| to != from) {
                    wanted.insert(target);
                }
            }
        }
        self.entries = wanted.into_iter().filter(|place| part_of.contains_key(place)).collect();
    }
}

impl Unit {
    /// The places that control can go to other than by RET, each with whether a run can also resume there from outside.
    fn successors(&self) -> Vec<(Place, bool)> {
        let (mut mode, mut places) = (self.place.1, Vec::new());
        for &(at, instruction) in &self.instructions {
            mode = mode_after(instruction, mode);
            let next = at + instruction.length();
            match leaving(instruction) {
                Leaving::To(target) => places.push(((target, mode), false)),
                Leaving::Branch(target) => places.extend([((target, mode), false), ((next, mode), false)]),
                Leaving::AnyNarrower => {
                    places
                        .extend(Mode::ALL.into_iter().filter(|to| *to <= mode).map(|to| ((next, to), false)));
                }
                Leaving::Resumes => places.push(((next, mode), true)),
                Leaving::Never | Leaving::Stays => {}
            }
        }
        if let End::FallsInto(next) = self.end {
            places.push(((next, mode), false));
        }
        places
    }
}

/// Reads the instructions of one unit.
fn read_unit(container: &Container, place: Place, cost: Option<u32>, starts: &dyn Fn(u32) -> bool) -> Unit {
    let (mut at, mut mode) = place;
    let mut instructions = Vec::new();
    let end = loop {
        if at != place.0 && starts(at) {
            break End::FallsInto(at);
        }
        match Instruction::decode(&container.code, at, container.version) {
            Err(kind) => break End::Undecodable(at, kind),
            Ok(instruction) => {
                instructions.push((at, instruction));
                at += instruction.length();
                if sure_trap(instruction, mode).is_some() {
                    break End::Leaves;
                }
                mode = mode_after(instruction, mode);
                match leaving(instruction) {
                    Leaving::Stays => {}
                    Leaving::Resumes => break End::FallsInto(at),
                    Leaving::To(_) | Leaving::Branch(_) | Leaving::AnyNarrower | Leaving::Never => {
                        break End::Leaves;
                    }
                }
            }
        }
    };
    Unit { place, cost, instructions, end }
}

/// Cuts the units into parts: the first unit of each, and the count of units.
fn cut(units: &[Unit]) -> Vec<usize> {
    let (mut bounds, mut size) = (vec![0], 0);
    for (number, unit) in units.iter().enumerate() {
        // All modes of one address stay together, for returns are told apart by address.
        let continues = number > 0 && units[number - 1].place.0 == unit.place.0;
        if size + unit.instructions.len() > PART_INSTRUCTIONS && size > 0 && !continues {
            bounds.push(number);
            size = 0;
        }
        size += unit.instructions.len().max(1);
    }
    bounds.push(units.len());
    bounds
}

/// Where control goes after an instruction.
pub(crate) enum Leaving {
    /// To the next instruction.
    Stays,
    /// To one other place.
    To(u32),
    /// To a place or to the next instruction.
    Branch(u32),
    /// To the next instruction, in this mode or any narrower.
    AnyNarrower,
    /// To the next instruction, perhaps after a stop.
    Resumes,
    /// Out of the run, or to the caller.
    Never,
}

/// Where control goes after an instruction that does not trap.
pub(crate) fn leaving(instruction: Instruction) -> Leaving {
    let branch = |branch: Branch| Leaving::Branch(branch.target());
    match instruction {
        Instruction::Jmp { target } | Instruction::Call { target } => Leaving::To(target),
        Instruction::Jz { branch: it } | Instruction::Jn { branch: it } => branch(it),
        Instruction::Jc { target } | Instruction::Jo { target } | Instruction::Loop { target } => {
            Leaving::Branch(target)
        }
        Instruction::Hlt {} | Instruction::Ret {} => Leaving::Never,
        Instruction::Yield {} => Leaving::Resumes,
        Instruction::Compat { .. } => Leaving::AnyNarrower,
        _ => Leaving::Stays,
    }
}

/// The mode after an instruction that does not trap; COMPAT's own result is known only when it runs.
pub(crate) fn mode_after(instruction: Instruction, mode: Mode) -> Mode {
    let code = |code: u8| Mode::from_code(code.into()).unwrap_or(mode);
    match instruction {
        Instruction::Setmode { mode: to } => code(to),
        Instruction::Promote { mode: to } => code(to).max(mode),
        Instruction::Demote { mode: to }
        | Instruction::Truncate { mode: to }
        | Instruction::Xordem { mode: to }
        | Instruction::Avgdem { mode: to }
        | Instruction::Maxdem { mode: to } => code(to).min(mode),
        _ => mode,
    }
}

/// The trap that an instruction always ends in, in this mode, whatever the registers and the memory hold.
pub(crate) fn sure_trap(instruction: Instruction, mode: Mode) -> Option<TrapKind> {
    match instruction {
        Instruction::Setmode { mode: to }
        | Instruction::Promote { mode: to }
        | Instruction::Demote { mode: to }
        | Instruction::Truncate { mode: to }
        | Instruction::Xordem { mode: to }
        | Instruction::Avgdem { mode: to }
        | Instruction::Maxdem { mode: to } => {
            Mode::from_code(to.into()).is_none().then_some(TrapKind::InvalidMode)
        }
        _ => {
            let operands = instruction.encode().operands();
            let passes = |field: &vsp_isa::Field| match field {
                vsp_isa::Field::WordA | vsp_isa::Field::WordB => {
                    field.extract(operands) as usize + mode.word_cells() > 16
                }
                _ => false,
            };
            instruction.opcode().operands().iter().any(passes).then_some(TrapKind::RegisterGroup)
        }
    }
}
