//! Memory, stacks, the host.

use super::fuel::Charge;
use super::stubs::Stub;
use super::{Lowering, Traits, type_of};
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{self, Endianness, InstBuilder, MemFlagsData, Type, types};
use cranelift_frontend::FunctionBuilder;
use std::collections::BTreeMap;
use vsp_isa::abi::{Exit as Reason, Helper, offset};
use vsp_middle::{Binary, Exit, Function, HostCall, Op, Terminator, Unary, Value};

/// What does not change while a function runs, as far as the function wants it. It is loaded at the beginning.
#[derive(Default)]
pub(super) struct Fixed {
    /// The memory.
    memory: Option<ir::Value>,
    /// Where the word stands that tells whether a run shall stop.
    pub interrupt: Option<ir::Value>,
    /// For each length of an access, by the length, the greatest address that it can be at.
    last: BTreeMap<u8, ir::Value>,
    /// The table of sums.
    pub sums: Option<ir::Value>,
}

/// A field of the context that does not change while the code runs.
pub(super) fn fixed_field(
    b: &mut FunctionBuilder<'_>,
    context: ir::Value,
    kind: Type,
    offset: i32,
) -> ir::Value {
    let flags = MemFlagsData::trusted().with_readonly().with_can_move();
    b.ins().load(kind, flags, context, offset)
}

impl Fixed {
    pub fn load(
        b: &mut FunctionBuilder<'_>,
        function: &Function,
        context: ir::Value,
        traits: Traits,
    ) -> Fixed {
        let mut fixed = Fixed::default();
        let blocks = function.blocks.iter().filter(|block| block.end != Terminator::Absent);
        for &value in blocks.flat_map(|block| &block.body) {
            match function.op(value) {
                Op::Load(_) | Op::Store(..) => {
                    fixed.memory.get_or_insert_with(|| fixed_field(b, context, types::I64, offset::MEMORY));
                }
                Op::Checkpoint(_) => {
                    fixed
                        .interrupt
                        .get_or_insert_with(|| fixed_field(b, context, types::I64, offset::INTERRUPT));
                }
                Op::Check(_, length, _) => {
                    fixed.last.entry(length).or_insert_with(|| {
                        let size = fixed_field(b, context, types::I64, offset::MEMORY_SIZE);
                        b.ins().iadd_imm_s(size, -i64::from(length))
                    });
                }
                Op::Binary(Binary::Sum, ..) if traits.has_sums => {
                    fixed.sums.get_or_insert_with(|| fixed_field(b, context, types::I64, offset::SUMS));
                }
                _ => {}
            }
        }
        fixed
    }
}

/// How the machine's memory is accessed: little-endian, at any address.
fn memory_flags() -> MemFlagsData {
    MemFlagsData::new().with_notrap().with_endianness(Endianness::Little)
}

impl Lowering<'_, '_> {
    /// The instructions of an operation with an effect, or that depends on what others do; gives its value, if it has one.
    pub(super) fn effect(&mut self, value: Value, op: Op) -> Option<ir::Value> {
        let kind = self.function.kind(value);
        match op {
            Op::Context(location) => return Some(self.load_location(location)),
            Op::ContextMode => {
                let trusted = MemFlagsData::trusted();
                return Some(self.b.ins().uload8(types::I32, trusted, self.context, offset::MODE));
            }
            Op::Load(address) => return Some(self.load(address, kind)),
            Op::Store(address, stored) => self.store(address, stored),
            Op::Check(address, length, exit) => {
                let last = self.fixed.last[&length];
                let address = self.get(address);
                let outside = self.b.ins().icmp(IntCC::UnsignedGreaterThan, address, last);
                self.leave_if(outside, false, self.failed(exit));
            }
            Op::LoadCall(index) => {
                let (place, offset) = self.call_place(index);
                return Some(self.b.ins().load(types::I32, MemFlagsData::trusted(), place, offset));
            }
            Op::StoreCall(index, address) => {
                let ((place, offset), address) = (self.call_place(index), self.get(address));
                self.b.ins().store(MemFlagsData::trusted(), address, place, offset);
            }
            Op::LoadStack(index) => {
                let (place, offset) = self.stack_place(index);
                return Some(self.load_cells(place, offset, kind));
            }
            Op::StoreStack(index, cell) => {
                let ((place, offset), stored) = (self.stack_place(index), self.get(cell));
                self.store_cells(place, offset, self.function.kind(cell), stored);
            }
            Op::Guard(condition, exit) => match self.function.op(condition) {
                Op::Unary(Unary::Not, opposite) => {
                    let opposite = self.get(opposite);
                    self.leave_if(opposite, true, self.failed(exit));
                }
                _ => {
                    let condition = self.get(condition);
                    self.leave_if(condition, false, self.failed(exit));
                }
            },
            Op::Charge(fuel, cost, ahead, exit) => {
                let fuel = self.get(fuel);
                let charge = Charge { fuel, cost, ahead, exit };
                match self.checkpoint.take() {
                    Some(checkpoint) => self.charge_at_checkpoint(charge, checkpoint),
                    None => self.charge(charge),
                }
                return Some(self.b.ins().iadd_imm_s(fuel, -i64::from(cost)));
            }
            Op::Checkpoint(exit) => self.leave_if_interrupted(exit),
            Op::Sync(states) => self.sync(states),
            Op::Execute(exit) => self.execute(exit),
            Op::Host(call, number, cell) => return Some(self.host(call, number, cell)),
            Op::Fence => {
                self.b.ins().fence();
            }
            Op::Param
            | Op::Const(_)
            | Op::Unary(..)
            | Op::Binary(..)
            | Op::Select(..)
            | Op::Mix(..)
            | Op::Fixed(_) => unreachable!("{op:?} has no effects"),
        }
        None
    }

    /// What to do where a check fails: one for several does not know which of them does.
    fn failed(&self, exit: Exit) -> Stub {
        let is_inexact = self.function.exits[exit.index()].reason == Reason::Dispatch;
        if is_inexact { Stub::Execute(exit) } else { Stub::Leave(exit) }
    }

    /// The place of an address in memory, and what to add to it.
    fn place(&mut self, address: Value) -> (ir::Value, i32) {
        let memory = self.fixed.memory.expect("it is loaded at the beginning");
        let small =
            |value: Value| self.function.constant(value).and_then(|number| i32::try_from(number).ok());
        if let Some(address) = small(address) {
            return (memory, address);
        }
        if let Op::Binary(Binary::Add, base, offset) = self.function.op(address)
            && let Some(offset) = small(offset)
        {
            let base = self.get(base);
            return (self.b.ins().iadd(memory, base), offset);
        }
        let address = self.get(address);
        (self.b.ins().iadd(memory, address), 0)
    }

    fn load(&mut self, address: Value, kind: vsp_middle::Type) -> ir::Value {
        let (place, offset) = self.place(address);
        match kind {
            vsp_middle::Type::Byte => self.b.ins().uload8(types::I32, memory_flags(), place, offset),
            vsp_middle::Type::Cell => self.b.ins().uload16(types::I32, memory_flags(), place, offset),
            kind => self.b.ins().load(type_of(kind), memory_flags(), place, offset),
        }
    }

    fn store(&mut self, address: Value, stored: Value) {
        let (place, offset) = self.place(address);
        if let Some(float) = self.function.stored_float(stored) {
            // That it is a NaN is rare: it is stored as it comes, and then mended.
            let float = self.get(float);
            self.b.ins().store(memory_flags(), float, place, offset);
            let is_nan = self.b.ins().fcmp(FloatCC::Unordered, float, float);
            let kind = self.function.kind(stored);
            self.do_if(is_nan, |lowering| {
                let nan = lowering.nan(kind);
                lowering.b.ins().store(memory_flags(), nan, place, offset);
            });
            return;
        }
        let value = self.get(stored);
        match self.function.kind(stored) {
            vsp_middle::Type::Byte => self.b.ins().istore8(memory_flags(), value, place, offset),
            vsp_middle::Type::Cell => self.b.ins().istore16(memory_flags(), value, place, offset),
            _ => self.b.ins().store(memory_flags(), value, place, offset),
        };
    }

    /// The place of an element of a stack, and what to add to it. Elements near each other have one place: a constant in the index goes
    /// into the instruction.
    fn element(&mut self, index: Value, base: i32, shift: i64) -> (ir::Value, i32) {
        let (index, constant) = match self.function.op(index) {
            Op::Binary(Binary::Add, depth, constant) => match self.function.constant(constant) {
                Some(constant) if constant.unsigned_abs() < 1 << 16 => (depth, constant as i32),
                Some(_) | None => (index, 0),
            },
            _ => (index, 0),
        };
        let known = self.places.iter().find(|known| (known.0, known.1) == (base, index));
        let place = known.map(|&(_, _, place)| place).unwrap_or_else(|| {
            let elements = self.fixed_field(types::I64, base);
            let wide = self.get(index);
            let wide = self.b.ins().uextend(types::I64, wide);
            let bytes = self.b.ins().ishl_imm_u(wide, shift);
            let place = self.b.ins().iadd(elements, bytes);
            if self.traits.keeps_places {
                self.places.push((base, index, place));
            }
            place
        });
        (place, constant << shift)
    }

    fn call_place(&mut self, index: Value) -> (ir::Value, i32) {
        self.element(index, offset::CALLS, 2)
    }

    fn stack_place(&mut self, index: Value) -> (ir::Value, i32) {
        self.element(index, offset::STACK, 1)
    }

    /// Loads a cell, or a word of cells that lie in this order, each as the processor has numbers.
    fn load_cells(&mut self, place: ir::Value, offset: i32, kind: vsp_middle::Type) -> ir::Value {
        use vsp_middle::Type::{Cell, I32, I64};
        let half = match kind {
            Cell => return self.b.ins().uload16(types::I32, MemFlagsData::trusted(), place, offset),
            I64 if !self.traits.is_little_endian => I32,
            I32 if !self.traits.is_little_endian => Cell,
            kind => return self.b.ins().load(type_of(kind), MemFlagsData::trusted(), place, offset),
        };
        let low = self.load_cells(place, offset, half);
        let high = self.load_cells(place, offset + half.bits() as i32 / 8, half);
        self.join(half, low, high)
    }

    /// Stores a cell or a word likewise.
    fn store_cells(&mut self, place: ir::Value, offset: i32, kind: vsp_middle::Type, stored: ir::Value) {
        use vsp_middle::Type::{Cell, I32, I64};
        let trusted = MemFlagsData::trusted();
        let half = match kind {
            Cell => {
                self.b.ins().istore16(trusted, stored, place, offset);
                return;
            }
            I64 if !self.traits.is_little_endian => I32,
            I32 if !self.traits.is_little_endian => Cell,
            _ => {
                self.b.ins().store(trusted, stored, place, offset);
                return;
            }
        };
        let shifted = self.b.ins().ushr_imm_u(stored, i64::from(half.bits()));
        let [low, high] = [stored, shifted]
            .map(|part| if half == I32 { self.b.ins().ireduce(types::I32, part) } else { part });
        self.store_cells(place, offset, half, low);
        self.store_cells(place, offset + half.bits() as i32 / 8, half, high);
    }

    fn host(&mut self, call: HostCall, number: u8, cell: Option<Value>) -> ir::Value {
        let number = self.number(number.into());
        let helper = match call {
            HostCall::Sense => Helper::sense,
            HostCall::Act => Helper::act,
            HostCall::ReadPort => Helper::read_port,
            HostCall::WritePort => Helper::write_port,
        };
        let mut arguments = vec![self.context, number];
        if let Some(cell) = cell {
            arguments.push(self.get(cell));
        }
        self.call(helper, &arguments)
    }
}
