//! The sixteen registers as values of the code generator.
//!
//! Between blocks each [`Home`] is one or two Cranelift variables. Within a block this cache knows the values in whatever
//! forms the code has made or asked for, and converts lazily: conversions that turn out unused cost nothing, since
//! they have no side effects and are dropped.

use crate::homes::{Form, Home};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Endianness, InstBuilder, MemFlagsData, Type, Value, types};
use cranelift_frontend::{FunctionBuilder, Variable};
use vsp_isa::{Reg, abi};

/// What is known of one register in the current block.
#[derive(Clone, Copy, Default)]
struct Views {
    /// rho, sign-extended to 32 bits.
    rho: Option<Value>,
    /// theta, zero-extended to 32 bits.
    theta: Option<Value>,
    /// The cell's bits, zero-extended to 32 bits.
    cell: Option<Value>,
    /// Whether the register's home does not have these yet.
    newer: bool,
}

/// A home and its value in the current block.
#[derive(Clone, Copy)]
struct Group {
    home: Home,
    variables: (Variable, Variable),
    /// The group's value, where it is not [`Form::Split`]; lacks registers whose views are newer.
    value: Option<Value>,
    /// Whether the variables do not have the value yet.
    newer: bool,
    /// Whether the value stands in the context, and nowhere else.
    in_context: bool,
}

/// The registers' values at the current place of the code.
#[derive(Clone)]
pub(crate) struct RegisterCache {
    context: Value,
    groups: Vec<Group>,
    group_of: [Option<u8>; 16],
    views: [Views; 16],
}

/// How the registers' image is accessed: little-endian on every machine.
fn image_flags() -> MemFlagsData {
    MemFlagsData::trusted().with_endianness(Endianness::Little)
}

fn value_type(form: Form) -> Type {
    if form == Form::Quad { types::I64 } else { types::I32 }
}

impl RegisterCache {
    /// Declares the variables, loads the registers from the context and defines the variables, in the entry block.
    pub fn load_all(b: &mut FunctionBuilder<'_>, context: Value, homes: &[Home]) -> RegisterCache {
        let mut group_of = [None; 16];
        let mut groups = Vec::new();
        for &home in homes {
            let kind = value_type(home.form);
            let first = b.declare_var(kind);
            let second = if home.form == Form::Split { b.declare_var(kind) } else { first };
            for slot in &mut group_of[home.first..home.first + home.form.cells()] {
                *slot = Some(groups.len() as u8);
            }
            groups.push(Group {
                home,
                variables: (first, second),
                value: None,
                newer: false,
                in_context: true,
            });
        }
        let mut cache = RegisterCache { context, groups, group_of, views: Default::default() };
        cache.settle(b);
        cache
    }

    /// Forgets everything that was known within a block: the variables have it all.
    pub fn enter_block(&mut self) {
        self.views = Default::default();
        for group in &mut self.groups {
            *group = Group { value: None, newer: false, in_context: false, ..*group };
        }
    }

    /// Gives the variables whatever is newer here, as must be done before leaving a block.
    pub fn settle(&mut self, b: &mut FunctionBuilder<'_>) {
        for index in 0..self.groups.len() {
            let Group { home, variables, .. } = self.groups[index];
            if home.form == Form::Split {
                if self.groups[index].in_context || self.views[home.first].newer {
                    let reg = Reg::from_nibble(home.first as u8);
                    let (rho, theta) = (self.rho(b, reg), self.theta(b, reg));
                    b.def_var(variables.0, rho);
                    b.def_var(variables.1, theta);
                    self.groups[index].in_context = false;
                    self.views[home.first].newer = false;
                }
            } else {
                let value = self.fold_in(b, index);
                if self.groups[index].newer {
                    b.def_var(variables.0, value);
                    self.groups[index].newer = false;
                }
            }
        }
    }

    /// Stores to the context every register that it does not have yet.
    pub fn store_all(&mut self, b: &mut FunctionBuilder<'_>) {
        for index in 0..self.groups.len() {
            let Group { home, in_context, .. } = self.groups[index];
            let regs = home.first..home.first + home.form.cells();
            if in_context && !self.views[regs].iter().any(|view| view.newer) {
                continue;
            }
            let offset = abi::offset::REGISTERS + 2 * home.first as i32;
            if home.form == Form::Split {
                let reg = Reg::from_nibble(home.first as u8);
                let (rho, theta) = (self.rho(b, reg), self.theta(b, reg));
                b.ins().istore8(image_flags(), rho, self.context, offset);
                b.ins().istore8(image_flags(), theta, self.context, offset + 1);
            } else {
                let value = self.fold_in(b, index);
                if home.form == Form::Cell {
                    b.ins().istore16(image_flags(), value, self.context, offset);
                } else {
                    b.ins().store(image_flags(), value, self.context, offset);
                }
            }
        }
    }

    /// After a helper has changed the context: everything that was known is void.
    pub fn reload(&mut self) {
        self.enter_block();
        for group in &mut self.groups {
            group.in_context = true;
        }
    }

    /// rho, sign-extended to 32 bits.
    pub fn rho(&mut self, b: &mut FunctionBuilder<'_>, reg: Reg) -> Value {
        if let Some(rho) = self.views[reg.index()].rho {
            return rho;
        }
        let rho = if let Some(group) = self.split_without_cell(reg) {
            if group.in_context {
                b.ins().sload8(types::I32, image_flags(), self.context, image_offset(reg))
            } else {
                b.use_var(group.variables.0)
            }
        } else {
            let cell = self.cell(b, reg);
            let low = b.ins().ireduce(types::I8, cell);
            b.ins().sextend(types::I32, low)
        };
        self.views[reg.index()].rho = Some(rho);
        rho
    }

    /// theta, zero-extended to 32 bits.
    pub fn theta(&mut self, b: &mut FunctionBuilder<'_>, reg: Reg) -> Value {
        if let Some(theta) = self.views[reg.index()].theta {
            return theta;
        }
        let theta = if let Some(group) = self.split_without_cell(reg) {
            if group.in_context {
                b.ins().uload8(types::I32, image_flags(), self.context, image_offset(reg) + 1)
            } else {
                b.use_var(group.variables.1)
            }
        } else {
            let cell = self.cell(b, reg);
            b.ins().ushr_imm_u(cell, 8)
        };
        self.views[reg.index()].theta = Some(theta);
        theta
    }

    /// The register's group, if that holds rho and theta apart and the cell's bits are not known instead.
    fn split_without_cell(&self, reg: Reg) -> Option<Group> {
        let group = self.groups[self.group_index(reg)];
        (group.home.form == Form::Split && self.views[reg.index()].cell.is_none()).then_some(group)
    }

    /// The cell's sixteen bits, zero-extended to 32 bits.
    pub fn cell(&mut self, b: &mut FunctionBuilder<'_>, reg: Reg) -> Value {
        let views = self.views[reg.index()];
        if let Some(cell) = views.cell {
            return cell;
        }
        let index = self.group_index(reg);
        let home = self.groups[index].home;
        let cell = if views.newer || home.form == Form::Split {
            let (rho, theta) = (self.rho(b, reg), self.theta(b, reg));
            let (low, high) = (b.ins().band_imm_u(rho, 0xff), b.ins().ishl_imm_u(theta, 8));
            b.ins().bor(low, high)
        } else {
            let value = self.value(b, index);
            self.extract(b, value, home, reg.index() - home.first, 1)
        };
        self.views[reg.index()].cell = Some(cell);
        cell
    }

    /// Changes rho and theta; both must be within their ranges of 8 bits.
    pub fn set(&mut self, reg: Reg, rho: Value, theta: Value) {
        self.views[reg.index()] = Views { rho: Some(rho), theta: Some(theta), cell: None, newer: true };
    }

    /// Changes rho alone.
    pub fn set_rho(&mut self, b: &mut FunctionBuilder<'_>, reg: Reg, rho: Value) {
        let theta = self.theta(b, reg);
        self.set(reg, rho, theta);
    }

    /// Changes theta alone.
    pub fn set_theta(&mut self, b: &mut FunctionBuilder<'_>, reg: Reg, theta: Value) {
        let rho = self.rho(b, reg);
        self.set(reg, rho, theta);
    }

    /// Changes the cell; the bits above its sixteen must be zeros.
    pub fn set_cell(&mut self, reg: Reg, cell: Value) {
        self.views[reg.index()] = Views { cell: Some(cell), newer: true, ..Views::default() };
    }

    /// Swaps two registers.
    pub fn swap(&mut self, b: &mut FunctionBuilder<'_>, one: Reg, other: Reg) {
        let (first, second) = (self.known(b, one), self.known(b, other));
        self.views[one.index()] = second;
        self.views[other.index()] = first;
    }

    /// Copies one register to another.
    pub fn copy(&mut self, b: &mut FunctionBuilder<'_>, to: Reg, from: Reg) {
        self.views[to.index()] = self.known(b, from);
    }

    /// Views of a register that say all about it, to be put elsewhere.
    fn known(&mut self, b: &mut FunctionBuilder<'_>, reg: Reg) -> Views {
        let split = self.groups[self.group_index(reg)].home.form == Form::Split;
        let views = self.views[reg.index()];
        if views.cell.is_none() && (views.rho.is_none() || views.theta.is_none()) {
            if split {
                self.rho(b, reg);
                self.theta(b, reg);
            } else {
                self.cell(b, reg);
            }
        }
        Views { newer: true, ..self.views[reg.index()] }
    }

    /// The raw bits of a word of `cells` cells: 16 bits zero-extended to 32, or 32, or 64.
    pub fn word(&mut self, b: &mut FunctionBuilder<'_>, reg: Reg, cells: usize) -> Value {
        if cells == 1 {
            return self.cell(b, reg);
        }
        let index = self.group_index(reg);
        let home = self.groups[index].home;
        if reg.index() + cells <= home.first + home.form.cells() {
            let value = self.value_with(b, index, reg.index(), cells);
            return self.extract(b, value, home, reg.index() - home.first, cells);
        }
        let kind = if cells == 4 { types::I64 } else { types::I32 };
        let mut word = None;
        for i in 0..cells {
            let cell = self.cell(b, Reg::from_nibble((reg.index() + i) as u8));
            let cell = if cells == 4 { b.ins().uextend(kind, cell) } else { cell };
            let placed = if i == 0 { cell } else { b.ins().ishl_imm_u(cell, 16 * i as i64) };
            word = Some(word.map_or(placed, |word| b.ins().bor(word, placed)));
        }
        word.expect("a word has at least one cell")
    }

    /// Changes the raw bits of a word of `cells` cells, given as [`word`](Self::word) gives them.
    pub fn set_word(&mut self, b: &mut FunctionBuilder<'_>, reg: Reg, cells: usize, bits: Value) {
        if cells == 1 {
            return self.set_cell(reg, bits);
        }
        let index = self.group_index(reg);
        let home = self.groups[index].home;
        if reg.index() + cells > home.first + home.form.cells() {
            for i in 0..cells {
                let shifted = if i == 0 { bits } else { b.ins().ushr_imm_u(bits, 16 * i as i64) };
                let low = if cells == 4 { b.ins().ireduce(types::I32, shifted) } else { shifted };
                let cell = b.ins().band_imm_u(low, 0xffff);
                self.set_cell(Reg::from_nibble((reg.index() + i) as u8), cell);
            }
            return;
        }
        let value = if cells == home.form.cells() {
            bits
        } else {
            // A pair within a quad.
            let old = self.value(b, index);
            let wide = b.ins().uextend(types::I64, bits);
            insert(b, old, wide, reg.index() - home.first, 32)
        };
        for view in &mut self.views[reg.index()..reg.index() + cells] {
            *view = Views::default();
        }
        self.groups[index] =
            Group { value: Some(value), newer: true, in_context: false, ..self.groups[index] };
    }

    /// The group of a register; every register that code touches has one, by [`homes::choose`](crate::homes::choose).
    fn group_index(&self, reg: Reg) -> usize {
        self.group_of[reg.index()].expect("the register has a home") as usize
    }

    /// A group's value, without what is newer in its registers' views.
    fn value(&mut self, b: &mut FunctionBuilder<'_>, index: usize) -> Value {
        let group = self.groups[index];
        let offset = abi::offset::REGISTERS + 2 * group.home.first as i32;
        if let Some(value) = group.value {
            return value;
        }
        let value = if !group.in_context {
            b.use_var(group.variables.0)
        } else if group.home.form == Form::Cell {
            b.ins().uload16(types::I32, image_flags(), self.context, offset)
        } else {
            b.ins().load(value_type(group.home.form), image_flags(), self.context, offset)
        };
        // What came from the context is not in the variables yet.
        let newer = group.newer || group.in_context;
        self.groups[index] = Group { value: Some(value), newer, in_context: false, ..group };
        value
    }

    /// A group's value that has at least the `cells` registers from `first` on up to date.
    fn value_with(&mut self, b: &mut FunctionBuilder<'_>, index: usize, first: usize, cells: usize) -> Value {
        if self.views[first..first + cells].iter().any(|view| view.newer) {
            self.fold_in(b, index)
        } else {
            self.value(b, index)
        }
    }

    /// Puts what is newer in the registers' views into the group's value.
    fn fold_in(&mut self, b: &mut FunctionBuilder<'_>, index: usize) -> Value {
        let home = self.groups[index].home;
        let regs = home.first..home.first + home.form.cells();
        let newer: Vec<usize> = regs.filter(|&reg| self.views[reg].newer).collect();
        if newer.is_empty() {
            return self.value(b, index);
        }
        let mut value = (newer.len() < home.form.cells()).then(|| self.value(b, index));
        for reg in newer {
            let cell = self.cell(b, Reg::from_nibble(reg as u8));
            let wide = if home.form == Form::Quad { b.ins().uextend(types::I64, cell) } else { cell };
            let at = reg - home.first;
            value = Some(match value {
                Some(old) => insert(b, old, wide, at, 16),
                None => wide,
            });
            self.views[reg].newer = false;
        }
        let value = value.expect("the group has a register");
        self.groups[index] =
            Group { value: Some(value), newer: true, in_context: false, ..self.groups[index] };
        value
    }

    /// `cells` cells out of a group's value, from cell `at` on.
    fn extract(
        &self,
        b: &mut FunctionBuilder<'_>,
        value: Value,
        home: Home,
        at: usize,
        cells: usize,
    ) -> Value {
        let shifted = if at == 0 { value } else { b.ins().ushr_imm_u(value, 16 * at as i64) };
        if cells == home.form.cells() {
            return shifted;
        }
        let narrow = if home.form == Form::Quad { b.ins().ireduce(types::I32, shifted) } else { shifted };
        if cells == 1 { b.ins().band_imm_u(narrow, 0xffff) } else { narrow }
    }

    /// Whether a register is null, as a value of 8 bits.
    pub fn is_null(&mut self, b: &mut FunctionBuilder<'_>, reg: Reg) -> Value {
        let rho = self.rho(b, reg);
        b.ins().icmp_imm_s(IntCC::Equal, rho, -8)
    }
}

/// Where a register stands in the context.
fn image_offset(reg: Reg) -> i32 {
    abi::offset::REGISTERS + 2 * reg.index() as i32
}

/// Puts `bits` low bits of `new` into `old` at cell `at`; the bits of `new` above them must be zeros.
fn insert(b: &mut FunctionBuilder<'_>, old: Value, new: Value, at: usize, bits: u32) -> Value {
    let shift = 16 * at as i64;
    let mask = ((1u64 << bits) - 1) << shift;
    let kept = b.ins().band_imm_u(old, !mask as i64);
    let placed = if at == 0 { new } else { b.ins().ishl_imm_u(new, shift) };
    b.ins().bor(kept, placed)
}
