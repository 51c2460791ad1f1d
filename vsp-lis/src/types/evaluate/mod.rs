//! Evaluating the typed tree directly: for constants, and as the yardstick that tests compare compiled programs with.

mod operation;
mod statement;
mod value;

pub(crate) use operation::{binary, compare, unary};
pub(crate) use value::Value;

use super::tree::{Expr, Extern, Kind, Typed};
use super::{Part, Prim, Type};
use vsp_isa::semantics::cells;
use vsp_isa::semantics::intrinsics::{self, Operands};
use vsp_isa::{Cell, Flags, Intrinsic, Mode, Reg, Registers, Version};

/// Why there is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// It depends on what is known only while running.
    NotConstant,
    /// It takes more steps than are allowed.
    Steps,
    /// The program would trap AssertionFailed.
    Failed,
}

pub(crate) struct Evaluator<'a> {
    typed: &'a Typed,
    steps: u64,
    depth: usize,
    /// The values of all statics and consts; none while a constant is evaluated.
    pub globals: Vec<Value>,
    running: bool,
    /// What a run has printed.
    pub printed: String,
}

/// How deep calls may be nested.
const DEEPEST: usize = 40;

impl<'a> Evaluator<'a> {
    /// For a constant, which may read no static.
    pub fn new(typed: &'a Typed, steps: u64) -> Evaluator<'a> {
        Evaluator { typed, steps, depth: 0, globals: Vec::new(), running: false, printed: String::new() }
    }

    /// For a run of the whole program.
    #[cfg(test)]
    pub fn run(typed: &'a Typed, steps: u64) -> Evaluator<'a> {
        let globals = typed.globals.iter().map(|it| it.value.clone()).collect();
        Evaluator { typed, steps, depth: 0, globals, running: true, printed: String::new() }
    }

    /// The value of an expression without variables.
    pub fn constant(&mut self, expr: &Expr) -> Result<Value, Stop> {
        self.expr(expr, &mut [])
    }

    fn step(&mut self) -> Result<(), Stop> {
        self.steps = self.steps.checked_sub(1).ok_or(Stop::Steps)?;
        Ok(())
    }

    fn expr(&mut self, expr: &Expr, vars: &mut [Value]) -> Result<Value, Stop> {
        self.step()?;
        Ok(match &expr.kind {
            Kind::Value(value) => value.clone(),
            Kind::Var(var) => vars[*var].clone(),
            Kind::Global(global) => {
                let it = &self.typed.globals[*global];
                match self.globals.get(*global) {
                    Some(value) if it.is_static => value.clone(),
                    None if it.is_static => return Err(Stop::NotConstant),
                    _ => it.value.clone(),
                }
            }
            Kind::Tuple(parts) => Value::Tuple(self.exprs(parts, vars)?),
            Kind::Array(parts) => Value::Array(self.exprs(parts, vars)?),
            Kind::Repeat(part) => {
                let part = self.expr(part, vars)?;
                let Type::Array(_, length) = expr.ty else { return Err(Stop::NotConstant) };
                self.steps = self.steps.checked_sub(u64::from(length) / 16).ok_or(Stop::Steps)?;
                Value::Array(vec![part; length as usize])
            }
            Kind::State(layers) => {
                let mut state = [0; 16];
                for (layer, value) in layers {
                    state[usize::from(*layer)] = self.expr(value, vars)?.cell().pack();
                }
                Value::State(state)
            }
            Kind::Feedback(inner) => {
                let mut state = self.expr(inner, vars)?.state();
                state[0] = raw_xor(state[0], state[15]);
                Value::State(state)
            }
            Kind::Emerge(inner) => {
                let mut state = self.expr(inner, vars)?.state();
                state[11] = raw_xor(state[11], state[12]);
                Value::State(state)
            }
            Kind::Un(un, inner) => unary(*un, &self.expr(inner, vars)?),
            Kind::Bin(bin, left, right) => {
                let left = self.expr(left, vars)?;
                let right = self.expr(right, vars)?;
                binary(*bin, &left, &right)
            }
            Kind::Compare(compare, left, right) => {
                let left = self.expr(left, vars)?;
                let right = self.expr(right, vars)?;
                Value::Bool(operation::compare(*compare, &left, &right))
            }
            Kind::And(left, right) => {
                Value::Bool(self.expr(left, vars)?.bool() && self.expr(right, vars)?.bool())
            }
            Kind::Or(left, right) => {
                Value::Bool(self.expr(left, vars)?.bool() || self.expr(right, vars)?.bool())
            }
            Kind::Layer(base, layer) => {
                Value::Cell(Cell::unpack(self.expr(base, vars)?.state()[usize::from(*layer)]))
            }
            Kind::Field(base, field) => {
                self.expr(base, vars)?.parts().get(*field as usize).cloned().ok_or(Stop::Failed)?
            }
            Kind::Index(base, index) => {
                let base = self.expr(base, vars)?;
                let index = self.expr(index, vars)?.int();
                let index = usize::try_from(index).map_err(|_| Stop::Failed)?;
                base.parts().get(index).cloned().ok_or(Stop::Failed)?
            }
            Kind::Call(function, args) => {
                let args = self.exprs(args, vars)?;
                self.call(*function, args)?
            }
            Kind::Extern(it, args) => {
                let args = self.exprs(args, vars)?;
                self.syscall(*it, &args, &expr.ty)?
            }
            Kind::Prim(prim, args) => {
                let args = self.exprs(args, vars)?;
                self.prim(*prim, &args)?
            }
        })
    }

    fn exprs(&mut self, exprs: &[Expr], vars: &mut [Value]) -> Result<Vec<Value>, Stop> {
        exprs.iter().map(|it| self.expr(it, vars)).collect()
    }

    /// An intrinsic of the machine.
    fn syscall(&mut self, it: Extern, args: &[Value], result: &Type) -> Result<Value, Stop> {
        if self.running {
            match (it.id, args) {
                (0x00, _) => self.printed.push('\n'),
                (0x02, [Value::Int(value)]) => self.printed += &value.to_string(),
                (0x03, [value]) => self.printed += &value::float_text(value.float()),
                (0x04, [value]) => self.printed += &value.bool().to_string(),
                (0x0a, [Value::Text(text)]) => self.printed += text,
                _ => return self.machine(it, args, result),
            }
            return Ok(Value::unit());
        }
        self.machine(it, args, result)
    }

    fn machine(&mut self, it: Extern, args: &[Value], result: &Type) -> Result<Value, Stop> {
        // Texts in memory, the clock and assertions are no constants, though the machine has them.
        let intrinsic = Intrinsic::from_id(it.id, Version::V1_2)
            .filter(|_| it.library && (0x10..0xf0).contains(&it.id))
            .ok_or(Stop::NotConstant)?;
        let mut registers = Registers::filled(Cell::NULL);
        let cells = matches!(args.first(), Some(Value::Cell(_)));
        for (at, arg) in args.iter().enumerate() {
            match arg {
                Value::State(state) => registers = Registers::unpack(*state),
                Value::Cell(cell) => registers.set(Reg::from_nibble(at as u8), *cell),
                Value::Int(value) if cells => {
                    registers.set(Reg::from_nibble(at as u8), value::low_cell(*value));
                }
                other => {
                    registers.set_word(Reg::from_nibble(at as u8 * 4), 4, other.bits());
                }
            }
        }
        let mut flags = Flags::NONE;
        let on = &mut Operands {
            registers: &mut registers,
            flags: &mut flags,
            memory: &mut [],
            mode: Mode::Sil64,
            arg: 0,
        };
        match intrinsics::call(intrinsic, on) {
            Some(Ok(())) => {}
            Some(Err(_)) => return Err(Stop::Failed),
            None => return Err(Stop::NotConstant),
        }
        let word = |at: u8| registers.word(Reg::from_nibble(at * 4), 4).unwrap_or(0);
        Ok(match result {
            Type::State => Value::State(registers.pack()),
            Type::ByteSil => Value::Cell(registers.get(Reg::R0).canonical()),
            Type::Tuple(parts) => {
                Value::Tuple(parts.iter().zip(0..).map(|(ty, at)| Value::of_bits(ty, word(at))).collect())
            }
            other => Value::of_bits(other, word(0)),
        })
    }

    fn prim(&mut self, prim: Prim, args: &[Value]) -> Result<Value, Stop> {
        Ok(match (prim, args) {
            (Prim::Bits, [value]) => Value::Int(value.bits() as i64),
            (Prim::FromBits, [value]) => Value::Float(f64::from_bits(value.bits())),
            (Prim::Cell, [value]) => Value::Cell(value::low_cell(value.int())),
            (Prim::GetLayer, [state, layer]) => {
                Value::Cell(Cell::unpack(state.state()[(layer.int() & 15) as usize]))
            }
            (Prim::SetLayer, [state, layer, cell]) => {
                let mut state = state.state();
                state[(layer.int() & 15) as usize] = cell.cell().pack();
                Value::State(state)
            }
            (Prim::FromLayers, [layers]) => {
                let mut state = [0; 16];
                for (to, from) in state.iter_mut().zip(layers.parts()) {
                    *to = from.cell().pack();
                }
                Value::State(state)
            }
            (Prim::Tensor, [a, b]) => {
                let mut state = a.state();
                for (a, b) in state.iter_mut().zip(b.state()) {
                    *a = cells::multiply(Cell::unpack(*a), Cell::unpack(b)).pack();
                }
                Value::State(state)
            }
            (Prim::StateEquals, [a, b]) => Value::Bool(a.state() == b.state()),
            (Prim::Fail, _) if self.running => return Err(Stop::Failed),
            _ => return Err(Stop::NotConstant),
        })
    }
}

/// xor of rho with rho and theta with theta, then canonical, of packed cells.
fn raw_xor(a: u8, b: u8) -> u8 {
    cells::raw_xor(Cell::unpack(a), Cell::unpack(b)).pack()
}

impl Part {
    fn zero(self) -> Value {
        Value::zero(&self.ty())
    }
}
