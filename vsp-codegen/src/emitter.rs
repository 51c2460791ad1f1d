//! Emitting one part: the state that all emission shares, ways out of the code, and calls of helpers.

use crate::allocation::Allocation;
use crate::builder::Builder;
use crate::convention::Convention;
use crate::effects::Set;
use crate::flags::{Flag, FlagCache, Lacking};
use crate::homes;
use crate::part::Part;
use crate::registers::RegisterCache;
use crate::residence::{self, Residence};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, MemFlagsData, SigRef, Type, Value, types};
use cranelift_frontend::{FunctionBuilder, Variable};
use vsp_isa::abi::{self, Exit, Helper};
use vsp_isa::flow::Unit;
use vsp_isa::options::{Optimization, Options};
use vsp_isa::{Cell, Mode, Reg, TrapKind};

/// What is known of the data stack in the current block.
#[derive(Default)]
pub(crate) struct StackCache {
    /// How many cells it has.
    pub depth: Option<Value>,
    /// Cells that were pushed last, the latest at the end, each with the depth before.
    pub pushed: Vec<(Value, Value)>,
}

/// Where the code counts fuel.
#[derive(Clone, Copy)]
enum Fuel {
    /// In a variable, so that the context's count is wrong.
    Variable(Variable),
    /// In the context.
    Context,
}

/// How the code looks whether it shall stop.
#[derive(Clone, Copy)]
enum FlagLoad {
    /// By a load like any other.
    Plain,
    /// By one that Cranelift's optimiser does not take out of loops, nor for the same as one before.
    Atomic,
}

/// What can be different from target to target.
#[derive(Clone, Copy)]
pub(crate) struct Traits {
    pub convention: Convention,
    /// Whether floor and ceil are instructions, so that no helper is needed.
    pub rounds_natively: bool,
}

/// The code of one part while it is being made.
pub(crate) struct Emitter<'f> {
    pub b: Builder<'f>,
    pub regs: RegisterCache,
    pub flags: FlagCache,
    /// The address of the instruction being emitted, and of the one after it.
    pub pc: u32,
    pub next: u32,
    /// The mode that the instruction runs in.
    pub mode: Mode,
    /// Whether the instruction may have made RF null: then this is 1 where C has just become 1.
    pub collapsed: Option<Value>,
    pub traits: Traits,
    pub context: Value,
    pub stack: StackCache,
    part: &'f Part,
    allocation: Allocation,
    fuel: Option<Fuel>,
    interrupts: Option<FlagLoad>,
    /// Where each piece of the part begins, what it finds in variables there, and where that is loaded first.
    blocks: Vec<Block>,
    residences: Vec<Residence>,
    stubs: Vec<Option<Block>>,
    /// For each mode, the block that goes to the return address that it is given, with all state in the context.
    returns: [Option<Block>; Mode::ALL.len()],
    /// The ways out of the part that the jump to come will have.
    ways_out: Vec<(Block, Unit)>,
    /// For each mode, the block that leaves for lack of fuel: it is given the cost that was charged for nothing, and the pc.
    out_of_fuel: [Option<Block>; Mode::ALL.len()],
    /// The common way out, with all state in the context.
    exit: Block,
    /// The same where the context lacks Z, N and O: it is given the rho that they go with, too.
    exit_recorded: Option<Block>,
    /// The signatures of helpers that are called.
    signatures: [Option<SigRef>; Helper::COUNT],
}

impl<'f> Emitter<'f> {
    /// Begins a part: declares its blocks and goes to the entry that the caller asks for.
    pub fn begin(
        mut b: Builder<'f>,
        part: &'f Part,
        allocation: Allocation,
        options: &Options,
        traits: Traits,
    ) -> Emitter<'f> {
        let start = b.create_block();
        b.append_block_params_for_function_params(start);
        b.switch_to_block(start);
        b.seal_block(start);
        let (context, entry) = (b.block_params(start)[0], b.block_params(start)[1]);
        let regs = RegisterCache::new(&mut b, context, &homes::choose(part));
        let flags = FlagCache::new(&mut b, context);
        let fuel = options.metering.then(|| match allocation {
            Allocation::PerPart => Fuel::Variable(b.declare_var(types::I64)),
            Allocation::PerBlock => Fuel::Context,
        });
        let interrupts = options.interrupts.then_some(match options.optimization {
            Optimization::None | Optimization::Speed => FlagLoad::Plain,
            Optimization::Size => FlagLoad::Atomic,
        });
        let candidates = match allocation {
            Allocation::PerPart => Set::MAX,
            Allocation::PerBlock => 0,
        };
        let blocks = part.pieces.iter().map(|_| b.create_block()).collect();
        let exit = b.create_block_with(&[types::I32]);
        b.set_cold_block(exit);
        let mut emitter = Emitter {
            b,
            regs,
            flags,
            pc: 0,
            next: 0,
            mode: Mode::Sil8,
            collapsed: None,
            traits,
            context,
            stack: StackCache::default(),
            part,
            allocation,
            fuel,
            interrupts,
            blocks,
            residences: residence::find(part, candidates),
            stubs: vec![None; part.pieces.len()],
            returns: [None; Mode::ALL.len()],
            ways_out: Vec::new(),
            out_of_fuel: [None; Mode::ALL.len()],
            exit,
            exit_recorded: None,
            signatures: [None; Helper::COUNT],
        };
        emitter.dispatch(entry);
        emitter
    }

    /// Goes to the block of entry number `entry`.
    fn dispatch(&mut self, entry: Value) {
        let unknown = self.b.create_block();
        let (part, entries) = (self.part, &self.part.entries);
        let targets: Vec<Block> = entries
            .iter()
            .map(|&place| self.stub(part.index_of(place).expect("an entry of a part is in it")))
            .collect();
        let calls: Vec<_> = targets.iter().map(|&block| self.b.func.dfg.block_call(block, &[])).collect();
        let default = self.b.func.dfg.block_call(unknown, &[]);
        let table = cranelift_codegen::ir::JumpTableData::new(default, &calls);
        let table = self.b.create_jump_table(table);
        self.b.ins().br_table(entry, table);
        // The runtime asks only for entries that there are; anything else leaves at once with nothing done.
        self.b.set_cold_block(unknown);
        self.b.switch_to_block(unknown);
        let code = self.b.ins().iconst(types::I32, i64::from(Exit::Dispatch.code()));
        self.b.ins().return_(&[code]);
    }

    /// The block to go to a piece by when all state is in the context.
    fn stub(&mut self, index: usize) -> Block {
        let is_fuel_in_context = !matches!(self.fuel, Some(Fuel::Variable(_)));
        if is_fuel_in_context && self.residences[index].in_variables == 0 {
            return self.blocks[index];
        }
        *self.stubs[index].get_or_insert_with(|| self.b.create_block())
    }

    /// Begins the block of a piece.
    pub fn begin_piece(&mut self, index: usize) {
        self.b.begin_block(self.blocks[index]);
        self.enter_block(self.residences[index]);
        let place = self.part.pieces[index].place;
        (self.pc, self.mode) = (place.address, place.mode);
    }

    /// From here on this, and no more, is known.
    fn enter_block(&mut self, residence: Residence) {
        self.regs.enter_block(residence);
        self.flags.enter_block(residence);
        self.stack = StackCache::default();
    }

    /// Leaves with `Interrupted` if somebody has asked for it.
    pub fn check_interrupt(&mut self) {
        let Some(load) = self.interrupts else { return };
        let flag = self.fixed_field(types::I64, abi::offset::INTERRUPT);
        let trusted = MemFlagsData::trusted();
        let asked = match load {
            FlagLoad::Plain => self.b.ins().load(types::I32, trusted, flag, 0),
            FlagLoad::Atomic => self.b.ins().atomic_load(types::I32, trusted, flag),
        };
        self.exit_if(asked, Exit::Interrupted, self.pc);
    }

    /// Charges a block's cost, or leaves with `OutOfFuel`.
    pub fn charge(&mut self, cost: u32) {
        match self.fuel.filter(|_| cost > 0) {
            Some(Fuel::Variable(variable)) => {
                let left = self.b.use_var(variable);
                let lacking = self.b.ins().icmp_imm_u(IntCC::UnsignedLessThan, left, i64::from(cost));
                self.exit_if(lacking, Exit::OutOfFuel, self.pc);
                let rest = self.b.ins().iadd_imm_s(left, -i64::from(cost));
                self.b.def_var(variable, rest);
            }
            Some(Fuel::Context) => self.charge_in_context(cost),
            None => {}
        }
    }

    /// Charges a block's cost at its beginning, with all state in the context. Where fuel lacks, the cost is given back.
    fn charge_in_context(&mut self, cost: u32) {
        let trusted = MemFlagsData::trusted();
        let left = self.b.ins().load(types::I64, trusted, self.context, abi::offset::FUEL);
        let cost = self.b.ins().iconst(types::I64, i64::from(cost));
        let rest = self.b.ins().isub(left, cost);
        self.b.ins().store(trusted, rest, self.context, abi::offset::FUEL);
        let lacking = self.b.ins().icmp(IntCC::UnsignedLessThan, left, cost);
        let pc = self.constant(self.pc as i32);
        let out_of_fuel = *self.out_of_fuel[usize::from(self.mode.code())].get_or_insert_with(|| {
            let block = self.b.create_block_with(&[types::I64, types::I32]);
            self.b.set_cold_block(block);
            block
        });
        let go_on = self.b.create_block();
        self.b.ins().brif(lacking, out_of_fuel, &[cost.into(), pc.into()], go_on, &[]);
        self.b.switch_to_block(go_on);
        self.b.seal_block(go_on);
    }

    /// Leaves with `exit` and this pc.
    pub fn exit(&mut self, exit: Exit, pc: u32) {
        self.leave(exit, pc, self.mode);
    }

    /// The current instruction traps.
    pub fn trap(&mut self, kind: TrapKind) {
        self.exit(Exit::Trapped(kind), self.pc);
    }

    /// Leaves with `exit` and this pc if `condition` is not 0.
    pub fn exit_if(&mut self, condition: Value, exit: Exit, pc: u32) {
        let mode = self.mode;
        self.in_cold_block_if(condition, |e| e.leave(exit, pc, mode));
    }

    /// The current instruction traps if `condition` is not 0.
    pub fn trap_if(&mut self, condition: Value, kind: TrapKind) {
        self.exit_if(condition, Exit::Trapped(kind), self.pc);
    }

    /// Emits, out of the way, what happens if `condition` is not 0; `body` must end the block.
    fn in_cold_block_if(&mut self, condition: Value, body: impl FnOnce(&mut Self)) {
        if self.allocation == Allocation::PerBlock {
            self.regs.store_all(&mut self.b);
        }
        let (cold, go_on) = (self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(cold);
        self.b.ins().brif(condition, cold, &[], go_on, &[]);
        self.aside(cold, body);
        self.b.switch_to_block(go_on);
        self.b.seal_block(go_on);
        if self.allocation == Allocation::PerBlock {
            self.b.forget();
            self.regs.enter_block(Residence::default());
            self.stack = StackCache::default();
        }
    }

    /// Emits a block that leads out of the part, to which there is one jump, at the end of the current block.
    fn aside(&mut self, block: Block, body: impl FnOnce(&mut Self)) {
        self.b.switch_to_block(block);
        self.b.seal_block(block);
        // What the way out computes must not be taken for known afterwards.
        let (regs, flags) = (self.regs.clone(), self.flags.clone());
        self.b.set_aside(true);
        body(self);
        self.b.set_aside(false);
        (self.regs, self.flags) = (regs, flags);
    }

    /// Stores all state and goes to the common way out.
    fn leave(&mut self, exit: Exit, pc: u32, mode: Mode) {
        self.regs.store_all(&mut self.b);
        self.store_fuel();
        let pc = self.b.ins().iconst(types::I32, i64::from(pc));
        self.b.ins().store(MemFlagsData::trusted(), pc, self.context, abi::offset::PC);
        self.store_mode(mode);
        let code = self.b.ins().iconst(types::I32, i64::from(exit.code()));
        if let Lacking::Recorded(rho) = self.flags.lacking() {
            // There are so many of these that it pays to do it in one place.
            let created = || self.b.create_block_with(&[types::I32; 2]);
            let block = *self.exit_recorded.get_or_insert_with(created);
            self.b.ins().jump(block, &[code.into(), rho.into()]);
        } else {
            self.flags.store_all(&mut self.b);
            self.b.ins().jump(self.exit, &[code.into()]);
        }
    }

    fn store_mode(&mut self, mode: Mode) {
        let code = self.b.ins().iconst(types::I8, i64::from(mode.code()));
        self.b.ins().store(MemFlagsData::trusted(), code, self.context, abi::offset::MODE);
    }

    /// The piece at an address in a mode, if it is in this part.
    fn piece_at(&self, address: u32, mode: Mode) -> Option<usize> {
        self.part.index_of(Unit { address, mode })
    }

    /// Gives the variables what the pieces expect to find in them.
    fn settle(&mut self, pieces: impl Iterator<Item = usize>) {
        let (mut wanted, mut newer) = (0, Set::MAX);
        for piece in pieces {
            wanted |= self.residences[piece].in_variables;
            newer &= self.residences[piece].newer;
        }
        self.regs.settle(&mut self.b, wanted, newer);
        self.flags.settle(&mut self.b, wanted, newer);
    }

    /// Goes to an address in the current mode.
    pub fn goto(&mut self, address: u32) {
        match self.piece_at(address, self.mode) {
            Some(piece) => {
                self.settle([piece].into_iter());
                self.b.ins().jump(self.blocks[piece], &[]);
            }
            None => self.leave(Exit::Dispatch, address, self.mode),
        }
    }

    /// Goes to an address that returns will come back from, in the current mode.
    pub fn goto_called(&mut self, address: u32) {
        match self.piece_at(address, self.mode) {
            Some(piece) => {
                self.store_state();
                let stub = self.stub(piece);
                self.b.ins().jump(stub, &[]);
            }
            None => self.leave(Exit::Dispatch, address, self.mode),
        }
    }

    /// Goes to an address if `condition` is not 0, else to the next instruction.
    pub fn branch(&mut self, condition: Value, address: u32) {
        let mode = self.mode;
        let targets = [address, self.next];
        let part = self.part;
        self.settle(targets.into_iter().filter_map(|address| part.index_of(Unit { address, mode })));
        let [taken, next] = targets.map(|address| self.way_to(address, mode));
        self.b.ins().brif(condition, taken, &[], next, &[]);
        self.fill_ways_out();
    }

    /// The block to jump to for a place: that of a piece, or one out of the part, to be filled after the jump.
    fn way_to(&mut self, address: u32, mode: Mode) -> Block {
        match self.piece_at(address, mode) {
            Some(piece) => self.blocks[piece],
            None => {
                let block = self.b.create_block();
                self.ways_out.push((block, Unit { address, mode }));
                block
            }
        }
    }

    /// Fills the blocks that the jump at the end of the current block leaves the part by.
    fn fill_ways_out(&mut self) {
        for (block, Unit { address, mode }) in std::mem::take(&mut self.ways_out) {
            self.aside(block, |e| e.leave(Exit::Dispatch, address, mode));
        }
    }

    /// Goes to the return address `address`, a value.
    pub fn return_to(&mut self, address: Value) {
        self.store_state();
        let created = || self.b.create_block_with(&[types::I32]);
        let block = *self.returns[usize::from(self.mode.code())].get_or_insert_with(created);
        self.b.ins().jump(block, &[address.into()]);
    }

    /// Goes to the next instruction in the mode that the context has, which is `self.mode` or a narrower one.
    pub fn goto_next_in_any_mode(&mut self) {
        let (next, current) = (self.next, self.mode);
        let modes = || Mode::ALL.into_iter().filter(move |mode| *mode <= current);
        let part = self.part;
        self.settle(modes().filter_map(|mode| part.index_of(Unit { address: next, mode })));
        let mode = self.b.ins().uload8(types::I32, MemFlagsData::trusted(), self.context, abi::offset::MODE);
        let mut switch = cranelift_frontend::Switch::new();
        for narrower in modes().filter(|mode| *mode < current) {
            switch.set_entry(narrower.code().into(), self.way_to(next, narrower));
        }
        let same = self.way_to(next, current);
        switch.emit(&mut self.b, mode, same);
        self.fill_ways_out();
    }

    /// Ends the part: the blocks that return, those that load what pieces expect, and the common way out.
    pub fn finish(mut self, return_sites: &[u32]) -> FunctionBuilder<'f> {
        for mode in Mode::ALL {
            let Some(block) = self.returns[usize::from(mode.code())] else { continue };
            self.b.begin_block(block);
            let address = self.b.block_params(block)[0];
            let mut switch = cranelift_frontend::Switch::new();
            for &site in return_sites {
                if let Some(piece) = self.piece_at(site, mode) {
                    switch.set_entry(site.into(), self.stub(piece));
                }
            }
            let elsewhere = self.b.create_block();
            switch.emit(&mut self.b, address, elsewhere);
            self.b.begin_block(elsewhere);
            self.b.ins().store(MemFlagsData::trusted(), address, self.context, abi::offset::PC);
            self.store_mode(mode);
            let code = self.b.ins().iconst(types::I32, i64::from(Exit::Dispatch.code()));
            self.b.ins().jump(self.exit, &[code.into()]);
        }
        for piece in 0..self.part.pieces.len() {
            let Some(block) = self.stubs[piece] else { continue };
            self.b.begin_block(block);
            self.enter_block(Residence::default());
            if let Some(Fuel::Variable(variable)) = self.fuel {
                let fuel =
                    self.b.ins().load(types::I64, MemFlagsData::trusted(), self.context, abi::offset::FUEL);
                self.b.def_var(variable, fuel);
            }
            self.settle([piece].into_iter());
            self.b.ins().jump(self.blocks[piece], &[]);
        }
        for mode in Mode::ALL {
            let Some(block) = self.out_of_fuel[usize::from(mode.code())] else { continue };
            self.b.begin_block(block);
            let (cost, pc) = (self.b.block_params(block)[0], self.b.block_params(block)[1]);
            let trusted = MemFlagsData::trusted();
            let rest = self.b.ins().load(types::I64, trusted, self.context, abi::offset::FUEL);
            let left = self.b.ins().iadd(rest, cost);
            self.b.ins().store(trusted, left, self.context, abi::offset::FUEL);
            self.b.ins().store(trusted, pc, self.context, abi::offset::PC);
            self.store_mode(mode);
            let code = self.b.ins().iconst(types::I32, i64::from(Exit::OutOfFuel.code()));
            self.b.ins().jump(self.exit, &[code.into()]);
        }
        if let Some(block) = self.exit_recorded {
            self.b.begin_block(block);
            self.b.set_cold_block(block);
            let (code, rho) = (self.b.block_params(block)[0], self.b.block_params(block)[1]);
            self.flags.store_recorded(&mut self.b, rho);
            self.b.ins().jump(self.exit, &[code.into()]);
        }
        self.b.begin_block(self.exit);
        let code = self.b.block_params(self.exit)[0];
        self.b.ins().return_(&[code]);
        self.b.seal_all_blocks();
        self.b.into_inner()
    }

    /// Stores to the context everything that it does not have yet, but pc and mode.
    fn store_state(&mut self) {
        self.regs.store_all(&mut self.b);
        self.flags.store_all(&mut self.b);
        self.store_fuel();
    }

    fn store_fuel(&mut self) {
        if let Some(Fuel::Variable(variable)) = self.fuel {
            let left = self.b.use_var(variable);
            self.b.ins().store(MemFlagsData::trusted(), left, self.context, abi::offset::FUEL);
        }
    }

    /// Calls a helper, and gives its result.
    pub fn call(&mut self, helper: Helper, arguments: &[Value]) -> Value {
        let pointers = MemFlagsData::trusted().with_readonly().with_can_move();
        let table = self.b.ins().load(types::I64, pointers, self.context, abi::offset::HELPERS);
        let function = self.b.ins().load(types::I64, pointers, table, 8 * helper as i32);
        let signature = *self.signatures[helper as usize]
            .get_or_insert_with(|| self.b.import_signature(self.traits.convention.helper(helper)));
        let call = self.b.ins().call_indirect(signature, function, arguments);
        self.b.inst_results(call)[0]
    }

    /// Has the runtime execute the current instruction, whole.
    pub fn execute(&mut self) {
        self.store_state();
        self.store_mode(self.mode);
        let pc = self.constant(self.pc as i32);
        let result = self.call(Helper::execute, &[self.context, pc]);
        let stopped = self.b.ins().icmp_imm_u(IntCC::NotEqual, result, i64::from(Exit::Dispatch.code()));
        self.in_cold_block_if(stopped, |e| {
            e.b.ins().return_(&[result]);
        });
        self.enter_block(Residence::default());
    }

    /// The current instruction traps `HostError` if a helper that talks to the host gave this failure.
    pub fn check_host(&mut self, result: Value) {
        let failed = self.b.ins().band_imm_u(result, i64::from(abi::HOST_FAILED));
        self.trap_if(failed, TrapKind::HostError);
    }

    /// A constant of 32 bits.
    pub fn constant(&mut self, value: i32) -> Value {
        self.b.ins().iconst(types::I32, i64::from(value))
    }

    /// A field of the context that does not change while the code runs.
    pub fn fixed_field(&mut self, kind: Type, offset: i32) -> Value {
        let flags = MemFlagsData::trusted().with_readonly().with_can_move();
        self.b.ins().load(kind, flags, self.context, offset)
    }

    /// Sets Z, N and O from a register's new rho, which is in [-8, 7], and C if the register is RF and null.
    pub fn record(&mut self, reg: Reg, rho: Value) {
        self.flags.record(rho);
        if reg == Reg::RF {
            let null = self.b.ins().icmp_imm_s(IntCC::Equal, rho, i64::from(Cell::LEAST_RHO));
            self.collapse_if(null);
        }
    }

    /// Sets C if `null` is 1; where it was 0, the run stops after the instruction.
    pub fn collapse_if(&mut self, null: Value) {
        let before = self.flags.get(&mut self.b, Flag::Collapse);
        let after = self.b.ins().bor(before, null);
        self.flags.set(Flag::Collapse, after);
        self.collapsed = Some(self.b.ins().bxor(before, after));
    }

    /// After an instruction: stops if it has made C become 1.
    pub fn stop_if_collapsed(&mut self) {
        if let Some(collapsed) = self.collapsed.take() {
            self.exit_if(collapsed, Exit::Collapsed, self.next);
        }
    }
}
