//! From a function of the middle to one of Cranelift.
//!
//! Each operation of the middle becomes instructions where it stands, but for those without effects that only exits look at: these are
//! computed where an exit is taken.

mod bytes;
mod cells;
mod division;
mod effects;
mod entries;
mod exits;
mod floats;
mod fuel;
mod integers;
mod stubs;

use crate::convention::Convention;
use cranelift_codegen::ir::{self, InstBuilder, MemFlagsData, SigRef, Type, types};
use cranelift_frontend::{FunctionBuilder, Switch};
use vsp_isa::abi::{ENOUGH_FUEL, Helper, offset};
use vsp_middle::{Binary, Block, Edge, Exit, Fixed, Function, Graph, Op, Terminator, Value};

/// What can be different from target to target.
#[derive(Clone, Copy)]
pub(crate) struct Traits {
    pub convention: Convention,
    /// Whether floor and ceil are instructions, so that no helper is needed.
    pub rounds_natively: bool,
    /// Whether the context has the table of sums, so that no helper is needed.
    pub has_sums: bool,
    /// Whether the lowest cell of a word comes first in what the processor loads.
    pub is_little_endian: bool,
    /// Whether places on stacks are kept within a block: quick code has each value in a slot of its frame, and would not fit in one.
    pub keeps_places: bool,
}

/// A function of Cranelift while it is being made.
struct Lowering<'a, 'f> {
    b: FunctionBuilder<'f>,
    function: &'a Function,
    graph: &'a Graph,
    traits: Traits,
    context: ir::Value,
    blocks: Vec<ir::Block>,
    values: Vec<Option<ir::Value>>,
    /// Which values something else than an exit looks at.
    is_wanted: Vec<bool>,
    /// The values that the current exit has computed for itself.
    computed: Vec<Value>,
    /// The places of elements of stacks that the current block has computed: the stack's field in the context, the index, and the place.
    places: Vec<(i32, Value, ir::Value)>,
    /// The exit of a checkpoint that the charge after it looks at, too.
    checkpoint: Option<Exit>,
    /// The common way out, with all state in the context.
    exit: ir::Block,
    /// The same where it may be that the runtime first executes an instruction.
    exit_or_execute: Option<ir::Block>,
    /// The exit stubs of the current block.
    stubs: Vec<stubs::Wanted>,
    signatures: [Option<SigRef>; Helper::COUNT],
    /// What does not change while the function runs.
    fixed: effects::Fixed,
}

/// A function of Cranelift that is made.
pub(crate) struct Lowered<'f> {
    pub builder: FunctionBuilder<'f>,
    /// Whether it looks up sums.
    pub uses_sums: bool,
    /// The helpers that it calls, in the order of the table.
    pub helpers: Vec<Helper>,
}

/// Makes the body of a function of Cranelift.
pub(crate) fn lower<'f>(b: FunctionBuilder<'f>, function: &Function, traits: Traits) -> Lowered<'f> {
    let graph = Graph::of(function);
    let mut lowering = Lowering::begin(b, function, &graph, traits);
    for &block in graph.order() {
        lowering.block(block);
    }
    lowering.finish()
}

/// The type that values of a type of the middle have. Truth values are 0 or 1; bytes have zeros above; what stands above a cell's bits
/// means nothing.
fn type_of(kind: vsp_middle::Type) -> Type {
    match kind {
        vsp_middle::Type::None | vsp_middle::Type::Bool => types::I8,
        vsp_middle::Type::Byte | vsp_middle::Type::Cell | vsp_middle::Type::I32 => types::I32,
        vsp_middle::Type::I64 => types::I64,
        vsp_middle::Type::F32 => types::F32,
        vsp_middle::Type::F64 => types::F64,
    }
}

impl<'a, 'f> Lowering<'a, 'f> {
    fn begin(
        mut b: FunctionBuilder<'f>,
        function: &'a Function,
        graph: &'a Graph,
        traits: Traits,
    ) -> Lowering<'a, 'f> {
        let start = b.create_block();
        b.append_block_params_for_function_params(start);
        let context = b.block_params(start)[0];
        let mut values = vec![None; function.value_count()];
        let mut blocks = Vec::with_capacity(function.blocks.len());
        for (index, data) in function.blocks.iter().enumerate() {
            let block = if index == 0 { start } else { b.create_block() };
            for &param in &data.params {
                values[param.index()] = Some(b.append_block_param(block, type_of(function.kind(param))));
            }
            if data.is_cold {
                b.set_cold_block(block);
            }
            blocks.push(block);
        }
        let exit = b.create_block();
        b.append_block_param(exit, types::I32);
        b.set_cold_block(exit);
        b.switch_to_block(start);
        let fixed = effects::Fixed::load(&mut b, function, context, traits);
        Lowering {
            b,
            function,
            graph,
            traits,
            context,
            blocks,
            values,
            is_wanted: vsp_middle::demand(function, graph),
            computed: Vec::new(),
            places: Vec::new(),
            checkpoint: None,
            exit,
            exit_or_execute: None,
            stubs: Vec::new(),
            signatures: [None; Helper::COUNT],
            fixed,
        }
    }

    fn block(&mut self, block: Block) {
        let data = &self.function.blocks[block.index()];
        self.places.clear();
        if block.index() > 0 {
            self.b.switch_to_block(self.blocks[block.index()]);
        }
        for (at, &value) in data.body.iter().enumerate() {
            let op = self.function.op(value);
            if let Op::Checkpoint(exit) = op
                && self.is_charged(&data.body[at + 1..])
            {
                self.checkpoint = Some(exit);
            } else if op.is_pure() {
                if self.is_wanted[value.index()] && !matches!(op, Op::Const(_)) {
                    let result = self.pure(value, op);
                    self.values[value.index()] = Some(result);
                }
            } else {
                self.values[value.index()] = self.effect(value, op);
            }
        }
        self.end(block, &data.end);
        self.write_stubs();
    }

    /// Whether the next thing done is a charge that [`ENOUGH_FUEL`] is enough for.
    fn is_charged(&self, rest: &[Value]) -> bool {
        let mut ops = rest.iter().map(|&value| self.function.op(value));
        let due = ops.find(|op| !op.is_pure());
        matches!(due, Some(Op::Charge(_, cost, ahead, _)) if u64::from(cost) + u64::from(ahead) <= ENOUGH_FUEL as u64)
    }

    /// The value of Cranelift for a value. A constant, and one that only exits look at, is computed here.
    fn get(&mut self, value: Value) -> ir::Value {
        if let Some(known) = self.values[value.index()] {
            return known;
        }
        let op = self.function.op(value);
        assert!(op.is_pure(), "{value} is wanted before it is there");
        // Constants are made where they are used, and take no register in between.
        if let Op::Const(bits) = op {
            return self.constant(self.function.kind(value), bits);
        }
        let result = self.pure(value, op);
        self.values[value.index()] = Some(result);
        self.computed.push(value);
        result
    }

    /// The instructions of an operation without effects.
    fn pure(&mut self, value: Value, op: Op) -> ir::Value {
        match op {
            Op::Const(bits) => self.constant(self.function.kind(value), bits),
            Op::Unary(op, a) => self.unary(op, a, self.function.kind(value)),
            Op::Binary(op, a, b) => self.binary(op, a, b),
            Op::Select(condition, a, b) => {
                let (condition, a, b) = (self.get(condition), self.get(a), self.get(b));
                self.b.ins().select(condition, a, b)
            }
            Op::Mix(mix, t, a, b) => self.mix(mix, t, a, b),
            Op::Fixed(Fixed::MemorySize) => self.fixed_field(types::I64, offset::MEMORY_SIZE),
            Op::Fixed(Fixed::CallLimit) => self.fixed_field(types::I32, offset::CALL_LIMIT),
            Op::Fixed(Fixed::StackLimit) => self.fixed_field(types::I32, offset::STACK_LIMIT),
            Op::Param
            | Op::Context(_)
            | Op::ContextMode
            | Op::Load(_)
            | Op::Store(..)
            | Op::Check(..)
            | Op::LoadCall(_)
            | Op::StoreCall(..)
            | Op::LoadStack(_)
            | Op::StoreStack(..)
            | Op::Guard(..)
            | Op::Charge(..)
            | Op::Checkpoint(_)
            | Op::Sync(_)
            | Op::Execute(_)
            | Op::Host(..)
            | Op::Fence => unreachable!("{op:?} has effects"),
        }
    }

    fn constant(&mut self, kind: vsp_middle::Type, bits: i64) -> ir::Value {
        match type_of(kind) {
            types::F32 => self.b.ins().f32const(f32::from_bits(bits as u32)),
            types::F64 => self.b.ins().f64const(f64::from_bits(bits as u64)),
            kind => {
                let unused = 64 - kind.bits();
                self.b.ins().iconst(kind, ((bits as u64) << unused >> unused) as i64)
            }
        }
    }

    fn number(&mut self, number: i32) -> ir::Value {
        self.constant(vsp_middle::Type::I32, number.into())
    }

    /// A field of the context that does not change while the code runs.
    fn fixed_field(&mut self, kind: Type, offset: i32) -> ir::Value {
        effects::fixed_field(&mut self.b, self.context, kind, offset)
    }

    /// The arguments of an edge.
    fn args(&mut self, edge: &Edge) -> Vec<ir::BlockArg> {
        let args = self.function.values(edge.args);
        args.iter().map(|&arg| ir::BlockArg::Value(self.get(arg))).collect()
    }

    fn end(&mut self, block: Block, end: &Terminator) {
        match end {
            Terminator::Absent => unreachable!("blocks end"),
            Terminator::Enter(edges) => self.enter(edges),
            Terminator::Jump(edge) => {
                let args = self.args(edge);
                self.b.ins().jump(self.blocks[edge.to.index()], &args);
            }
            Terminator::Branch(condition, then, other) => {
                // What a branch goes to second follows at once.
                let is_turned = self.goes_on(block, then) && !self.goes_on(block, other);
                let (condition, then, other) = if is_turned {
                    (self.opposite(*condition), other, then)
                } else {
                    (self.get(*condition), then, other)
                };
                let mut ways = Vec::new();
                let (then, then_args) = self.branch_way(block, then, &mut ways);
                let (other, other_args) = self.branch_way(block, other, &mut ways);
                self.b.ins().brif(condition, then, &then_args, other, &other_args);
                self.give_args(ways);
            }
            Terminator::Switch(value, cases, default) => {
                let value = self.get(*value);
                let mut switch = Switch::new();
                let mut ways = Vec::new();
                for (number, edge) in cases {
                    let block = self.way(edge, &mut ways);
                    switch.set_entry((*number).into(), block);
                }
                let default = self.way(default, &mut ways);
                switch.emit(&mut self.b, value, default);
                self.give_args(ways);
            }
            Terminator::Leave(exit) => self.leave(*exit),
            Terminator::Interpret(exit) => self.interpret(*exit),
        }
    }

    /// Whether a way from a block stays in the innermost loop that the block is in.
    fn goes_on(&self, block: Block, edge: &Edge) -> bool {
        self.graph.head(block).is_some_and(|head| self.graph.is_in_loop(edge.to, head))
    }

    /// Whether something is not so.
    fn opposite(&mut self, condition: Value) -> ir::Value {
        let (op, x, y) = match self.function.op(condition) {
            Op::Binary(Binary::Eq, x, y) => (Binary::Ne, x, y),
            Op::Binary(Binary::Ne, x, y) => (Binary::Eq, x, y),
            Op::Binary(Binary::Lt, x, y) => (Binary::Le, y, x),
            Op::Binary(Binary::Le, x, y) => (Binary::Lt, y, x),
            _ => {
                let condition = self.get(condition);
                return self.b.ins().bxor_imm_u(condition, 1);
            }
        };
        self.binary(op, x, y)
    }

    /// The block that an edge leads to, or one on the way that gives it its arguments.
    fn way(&mut self, edge: &Edge, ways: &mut Vec<(ir::Block, Edge)>) -> ir::Block {
        if self.function.values(edge.args).is_empty() {
            return self.blocks[edge.to.index()];
        }
        let block = self.b.create_block();
        if self.function.blocks[edge.to.index()].is_cold {
            self.b.set_cold_block(block);
        }
        ways.push((block, *edge));
        block
    }

    /// Where a branch goes on an edge, and with which arguments. Constants are made on the way: in the block before they would take
    /// registers on the other way, too. What leaves a loop has a block of its own, which Cranelift puts behind the loop: its own blocks
    /// for moves on the way stand next to the branch, so that going on would be a jump.
    fn branch_way(
        &mut self,
        block: Block,
        edge: &Edge,
        ways: &mut Vec<(ir::Block, Edge)>,
    ) -> (ir::Block, Vec<ir::BlockArg>) {
        let args = self.function.values(edge.args);
        let leaves_loop = self.graph.head(block).is_some() && !self.goes_on(block, edge);
        if leaves_loop || args.iter().any(|&arg| self.function.constant(arg).is_some()) {
            (self.way(edge, ways), Vec::new())
        } else {
            (self.blocks[edge.to.index()], self.args(edge))
        }
    }

    /// Ends the blocks on the way to others.
    fn give_args(&mut self, ways: Vec<(ir::Block, Edge)>) {
        for (block, edge) in ways {
            self.b.switch_to_block(block);
            let args = self.args(&edge);
            self.b.ins().jump(self.blocks[edge.to.index()], &args);
        }
    }

    fn finish(mut self) -> Lowered<'f> {
        self.write_exit_or_execute();
        self.b.switch_to_block(self.exit);
        let code = self.b.block_params(self.exit)[0];
        self.b.ins().return_(&[code]);
        self.b.seal_all_blocks();
        let is_called = |helper: &Helper| self.signatures[*helper as usize].is_some();
        let helpers = Helper::ALL.iter().copied().filter(is_called).collect();
        Lowered { builder: self.b, uses_sums: self.fixed.sums.is_some(), helpers }
    }

    /// Calls a helper, and gives its result.
    fn call(&mut self, helper: Helper, arguments: &[ir::Value]) -> ir::Value {
        let pointers = MemFlagsData::trusted().with_readonly().with_can_move();
        let table = self.b.ins().load(types::I64, pointers, self.context, offset::HELPERS);
        let function = self.b.ins().load(types::I64, pointers, table, 8 * helper as i32);
        let signature = *self.signatures[helper as usize]
            .get_or_insert_with(|| self.b.import_signature(self.traits.convention.helper(helper)));
        let call = self.b.ins().call_indirect(signature, function, arguments);
        self.b.inst_results(call)[0]
    }
}
