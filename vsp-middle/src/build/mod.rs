//! From the instructions of a region to a function.
//!
//! Each section of the table of instructions has a file. A block is built by what it finds in locations, whatever that is;
//! [`ssa`] then finds out what that is, where ways meet.

mod bytesil;
mod calls;
mod control;
mod conversions;
mod data;
mod floats;
mod gates;
mod hints;
mod integers;
mod intrinsics;
mod io;
mod layers;
mod locations;
mod modes;
mod recipe;
mod registers;
mod ssa;
mod state;
mod transforms;
mod words;

use crate::region::{Piece, Region};
use crate::{Binary, Block, Edge, Exit, ExitData, Flag, Function, Op, Pc, Terminator, Type, Unary, Value};
use calls::Calls;
use locations::Locations;
use state::Notes;
use vsp_isa::abi::Exit as Reason;
use vsp_isa::flow::{BlockVersion, End};
use vsp_isa::visit::Visitor;
use vsp_isa::{Cell, Instruction, Mode, Reg, TrapKind};

/// What a function does besides running the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// It counts fuel.
    pub metering: bool,
    /// It looks whether the run shall be interrupted.
    pub interrupts: bool,
    /// Values are kept within blocks only: calls and returns of the program go by the context, and it has everything before each exit and
    /// at the end of each block. That makes code slower and takes less time to compile.
    pub stores_through: bool,
}

/// Builds the function of a region, as its instructions say, with nothing made better.
///
/// ```
/// use vsp_isa::flow::Flow;
/// use vsp_middle::{Options, Region, build, verify};
/// let program = vsp_isa::asm::assemble("main: MOVI RC, 3\nagain: INV R0\n LOOP again\n HLT", "x.sil").unwrap();
/// let region = Region::whole(&program, &Flow::analyse(&program));
/// let function = build(&region, Options::default());
/// assert!(verify(&function).is_ok());
/// ```
pub fn build(region: &Region, options: Options) -> Function {
    let mut builder = Builder::begin(region, options);
    for (index, piece) in region.pieces().iter().enumerate() {
        builder.go_to_block(builder.blocks[index]);
        builder.fill(index, piece);
    }
    ssa::finish(builder.function, &builder.locations, builder.notes)
}

/// A function while it is being built.
struct Builder<'r> {
    region: &'r Region,
    options: Options,
    function: Function,
    locations: Locations,
    calls: Calls,
    /// The block that operations go to, unless it has ended.
    block: Block,
    /// The blocks of the pieces.
    blocks: Vec<Block>,
    /// For each block what it does to locations.
    notes: Vec<Notes>,
    /// The constants that the current block has.
    constants: Vec<(Type, i64, Value)>,
    /// The address of the current instruction, and of the one after it.
    pc: u32,
    next: u32,
    /// The mode that it runs in.
    mode: Mode,
    /// Whether it may have made RF null: then this is 1 where C has just become 1.
    collapsed: Option<Value>,
    /// The piece whose instructions are built.
    piece: usize,
    /// The blocks that go to a return address which they are given, each with the sites that it goes to with values, and its mode.
    returns: Vec<(Vec<u32>, Mode, Block)>,
}

impl Visitor for Builder<'_> {
    type Output = ();
}

impl<'r> Builder<'r> {
    fn begin(region: &'r Region, options: Options) -> Builder<'r> {
        let locations = Locations::of(region);
        let mut builder = Builder {
            region,
            options,
            function: Function::new(),
            calls: if options.stores_through {
                Calls::default()
            } else {
                Calls::of(region, locations.count())
            },
            locations,
            block: Block(0),
            blocks: Vec::new(),
            notes: Vec::new(),
            constants: Vec::new(),
            pc: 0,
            next: 0,
            mode: Mode::Sil8,
            collapsed: None,
            piece: 0,
            returns: Vec::new(),
        };
        let enter = builder.add_block(None);
        builder.blocks = region.pieces().iter().map(|piece| builder.add_block(Some(piece.place))).collect();
        let mut stubs = Vec::new();
        for &entry in region.entries() {
            let to = builder.block_at(entry).expect("entries are pieces");
            let stub = builder.add_block(None);
            builder.function.blocks[stub.index()].is_cold = true;
            builder.function.blocks[stub.index()].end = Terminator::Jump(Edge::to(to));
            stubs.push(Edge::to(stub));
        }
        builder.function.blocks[enter.index()].end = Terminator::Enter(stubs);
        builder
    }

    fn add_block(&mut self, place: Option<BlockVersion>) -> Block {
        self.notes.push(Notes { is_cut: self.options.stores_through, ..Notes::default() });
        self.function.add_block(place)
    }

    /// The block of the piece at a place, if the region has one.
    fn block_at(&self, place: BlockVersion) -> Option<Block> {
        self.region.index_of(place).map(|piece| self.blocks[piece])
    }

    /// Appends what a piece does to the current block.
    fn fill(&mut self, index: usize, piece: &Piece) {
        (self.piece, self.pc, self.mode) = (index, piece.place.address, piece.place.mode);
        if piece.is_checkpoint && self.options.interrupts {
            let exit = self.exit(Reason::Interrupted, self.pc);
            self.effect(Op::Checkpoint(exit));
        }
        if let Some(cost) = piece.cost.filter(|&cost| cost > 0 && self.options.metering) {
            let exit = self.exit(Reason::OutOfFuel, self.pc);
            let fuel = self.get(self.locations.fuel());
            let left = self.function.append(self.block, Op::Charge(fuel, cost, 0, exit), Type::I64);
            self.set(self.locations.fuel(), left);
        }
        for (index, &(address, instruction)) in piece.code.instructions.iter().enumerate() {
            (self.pc, self.next) = (address, address + instruction.length());
            match piece.code.end {
                End::Traps(kind) if index + 1 == piece.code.instructions.len() => return self.trap(kind),
                End::Traps(_) | End::FallsInto(_) | End::Leaves | End::Undecodable(..) => {
                    instruction.visit(self);
                    self.stop_if_collapsed();
                }
            }
        }
        match piece.code.end {
            End::FallsInto(next) => self.goto(next),
            End::Undecodable(address, kind) => {
                self.pc = address;
                self.trap(kind);
            }
            End::Leaves | End::Traps(_) => {}
        }
    }

    /// Goes on with a block that has nothing yet.
    fn go_to_block(&mut self, block: Block) {
        self.block = block;
        self.constants.clear();
    }

    /// Ends the current block.
    fn end(&mut self, end: Terminator) {
        if self.options.stores_through {
            self.store_through();
        }
        self.function.blocks[self.block.index()].end = end;
    }

    /// Appends an operation that has only an effect.
    fn effect(&mut self, op: Op) -> Value {
        self.function.append(self.block, op, Type::None)
    }

    fn constant(&mut self, kind: Type, bits: i64) -> Value {
        let known = self.constants.iter().rev().take(16).find(|known| (known.0, known.1) == (kind, bits));
        if let Some(known) = known {
            return known.2;
        }
        let value = self.function.append(self.block, Op::Const(bits), kind);
        self.constants.push((kind, bits, value));
        value
    }

    fn number(&mut self, number: i32) -> Value {
        self.constant(Type::I32, number.into())
    }

    /// Appends an operation on one value.
    fn unary(&mut self, op: Unary, a: Value) -> Value {
        let kind = op.result(self.function.kind(a)).expect("the builder keeps to the types");
        self.function.append(self.block, Op::Unary(op, a), kind)
    }

    /// Appends an operation on two values.
    fn binary(&mut self, op: Binary, a: Value, b: Value) -> Value {
        let kinds = (self.function.kind(a), self.function.kind(b));
        let kind = op.result(kinds.0, kinds.1).expect("the builder keeps to the types");
        self.function.append(self.block, Op::Binary(op, a, b), kind)
    }

    /// Appends an operation on a value and a number of its type.
    fn with(&mut self, op: Binary, a: Value, number: i64) -> Value {
        let number = self.constant(self.function.kind(a), number);
        self.binary(op, a, number)
    }

    fn select(&mut self, condition: Value, a: Value, b: Value) -> Value {
        let kind = self.function.kind(a);
        self.function.append(self.block, Op::Select(condition, a, b), kind)
    }

    /// An exit with all that the context does not have here.
    fn exit(&mut self, reason: Reason, pc: u32) -> Exit {
        if self.options.stores_through {
            self.store_through();
        }
        let states = self.stale();
        let exit = self.function.add_exit(ExitData { reason, pc: Pc::At(pc), mode: self.mode, states });
        self.note_exit(exit);
        exit
    }

    /// Leaves with this pc.
    fn leave(&mut self, reason: Reason, pc: u32) {
        let exit = self.exit(reason, pc);
        self.end(Terminator::Leave(exit));
    }

    /// The current instruction traps.
    fn trap(&mut self, kind: TrapKind) {
        self.leave(Reason::Trapped(kind), self.pc);
    }

    /// Leaves with this pc if the condition is 1.
    fn leave_if(&mut self, condition: Value, reason: Reason, pc: u32) {
        let exit = self.exit(reason, pc);
        self.effect(Op::Guard(condition, exit));
    }

    /// The current instruction traps if the condition is 1.
    fn trap_if(&mut self, condition: Value, kind: TrapKind) {
        self.leave_if(condition, Reason::Trapped(kind), self.pc);
    }

    /// The block to go to for a place: that of a piece, or one that leaves.
    fn way_to(&mut self, address: u32, mode: Mode) -> Block {
        let place = BlockVersion { address, mode };
        let returning = self.returning(place);
        if let (Some(block), None) = (self.block_at(place), returning) {
            return block;
        }
        let block = self.add_block(None);
        let constants = core::mem::take(&mut self.constants);
        let before = (self.block, self.piece, self.mode, self.pc, self.next);
        (self.block, self.mode) = (block, mode);
        match returning {
            Some((index, piece)) => self.fill(index, piece),
            None => self.leave(Reason::Dispatch, address),
        }
        (self.block, self.piece, self.mode, self.pc, self.next) = before;
        self.constants = constants;
        block
    }

    /// The piece at a place if it only returns. A jump there returns by itself instead: where ways meet first, each must bring what any of
    /// them has changed.
    fn returning(&self, place: BlockVersion) -> Option<(usize, &'r Piece)> {
        let index = self.region.index_of(place)?;
        let piece = &self.region.pieces()[index];
        matches!(piece.code.instructions[..], [(_, Instruction::Ret {})]).then_some((index, piece))
    }

    /// Goes to an address in the current mode.
    fn goto(&mut self, address: u32) {
        let place = BlockVersion { address, mode: self.mode };
        match (self.returning(place), self.block_at(place)) {
            (Some((index, piece)), _) => self.fill(index, piece),
            (None, Some(block)) => self.end(Terminator::Jump(Edge::to(block))),
            (None, None) => self.leave(Reason::Dispatch, address),
        }
    }

    /// Goes to an address if the condition is 1, else to the next instruction.
    fn branch(&mut self, condition: Value, address: u32) {
        let [then, other] = [address, self.next].map(|address| Edge::to(self.way_to(address, self.mode)));
        self.end(Terminator::Branch(condition, then, other));
    }

    /// Has the runtime execute the current instruction, whole.
    fn execute(&mut self) {
        let exit = self.exit(Reason::Dispatch, self.pc);
        self.effect(Op::Execute(exit));
        self.forget();
    }

    /// Sets Z, N and O from a register's new rho, which is in [-8, 7], and C if the register is RF and null.
    fn record(&mut self, reg: Reg, rho: Value) {
        let null = self.with(Binary::Eq, rho, Cell::LEAST_RHO.into());
        let negative = self.with(Binary::Lt, rho, 0);
        let greatest = self.with(Binary::Eq, rho, Cell::GREATEST_RHO.into());
        let overflow = self.binary(Binary::Or, greatest, null);
        self.set_flag(Flag::Zero, null);
        self.set_flag(Flag::Negative, negative);
        self.set_flag(Flag::Overflow, overflow);
        if reg == Reg::RF {
            self.collapse_if(null);
        }
    }

    /// Sets C if the condition is 1; where it was 0, the run stops after the instruction.
    fn collapse_if(&mut self, null: Value) {
        let before = self.flag(Flag::Collapse);
        let after = self.binary(Binary::Or, before, null);
        self.set_flag(Flag::Collapse, after);
        self.collapsed = Some(self.binary(Binary::Xor, before, after));
    }

    /// After an instruction: stops if it has made C become 1.
    fn stop_if_collapsed(&mut self) {
        if let Some(collapsed) = self.collapsed.take() {
            self.leave_if(collapsed, Reason::Collapsed, self.next);
        }
    }
}
