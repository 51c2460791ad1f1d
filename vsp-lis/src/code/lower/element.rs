//! Elements of arrays: bounds and addresses.

use super::value::Val;
use super::{Lower, class};
use crate::code::ir::{Inst, Term, V};
use crate::types::evaluate::Value;
use crate::types::{Part, Type};
use vsp_isa::Opcode;

/// An index that lies within its array.
pub(super) enum Index {
    Known(u32),
    V(V),
}

impl Lower<'_> {
    /// Traps if an index is outside of an array.
    pub fn checked(&mut self, index: &Val, length: u32) -> Index {
        let length = i64::from(length);
        if let Val::Const(Value::Int(it)) = index {
            if (0..length).contains(it) {
                return Index::Known(*it as u32);
            }
            let fail = self.fail_block();
            self.jump(fail);
            return Index::Known(0);
        }
        let index = self.scalar(index);
        if self.ranges.get(&index).is_some_and(|&(low, high)| low >= 0 && high < length) {
            return Index::V(index);
        }
        let fail = self.fail_block();
        let inside = self.block();
        if (length as u64).is_power_of_two() && length <= 32_768 {
            // No bit above those of the greatest index.
            let mask = self.constant(-length);
            self.end(Term::Compare {
                op: Opcode::Testint,
                a: index,
                b: mask,
                less: None,
                zero: Some(inside),
                other: fail,
            });
        } else {
            let zero = self.constant(0);
            let not_below = self.block();
            self.end(Term::Compare {
                op: Opcode::Cmpint,
                a: index,
                b: zero,
                less: Some(fail),
                zero: None,
                other: not_below,
            });
            self.start(not_below);
            let last = self.constant(length - 1);
            self.end(Term::Compare {
                op: Opcode::Cmpint,
                a: last,
                b: index,
                less: Some(fail),
                zero: None,
                other: inside,
            });
        }
        self.start(inside);
        Index::V(index)
    }

    /// Where an element is.
    pub fn element(&mut self, base: &Val, index: Index, part: Part) -> Val {
        match index {
            Index::Known(index) => {
                let offset = index * part.size();
                match base {
                    Val::At(mem) => Val::At(mem.plus(offset)),
                    other => {
                        let address = self.pointer(other);
                        let offset = self.constant(i64::from(offset));
                        self.push(Inst::Op2(Opcode::Addint, address, offset));
                        Val::Dyn(address)
                    }
                }
            }
            Index::V(index) => {
                let address = self.copy_of(index);
                let shift = part.size().trailing_zeros();
                if shift > 0 {
                    let shift = self.constant(i64::from(shift));
                    self.push(Inst::Op2(Opcode::Shlint, address, shift));
                }
                let start = self.scalar(base);
                self.push(Inst::Op2(Opcode::Addint, address, start));
                Val::Dyn(address)
            }
        }
    }

    /// What stands at an element: a scalar is loaded, a State stays where it is.
    pub fn fetch(&mut self, place: &Val, ty: &Type) -> Val {
        match (place, ty) {
            (_, Type::State | Type::Array(..)) => place.clone(),
            (Val::At(mem), _) => self.load(*mem, ty),
            (Val::Dyn(address), _) => {
                let v = self.value_of(ty, None);
                self.push(Inst::LoadAt(v, *address, 0, class(ty)));
                Val::V(v)
            }
            (other, _) => other.clone(),
        }
    }

    /// Puts a value there.
    pub fn put(&mut self, place: &Val, val: &Val, ty: &Type) {
        match (place, ty) {
            (_, Type::State | Type::Array(..)) => self.copy_to(place.clone(), val, ty.size() as u32),
            (Val::At(mem), _) => self.store(*mem, val, ty),
            (Val::Dyn(address), _) => {
                let from = self.scalar(val);
                self.push(Inst::StoreAt(*address, 0, from, class(ty)));
            }
            (Val::V(_) | Val::Const(_) | Val::Tuple(_), _) => {}
        }
    }
}
