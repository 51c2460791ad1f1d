//! Emitting one part: the state that all emission shares, ways out of the code, and calls of helpers.

use crate::flags::{Flag, FlagCache};
use crate::homes;
use crate::options::Options;
use crate::plan::Part;
use crate::registers::RegisterCache;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    AbiParam, Block, InstBuilder, MemFlagsData, SigRef, Signature, Type, Value, types,
};
use cranelift_codegen::isa::CallConv;
use cranelift_frontend::{FunctionBuilder, Variable};
use std::collections::HashMap;
use vsp_isa::abi::{self, Exit, Helper};
use vsp_isa::flow::Unit;
use vsp_isa::{Mode, Reg, TrapKind};

/// What can be different from target to target.
#[derive(Clone, Copy)]
pub(crate) struct Traits {
    pub call_conv: CallConv,
    /// Whether floor and ceil are instructions, so that no helper is needed.
    pub rounds_natively: bool,
}

/// The code of one part while it is being made.
pub(crate) struct Emitter<'f> {
    pub b: FunctionBuilder<'f>,
    pub regs: RegisterCache,
    pub flags: FlagCache,
    /// The address of the instruction being emitted, and of the one after it.
    pub pc: u32,
    pub next: u32,
    /// The mode that the instruction runs in.
    pub mode: Mode,
    /// Whether the current block still lacks its end.
    pub open: bool,
    /// Whether the instruction may have made RF null: then this is 1 where C has just become 1.
    pub collapsed: Option<Value>,
    pub traits: Traits,
    pub context: Value,
    fuel: Option<Variable>,
    blocks: HashMap<Unit, Block>,
    /// Blocks that leave the part for a place in another one.
    outside: HashMap<Unit, Block>,
    /// For each mode, the block that goes to the return address that it is given.
    returns: HashMap<Mode, Block>,
    exit: Block,
    signatures: HashMap<(Vec<Type>, Vec<Type>), SigRef>,
}

impl<'f> Emitter<'f> {
    /// Begins a part: declares its blocks, loads the state and goes to the entry that the caller asks for.
    pub fn begin(
        mut b: FunctionBuilder<'f>,
        part: &Part<'_>,
        options: &Options,
        traits: Traits,
    ) -> Emitter<'f> {
        let start = b.create_block();
        b.append_block_params_for_function_params(start);
        b.switch_to_block(start);
        let (context, entry) = (b.block_params(start)[0], b.block_params(start)[1]);
        let regs = RegisterCache::load_all(&mut b, context, &homes::choose(part));
        let flags = FlagCache::load_all(&mut b, context);
        let fuel = options.metering.then(|| {
            let variable = b.declare_var(types::I64);
            let value = b.ins().load(types::I64, MemFlagsData::trusted(), context, abi::offset::FUEL);
            b.def_var(variable, value);
            variable
        });
        let blocks = part.pieces.iter().map(|piece| (piece.place, b.create_block())).collect();
        let exit = b.create_block();
        b.append_block_param(exit, types::I32);
        b.set_cold_block(exit);
        let mut emitter = Emitter {
            b,
            regs,
            flags,
            pc: 0,
            next: 0,
            mode: Mode::Sil8,
            open: true,
            collapsed: None,
            traits,
            context,
            fuel,
            blocks,
            outside: HashMap::new(),
            returns: HashMap::new(),
            exit,
            signatures: HashMap::new(),
        };
        emitter.dispatch(entry, part);
        emitter
    }

    /// Goes to the block of entry number `entry`.
    fn dispatch(&mut self, entry: Value, part: &Part<'_>) {
        let unknown = self.b.create_block();
        let targets: Vec<Block> = part.entries.iter().map(|place| self.blocks[place]).collect();
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

    /// Begins the block of a piece.
    pub fn begin_piece(&mut self, place: Unit) {
        let block = self.blocks[&place];
        self.b.switch_to_block(block);
        self.regs.enter_block();
        self.flags.enter_block();
        (self.pc, self.mode) = (place.address, place.mode);
        self.open = true;
    }

    /// Charges a block's cost, or leaves with `OutOfFuel`.
    pub fn charge(&mut self, cost: u32) {
        let Some(variable) = self.fuel.filter(|_| cost > 0) else { return };
        let left = self.b.use_var(variable);
        let lacking = self.b.ins().icmp_imm_u(IntCC::UnsignedLessThan, left, i64::from(cost));
        self.exit_if(lacking, Exit::OutOfFuel, self.pc);
        let rest = self.b.ins().iadd_imm_s(left, -i64::from(cost));
        self.b.def_var(variable, rest);
    }

    /// Leaves with `exit` and this pc.
    pub fn exit(&mut self, exit: Exit, pc: u32) {
        self.settle();
        self.leave(exit, pc, self.mode);
        self.open = false;
    }

    /// The current instruction traps.
    pub fn trap(&mut self, kind: TrapKind) {
        self.exit(Exit::Trapped(kind), self.pc);
    }

    /// Leaves with `exit` and this pc if `condition` is not 0.
    pub fn exit_if(&mut self, condition: Value, exit: Exit, pc: u32) {
        let mode = self.mode;
        self.in_cold_block_if(condition, |e| {
            e.settle();
            e.leave(exit, pc, mode);
        });
    }

    /// The current instruction traps if `condition` is not 0.
    pub fn trap_if(&mut self, condition: Value, kind: TrapKind) {
        self.exit_if(condition, Exit::Trapped(kind), self.pc);
    }

    /// Emits, out of the way, what happens if `condition` is not 0; `body` must end the block.
    fn in_cold_block_if(&mut self, condition: Value, body: impl FnOnce(&mut Self)) {
        let (cold, go_on) = (self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(cold);
        self.b.ins().brif(condition, cold, &[], go_on, &[]);
        self.b.switch_to_block(cold);
        self.b.seal_block(cold);
        // What the way out computes must not be taken for known afterwards.
        let (regs, flags) = (self.regs.clone(), self.flags.clone());
        body(self);
        (self.regs, self.flags) = (regs, flags);
        self.b.switch_to_block(go_on);
        self.b.seal_block(go_on);
    }

    /// Gives the variables everything, as must be done before leaving a block.
    pub fn settle(&mut self) {
        self.regs.settle(&mut self.b);
        self.flags.settle(&mut self.b);
    }

    /// Goes to the common way out, with all state settled.
    fn leave(&mut self, exit: Exit, pc: u32, mode: Mode) {
        let pc = self.b.ins().iconst(types::I32, i64::from(pc));
        self.b.ins().store(MemFlagsData::trusted(), pc, self.context, abi::offset::PC);
        self.leave_with_pc(exit, mode);
    }

    fn leave_with_pc(&mut self, exit: Exit, mode: Mode) {
        self.store_mode(mode);
        let code = self.b.ins().iconst(types::I32, i64::from(exit.code()));
        self.b.ins().jump(self.exit, &[code.into()]);
    }

    fn store_mode(&mut self, mode: Mode) {
        let code = self.b.ins().iconst(types::I8, i64::from(mode.code()));
        self.b.ins().store(MemFlagsData::trusted(), code, self.context, abi::offset::MODE);
    }

    /// The block to jump to for a place, wherever it is compiled.
    pub fn block_of(&mut self, address: u32, mode: Mode) -> Block {
        let place = Unit { address, mode };
        if let Some(&block) = self.blocks.get(&place) {
            return block;
        }
        if let Some(&block) = self.outside.get(&place) {
            return block;
        }
        let block = self.b.create_block();
        self.outside.insert(place, block);
        block
    }

    /// Goes to an address in the current mode.
    pub fn goto(&mut self, address: u32) {
        self.settle();
        let block = self.block_of(address, self.mode);
        self.b.ins().jump(block, &[]);
        self.open = false;
    }

    /// Goes to an address if `condition` is not 0, else to the next instruction.
    pub fn branch(&mut self, condition: Value, address: u32) {
        self.settle();
        let taken = self.block_of(address, self.mode);
        let next = self.block_of(self.next, self.mode);
        self.b.ins().brif(condition, taken, &[], next, &[]);
        self.open = false;
    }

    /// Goes to the return address `address`, a value.
    pub fn return_to(&mut self, address: Value) {
        self.settle();
        let mode = self.mode;
        let block = *self.returns.entry(mode).or_insert_with(|| {
            let block = self.b.create_block();
            self.b.append_block_param(block, types::I32);
            block
        });
        self.b.ins().jump(block, &[address.into()]);
        self.open = false;
    }

    /// Goes to the next instruction in the mode that the context has, which is `self.mode` or a narrower one.
    pub fn goto_next_in_any_mode(&mut self) {
        self.settle();
        let mode = self.b.ins().uload8(types::I32, MemFlagsData::trusted(), self.context, abi::offset::MODE);
        let mut switch = cranelift_frontend::Switch::new();
        let current = self.mode;
        for narrower in Mode::ALL.into_iter().filter(|narrower| *narrower < current) {
            switch.set_entry(narrower.code().into(), self.block_of(self.next, narrower));
        }
        let same = self.block_of(self.next, self.mode);
        switch.emit(&mut self.b, mode, same);
        self.open = false;
    }

    /// Ends the part: the blocks that lead to other parts, those that return, and the common way out.
    pub fn finish(mut self, return_sites: &[u32]) -> FunctionBuilder<'f> {
        for (mode, block) in sorted(std::mem::take(&mut self.returns)) {
            self.b.switch_to_block(block);
            let address = self.b.block_params(block)[0];
            let mut switch = cranelift_frontend::Switch::new();
            for &site in return_sites {
                if let Some(&target) = self.blocks.get(&Unit { address: site, mode }) {
                    switch.set_entry(site.into(), target);
                }
            }
            let elsewhere = self.b.create_block();
            switch.emit(&mut self.b, address, elsewhere);
            self.b.switch_to_block(elsewhere);
            self.b.ins().store(MemFlagsData::trusted(), address, self.context, abi::offset::PC);
            self.leave_with_pc(Exit::Dispatch, mode);
        }
        for (Unit { address, mode }, block) in sorted(std::mem::take(&mut self.outside)) {
            self.b.switch_to_block(block);
            self.leave(Exit::Dispatch, address, mode);
        }
        self.b.switch_to_block(self.exit);
        self.regs.enter_block();
        self.flags.enter_block();
        self.store_state();
        let code = self.b.block_params(self.exit)[0];
        self.b.ins().return_(&[code]);
        self.b.seal_all_blocks();
        self.b
    }

    /// Stores to the context everything that it does not have yet, but pc and mode.
    fn store_state(&mut self) {
        self.regs.store_all(&mut self.b);
        self.flags.store_all(&mut self.b);
        if let Some(variable) = self.fuel {
            let left = self.b.use_var(variable);
            self.b.ins().store(MemFlagsData::trusted(), left, self.context, abi::offset::FUEL);
        }
    }

    /// Calls a helper.
    pub fn call(&mut self, helper: Helper, arguments: &[Value], results: &[Type]) -> Option<Value> {
        let pointers = MemFlagsData::trusted().with_readonly().with_can_move();
        let table = self.b.ins().load(types::I64, pointers, self.context, abi::offset::HELPERS);
        let function = self.b.ins().load(types::I64, pointers, table, 8 * helper as i32);
        let parameters: Vec<Type> =
            arguments.iter().map(|&argument| self.b.func.dfg.value_type(argument)).collect();
        let call_conv = self.traits.call_conv;
        let key = (parameters, results.to_vec());
        let signature = *self.signatures.entry(key).or_insert_with_key(|(parameters, results)| {
            let mut signature = Signature::new(call_conv);
            signature.params.extend(parameters.iter().map(|&kind| AbiParam::new(kind)));
            signature.returns.extend(results.iter().map(|&kind| AbiParam::new(kind)));
            self.b.import_signature(signature)
        });
        let call = self.b.ins().call_indirect(signature, function, arguments);
        self.b.inst_results(call).first().copied()
    }

    /// Calls a helper that gives a value of this type.
    pub fn call_for(&mut self, helper: Helper, arguments: &[Value], result: Type) -> Value {
        self.call(helper, arguments, &[result]).expect("the helper gives a value")
    }

    /// Has the runtime execute the current instruction, whole.
    pub fn execute(&mut self) {
        self.store_state();
        self.store_mode(self.mode);
        let pc = self.constant(self.pc as i32);
        let result = self.call_for(Helper::execute, &[self.context, pc], types::I32);
        let stopped = self.b.ins().icmp_imm_u(IntCC::NotEqual, result, i64::from(Exit::Dispatch.code()));
        self.in_cold_block_if(stopped, |e| {
            e.b.ins().return_(&[result]);
        });
        self.regs.reload();
        self.flags.reload();
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

    /// Sets Z, N and O from a register's new rho, and C if the register is RF and null.
    pub fn record(&mut self, reg: Reg, rho: Value) {
        let null = self.b.ins().icmp_imm_s(IntCC::Equal, rho, -8);
        let negative = self.b.ins().icmp_imm_s(IntCC::SignedLessThan, rho, 0);
        let largest = self.b.ins().icmp_imm_s(IntCC::Equal, rho, 7);
        let end = self.b.ins().bor(largest, null);
        self.flags.set(Flag::Zero, null);
        self.flags.set(Flag::Negative, negative);
        self.flags.set(Flag::Overflow, end);
        if reg == Reg::RF {
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

/// The entries of a map in order, so that the same program gives the same code each time.
fn sorted<K: Ord, V>(map: HashMap<K, V>) -> Vec<(K, V)> {
    let mut entries: Vec<(K, V)> = map.into_iter().collect();
    entries.sort_by(|one, other| one.0.cmp(&other.0));
    entries
}
