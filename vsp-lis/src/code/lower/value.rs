//! Values and variables while code is written for them.

use super::{Lower, class};
use crate::code::ir::{Inst, Mem, V};
use crate::types::Type;
use crate::types::evaluate::Value;
use std::rc::Rc;

/// Where an expression's value is.
#[derive(Clone, Debug)]
pub(super) enum Val {
    /// A number, Bool, ByteSil or text that is known.
    Const(Value),
    V(V),
    /// A State or an array, at a fixed place or at an address.
    At(Mem),
    Dyn(V),
    Tuple(Vec<Val>),
}

/// Where a variable is.
#[derive(Clone, Debug)]
pub(super) enum Slot {
    V(V),
    Mem(Mem),
    Tuple(Vec<Slot>),
}

impl Slot {
    pub fn val(&self) -> Val {
        match self {
            Slot::V(v) => Val::V(*v),
            Slot::Mem(mem) => Val::At(*mem),
            Slot::Tuple(parts) => Val::Tuple(parts.iter().map(Slot::val).collect()),
        }
    }
}

impl Lower<'_> {
    /// A scalar in a value of the middle.
    pub fn scalar(&mut self, val: &Val) -> V {
        match val {
            Val::V(v) | Val::Dyn(v) => *v,
            Val::Const(Value::Text(text)) => {
                let object = self.objects.constant("text", &Value::Text(text.clone()));
                let v = self.word();
                // The text stands behind its length.
                self.push(Inst::Address(v, Mem { object, offset: 8 }));
                v
            }
            Val::Const(value) => {
                let ty = if matches!(value, Value::Cell(_)) { Type::ByteSil } else { Type::Int };
                let v = self.value_of(&ty, None);
                let bits = value.bits();
                // A cell is made by an LI of its 16 bits, with their sign.
                let bits = if ty == Type::ByteSil { i64::from(bits as i16) } else { bits as i64 };
                self.push(Inst::Const(v, bits));
                v
            }
            Val::At(mem) => {
                let v = self.word();
                self.push(Inst::Address(v, *mem));
                v
            }
            Val::Tuple(_) => self.constant(0),
        }
    }

    /// A scalar in a value of its own, which may be changed.
    pub fn own(&mut self, val: &Val) -> V {
        match val {
            Val::V(v) => self.copy_of(*v),
            other => self.scalar(other),
        }
    }

    /// Room for a variable of a type.
    pub fn slot_of(&mut self, ty: &Type, name: &Rc<str>) -> Slot {
        match ty {
            Type::Tuple(parts) => Slot::Tuple(parts.iter().map(|part| self.slot_of(part, name)).collect()),
            Type::State | Type::Array(..) => Slot::Mem(self.room(name, ty.size() as u32)),
            _ => Slot::V(self.value_of(ty, Some(name.clone()))),
        }
    }

    /// The slot of a variable of the function that is being lowered.
    pub fn variable(&mut self, var: usize) -> Slot {
        let at = self.scopes.len() - 1;
        if let Some(slot) = &self.scopes[at].slots[var] {
            return slot.clone();
        }
        let it = &self.typed.functions[self.scopes[at].function].vars[var];
        let (ty, name) = (it.ty.clone(), it.name.clone());
        let slot = self.slot_of(&ty, &name);
        self.scopes[at].slots[var] = Some(slot.clone());
        slot
    }

    /// Gives a variable a value.
    pub fn set(&mut self, slot: &Slot, val: &Val, ty: &Type) {
        match (slot, val, ty) {
            (Slot::Tuple(slots), Val::Tuple(_), Type::Tuple(types)) => {
                // The parts may be read from the very variable: take all before any is set.
                let Val::Tuple(vals) = self.taken(val, ty) else { return };
                for ((slot, val), ty) in slots.iter().zip(&vals).zip(types.iter()) {
                    self.set(slot, val, ty);
                }
            }
            (Slot::V(to), Val::Const(Value::Text(_)), _) => {
                let from = self.scalar(val);
                self.push(Inst::Copy(*to, from));
            }
            (Slot::V(to), Val::Const(value), _) => {
                let bits = value.bits();
                let cell = matches!(value, Value::Cell(_));
                self.push(Inst::Const(*to, if cell { i64::from(bits as i16) } else { bits as i64 }));
            }
            (Slot::V(to), val, _) => {
                let from = self.scalar(val);
                self.push(Inst::Copy(*to, from));
            }
            (Slot::Mem(to), val, ty) => self.copy_to(Val::At(*to), val, ty.size() as u32),
            (Slot::Tuple(_), ..) => {}
        }
    }

    /// The same value in places of its own, so that nothing changes it.
    pub fn taken(&mut self, val: &Val, ty: &Type) -> Val {
        match (val, ty) {
            (Val::Tuple(vals), Type::Tuple(types)) => {
                Val::Tuple(vals.iter().zip(types.iter()).map(|(val, ty)| self.taken(val, ty)).collect())
            }
            (Val::V(v), _) => Val::V(self.copy_of(*v)),
            (Val::At(_) | Val::Dyn(_), _) => {
                let room = self.room("part", ty.size() as u32);
                self.copy_to(Val::At(room), val, ty.size() as u32);
                Val::At(room)
            }
            _ => val.clone(),
        }
    }

    /// What lies at a fixed place in memory, its scalars loaded.
    pub fn load(&mut self, mem: Mem, ty: &Type) -> Val {
        match ty {
            Type::Tuple(parts) => {
                let mut at = mem;
                let mut vals = Vec::new();
                for part in parts.iter() {
                    vals.push(self.load(at, part));
                    at = at.plus(part.size() as u32);
                }
                Val::Tuple(vals)
            }
            Type::State | Type::Array(..) => Val::At(mem),
            _ => {
                let v = self.value_of(ty, None);
                self.load_word(v, mem, ty);
                Val::V(v)
            }
        }
    }

    pub fn load_word(&mut self, to: V, mem: Mem, ty: &Type) {
        if self.objects.is_near(mem) {
            self.push(Inst::Load(to, mem, class(ty)));
        } else {
            let base = self.word();
            self.push(Inst::Address(base, mem));
            self.push(Inst::LoadAt(to, base, 0, class(ty)));
        }
    }

    /// Stores a value at a fixed place in memory.
    pub fn store(&mut self, mem: Mem, val: &Val, ty: &Type) {
        match (val, ty) {
            (Val::Tuple(_), Type::Tuple(types)) => {
                let Val::Tuple(vals) = self.taken(val, ty) else { return };
                let mut at = mem;
                for (val, ty) in vals.iter().zip(types.iter()) {
                    self.store(at, val, ty);
                    at = at.plus(ty.size() as u32);
                }
            }
            (_, Type::State | Type::Array(..)) => self.copy_to(Val::At(mem), val, ty.size() as u32),
            _ => {
                let from = self.scalar(val);
                if self.objects.is_near(mem) {
                    self.push(Inst::Store(mem, from, class(ty)));
                } else {
                    let base = self.word();
                    self.push(Inst::Address(base, mem));
                    self.push(Inst::StoreAt(base, 0, from, class(ty)));
                }
            }
        }
    }
}
