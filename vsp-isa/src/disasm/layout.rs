//! Which statements the bytes of the code become.

use crate::container::{Container, SymbolKind};
use crate::flow::{Flow, Leaving, leaving};
use crate::{Field, Instruction, Mode};
use alloc::vec;
use alloc::vec::Vec;

/// How many bytes that are no instruction stand in one statement at most.
const RAW: usize = 8;

/// The code as statements.
pub(super) struct Layout<'a> {
    container: &'a Container,
    /// For each address of the code and its end, whether a statement must begin there.
    cuts: Vec<bool>,
    /// For each address of the code and its end, whether a statement does begin there.
    starts: Vec<bool>,
    /// The addresses that reachable instructions jump to, and the entry point unless it is 0, sorted.
    pub targets: Vec<u32>,
}

/// A statement of the code.
pub(super) struct Statement {
    /// How many bytes it takes.
    pub length: usize,
    /// The instruction that begins here, if one does.
    pub instruction: Option<Instruction>,
    /// Whether the instruction, assembled, gives these very bytes.
    pub exact: bool,
}

impl<'a> Layout<'a> {
    pub fn new(container: &'a Container) -> Layout<'a> {
        let targets = targets(container);
        let mut cuts = vec![false; container.code.len() + 1];
        let named = container.symbols.iter().filter(|symbol| is_code(symbol.kind));
        for address in named.map(|symbol| symbol.address).chain(targets.iter().copied()) {
            if let Some(cut) = cuts.get_mut(address as usize) {
                *cut = true;
            }
        }
        let mut layout = Layout { container, cuts, starts: Vec::new(), targets };
        let mut starts = vec![false; container.code.len() + 1];
        let mut at = 0;
        while at < container.code.len() {
            starts[at] = true;
            at += layout.statement(at).length;
        }
        starts[at] = true;
        layout.starts = starts;
        layout
    }

    /// Whether a statement begins at an address, or the code ends there.
    pub fn begins(&self, address: u32) -> bool {
        self.starts.get(address as usize).is_some_and(|&starts| starts)
    }

    /// The statement that begins at an address inside the code.
    pub fn statement(&self, at: usize) -> Statement {
        let code = &self.container.code;
        let to_cut = |most: usize| (1..most).find(|length| self.cuts[at + length]).unwrap_or(most);
        if let Some(instruction) = self.decode(at) {
            let whole = instruction.length() as usize;
            let length = to_cut(whole);
            let encoded = instruction.encode();
            let exact = encoded.as_bytes() == &code[at..at + length] && is_writable(instruction);
            return Statement { length, instruction: Some(instruction), exact };
        }
        let raw = to_cut(RAW.min(code.len() - at));
        let length = (1..raw).find(|length| self.decode(at + length).is_some()).unwrap_or(raw);
        Statement { length, instruction: None, exact: false }
    }

    fn decode(&self, at: usize) -> Option<Instruction> {
        Instruction::decode(&self.container.code, at as u32, self.container.version).ok()
    }
}

/// Whether symbols of a kind name places in the code.
pub(super) fn is_code(kind: SymbolKind) -> bool {
    match kind {
        SymbolKind::Label | SymbolKind::Function => true,
        SymbolKind::Data | SymbolKind::Transform => false,
    }
}

/// Whether the assembler takes the instruction: it refuses modes that there are not.
fn is_writable(instruction: Instruction) -> bool {
    let operands = instruction.encode().operands();
    instruction.opcode().operands().iter().all(|field| {
        let is_mode = matches!(field, Field::Mode | Field::ModeImmediate);
        !is_mode || Mode::from_code(field.extract(operands) as u16).is_some()
    })
}

fn targets(container: &Container) -> Vec<u32> {
    let flow = Flow::analyse(container);
    let mut targets: Vec<u32> = Some(container.entry).into_iter().filter(|&entry| entry != 0).collect();
    for &version in flow.block_versions() {
        flow.walk(container, version, |_, instruction| match leaving(instruction) {
            Leaving::To(target) | Leaving::Branch(target) | Leaving::Call(target) => targets.push(target),
            Leaving::Next | Leaving::Pause | Leaving::AnyNarrower | Leaving::Return | Leaving::Halt => {}
        });
    }
    targets.sort_unstable();
    targets.dedup();
    targets
}
