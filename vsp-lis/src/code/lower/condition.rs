//! Conditions, straight into jumps.

use super::Lower;
use super::value::Val;
use crate::code::ir::{BlockId, Inst, Term, V};
use crate::types::evaluate::Value;
use crate::types::tree::{Compare, Expr, Kind, Un};
use crate::types::{Part, Type};
use vsp_isa::Opcode;

impl Lower<'_> {
    /// Goes to `yes` or `no`; the caller starts `yes` next.
    pub fn branch(&mut self, condition: &Expr, yes: BlockId, no: BlockId) {
        self.branch_to(condition, yes, no, true);
    }

    /// Goes to `yes` or `no`; `yes_next` says which is started next.
    pub fn branch_to(&mut self, condition: &Expr, yes: BlockId, no: BlockId, yes_next: bool) {
        match &condition.kind {
            Kind::Un(Un::NotBool, inner) => self.branch_to(inner, no, yes, !yes_next),
            Kind::And(left, right) => {
                let middle = self.block();
                self.branch_to(left, middle, no, true);
                self.start(middle);
                self.branch_to(right, yes, no, yes_next);
            }
            Kind::Or(left, right) => {
                let middle = self.block();
                self.branch_to(left, yes, middle, false);
                self.start(middle);
                self.branch_to(right, yes, no, yes_next);
            }
            Kind::Compare(compare, left, right) => self.compare(*compare, left, right, yes, no, yes_next),
            _ => {
                let val = self.expr(condition);
                if let Val::Const(value) = &val {
                    let to = if value.bool() { yes } else { no };
                    self.jump(to);
                    return;
                }
                let v = self.scalar(&val);
                self.end(Term::Compare {
                    op: Opcode::Testint,
                    a: v,
                    b: v,
                    less: None,
                    zero: Some(no),
                    other: yes,
                });
            }
        }
    }

    fn compare(
        &mut self,
        compare: Compare,
        left: &Expr,
        right: &Expr,
        yes: BlockId,
        no: BlockId,
        yes_next: bool,
    ) {
        let ty = left.ty.clone();
        let vals = self.both(left, right);
        let (a, b) = (&vals[0], &vals[1]);
        if let (Val::Const(a), Val::Const(b)) = (a, b) {
            let holds = crate::types::evaluate::compare(compare, a, b);
            self.jump(if holds { yes } else { no });
            return;
        }
        match (compare, &ty) {
            (Compare::Equal, _) => self.equal(a, b, &ty, yes, no),
            (Compare::NotEqual, _) => self.equal(a, b, &ty, no, yes),
            (_, Type::Float) => {
                let (a, b) = (self.scalar(a), self.scalar(b));
                match compare {
                    Compare::Less => self.less(a, b, yes, no),
                    Compare::Greater => self.less(b, a, yes, no),
                    Compare::LessEqual => self.order(a, b, yes, yes, no, &vals),
                    _ => self.order(b, a, yes, yes, no, &vals),
                }
            }
            _ => {
                let (a, b) = (self.scalar(a), self.scalar(b));
                let (a, b, or_equal) = match compare {
                    Compare::Less => (a, b, false),
                    Compare::LessEqual => (a, b, true),
                    Compare::Greater => (b, a, false),
                    _ => (b, a, true),
                };
                let int = |a, b, less, zero, other| Term::Compare {
                    op: Opcode::Cmpint,
                    a,
                    b,
                    less: Some(less),
                    zero,
                    other,
                };
                // Whichever stands next is fallen into.
                let term = match (or_equal, yes_next) {
                    (false, true) => int(b, a, no, Some(no), yes),
                    (false, false) => int(a, b, yes, None, no),
                    (true, true) => int(b, a, no, None, yes),
                    (true, false) => int(a, b, yes, Some(yes), no),
                };
                self.end(term);
            }
        }
    }

    fn less(&mut self, a: V, b: V, yes: BlockId, no: BlockId) {
        self.end(Term::Compare { op: Opcode::Cmpfloat, a, b, less: Some(yes), zero: None, other: no });
    }

    /// Orders two Floats as IEEE does; CMPFLOAT's Z is set for what lies close together, too, and for infinities never. Goes to
    /// `no` if the first is more, or one is a NaN.
    fn order(&mut self, a: V, b: V, less: BlockId, same: BlockId, no: BlockId, vals: &[Val]) {
        let not_less = self.block();
        self.end(Term::Compare { op: Opcode::Cmpfloat, a, b, less: Some(less), zero: None, other: not_less });
        self.start(not_less);
        // Neither is less, and they are not close: the same infinity, or there is a NaN. A finite number leaves nothing but the NaN.
        let is_finite = |val: &Val| matches!(val, Val::Const(value) if value.float().is_finite());
        let any_finite = vals.iter().any(is_finite);
        let odd = if any_finite { no } else { self.block() };
        self.end(Term::Compare {
            op: Opcode::Cmpfloat,
            a: b,
            b: a,
            less: Some(no),
            zero: Some(same),
            other: odd,
        });
        if any_finite {
            return;
        }
        self.start(odd);
        let bits = self.block();
        self.end(Term::Compare { op: Opcode::Cmpint, a, b, less: None, zero: Some(bits), other: no });
        self.start(bits);
        // An infinity differs from its opposite, a NaN compares with nothing.
        let opposite = self.copy_of(b);
        self.push(Inst::Op1(Opcode::Negfloat, opposite));
        let last = self.block();
        self.end(Term::Compare {
            op: Opcode::Cmpfloat,
            a,
            b: opposite,
            less: Some(same),
            zero: None,
            other: last,
        });
        self.start(last);
        self.end(Term::Compare {
            op: Opcode::Cmpfloat,
            a: opposite,
            b: a,
            less: Some(same),
            zero: None,
            other: no,
        });
    }

    /// Goes to `yes` if two values of a type are equal.
    pub fn equal(&mut self, a: &Val, b: &Val, ty: &Type, yes: BlockId, no: BlockId) {
        match ty {
            Type::Int | Type::Bool | Type::String => {
                let (a, b) = (self.scalar(a), self.scalar(b));
                self.end(Term::Compare { op: Opcode::Cmpint, a, b, less: None, zero: Some(yes), other: no });
            }
            Type::Float => {
                let vals = [a.clone(), b.clone()];
                let known = vals.iter().find_map(|val| match val {
                    Val::Const(value) if value.float() != 0.0 && !value.float().is_nan() => Some(()),
                    _ => None,
                });
                let (a, b) = (self.scalar(a), self.scalar(b));
                if known.is_some() {
                    // But for zeros and NaNs, equal Floats have equal bits.
                    self.end(Term::Compare {
                        op: Opcode::Cmpint,
                        a,
                        b,
                        less: None,
                        zero: Some(yes),
                        other: no,
                    });
                } else {
                    self.order(a, b, no, yes, no, &vals);
                }
            }
            Type::ByteSil => {
                let (a, b) = (self.scalar(a), self.scalar(b));
                self.compare_cells(a, b, yes, no);
            }
            Type::Tuple(types) => {
                if let (Val::Tuple(a), Val::Tuple(b)) = (a, b) {
                    for ((a, b), ty) in a.iter().zip(b).zip(types.iter()) {
                        let next = self.block();
                        self.equal(a, b, ty, next, no);
                        self.start(next);
                    }
                }
                self.jump(yes);
            }
            Type::Array(Part::Float, length) => {
                self.equal_floats(a, b, *length, no);
                self.jump(yes);
            }
            Type::State | Type::Array(..) => {
                self.compare_bytes(a, b, ty.size() as u32, no);
                self.jump(yes);
            }
        }
    }

    fn equal_floats(&mut self, a: &Val, b: &Val, length: u32, no: BlockId) {
        let (p, q) = (self.pointer(a), self.pointer(b));
        let end = self.copy_of(p);
        let size = self.constant(i64::from(length) * 8);
        self.push(Inst::Op2(Opcode::Addint, end, size));
        self.depth += 1;
        let round = self.block();
        self.jump(round);
        self.start(round);
        let (v, w) = (self.word(), self.word());
        self.push(Inst::LoadAt(v, p, 0, crate::code::ir::Class::Word));
        self.push(Inst::LoadAt(w, q, 0, crate::code::ir::Class::Word));
        let next = self.block();
        self.equal(&Val::V(v), &Val::V(w), &Type::Float, next, no);
        self.start(next);
        let step = self.constant(8);
        self.push(Inst::Op2(Opcode::Addint, p, step));
        self.push(Inst::Op2(Opcode::Addint, q, step));
        self.depth -= 1;
        let after = self.block();
        self.end(Term::Compare {
            op: Opcode::Cmpint,
            a: p,
            b: end,
            less: Some(round),
            zero: None,
            other: after,
        });
        self.start(after);
    }

    /// A condition as a Bool.
    pub fn bool_value(&mut self, condition: &Expr) -> Val {
        let (yes, no, after) = (self.block(), self.block(), self.block());
        let v = self.word();
        self.branch(condition, yes, no);
        self.start(yes);
        self.push(Inst::Const(v, 1));
        self.jump(after);
        self.start(no);
        self.push(Inst::Const(v, 0));
        self.jump(after);
        self.start(after);
        Val::V(v)
    }

    /// A known Bool.
    pub fn known(value: bool) -> Val {
        Val::Const(Value::Bool(value))
    }
}
