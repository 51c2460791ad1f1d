//! Expressions.

use super::value::Val;
use super::{Lower, class};
use crate::code::ir::{Class, Inst, Mem, V};
use crate::types::evaluate::{Value, binary, unary};
use crate::types::tree::{Bin, Expr, Kind, Un};
use crate::types::{Prim, Type};
use vsp_isa::Opcode;

/// Whether something that an expression does can change statics.
fn calls(expr: &Expr) -> bool {
    match &expr.kind {
        Kind::Value(_) | Kind::Var(_) | Kind::Global(_) => false,
        Kind::Tuple(list) | Kind::Array(list) | Kind::Extern(_, list) | Kind::Prim(_, list) => {
            list.iter().any(calls)
        }
        Kind::State(layers) => layers.iter().any(|(_, it)| calls(it)),
        Kind::Repeat(a)
        | Kind::Feedback(a)
        | Kind::Emerge(a)
        | Kind::Un(_, a)
        | Kind::Layer(a, _)
        | Kind::Field(a, _) => calls(a),
        Kind::Bin(_, a, b)
        | Kind::Compare(_, a, b)
        | Kind::And(a, b)
        | Kind::Or(a, b)
        | Kind::Index(a, b) => calls(a) || calls(b),
        Kind::Call(..) => true,
    }
}

impl Lower<'_> {
    /// Several expressions, from left to right; what a later one may change is kept.
    pub fn operands(&mut self, exprs: &[&Expr]) -> Vec<Val> {
        let each = exprs.iter().enumerate();
        each.map(|(at, expr)| self.operand(expr, &exprs[at + 1..])).collect()
    }

    /// The same of two.
    pub fn both(&mut self, left: &Expr, right: &Expr) -> [Val; 2] {
        [self.operand(left, &[right]), self.operand(right, &[])]
    }

    fn operand(&mut self, expr: &Expr, later: &[&Expr]) -> Val {
        let val = self.expr(expr);
        if later.iter().any(|later| calls(later)) { self.kept(val, &expr.ty) } else { val }
    }

    /// A value that no call can change: States and arrays of statics are copied.
    fn kept(&mut self, val: Val, ty: &Type) -> Val {
        match (&val, ty) {
            (Val::At(mem), _) if !self.objects.is_static(mem.object) => val,
            (Val::At(_) | Val::Dyn(_), _) => self.taken(&val, ty),
            (Val::Tuple(vals), Type::Tuple(types)) => {
                let parts =
                    vals.iter().zip(types.iter()).map(|(val, ty)| self.kept(val.clone(), ty)).collect();
                Val::Tuple(parts)
            }
            _ => val,
        }
    }

    pub fn expr(&mut self, expr: &Expr) -> Val {
        match &expr.kind {
            Kind::Value(value) => Val::Const(value.clone()),
            Kind::Var(var) => match self.scope().known.iter().find(|(known, _)| known == var) {
                Some((_, value)) => Val::Const(value.clone()),
                None => self.variable(*var).val(),
            },
            Kind::Global(global) => {
                let it = &self.typed.globals[*global];
                let mem = self.objects.global(*global, &it.name, &it.value);
                self.load(mem, &expr.ty)
            }
            Kind::Tuple(parts) => Val::Tuple(self.operands(&parts.iter().collect::<Vec<_>>())),
            Kind::Array(_) | Kind::Repeat(_) | Kind::State(_) => {
                if let Some(object) = self.constant_object(expr) {
                    return Val::At(Mem { object, offset: 0 });
                }
                let room = self.room("made", expr.ty.size() as u32);
                self.build(expr, room);
                Val::At(room)
            }
            Kind::Feedback(inner) => self.folded(inner, 0, 15),
            Kind::Emerge(inner) => self.folded(inner, 11, 12),
            Kind::Un(Un::NotBool, _) | Kind::Compare(..) | Kind::And(..) | Kind::Or(..) => {
                self.bool_value(expr)
            }
            Kind::Un(un, inner) => {
                let val = self.expr(inner);
                self.unary(*un, &val)
            }
            Kind::Bin(bin, left, right) => {
                let [left, right] = self.both(left, right);
                self.binary(*bin, &left, &right)
            }
            Kind::Layer(base, layer) => {
                let base = self.expr(base);
                Val::V(self.get_byte(&base, u32::from(*layer)))
            }
            Kind::Field(base, field) => match self.expr(base) {
                Val::Tuple(mut parts) if (*field as usize) < parts.len() => {
                    parts.swap_remove(*field as usize)
                }
                other => other,
            },
            Kind::Index(base, index) => {
                let Type::Array(part, length) = base.ty else { return Self::known(false) };
                let [base, index] = self.both(base, index);
                let index = self.checked(&index, length);
                let place = self.element(&base, index, part);
                self.fetch(&place, &expr.ty)
            }
            Kind::Call(function, args) => self.call(*function, args),
            Kind::Extern(it, args) => self.syscall(*it, args, &expr.ty),
            Kind::Prim(Prim::Old, _) => self.old.last().cloned().unwrap_or(Self::known(false)),
            Kind::Prim(prim, args) => self.prim(*prim, args),
        }
    }

    /// An object that holds a State or an array all of which is known.
    fn constant_object(&mut self, expr: &Expr) -> Option<usize> {
        fn value(expr: &Expr) -> Option<Value> {
            let known = |expr: &Expr| match &expr.kind {
                Kind::Value(value) => Some(value.clone()),
                Kind::Un(un, inner) => match &inner.kind {
                    Kind::Value(value) => Some(unary(*un, value)),
                    _ => None,
                },
                Kind::State(_) => value(expr),
                _ => None,
            };
            match &expr.kind {
                Kind::Array(parts) => Some(Value::Array(parts.iter().map(known).collect::<Option<_>>()?)),
                Kind::State(layers) => {
                    let mut state = [0; 16];
                    for (layer, part) in layers {
                        state[usize::from(*layer)] = known(part)?.cell().pack();
                    }
                    Some(Value::State(state))
                }
                _ => None,
            }
        }
        let value = value(expr)?;
        Some(self.objects.constant("const", &value))
    }

    /// Makes a State or an array at a place that the expression does not read.
    pub fn build(&mut self, expr: &Expr, at: Mem) {
        let to = Val::At(at);
        match &expr.kind {
            Kind::Array(parts) => {
                let Type::Array(part, _) = expr.ty else { return };
                // Stored one by one: a trap in a later part leaves the place half-made, but nobody sees it then.
                for (index, it) in parts.iter().enumerate() {
                    let val = self.expr(it);
                    self.store(at.plus(index as u32 * part.size()), &val, &part.ty());
                }
            }
            Kind::Repeat(part) => {
                let Type::Array(of, length) = expr.ty else { return };
                let val = self.expr(part);
                self.fill(at, &val, of.size(), length);
            }
            Kind::State(layers) => {
                let vals = self.operands(&layers.iter().map(|(_, it)| it).collect::<Vec<_>>());
                if layers.len() < 16 {
                    let zero = self.constant(0);
                    self.set_word(&to, 0, zero);
                    self.set_word(&to, 8, zero);
                }
                for ((layer, _), val) in layers.iter().zip(vals) {
                    let v = self.scalar(&val);
                    self.set_byte(&to, u32::from(*layer), v);
                }
            }
            _ => {
                let val = self.expr(expr);
                self.copy_to(to, &val, expr.ty.size() as u32);
            }
        }
    }

    /// A State with one layer combined with another: xor of rho with rho and theta with theta.
    fn folded(&mut self, inner: &Expr, to: u32, with: u32) -> Val {
        let state = self.expr(inner);
        let room = self.room("folded", 16);
        self.copy_to(Val::At(room), &state, 16);
        let all = Val::At(room);
        let a = self.get_byte(&all, to);
        let b = self.get_byte(&all, with);
        // Canonical cells as they stand in registers: xor of the bits, then made canonical.
        let both = self.word();
        self.push(Inst::Copy(both, a));
        self.push(Inst::Op2(Opcode::Xorint, both, b));
        let cell = self.value(Class::Cell);
        self.push(Inst::Copy(cell, both));
        self.push(Inst::Op2(Opcode::Orl, cell, cell));
        self.set_byte(&all, to, cell);
        all
    }

    pub fn unary(&mut self, un: Un, val: &Val) -> Val {
        if let Val::Const(value) = val {
            return Val::Const(unary(un, value));
        }
        let (op, ty) = match un {
            Un::NegInt => (Opcode::Negint, Type::Int),
            Un::NegFloat => (Opcode::Negfloat, Type::Float),
            Un::NotInt => (Opcode::Notint, Type::Int),
            Un::AbsInt => (Opcode::Absint, Type::Int),
            Un::AbsFloat => (Opcode::Absfloat, Type::Float),
            Un::Conj => (Opcode::Conj, Type::ByteSil),
            Un::Magnitude => (Opcode::Cvtb2f, Type::Float),
            Un::IntToFloat => (Opcode::Cvti2f, Type::Float),
            Un::FloatToInt => (Opcode::Cvtf2i, Type::Int),
            Un::FloatToCell => (Opcode::Cvtf2b, Type::ByteSil),
            Un::NotBool => {
                let v = self.scalar(val);
                let one = self.constant(1);
                self.push(Inst::Op2(Opcode::Xorint, one, v));
                return Val::V(one);
            }
        };
        let from = self.scalar(val);
        // CVTF2B reads a word and writes its first cell: both are of the class that is read.
        let v = self.value(if un == Un::Magnitude { Class::Cell } else { Class::Word });
        self.push(Inst::Copy(v, from));
        self.push(Inst::Op1(op, v));
        let same = class(&ty) == self.body.classes[v as usize];
        if same || un == Un::Conj {
            if un == Un::Conj {
                self.body.classes[v as usize] = Class::Cell;
            }
            return Val::V(v);
        }
        if un == Un::Magnitude {
            self.body.classes[v as usize] = Class::Word;
            return Val::V(v);
        }
        let cell = self.value(Class::Cell);
        self.push(Inst::Copy(cell, v));
        Val::V(cell)
    }

    pub fn binary(&mut self, bin: Bin, left: &Val, right: &Val) -> Val {
        if let (Val::Const(a), Val::Const(b)) = (left, right) {
            return Val::Const(binary(bin, a, b));
        }
        let op = match bin {
            Bin::AddInt => Opcode::Addint,
            Bin::SubInt => Opcode::Subint,
            Bin::MulInt => Opcode::Mulint,
            Bin::DivInt => Opcode::Divint,
            Bin::RemInt => Opcode::Modint,
            Bin::PowInt => Opcode::Powint,
            Bin::AndInt => Opcode::Andint,
            Bin::OrInt => Opcode::Orint,
            Bin::XorInt => Opcode::Xorint,
            Bin::ShlInt => Opcode::Shlint,
            Bin::ShrInt => Opcode::Shrint,
            Bin::AddFloat => Opcode::Addfloat,
            Bin::SubFloat => Opcode::Subfloat,
            Bin::MulFloat => Opcode::Mulfloat,
            Bin::DivFloat => Opcode::Divfloat,
            Bin::PowFloat => Opcode::Powfloat,
            Bin::AddCell => Opcode::Add,
            Bin::SubCell => Opcode::Sub,
            Bin::MulCell => Opcode::Mul,
            Bin::DivCell => Opcode::Div,
            Bin::AndCell => Opcode::Andl,
            Bin::OrCell => Opcode::Orl,
            Bin::XorCell => Opcode::Xorl,
            Bin::AndState => return self.states(Opcode::Andint, left, right),
            Bin::OrState => return self.states(Opcode::Orint, left, right),
            Bin::XorState => return self.states(Opcode::Xorint, left, right),
        };
        let commutes = matches!(bin, Bin::AddInt | Bin::MulInt | Bin::AndInt | Bin::OrInt | Bin::XorInt);
        // A constant is best on the right: the left operand is copied.
        let (left, right) =
            if commutes && matches!(left, Val::Const(_)) { (right, left) } else { (left, right) };
        let a = self.own(left);
        let b = self.scalar(right);
        self.push(Inst::Op2(op, a, b));
        Val::V(a)
    }

    fn states(&mut self, op: Opcode, left: &Val, right: &Val) -> Val {
        let room = self.room("state", 16);
        for offset in [0, 8] {
            let a: V = self.get_word(left, offset);
            let b = self.get_word(right, offset);
            self.push(Inst::Op2(op, a, b));
            self.set_word(&Val::At(room), offset, a);
        }
        Val::At(room)
    }
}
