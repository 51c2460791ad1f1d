//! The flags Z, N, O and C as values of the code generator.
//!
//! As with registers, what is computed and never read is dropped, so flags cost something only where they are read. The
//! other four flags are rare and stay in the context.

use cranelift_codegen::ir::{InstBuilder, MemFlagsData, Value, types};
use cranelift_frontend::{FunctionBuilder, Variable};
use vsp_isa::abi;

/// A flag that is kept in a value; its number is its bit in the status byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flag {
    Zero = 0,
    Negative = 1,
    Overflow = 2,
    Collapse = 3,
}

const ALL: [Flag; 4] = [Flag::Zero, Flag::Negative, Flag::Overflow, Flag::Collapse];

/// The flags' values at the current place of the code: each 0 or 1, in 8 bits.
#[derive(Clone)]
pub(crate) struct FlagCache {
    context: Value,
    variables: [Variable; 4],
    values: [Option<Value>; 4],
    newer: [bool; 4],
    /// Whether the context's status byte has what `values` has not.
    in_context: bool,
    /// That byte, once loaded.
    byte: Option<Value>,
}

impl FlagCache {
    /// Declares the variables, loads the flags and defines the variables, in the entry block.
    pub fn load_all(b: &mut FunctionBuilder<'_>, context: Value) -> FlagCache {
        let variables = ALL.map(|_| b.declare_var(types::I8));
        let mut cache = FlagCache {
            context,
            variables,
            values: [None; 4],
            newer: [false; 4],
            in_context: true,
            byte: None,
        };
        cache.settle(b);
        cache
    }

    /// Forgets everything that was known within a block: the variables have it all.
    pub fn enter_block(&mut self) {
        *self = FlagCache { values: [None; 4], newer: [false; 4], in_context: false, byte: None, ..*self };
    }

    /// After a helper has changed the context: everything that was known is void.
    pub fn reload(&mut self) {
        self.enter_block();
        self.in_context = true;
    }

    /// A flag: 0 or 1, in 8 bits.
    pub fn get(&mut self, b: &mut FunctionBuilder<'_>, flag: Flag) -> Value {
        let index = flag as usize;
        if let Some(value) = self.values[index] {
            return value;
        }
        let value = if self.in_context {
            let (context, trusted) = (self.context, MemFlagsData::trusted());
            let byte = *self
                .byte
                .get_or_insert_with(|| b.ins().load(types::I8, trusted, context, abi::offset::FLAGS));
            let shifted = if index == 0 { byte } else { b.ins().ushr_imm_u(byte, index as i64) };
            b.ins().band_imm_u(shifted, 1)
        } else {
            b.use_var(self.variables[index])
        };
        self.values[index] = Some(value);
        value
    }

    /// Changes a flag, to 0 or 1 in 8 bits.
    pub fn set(&mut self, flag: Flag, value: Value) {
        self.values[flag as usize] = Some(value);
        self.newer[flag as usize] = true;
    }

    /// Gives the variables whatever is newer here, as must be done before leaving a block.
    pub fn settle(&mut self, b: &mut FunctionBuilder<'_>) {
        for flag in ALL {
            let index = flag as usize;
            if self.newer[index] || self.in_context {
                let value = self.get(b, flag);
                b.def_var(self.variables[index], value);
                self.newer[index] = false;
            }
        }
        self.in_context = false;
    }

    /// Stores the four flags into the context's status byte, if that has not got them yet; its others stay.
    pub fn store_all(&mut self, b: &mut FunctionBuilder<'_>) {
        if self.in_context && self.newer == [false; 4] {
            return;
        }
        let byte = b.ins().load(types::I8, MemFlagsData::trusted(), self.context, abi::offset::FLAGS);
        let mut all = b.ins().band_imm_u(byte, 0xf0);
        for flag in ALL {
            let value = self.get(b, flag);
            let placed = if flag as usize == 0 { value } else { b.ins().ishl_imm_u(value, flag as i64) };
            all = b.ins().bor(all, placed);
        }
        b.ins().store(MemFlagsData::trusted(), all, self.context, abi::offset::FLAGS);
    }
}
