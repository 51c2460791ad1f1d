//! Whether operations keep to what their bodies rely on: that registers are in their image, addresses in every memory, targets
//! among the operations, and that what is handed on is what it is taken for.

use super::analysis::{Hand, Words, changed, effect, kind, operations_of};
use super::draft::Draft;
use super::kind::{Effect, Gives, Kind, Operand, Source, Then, Third};
use super::map::Map;
use super::operation::Operation;
use super::translation::NO_WORD;
use vsp_isa::abi::LEAST_MEMORY;

/// How many bytes the registers' image has.
const IMAGE: usize = 32;

/// What is wrong with which operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub operation: usize,
    pub what: &'static str,
}

/// Checks resolved operations before they are linked.
pub(super) fn verify(draft: &Draft, metered: bool) -> Result<(), Fault> {
    let count = draft.operations.len();
    if draft.places.len() != count {
        return Err(Fault { operation: count, what: "there are not as many places" });
    }
    for (version, (place, _)) in draft.versions.iter().enumerate() {
        let mut cells = place.mode.word_cells() as u8;
        for index in operations_of(draft, version) {
            let operation = draft.operations.get(index);
            let operation = operation.ok_or(Fault {
                operation: index,
                what: "a block version has more operations than there are",
            })?;
            let effect = effect(operation);
            if effect.gives != Gives::Nothing {
                cells = effect.cells;
            }
            let checked = Check { draft, index, operation, effect, cells, metered };
            checked.all().map_err(|what| Fault { operation: index, what })?;
        }
    }
    for map in draft.maps.iter().flatten() {
        if map.numbers().any(|number| number >= count) {
            return Err(Fault { operation: count, what: "a map leads past the last operation" });
        }
    }
    Ok(())
}

/// One operation that is checked.
struct Check<'a> {
    draft: &'a Draft,
    index: usize,
    operation: &'a Operation,
    effect: &'a Effect,
    /// How many cells the words have that are handed on.
    cells: u8,
    metered: bool,
}

impl Check<'_> {
    fn all(&self) -> Result<(), &'static str> {
        if Kind::ALL.get(self.operation.code.addr()).is_none() {
            return Err("it is of no kind");
        }
        self.operands()?;
        self.third()?;
        self.goes_on()?;
        self.taken()
    }

    fn operands(&self) -> Result<(), &'static str> {
        let is_mode = kind(self.operation) == Kind::SetMode;
        if is_mode && self.operation.a > 4 {
            return Err("there is no such mode");
        }
        for (operand, offset) in [(self.effect.a, self.operation.a), (self.effect.b, self.operation.b)] {
            let cells = match operand {
                Operand::None => continue,
                Operand::ReadCell | Operand::WriteCell => 1,
                Operand::ReadWord | Operand::WriteWord => usize::from(self.effect.cells),
                Operand::ReadCells | Operand::WriteCells => usize::from(self.operation.c),
            };
            is_in_image(offset.into(), cells)?;
        }
        Ok(())
    }

    fn third(&self) -> Result<(), &'static str> {
        let cells = usize::from(self.effect.cells);
        let bytes = match self.effect.a {
            Operand::ReadCell | Operand::WriteCell => 1,
            _ => 2 * u64::from(self.effect.cells),
        };
        let is_in_memory = u64::from(self.operation.c) + bytes <= LEAST_MEMORY;
        match self.effect.c {
            Third::Number => Ok(()),
            Third::One if self.operation.c == 1 => Ok(()),
            Third::One => Err("it would execute what is not its own"),
            Third::Word => is_in_image(usize::from(self.operation.c & 0xff), cells),
            Third::Address | Third::AddressAndWord if !is_in_memory => {
                Err("not every memory has the address")
            }
            Third::Address => Ok(()),
            Third::AddressAndWord => is_in_image(self.operation.imm as usize & 0xff, cells),
        }
    }

    fn goes_on(&self) -> Result<(), &'static str> {
        let (operations, next) = (&self.draft.operations, self.index + 1);
        let has_target = self.operation.target.addr() < operations.len();
        let is_followed = next < operations.len();
        let is_sound = match self.effect.then {
            Then::On => is_followed,
            Then::Jump | Then::Call => has_target,
            Then::Branch => has_target && is_followed,
            Then::Either => has_target && operations.get(next).is_some_and(|next| kind(next) == Kind::Jump),
            Then::Return => {
                let map = self.draft.maps.get(self.operation.target.addr());
                map.is_some_and(Option::is_some)
            }
            Then::Leave => true,
        };
        if is_sound { Ok(()) } else { Err("it goes on to what is none") }
    }

    /// What is handed on to this operation, and by it to the next ones.
    fn taken(&self) -> Result<(), &'static str> {
        let words = self.draft.places[self.index].words();
        let (effect, operation) = (self.effect, self.operation);
        let word = if effect.is_float_source { words.1 } else { words.0 };
        let is_taken = |offset: u8| word != NO_WORD && offset == 2 * word;
        let is_right = match effect.from {
            Source::None => true,
            Source::A => is_taken(operation.a),
            Source::B => is_taken(operation.b),
            Source::AB => false,
        };
        if !is_right {
            return Err("it takes for an operand what is none");
        }
        let changed = changed(operation, effect);
        let given = Hand::new(words, self.cells).after(operation, effect, changed).words();
        let targets = match effect.then {
            Then::On => [Some(self.index + 1), None],
            Then::Jump | Then::Call => [Some(operation.target.addr()), None],
            Then::Branch | Then::Either => [Some(operation.target.addr()), Some(self.index + 1)],
            Then::Return | Then::Leave => [None, None],
        };
        for target in targets.into_iter().flatten() {
            let wanted = self.draft.places[target].words();
            if !is_given(wanted, given) {
                return Err("it hands on something else than is wanted");
            }
        }
        self.returned()
    }

    /// RET hands nothing on, and pays nothing.
    fn returned(&self) -> Result<(), &'static str> {
        if kind(self.operation) != Kind::Call {
            return Ok(());
        }
        let sites = self.draft.maps.iter().flatten().filter_map(|map: &Map| map.find(self.operation.imm));
        for site in sites {
            if self.metered && kind(&self.draft.operations[site]) != Kind::Pay {
                return Err("where it returns to nobody pays");
            }
            if self.draft.places[site].words() != (NO_WORD, NO_WORD) {
                return Err("where it returns to something is taken that is not handed on");
            }
        }
        Ok(())
    }
}

fn is_given(wanted: Words, given: Words) -> bool {
    (wanted.0 == NO_WORD || wanted.0 == given.0) && (wanted.1 == NO_WORD || wanted.1 == given.1)
}

fn is_in_image(offset: usize, cells: usize) -> Result<(), &'static str> {
    let is_in = offset.is_multiple_of(2) && cells > 0 && offset + 2 * cells <= IMAGE;
    if is_in { Ok(()) } else { Err("a register is none") }
}
