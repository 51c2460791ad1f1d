//! Bools that the host has written: any number but 0 is `true`, which is 1.

use super::value::{Slot, Val};
use super::{Lower, Mem};
use crate::code::ir::{Class, Inst, V};
use crate::types::{Part, Type};
use vsp_isa::Opcode;

impl Lower<'_> {
    /// Makes a word 0 or 1.
    pub fn truth(&mut self, v: V) {
        // A number or its negation has the sign bit, unless it is 0.
        let negated = self.copy_of(v);
        self.push(Inst::Op1(Opcode::Negint, negated));
        self.push(Inst::Op2(Opcode::Orint, v, negated));
        let shift = self.constant(63);
        self.push(Inst::Op2(Opcode::Shrint, v, shift));
        self.push(Inst::Op1(Opcode::Negint, v));
    }

    /// Where a host comes in: the Bools among the parameters and the exported statics are made what they mean.
    pub fn make_bools(&mut self, types: &[Type]) {
        for (var, ty) in types.iter().enumerate() {
            let slot = self.variable(var);
            self.bools_of_slot(&slot, ty);
        }
        let typed = self.typed;
        for at in 0..self.objects.with_bools.len() {
            let global = self.objects.with_bools[at];
            let it = &typed.globals[global];
            let mem = self.objects.global(global, &it.name, &it.value);
            self.bools_in_memory(mem, &it.ty);
        }
    }

    fn bools_of_slot(&mut self, slot: &Slot, ty: &Type) {
        match (slot, ty) {
            (Slot::V(v), Type::Bool) => self.truth(*v),
            (Slot::Mem(mem), ty) => self.bools_in_memory(*mem, ty),
            (Slot::Tuple(slots), Type::Tuple(types)) => {
                for (slot, ty) in slots.iter().zip(types.iter()) {
                    self.bools_of_slot(slot, ty);
                }
            }
            (Slot::V(_) | Slot::Tuple(_), _) => {}
        }
    }

    fn bools_in_memory(&mut self, mem: Mem, ty: &Type) {
        match ty {
            Type::Bool => {
                let v = self.word();
                self.load_word(v, mem, ty);
                self.truth(v);
                self.store(mem, &Val::V(v), ty);
            }
            Type::Tuple(types) => {
                let mut at = mem;
                for ty in types.iter() {
                    self.bools_in_memory(at, ty);
                    at = at.plus(ty.size() as u32);
                }
            }
            Type::Array(Part::Bool, length) => {
                let pointer = self.pointer(&Val::At(mem));
                self.each_word(pointer, *length, |this, pointer| {
                    let v = this.word();
                    this.push(Inst::LoadAt(v, pointer, 0, Class::Word));
                    this.truth(v);
                    this.push(Inst::StoreAt(pointer, 0, v, Class::Word));
                });
            }
            Type::Int | Type::Float | Type::String | Type::ByteSil | Type::State | Type::Array(..) => {}
        }
    }
}
