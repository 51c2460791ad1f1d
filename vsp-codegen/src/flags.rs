//! The flags Z, N, O and C as values of the code generator.
//!
//! The other four flags are rare and stay in the context.

use crate::builder::Builder;
use crate::effects::Set;
use crate::residence::Residence;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, Value, types};
use cranelift_frontend::Variable;
use vsp_isa::abi;
use vsp_isa::{Cell, Flags as StatusByte};

/// A flag that is kept in a value; its number is its bit in the status byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flag {
    Zero = 0,
    Negative = 1,
    Overflow = 2,
    Collapse = 3,
}

const ALL: [Flag; 4] = [Flag::Zero, Flag::Negative, Flag::Overflow, Flag::Collapse];

/// What is known of a flag in the current block.
#[derive(Clone, Copy)]
enum Source {
    /// It stands in the context.
    Context,
    /// It stands in its variable.
    Variable,
    /// It is this, 0 or 1.
    Value(Value),
    /// It is as an instruction leaves it that has given a register this rho, which is in [-8, 7].
    Recorded(Value),
    /// It is 1 if these two integers compare so.
    Compared(IntCC, Value, Value),
}

/// What the context's status byte lacks, where that is of a common kind.
#[derive(Clone, Copy)]
pub(crate) enum Lacking {
    Nothing,
    /// Z, N and O as they go with this rho.
    Recorded(Value),
    /// Other flags, or flags of other origins.
    Others,
}

/// The flags at the current place of the code.
///
/// They are computed where something looks at them, which mostly is code out of the way: so they cost nothing elsewhere.
#[derive(Clone)]
pub(crate) struct FlagCache {
    context: Value,
    variables: [Variable; 4],
    sources: [Source; 4],
    /// Whether the context does not have a flag as it is.
    newer: [bool; 4],
}

impl FlagCache {
    /// Declares the variables; all flags stand in the context.
    pub fn new(b: &mut Builder<'_>, context: Value) -> FlagCache {
        let variables = ALL.map(|_| b.declare_var(types::I8));
        FlagCache { context, variables, sources: [Source::Context; 4], newer: [false; 4] }
    }

    /// Takes only for known, at the beginning of a block, what stands in variables.
    pub fn enter_block(&mut self, residence: Residence) {
        for flag in ALL {
            let (index, bit) = (flag as usize, 1 << (16 + flag as usize));
            let in_variable = residence.in_variables & bit != 0;
            self.sources[index] = if in_variable { Source::Variable } else { Source::Context };
            self.newer[index] = residence.newer & bit != 0;
        }
    }

    /// A flag: 0 or 1, in 8 bits.
    pub fn get(&mut self, b: &mut Builder<'_>, flag: Flag) -> Value {
        let index = flag as usize;
        let value = match self.sources[index] {
            Source::Value(value) => value,
            Source::Context => {
                let byte = self.byte(b);
                let shifted = b.ins().ushr_imm_u(byte, index as i64);
                b.ins().band_imm_u(shifted, 1)
            }
            Source::Variable => b.use_var(self.variables[index]),
            Source::Compared(condition, left, right) => b.ins().icmp(condition, left, right),
            Source::Recorded(rho) => {
                let null =
                    |b: &mut Builder<'_>| b.ins().icmp_imm_s(IntCC::Equal, rho, i64::from(Cell::LEAST_RHO));
                match flag {
                    Flag::Zero => null(b),
                    Flag::Negative => b.ins().icmp_imm_s(IntCC::SignedLessThan, rho, 0),
                    Flag::Overflow => {
                        let (null, largest) = (null(b), b.ins().icmp_imm_s(IntCC::Equal, rho, 7));
                        b.ins().bor(largest, null)
                    }
                    Flag::Collapse => unreachable!("C is not set by a register's rho alone"),
                }
            }
        };
        self.sources[index] = Source::Value(value);
        value
    }

    /// The context's status byte.
    fn byte(&self, b: &mut Builder<'_>) -> Value {
        b.ins().load(types::I8, MemFlagsData::trusted(), self.context, abi::offset::FLAGS)
    }

    /// Changes a flag, to 0 or 1 in 8 bits.
    pub fn set(&mut self, flag: Flag, value: Value) {
        self.change(flag, Source::Value(value));
    }

    /// Changes a flag, to whether two integers compare so.
    pub fn compare(&mut self, flag: Flag, condition: IntCC, left: Value, right: Value) {
        self.change(flag, Source::Compared(condition, left, right));
    }

    /// Sets Z, N and O from a register's new rho, which is in [-8, 7].
    pub fn record(&mut self, rho: Value) {
        for flag in [Flag::Zero, Flag::Negative, Flag::Overflow] {
            self.change(flag, Source::Recorded(rho));
        }
    }

    fn change(&mut self, flag: Flag, source: Source) {
        self.sources[flag as usize] = source;
        self.newer[flag as usize] = true;
    }

    /// Gives the variables of `wanted` what stands elsewhere, and the context what it lacks of those that are not expected to
    /// be `newer` elsewhere, as must be done before leaving a block.
    pub fn settle(&mut self, b: &mut Builder<'_>, wanted: Set, newer: Set) {
        let bit = |flag: Flag| 1 << (16 + flag as usize);
        if ALL.into_iter().any(|flag| self.newer[flag as usize] && newer & bit(flag) == 0) {
            self.store_all(b);
            self.newer = [false; 4];
        }
        for flag in ALL {
            let index = flag as usize;
            if wanted & bit(flag) != 0 && !matches!(self.sources[index], Source::Variable) {
                let value = self.get(b, flag);
                b.def_var(self.variables[index], value);
            }
        }
    }

    /// What the context's status byte lacks.
    pub fn lacking(&self) -> Lacking {
        match (self.newer, self.sources) {
            ([false, false, false, false], _) => Lacking::Nothing,
            (
                [true, true, true, false],
                [Source::Recorded(zero), Source::Recorded(negative), Source::Recorded(rho), _],
            ) if zero == rho && negative == rho => Lacking::Recorded(rho),
            _ => Lacking::Others,
        }
    }

    /// Stores to the context's status byte Z, N and O as they go with a rho.
    pub fn store_recorded(&self, b: &mut Builder<'_>, rho: Value) {
        let byte = self.byte(b);
        let others = b.ins().band_imm_u(byte, 0xf8);
        let bits = recorded(b, rho);
        let all = b.ins().bor(others, bits);
        b.ins().store(MemFlagsData::trusted(), all, self.context, abi::offset::FLAGS);
    }

    /// Stores to the context's status byte what it has not got yet.
    pub fn store_all(&mut self, b: &mut Builder<'_>) {
        match self.lacking() {
            Lacking::Nothing => {}
            Lacking::Recorded(rho) => self.store_recorded(b, rho),
            Lacking::Others => {
                let newer = ALL.into_iter().filter(|&flag| self.newer[flag as usize]);
                let newer: Vec<Flag> = newer.collect();
                let byte = self.byte(b);
                let mask = newer.iter().fold(0xff, |mask, &flag| mask & !(1 << flag as i64));
                let mut all = b.ins().band_imm_u(byte, mask);
                for flag in newer {
                    let value = self.get(b, flag);
                    let placed =
                        if flag as usize == 0 { value } else { b.ins().ishl_imm_u(value, flag as i64) };
                    all = b.ins().bor(all, placed);
                }
                b.ins().store(MemFlagsData::trusted(), all, self.context, abi::offset::FLAGS);
            }
        }
    }
}

/// Z, N and O as they are in the status byte, for each rho from the least on in four bits, the lowest first.
const RECORDED: i64 = {
    let (mut table, mut rho) = (0, Cell::LEAST_RHO);
    while rho <= Cell::GREATEST_RHO {
        let place = rho - Cell::LEAST_RHO;
        table |= (StatusByte::of_rho(rho).bits() as i64) << (4 * place);
        rho += 1;
    }
    table
};

/// Z, N and O of a register's rho, which is in [-8, 7], as they are in the status byte.
fn recorded(b: &mut Builder<'_>, rho: Value) -> Value {
    let table = b.ins().iconst(types::I64, RECORDED);
    let from_zero = b.ins().iadd_imm_s(rho, 8);
    let shift = b.ins().ishl_imm_u(from_zero, 2);
    let entry = b.ins().ushr(table, shift);
    let low = b.ins().ireduce(types::I8, entry);
    b.ins().band_imm_u(low, 7)
}
