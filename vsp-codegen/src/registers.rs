//! The sixteen registers as values of the code generator.
//!
//! Between blocks each [`Home`] is one or two Cranelift variables. Within a block this cache knows the values in whatever
//! forms the code has made or asked for, and converts lazily: conversions that turn out unused cost nothing, since
//! they have no side effects and are dropped.

use crate::builder::Builder;
use crate::effects::Set;
use crate::homes::{Form, Home};
use crate::residence::Residence;
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{Endianness, InstBuilder, MemFlagsData, Type, Value, types};
use cranelift_frontend::Variable;
use vsp_isa::semantics::float;
use vsp_isa::{Cell, Reg, abi};

/// What is known of one register in the current block.
#[derive(Clone, Copy, Default)]
struct Views {
    /// rho, sign-extended to 32 bits.
    rho: Option<Value>,
    /// theta, zero-extended to 32 bits.
    theta: Option<Value>,
    /// The cell's bits, zero-extended to 32 bits.
    cell: Option<Value>,
    /// Whether rho is known to be in [-8, 7], and theta in [0, 15].
    canonical: (bool, bool),
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
    /// The value as a float, where code has made one. There may be no other value then: that is this one's bits, or those of
    /// the one NaN that words have.
    float: Option<Value>,
    /// Whether the variables do not have the value yet.
    newer: bool,
    /// Whether the value stands in the context, and nowhere else.
    in_context: bool,
    /// Whether the context may not have the group as it is.
    stale: bool,
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
    /// Declares the variables; all registers stand in the context.
    pub fn new(b: &mut Builder<'_>, context: Value, homes: &[Home]) -> RegisterCache {
        let mut group_of = [None; 16];
        let mut groups = Vec::new();
        for &home in homes {
            let kind = value_type(home.form);
            let first = b.declare_var(kind);
            let second = if home.form == Form::Split { b.declare_var(kind) } else { first };
            for slot in &mut group_of[home.first..home.first + home.form.cells()] {
                *slot = Some(groups.len() as u8);
            }
            let variables = (first, second);
            groups.push(Group {
                home,
                variables,
                value: None,
                float: None,
                newer: false,
                in_context: true,
                stale: false,
            });
        }
        RegisterCache { context, groups, group_of, views: Default::default() }
    }

    /// Takes only for known, at the beginning of a block, what stands in variables.
    pub fn enter_block(&mut self, residence: Residence) {
        self.views = Default::default();
        for group in &mut self.groups {
            let set = group.home.set();
            let in_context = residence.in_variables & set == 0;
            let stale = residence.newer & set != 0;
            *group = Group { value: None, float: None, newer: false, in_context, stale, ..*group };
        }
    }

    /// Gives the variables of `wanted` whatever they lack, and the context what it lacks of those that are not expected to be
    /// `newer` elsewhere, as must be done before leaving a block.
    pub fn settle(&mut self, b: &mut Builder<'_>, wanted: Set, newer: Set) {
        for index in 0..self.groups.len() {
            if newer & self.groups[index].home.set() == 0 {
                self.store_group(b, index);
            }
            let Group { home, variables, in_context, .. } = self.groups[index];
            if wanted & home.set() == 0 {
                continue;
            }
            if home.form == Form::Split {
                if in_context || self.views[home.first].newer {
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
    pub fn store_all(&mut self, b: &mut Builder<'_>) {
        for index in 0..self.groups.len() {
            self.store_group(b, index);
        }
    }

    /// Stores to the context what it lacks of a group.
    fn store_group(&mut self, b: &mut Builder<'_>, index: usize) {
        let Group { home, variables, value, float, in_context, stale, .. } = self.groups[index];
        if !stale {
            return;
        }
        let regs = home.first..home.first + home.form.cells();
        let newer: Vec<usize> = regs.clone().filter(|&reg| self.views[reg].newer).collect();
        if home.form != Form::Split && !in_context && newer.len() < home.form.cells() {
            let value = match (value, float) {
                (Some(value), _) => value,
                (None, Some(float)) => float_bits(b, float),
                (None, None) => b.use_var(variables.0),
            };
            let offset = image_offset(Reg::from_nibble(home.first as u8));
            if home.form == Form::Cell {
                b.ins().istore16(image_flags(), value, self.context, offset);
            } else {
                b.ins().store(image_flags(), value, self.context, offset);
            }
        }
        for reg in regs {
            if home.form == Form::Split || self.views[reg].newer {
                self.store_one(b, Reg::from_nibble(reg as u8));
            }
        }
        self.groups[index].stale = false;
        if !newer.is_empty() {
            // What is known of single registers stays known; the whole is in the context now.
            let group = self.groups[index];
            self.groups[index] = Group { value: None, float: None, newer: false, in_context: true, ..group };
            for reg in newer {
                self.views[reg].newer = false;
            }
        }
    }

    /// Stores one register by what is known of it, so that nothing is composed for it.
    fn store_one(&mut self, b: &mut Builder<'_>, reg: Reg) {
        let offset = image_offset(reg);
        if let Some(cell) = self.views[reg.index()].cell {
            b.ins().istore16(image_flags(), cell, self.context, offset);
            return;
        }
        let Views { rho, theta, .. } = self.views[reg.index()];
        // What a register that is kept in halves lacks here may stand in the context already.
        let is_in_context = self.groups[self.group_index(reg)].in_context;
        if rho.is_some() || !is_in_context {
            let rho = self.rho(b, reg);
            b.ins().istore8(image_flags(), rho, self.context, offset);
        }
        if theta.is_some() || !is_in_context {
            let theta = self.theta(b, reg);
            b.ins().istore8(image_flags(), theta, self.context, offset + 1);
        }
    }

    /// rho, sign-extended to 32 bits.
    pub fn rho(&mut self, b: &mut Builder<'_>, reg: Reg) -> Value {
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
            let bits = match self.value_around(b, reg) {
                Some((value, 0)) => value,
                Some((value, at)) => b.ins().ushr_imm_u(value, at),
                None => self.cell(b, reg),
            };
            let low = b.ins().ireduce(types::I8, bits);
            b.ins().sextend(types::I32, low)
        };
        self.views[reg.index()].rho = Some(rho);
        rho
    }

    /// theta, zero-extended to 32 bits.
    pub fn theta(&mut self, b: &mut Builder<'_>, reg: Reg) -> Value {
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
            match self.value_around(b, reg) {
                Some((value, at)) => {
                    let is_wide = b.func.dfg.value_type(value) == types::I64;
                    let bits = b.ins().ushr_imm_u(value, at + 8);
                    let low = if is_wide { b.ins().ireduce(types::I32, bits) } else { bits };
                    b.ins().band_imm_u(low, 0xff)
                }
                None => {
                    let cell = self.cell(b, reg);
                    b.ins().ushr_imm_u(cell, 8)
                }
            }
        };
        self.views[reg.index()].theta = Some(theta);
        theta
    }

    /// The value of several registers that has the cell of this one, and from which bit on; `None` where the cell is alone.
    fn value_around(&mut self, b: &mut Builder<'_>, reg: Reg) -> Option<(Value, i64)> {
        let index = self.group_index(reg);
        let (home, views) = (self.groups[index].home, self.views[reg.index()]);
        let is_alone = home.form.cells() == 1 || views.cell.is_some() || views.newer;
        (!is_alone).then(|| (self.value(b, index), 16 * (reg.index() - home.first) as i64))
    }

    /// The register's group, if that holds rho and theta apart and the cell's bits are not known instead.
    fn split_without_cell(&self, reg: Reg) -> Option<Group> {
        let group = self.groups[self.group_index(reg)];
        (group.home.form == Form::Split && self.views[reg.index()].cell.is_none()).then_some(group)
    }

    /// The cell's sixteen bits, zero-extended to 32 bits.
    pub fn cell(&mut self, b: &mut Builder<'_>, reg: Reg) -> Value {
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
        self.change(reg, Views { rho: Some(rho), theta: Some(theta), newer: true, ..Views::default() });
    }

    /// Notes that rho is in [-8, 7], or that theta is in [0, 15].
    pub fn note_canonical(&mut self, reg: Reg, rho: bool, theta: bool) {
        let known = &mut self.views[reg.index()].canonical;
        *known = (known.0 | rho, known.1 | theta);
    }

    /// Whether rho is known to be in [-8, 7], and theta in [0, 15].
    pub fn canonical(&self, reg: Reg) -> (bool, bool) {
        self.views[reg.index()].canonical
    }

    /// Changes rho alone.
    pub fn set_rho(&mut self, b: &mut Builder<'_>, reg: Reg, rho: Value) {
        let theta = self.unless_apart(b, reg, Self::theta);
        let (_, canonical) = self.canonical(reg);
        self.change(reg, Views { rho: Some(rho), theta, newer: true, ..Views::default() });
        self.note_canonical(reg, false, canonical);
    }

    /// Changes theta alone.
    pub fn set_theta(&mut self, b: &mut Builder<'_>, reg: Reg, theta: Value) {
        let rho = self.unless_apart(b, reg, Self::rho);
        let (canonical, _) = self.canonical(reg);
        self.change(reg, Views { rho, theta: Some(theta), newer: true, ..Views::default() });
        self.note_canonical(reg, canonical, false);
    }

    /// A half of a register that is kept when the other changes; `None` where it can stay in the home as it is.
    fn unless_apart(
        &mut self,
        b: &mut Builder<'_>,
        reg: Reg,
        half: fn(&mut Self, &mut Builder<'_>, Reg) -> Value,
    ) -> Option<Value> {
        let views = self.views[reg.index()];
        let is_at_home = !views.newer && self.split_without_cell(reg).is_some();
        (!is_at_home).then(|| half(self, b, reg))
    }

    /// Changes the cell; the bits above its sixteen must be zeros.
    pub fn set_cell(&mut self, reg: Reg, cell: Value) {
        self.change(reg, Views { cell: Some(cell), newer: true, ..Views::default() });
    }

    fn change(&mut self, reg: Reg, views: Views) {
        self.views[reg.index()] = views;
        let index = self.group_index(reg);
        self.groups[index].stale = true;
    }

    /// Swaps two registers.
    pub fn swap(&mut self, b: &mut Builder<'_>, one: Reg, other: Reg) {
        let (first, second) = (self.known(b, one), self.known(b, other));
        self.change(one, second);
        self.change(other, first);
    }

    /// Copies one register to another.
    pub fn copy(&mut self, b: &mut Builder<'_>, to: Reg, from: Reg) {
        let views = self.known(b, from);
        self.change(to, views);
    }

    /// Views of a register that say all about it, to be put elsewhere.
    fn known(&mut self, b: &mut Builder<'_>, reg: Reg) -> Views {
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
    pub fn word(&mut self, b: &mut Builder<'_>, reg: Reg, cells: usize) -> Value {
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
    pub fn set_word(&mut self, b: &mut Builder<'_>, reg: Reg, cells: usize, bits: Value) {
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
            insert_pair(b, old, wide, reg.index() - home.first)
        };
        for view in &mut self.views[reg.index()..reg.index() + cells] {
            *view = Views::default();
        }
        self.set_value(index, Some(value), None);
    }

    /// Changes a group's value as a whole.
    fn set_value(&mut self, index: usize, value: Option<Value>, float: Option<Value>) {
        let group = self.groups[index];
        self.groups[index] = Group { value, float, newer: true, in_context: false, stale: true, ..group };
    }

    /// The float word at a register, of type `kind`.
    pub fn float(&mut self, b: &mut Builder<'_>, reg: Reg, kind: Type) -> Value {
        let cells = kind.bytes() as usize / 2;
        let index = self.group_index(reg);
        let Group { home, float, .. } = self.groups[index];
        let regs = home.first..home.first + home.form.cells();
        // The group's own word, not one that begins in its middle; and all of it.
        let is_whole = reg.index() == home.first && !self.views[regs].iter().any(|view| view.newer);
        match float.filter(|&float| is_whole && b.func.dfg.value_type(float) == kind) {
            Some(float) => float,
            None => {
                let bits = self.word(b, reg, cells);
                b.ins().bitcast(kind, MemFlagsData::new(), bits)
            }
        }
    }

    /// Changes the float word at a register; every NaN becomes the one NaN that words have.
    pub fn set_float(&mut self, b: &mut Builder<'_>, reg: Reg, float: Value) {
        let cells = b.func.dfg.value_type(float).bytes() as usize / 2;
        let index = self.group_index(reg);
        let home = self.groups[index].home;
        if home.first == reg.index() && home.form.cells() == cells {
            self.views[home.first..home.first + cells].fill(Views::default());
            self.set_value(index, None, Some(float));
        } else {
            let bits = float_bits(b, float);
            self.set_word(b, reg, cells, bits);
        }
    }

    /// The group of a register; every register that code touches has one, by [`homes::choose`](crate::homes::choose).
    fn group_index(&self, reg: Reg) -> usize {
        self.group_of[reg.index()].expect("the register has a home") as usize
    }

    /// A group's value, without what is newer in its registers' views.
    fn value(&mut self, b: &mut Builder<'_>, index: usize) -> Value {
        let group = self.groups[index];
        let offset = abi::offset::REGISTERS + 2 * group.home.first as i32;
        if let Some(value) = group.value {
            return value;
        }
        let value = if let Some(float) = group.float {
            float_bits(b, float)
        } else if !group.in_context {
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
    fn value_with(&mut self, b: &mut Builder<'_>, index: usize, first: usize, cells: usize) -> Value {
        if self.views[first..first + cells].iter().any(|view| view.newer) {
            self.fold_in(b, index)
        } else {
            self.value(b, index)
        }
    }

    /// Puts what is newer in the registers' views into the group's value.
    fn fold_in(&mut self, b: &mut Builder<'_>, index: usize) -> Value {
        let home = self.groups[index].home;
        let regs = home.first..home.first + home.form.cells();
        let newer: Vec<usize> = regs.filter(|&reg| self.views[reg].newer).collect();
        if newer.is_empty() {
            return self.value(b, index);
        }
        let mut value = (newer.len() < home.form.cells()).then(|| {
            let old = self.value(b, index);
            let replaced = newer.iter().fold(0, |mask, reg| mask | 0xffff << (16 * (reg - home.first)));
            b.ins().band_imm_u(old, !replaced)
        });
        for reg in newer {
            let cell = self.cell(b, Reg::from_nibble(reg as u8));
            let wide = if home.form == Form::Quad { b.ins().uextend(types::I64, cell) } else { cell };
            let at = reg - home.first;
            let placed = if at == 0 { wide } else { b.ins().ishl_imm_u(wide, 16 * at as i64) };
            value = Some(value.map_or(placed, |others| b.ins().bor(others, placed)));
            self.views[reg].newer = false;
        }
        let value = value.expect("the group has a register");
        self.set_value(index, Some(value), None);
        value
    }

    /// `cells` cells out of a group's value, from cell `at` on.
    fn extract(&self, b: &mut Builder<'_>, value: Value, home: Home, at: usize, cells: usize) -> Value {
        let shifted = if at == 0 { value } else { b.ins().ushr_imm_u(value, 16 * at as i64) };
        if cells == home.form.cells() {
            return shifted;
        }
        let narrow = if home.form == Form::Quad { b.ins().ireduce(types::I32, shifted) } else { shifted };
        if cells == 1 { b.ins().band_imm_u(narrow, 0xffff) } else { narrow }
    }

    /// Whether a register is null, as a value of 8 bits.
    pub fn is_null(&mut self, b: &mut Builder<'_>, reg: Reg) -> Value {
        let rho = self.rho(b, reg);
        b.ins().icmp_imm_s(IntCC::Equal, rho, i64::from(Cell::LEAST_RHO))
    }
}

/// The bits of a float as a word has them.
fn float_bits(b: &mut Builder<'_>, float: Value) -> Value {
    let kind = b.func.dfg.value_type(float);
    let (kind, nan) = if kind == types::F64 {
        (types::I64, float::NAN_64 as i64)
    } else {
        (types::I32, float::NAN_32.into())
    };
    let bits = b.ins().bitcast(kind, MemFlagsData::new(), float);
    let nan = b.ins().iconst(kind, nan);
    let is_nan = b.ins().fcmp(FloatCC::Unordered, float, float);
    b.ins().select(is_nan, nan, bits)
}

/// Where a register stands in the context.
fn image_offset(reg: Reg) -> i32 {
    abi::offset::REGISTERS + 2 * reg.index() as i32
}

/// Puts the 32 low bits of `new` into `old` at cell `at`; the bits of `new` above them must be zeros.
fn insert_pair(b: &mut Builder<'_>, old: Value, new: Value, at: usize) -> Value {
    let shift = 16 * at as i64;
    let mask = 0xffff_ffff_u64 << shift;
    let kept = b.ins().band_imm_u(old, !mask as i64);
    let placed = if at == 0 { new } else { b.ins().ishl_imm_u(new, shift) };
    b.ins().bor(kept, placed)
}
