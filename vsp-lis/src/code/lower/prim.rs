//! The library's primitives.

use super::Lower;
use super::value::Val;
use crate::code::ir::{ALL, Class, Inst, Mem, Term, V};
use crate::types::Prim;
use crate::types::evaluate::Value;
use crate::types::tree::Expr;
use vsp_isa::{Instruction, Opcode, Reg};

impl Lower<'_> {
    pub fn prim(&mut self, prim: Prim, args: &[Expr]) -> Val {
        let vals = self.operands(&args.iter().collect::<Vec<_>>());
        let unit = Val::Tuple(Vec::new());
        let number = match vals.first() {
            Some(Val::Const(Value::Int(it))) => *it,
            _ => 0,
        };
        match prim {
            Prim::Old => unit,
            Prim::Bits | Prim::FromBits | Prim::Address | Prim::Text => match &vals[0] {
                Val::Const(value) if prim == Prim::Bits => Val::Const(Value::Int(value.bits() as i64)),
                Val::Const(value) if prim == Prim::FromBits => {
                    Val::Const(Value::Float(f64::from_bits(value.bits())))
                }
                other => Val::V(self.scalar(other)),
            },
            Prim::Cell => {
                let from = self.scalar(&vals[0]);
                let cell = self.value(Class::Cell);
                self.push(Inst::Copy(cell, from));
                Val::V(cell)
            }
            Prim::Peek => {
                let address = self.scalar(&vals[0]);
                let v = self.word();
                self.push(Inst::LoadAt(v, address, 0, Class::Word));
                let mask = self.constant(255);
                self.push(Inst::Op2(Opcode::Andint, v, mask));
                Val::V(v)
            }
            Prim::Poke => {
                // The byte becomes a cell, and STOREX packs it again.
                let address = self.scalar(&vals[0]);
                let byte = self.scalar(&vals[1]);
                self.push(Inst::Copy(0, byte));
                self.push(Inst::Syscall { id: 0x2a, arg: None, uses: 1, changes: 1 });
                let cell = self.value(Class::Cell);
                self.push(Inst::Copy(cell, 0));
                self.push(Inst::StoreAt(address, 0, cell, Class::Cell));
                unit
            }
            Prim::Word => {
                let address = self.scalar(&vals[0]);
                let v = self.word();
                self.push(Inst::LoadAt(v, address, 0, Class::Word));
                Val::V(v)
            }
            Prim::SetWord => {
                let (address, from) = (self.scalar(&vals[0]), self.scalar(&vals[1]));
                self.push(Inst::StoreAt(address, 0, from, Class::Word));
                unit
            }
            Prim::Heap => {
                self.body.needs_memory = true;
                self.machine_word(self.objects.heap)
            }
            Prim::Stack => {
                self.body.needs_memory = true;
                self.machine_word(self.objects.stack)
            }
            Prim::Failed => self.machine_word(self.objects.failed),
            Prim::SetHeap => {
                let from = self.scalar(&vals[0]);
                let mem = Mem { object: self.objects.heap, offset: 0 };
                self.push(Inst::Store(mem, from, Class::Word));
                unit
            }
            Prim::Fail => {
                let fail = self.fail_block();
                self.jump(fail);
                let dead = self.block();
                self.at = dead;
                unit
            }
            Prim::GetLayer => {
                let place = self.layer(&vals[0], &vals[1]);
                Val::V(self.get_byte(&place, 0))
            }
            Prim::SetLayer => {
                let room = self.room("state", 16);
                self.copy_to(Val::At(room), &vals[0], 16);
                let place = self.layer(&Val::At(room), &vals[1]);
                let v = self.scalar(&vals[2]);
                self.set_byte(&place, 0, v);
                Val::At(room)
            }
            // An array of 16 ByteSils is what a State is.
            Prim::FromLayers => vals[0].clone(),
            Prim::Tensor | Prim::StateEquals => {
                let second = self.near_state(&vals[1]);
                self.load_state(&vals[0]);
                let (id, changes) = if prim == Prim::Tensor { (0x42, ALL) } else { (0x40, 1) };
                self.push(Inst::Syscall { id, arg: Some(second), uses: ALL, changes });
                if prim == Prim::Tensor {
                    return self.store_state();
                }
                let v = self.word();
                self.push(Inst::Copy(v, 0));
                Val::V(v)
            }
            Prim::Sense => self.sense(number as u8),
            Prim::Act => {
                let v = self.scalar(&vals[1]);
                self.set_register(number as u8, v);
                let a = Reg::from_nibble(number as u8);
                self.fixed(Instruction::Act { a }, 1 << (a.index() / 4), 0);
                unit
            }
            Prim::PortIn => {
                self.fixed(Instruction::In { a: Reg::R0, port: number as u8 }, 0, 1);
                let cell = self.value(Class::Cell);
                self.push(Inst::Copy(cell, 0));
                self.push(Inst::Op2(Opcode::Orl, cell, cell));
                Val::V(cell)
            }
            Prim::PortOut => {
                let v = self.scalar(&vals[1]);
                self.push(Inst::Copy(0, v));
                self.fixed(Instruction::Out { a: Reg::R0, port: number as u8 }, 1, 0);
                unit
            }
            Prim::Broadcast => {
                self.load_state(&vals[1]);
                self.fixed(Instruction::Broadcast { channel: number as u32 }, ALL, 0);
                unit
            }
            Prim::Receive => {
                self.load_state(&vals[1]);
                self.fixed(Instruction::Receive { channel: number as u32 }, ALL, ALL);
                self.store_state()
            }
            Prim::Pause => {
                // While it stands still the host may look at the machine, not change what the program keeps in it.
                self.fixed(Instruction::Yield {}, 0, 0);
                unit
            }
        }
    }

    fn fixed(&mut self, instruction: Instruction, uses: u8, changes: u8) {
        self.push(Inst::Fixed { instruction, uses, changes });
    }

    fn machine_word(&mut self, object: usize) -> Val {
        let v = self.word();
        self.push(Inst::Load(v, Mem { object, offset: 0 }, Class::Word));
        Val::V(v)
    }

    /// The place of a layer by its number, whose low four bits count.
    fn layer(&mut self, state: &Val, number: &Val) -> Val {
        if let (Val::At(mem), Val::Const(value)) = (state, number) {
            return Val::At(mem.plus((value.int() & 15) as u32));
        }
        let v = self.own(number);
        let mask = self.constant(15);
        self.push(Inst::Op2(Opcode::Andint, v, mask));
        let base = self.scalar(state);
        self.push(Inst::Op2(Opcode::Addint, v, base));
        Val::Dyn(v)
    }

    /// A State in the frame, which a syscall's argument can reach.
    fn near_state(&mut self, state: &Val) -> Mem {
        match state {
            Val::At(mem) if self.objects.is_near(*mem) => *mem,
            other => {
                let room = self.room("state", 16);
                self.copy_to(Val::At(room), other, 16);
                room
            }
        }
    }

    /// Puts a ByteSil into a register.
    fn set_register(&mut self, register: u8, v: V) {
        if register.is_multiple_of(4) {
            self.push(Inst::Copy(V::from(register / 4), v));
        } else {
            // The word that the register belongs to is free for it.
            self.push(Inst::Const(V::from(register / 4), 0));
            self.push(Inst::SetCell(register, v));
        }
    }

    fn sense(&mut self, register: u8) -> Val {
        self.fixed(Instruction::Sense { a: Reg::from_nibble(register) }, 0, 1 << (register / 4));
        let failed = Mem { object: self.objects.failed, offset: 0 };
        let cell = self.value(Class::Cell);
        self.push(Inst::GetCell(cell, register));
        let (bad, good, after) = (self.block(), self.block(), self.block());
        self.end(Term::Flag { zero: bad, other: good });
        for (block, bits) in [(bad, 1), (good, 0)] {
            self.start(block);
            let v = self.constant(bits);
            self.push(Inst::Store(failed, v, Class::Word));
            self.jump(after);
        }
        self.start(after);
        self.push(Inst::Op2(Opcode::Orl, cell, cell));
        Val::V(cell)
    }
}
