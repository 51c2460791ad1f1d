//! Building instructions, and none that are not needed.
//!
//! What a block has computed already is not computed again, and what is known while compiling is not computed at all. That
//! is most of what Cranelift's own optimiser would find in our code, for a small part of its time.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    Block, DataFlowGraph, Inst, InstBuilder, InstBuilderBase, InstructionData, Opcode, Type, Value, ValueDef,
    types,
};
use cranelift_frontend::FunctionBuilder;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};

/// How many instructions are remembered; of those that share a slot the latest.
const SLOTS: usize = 1024;

/// An instruction without side effects, and the type that it is of.
#[derive(Clone, Copy)]
struct Known {
    data: InstructionData,
    of: Type,
    inst: Inst,
}

/// Cranelift's builder, with a memory for instructions.
pub(crate) struct Builder<'f> {
    inner: FunctionBuilder<'f>,
    slots: Vec<Option<Known>>,
    /// The first instruction that can be used again: those before it may not have been executed on the way here.
    first: usize,
    /// Whether what is built now is not executed on the way to what is built later.
    aside: bool,
}

impl<'f> Builder<'f> {
    pub fn new(inner: FunctionBuilder<'f>) -> Builder<'f> {
        Builder { inner, slots: vec![None; SLOTS], first: 0, aside: false }
    }

    /// A new block that is given values of these types.
    pub fn create_block_with(&mut self, parameters: &[Type]) -> Block {
        let block = self.inner.create_block();
        for &kind in parameters {
            self.inner.append_block_param(block, kind);
        }
        block
    }

    /// Goes on in a block that control can come to from anywhere: nothing that was computed before is known there.
    pub fn begin_block(&mut self, block: Block) {
        self.inner.switch_to_block(block);
        self.forget();
    }

    /// Forgets everything, so that no value from before is used from here on.
    pub fn forget(&mut self) {
        self.first = self.inner.func.dfg.num_insts();
    }

    /// Begins or ends code beside the way to what is built later, which can make use of what is known and adds nothing.
    pub fn set_aside(&mut self, aside: bool) {
        self.aside = aside;
    }

    /// Adds an instruction at the end of the current block, if there is none that gives the same.
    pub fn ins<'s>(&'s mut self) -> Ins<'s, 'f> {
        Ins(self)
    }

    pub fn into_inner(self) -> FunctionBuilder<'f> {
        self.inner
    }

    /// The number that a value always is, as its bits.
    pub fn constant(&self, value: Value) -> Option<u64> {
        let dfg = &self.inner.func.dfg;
        match dfg.insts[dfg.value_def(value).inst()?] {
            InstructionData::UnaryImm { opcode: Opcode::Iconst, imm } => Some(imm.bits() as u64),
            _ => None,
        }
    }

    /// An instruction of which the only result is `value`, if that is no parameter of a block.
    fn instruction_of(&self, value: Value) -> Option<Inst> {
        match self.inner.func.dfg.value_def(value) {
            ValueDef::Result(inst, 0) => Some(inst),
            ValueDef::Result(..) | ValueDef::Param(..) | ValueDef::Union(..) => None,
        }
    }

    /// The simpler form of an operation on integers.
    fn simplify(&self, data: &InstructionData, kind: Type) -> Option<Simple> {
        match *data {
            InstructionData::Binary { opcode, args: [x, y] } if kind.is_int() => {
                self.simplify_binary(opcode, [x, y], kind)
            }
            InstructionData::Unary { opcode, arg } if kind.is_int() => {
                let of = self.inner.func.dfg.value_type(arg);
                let bits = self.constant(arg)?;
                match opcode {
                    Opcode::Ireduce | Opcode::Uextend => Some(Simple::Constant(bits)),
                    Opcode::Sextend => Some(Simple::Constant(sign_extended(bits, of) as u64)),
                    _ => None,
                }
            }
            InstructionData::IntCompare { cond, args: [x, y], .. } => {
                let (left, right) = (self.constant(x)?, self.constant(y)?);
                Some(Simple::Truth(compare(cond, left, right, self.func.dfg.value_type(x))))
            }
            InstructionData::Ternary { opcode: Opcode::Select, args: [condition, x, y] } => {
                let chosen = if self.constant(condition)? == 0 { y } else { x };
                self.instruction_of(chosen).map(Simple::Instruction)
            }
            _ => None,
        }
    }

    fn simplify_binary(&self, opcode: Opcode, [x, y]: [Value; 2], kind: Type) -> Option<Simple> {
        let [left, right] = [self.constant(x), self.constant(y)];
        if let (Some(left), Some(right)) = (left, right) {
            return Some(Simple::Constant(match opcode {
                Opcode::Iadd => left.wrapping_add(right),
                Opcode::Isub => left.wrapping_sub(right),
                Opcode::Imul => left.wrapping_mul(right),
                Opcode::Band => left & right,
                Opcode::Bor => left | right,
                Opcode::Bxor => left ^ right,
                Opcode::Ishl => left << (right as u32 % kind.bits()),
                Opcode::Ushr => left >> (right as u32 % kind.bits()),
                Opcode::Smin => sign_extended(left, kind).min(sign_extended(right, kind)) as u64,
                Opcode::Smax => sign_extended(left, kind).max(sign_extended(right, kind)) as u64,
                _ => return None,
            }));
        }
        if let (Opcode::Band, Some(mask)) = (opcode, right)
            && let Some((inner, first)) = self.masked(x)
        {
            return if first & !mask == 0 {
                self.instruction_of(x).map(Simple::Instruction)
            } else {
                Some(Simple::Masked(inner, first & mask))
            };
        }
        let unchanged = match (opcode, left, right) {
            (Opcode::Iadd | Opcode::Bor | Opcode::Bxor, Some(0), _) => y,
            (
                Opcode::Iadd
                | Opcode::Isub
                | Opcode::Bor
                | Opcode::Bxor
                | Opcode::Ishl
                | Opcode::Ushr
                | Opcode::Sshr,
                _,
                Some(0),
            ) => x,
            _ => return None,
        };
        self.instruction_of(unchanged).map(Simple::Instruction)
    }

    /// What a value was before the mask that it has come through last, and that.
    fn masked(&self, value: Value) -> Option<(Value, u64)> {
        match self.inner.func.dfg.insts[self.instruction_of(value)?] {
            InstructionData::Binary { opcode: Opcode::Band, args: [inner, mask] } => {
                Some((inner, self.constant(mask)?))
            }
            _ => None,
        }
    }
}

/// What an operation comes to.
enum Simple {
    Constant(u64),
    /// 1 or 0 in 8 bits, as comparisons give it.
    Truth(bool),
    /// A value through a mask.
    Masked(Value, u64),
    Instruction(Inst),
}

/// Whether two integers of `kind`, given as their bits, compare so.
fn compare(condition: IntCC, left: u64, right: u64, kind: Type) -> bool {
    let signed = (sign_extended(left, kind), sign_extended(right, kind));
    match condition {
        IntCC::Equal => left == right,
        IntCC::NotEqual => left != right,
        IntCC::SignedLessThan => signed.0 < signed.1,
        IntCC::SignedGreaterThanOrEqual => signed.0 >= signed.1,
        IntCC::SignedGreaterThan => signed.0 > signed.1,
        IntCC::SignedLessThanOrEqual => signed.0 <= signed.1,
        IntCC::UnsignedLessThan => left < right,
        IntCC::UnsignedGreaterThanOrEqual => left >= right,
        IntCC::UnsignedGreaterThan => left > right,
        IntCC::UnsignedLessThanOrEqual => left <= right,
    }
}

/// A number's bits as an integer of `kind`.
fn sign_extended(bits: u64, kind: Type) -> i64 {
    let unused = 64 - kind.bits();
    ((bits << unused) as i64) >> unused
}

impl<'f> Deref for Builder<'f> {
    type Target = FunctionBuilder<'f>;

    fn deref(&self) -> &FunctionBuilder<'f> {
        &self.inner
    }
}

impl<'f> DerefMut for Builder<'f> {
    fn deref_mut(&mut self) -> &mut FunctionBuilder<'f> {
        &mut self.inner
    }
}

/// Adds one instruction.
pub(crate) struct Ins<'s, 'f>(&'s mut Builder<'f>);

impl<'s> InstBuilderBase<'s> for Ins<'s, '_> {
    fn data_flow_graph(&self) -> &DataFlowGraph {
        &self.0.inner.func.dfg
    }

    fn data_flow_graph_mut(&mut self) -> &mut DataFlowGraph {
        &mut self.0.inner.func.dfg
    }

    fn build(mut self, data: InstructionData, of: Type) -> (Inst, &'s mut DataFlowGraph) {
        let inst = self.build_aux_inst(data, of);
        (inst, &mut self.0.inner.func.dfg)
    }

    fn build_aux_inst(&mut self, data: InstructionData, of: Type) -> Inst {
        let builder = &mut *self.0;
        if !is_pure(&data, &builder.inner.func.dfg) {
            return builder.inner.ins().build(data, of).0;
        }
        match builder.simplify(&data, of) {
            Some(Simple::Instruction(inst)) => return inst,
            Some(Simple::Constant(bits)) => {
                let imm = (bits & (u64::MAX >> (64 - of.bits()))) as i64;
                return builder.inner.ins().build(iconst(imm), of).0;
            }
            Some(Simple::Truth(truth)) => {
                return builder.inner.ins().build(iconst(truth.into()), types::I8).0;
            }
            Some(Simple::Masked(value, mask)) => {
                let mask = builder.ins().iconst(of, mask as i64);
                let data = InstructionData::Binary { opcode: Opcode::Band, args: [value, mask] };
                return builder.inner.ins().build(data, of).0;
            }
            None => {}
        }
        let slot = slot_of(&data, of);
        if let Some(known) = &builder.slots[slot]
            && known.inst.as_u32() as usize >= builder.first
            && known.of == of
            && known.data == data
        {
            return known.inst;
        }
        let inst = builder.inner.ins().build(data, of).0;
        if !builder.aside {
            builder.slots[slot] = Some(Known { data, of, inst });
        }
        inst
    }
}

fn iconst(number: i64) -> InstructionData {
    InstructionData::UnaryImm { opcode: Opcode::Iconst, imm: number.into() }
}

/// Whether an instruction does nothing but give a value, the same each time.
fn is_pure(data: &InstructionData, dfg: &DataFlowGraph) -> bool {
    let opcode = data.opcode();
    if let InstructionData::Load { opcode: Opcode::Load, flags, .. } = *data {
        let flags = dfg.mem_flags[flags];
        return flags.readonly() && flags.notrap() && flags.can_move();
    }
    !(opcode.is_call()
        || opcode.is_branch()
        || opcode.is_terminator()
        || opcode.is_return()
        || opcode.can_trap()
        || opcode.can_load()
        || opcode.can_store()
        || opcode.other_side_effects())
}

fn slot_of(data: &InstructionData, of: Type) -> usize {
    let mut hasher = Mixer(0);
    Hash::hash(&(data, of), &mut hasher);
    (hasher.finish() >> 40) as usize % SLOTS
}

/// A plain hash, the same on every machine: what is found by it decides which code is made.
struct Mixer(u64);

impl Mixer {
    fn mix(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(23) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.mix(byte.into());
        }
    }

    fn write_u8(&mut self, number: u8) {
        self.mix(number.into());
    }

    fn write_u16(&mut self, number: u16) {
        self.mix(number.into());
    }

    fn write_u32(&mut self, number: u32) {
        self.mix(number.into());
    }

    fn write_u64(&mut self, number: u64) {
        self.mix(number);
    }

    fn write_usize(&mut self, number: usize) {
        self.mix(number as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
