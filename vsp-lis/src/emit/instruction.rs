//! Instructions in assembly.

use super::layout::SHORT;
use super::text::Writer;
use crate::code::ir::{BlockId, Class, Inst, Term, V};
use vsp_isa::{Field, Instruction, Intrinsic, Version};

fn register(v: V) -> String {
    format!("R{:X}", v * 4)
}

/// An instruction with fixed operands.
fn fixed(instruction: Instruction) -> (&'static str, String) {
    let op = instruction.opcode();
    let operands = instruction.encode().operands();
    let shown = op.operands().iter().map(|field| {
        let value = field.value(operands);
        match field {
            Field::RegisterA => format!("R{value:X}"),
            _ => value.to_string(),
        }
    });
    (op.mnemonic(), shown.collect::<Vec<_>>().join(", "))
}

impl Writer<'_> {
    pub fn term(&mut self, name: &str, term: &Term, next: Option<BlockId>) {
        let to = |block: BlockId| format!("{name}.{block}");
        match term {
            Term::Jump(block) => {
                if next != Some(*block) {
                    self.op("JMP", &to(*block), "");
                }
            }
            Term::Compare { op, a, b, less, zero, other } => {
                self.op(op.mnemonic(), &format!("{}, {}", register(*a), register(*b)), "");
                for (jump, target) in [("JN", less), ("JZ", zero)] {
                    if let Some(target) = target {
                        // Both flags may be set after CMPFLOAT: the first jump must not be left to the second.
                        if target != other || (jump == "JN" && zero.is_some()) {
                            self.op(jump, &to(*target), "");
                        }
                    }
                }
                if next != Some(*other) {
                    self.op("JMP", &to(*other), "");
                }
            }
            Term::Flag { zero, other } => {
                self.op("JZ", &to(*zero), "");
                if next != Some(*other) {
                    self.op("JMP", &to(*other), "");
                }
            }
            Term::Return(_) => self.op("RET", "", ""),
            Term::Overflow => {
                self.overflow = true;
                self.op("JMP", "overflow", "");
            }
        }
    }

    pub fn inst(&mut self, inst: &Inst) {
        match inst {
            Inst::Line(file, line) => self.line(*file, *line),
            Inst::Const(v, bits) => self.constant(*v, *bits),
            Inst::Address(v, mem) => {
                let address = self.layout.address(*mem);
                let name = self
                    .objects
                    .get(&mem.object)
                    .cloned()
                    .unwrap_or_else(|| self.code.objects.all[mem.object].name.clone());
                let comment = if mem.offset == 0 { name } else { format!("{name} + {}", mem.offset) };
                if address <= SHORT {
                    self.op("LI", &format!("{}, {address}", register(*v)), &comment);
                } else {
                    let at = self.layout.pool.get(&i64::from(address)).copied().unwrap_or(0);
                    self.op("LOADW", &format!("{}, const.{at}", register(*v)), &comment);
                }
            }
            Inst::Copy(a, b) => {
                self.op("LI", &format!("{}, 0", register(*a)), "");
                self.op("ADDINT", &format!("{}, {}", register(*a), register(*b)), "");
            }
            Inst::Op1(op, a) => self.op(op.mnemonic(), &register(*a), ""),
            Inst::Op2(op, a, b) => self.op(op.mnemonic(), &format!("{}, {}", register(*a), register(*b)), ""),
            Inst::Load(v, mem, class) => {
                let (place, comment) = self.place(*mem);
                self.op(
                    if *class == Class::Word { "LOADW" } else { "LOAD" },
                    &format!("{}, {place}", register(*v)),
                    &comment,
                );
            }
            Inst::Store(mem, v, class) => {
                let (place, comment) = self.place(*mem);
                self.op(
                    if *class == Class::Word { "STOREW" } else { "STORE" },
                    &format!("{}, {place}", register(*v)),
                    &comment,
                );
            }
            Inst::LoadAt(v, base, offset, class) => {
                let op = if *class == Class::Word { "LOADWX" } else { "LOADX" };
                self.op(op, &format!("{}, {}, {offset}", register(*v), register(*base)), "");
            }
            Inst::StoreAt(base, offset, v, class) => {
                let op = if *class == Class::Word { "STOREWX" } else { "STOREX" };
                self.op(op, &format!("{}, {}, {offset}", register(*v), register(*base)), "");
            }
            Inst::SetCell(cell, v) => self.op("MOV", &format!("R{cell:X}, {}", register(*v)), ""),
            Inst::GetCell(v, cell) => self.op("MOV", &format!("{}, R{cell:X}", register(*v)), ""),
            Inst::Syscall { id, arg, .. } => {
                let name = Intrinsic::from_id(*id, Version::V1_2)
                    .map_or_else(|| format!("0x{id:02X}"), |it| it.names()[0].to_owned());
                match arg {
                    Some(mem) => {
                        let (place, comment) = self.place(*mem);
                        self.op("SYSCALL", &format!("{name}, {place}"), &comment);
                    }
                    None => self.op("SYSCALL", &name, ""),
                }
            }
            Inst::Fixed { instruction, .. } => {
                let (op, operands) = fixed(*instruction);
                self.op(op, &operands, "");
            }
            Inst::States { op, mem, .. } => {
                let (place, comment) = self.place(*mem);
                self.op(op.mnemonic(), &place, &comment);
            }
            Inst::Call { function, .. } => {
                let name = self.names[*function].clone();
                self.op("CALL", &name, "");
            }
            // Written out before the allocation.
            Inst::Save(..) | Inst::Restore(..) | Inst::SaveSize(..) => {}
        }
    }

    fn constant(&mut self, v: V, bits: i64) {
        match i16::try_from(bits) {
            Ok(bits) => self.op("LI", &format!("{}, {bits}", register(v)), ""),
            Err(_) => {
                let at = self.layout.pool.get(&bits).copied().unwrap_or(0);
                let float = f64::from_bits(bits as u64);
                let shown =
                    if (1e-6..1e15).contains(&float.abs()) { float.to_string() } else { bits.to_string() };
                self.op("LOADW", &format!("{}, const.{at}", register(v)), &shown);
            }
        }
    }
}
