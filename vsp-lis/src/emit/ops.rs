//! The instructions of the code, in the order of the file: the file and the assembly are both made of these.

use super::Program;
use super::layout::SHORT;
use crate::code::ir::{BlockId, Class, Inst, Mem, Term, V};
use crate::types::Type;
use crate::types::tree::FnId;
use vsp_isa::{Branch, Field, Instruction, Intrinsic, Opcode, Operand, Reg};

/// A place in the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// Where a function's own code begins.
    Function(FnId),
    Block(FnId, BlockId),
    /// Where too deep a recursion goes.
    Overflow,
}

/// What readers of the assembly are told about an instruction.
#[derive(Clone, Copy, Debug)]
pub(super) enum Note {
    Nothing,
    /// It accesses a place in memory.
    Place(Mem),
    /// It makes the address of a place in memory, perhaps from a constant at an address.
    Address(Mem, Option<u32>),
    /// It loads a constant that lies at an address.
    Constant(i64, u32),
    Says(&'static str),
}

/// An instruction, or what stands between instructions.
#[derive(Clone, Copy, Debug)]
pub(super) enum Op {
    /// An opcode and its operand bits.
    Plain(Opcode, u32, Note),
    /// JMP, JZ, JN or CALL.
    To(Opcode, Label),
    /// What follows comes from this line of this file.
    Line(u32, u32),
}

/// A piece of the code that begins where control may come from elsewhere.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece {
    /// Where a host comes in, by the number of the export; the second says whether the function's own code follows.
    Stub(usize, bool),
    Block(FnId, BlockId),
    Overflow,
    /// All there is where no function is: a run returns at once.
    Nothing,
}

fn reg(v: V) -> Reg {
    Reg::from_nibble(v as u8 * 4)
}

/// An instruction of one or two words or registers.
fn combining(op: Opcode, a: V, b: V) -> Op {
    let operands = op.operands().iter().zip([reg(a), reg(b)]).map(|(field, reg)| field.place(reg.to_raw()));
    Op::Plain(op, operands.fold(0, |all, operand| all | operand), Note::Nothing)
}

fn plain(instruction: Instruction, note: Note) -> Op {
    Op::Plain(instruction.opcode(), instruction.encode().operands(), note)
}

impl Program {
    /// The instructions of a piece. `next` is the block that stands behind it.
    pub(super) fn ops(&self, piece: Piece, next: Option<BlockId>, mut f: impl FnMut(Op)) {
        match piece {
            Piece::Stub(export, last) => self.stub(export, last, &mut f),
            Piece::Block(function, block) => {
                let Some(body) = &self.code.functions[function] else { return };
                for inst in &body.blocks[block].insts {
                    self.inst(inst, &mut f);
                }
                term(function, &body.blocks[block].term, next, &mut f);
            }
            Piece::Overflow => {
                f(Op::To(Opcode::Call, Label::Overflow));
                f(plain(Instruction::Ret {}, Note::Nothing));
            }
            Piece::Nothing => f(plain(Instruction::Ret {}, Note::Nothing)),
        }
    }

    /// Where a host comes in: free memory is given back, and what the host hands over is made canonical.
    fn stub(&self, export: usize, last: bool, f: &mut impl FnMut(Op)) {
        let export = &self.exports[export];
        let it = &self.heads[export.function];
        f(Op::Line(it.line.0, it.line.1));
        if self.needs_memory[export.function] {
            let objects = &self.code.objects;
            let store = |a, object, says| {
                let address = self.layout.address(Mem { object, offset: 0 }) as u16;
                plain(Instruction::Storew { a, address }, says)
            };
            let load = |a, object, says| {
                let address = self.layout.address(Mem { object, offset: 0 }) as u16;
                plain(Instruction::Loadw { a, address }, says)
            };
            let at = |object| Note::Place(Mem { object, offset: 0 });
            f(store(Reg::R0, objects.heap, at(objects.heap)));
            let size = Instruction::Syscall { id: Intrinsic::MemoryUsed.id(), arg: 0 };
            f(plain(size, Note::Says("the size of memory")));
            f(store(Reg::R0, objects.stack, at(objects.stack)));
            f(store(Reg::R4, objects.saved, at(objects.saved)));
            f(load(Reg::R0, objects.heap, at(objects.heap)));
            f(load(Reg::R4, objects.free, at(objects.free)));
            f(store(Reg::R4, objects.heap, at(objects.heap)));
            f(load(Reg::R4, objects.saved, at(objects.saved)));
        }
        let scalars = it.params.iter().flat_map(|(_, ty)| ty.leaves());
        let scalars = scalars.filter(|ty| !matches!(ty, Type::State | Type::Array(..)));
        for (word, _) in scalars.enumerate().take(4).filter(|(_, ty)| **ty == Type::ByteSil) {
            let says = Note::Says("canonical, whatever the host gives");
            f(plain(Instruction::Orl { a: reg(word as V), b: reg(word as V) }, says));
        }
        if !last {
            f(Op::To(Opcode::Jmp, Label::Function(export.function)));
        }
    }

    fn inst(&self, inst: &Inst, f: &mut impl FnMut(Op)) {
        let address = |mem: Mem| self.layout.address(mem);
        let near = |mem: Mem| address(mem) as u16;
        let mut plain = |instruction, note| f(plain(instruction, note));
        match *inst {
            Inst::Line(file, line) => f(Op::Line(file, line)),
            Inst::Const(v, bits) => match i16::try_from(bits) {
                Ok(imm) => plain(Instruction::Li { a: reg(v), imm }, Note::Nothing),
                Err(_) => {
                    let at = self.layout.pool.get(&bits).copied().unwrap_or(0);
                    let load = Instruction::Loadw { a: reg(v), address: at as u16 };
                    plain(load, Note::Constant(bits, at));
                }
            },
            Inst::Address(v, mem) if address(mem) <= SHORT => {
                let li = Instruction::Li { a: reg(v), imm: address(mem) as i16 };
                plain(li, Note::Address(mem, None));
            }
            Inst::Address(v, mem) => {
                let at = self.layout.pool.get(&i64::from(address(mem))).copied().unwrap_or(0);
                let load = Instruction::Loadw { a: reg(v), address: at as u16 };
                plain(load, Note::Address(mem, Some(at)));
            }
            Inst::Copy(a, b) => {
                plain(Instruction::Li { a: reg(a), imm: 0 }, Note::Nothing);
                plain(Instruction::Addint { a: reg(a), b: reg(b) }, Note::Nothing);
            }
            Inst::Op1(op, a) => f(combining(op, a, a)),
            Inst::Op2(op, a, b) => f(combining(op, a, b)),
            Inst::Load(v, mem, class) => {
                let (a, address) = (reg(v), near(mem));
                let load = match class {
                    Class::Word => Instruction::Loadw { a, address },
                    Class::Cell => Instruction::Load { a, address },
                };
                plain(load, Note::Place(mem));
            }
            Inst::Store(mem, v, class) => {
                let (a, address) = (reg(v), near(mem));
                let store = match class {
                    Class::Word => Instruction::Storew { a, address },
                    Class::Cell => Instruction::Store { a, address },
                };
                plain(store, Note::Place(mem));
            }
            Inst::LoadAt(v, base, offset, class) => {
                let (a, b) = (reg(v), reg(base));
                let load = match class {
                    Class::Word => Instruction::Loadwx { a, b, offset },
                    Class::Cell => Instruction::Loadx { a, b, offset },
                };
                plain(load, Note::Nothing);
            }
            Inst::StoreAt(base, offset, v, class) => {
                let (a, b) = (reg(v), reg(base));
                let store = match class {
                    Class::Word => Instruction::Storewx { a, b, offset },
                    Class::Cell => Instruction::Storex { a, b, offset },
                };
                plain(store, Note::Nothing);
            }
            Inst::SetCell(cell, v) => {
                plain(Instruction::Mov { a: Reg::from_nibble(cell), b: reg(v) }, Note::Nothing);
            }
            Inst::GetCell(v, cell) => {
                plain(Instruction::Mov { a: reg(v), b: Reg::from_nibble(cell) }, Note::Nothing);
            }
            Inst::Syscall { id, arg, .. } => {
                let (arg, note) = arg.map_or((0, Note::Nothing), |mem| (near(mem), Note::Place(mem)));
                plain(Instruction::Syscall { id, arg }, note);
            }
            Inst::Fixed { instruction, .. } => plain(instruction, Note::Nothing),
            Inst::States { op, mem, .. } => {
                f(Op::Plain(op, Field::State24.place(address(mem)), Note::Place(mem)));
            }
            Inst::Call { function, .. } => f(Op::To(Opcode::Call, Label::Function(function))),
            // Written out before the allocation.
            Inst::Save(..) | Inst::Restore(..) | Inst::SaveSize(..) => {}
        }
    }
}

fn term(function: FnId, term: &Term, next: Option<BlockId>, f: &mut impl FnMut(Op)) {
    if let Term::Compare { op, a, b, .. } = *term {
        f(combining(op, a, b));
    }
    let mut to = |op: Opcode, block: BlockId| f(Op::To(op, Label::Block(function, block)));
    match *term {
        Term::Jump(block) => {
            if next != Some(block) {
                to(Opcode::Jmp, block);
            }
        }
        Term::Compare { less, zero, other, .. } => {
            if let Some(less) = less {
                // Both flags may be set after CMPFLOAT: the first jump must not be left to the second.
                if less != other || zero.is_some() {
                    to(Opcode::Jn, less);
                }
            }
            if let Some(zero) = zero
                && zero != other
            {
                to(Opcode::Jz, zero);
            }
            if next != Some(other) {
                to(Opcode::Jmp, other);
            }
        }
        Term::Flag { zero, other } => {
            to(Opcode::Jz, zero);
            if next != Some(other) {
                to(Opcode::Jmp, other);
            }
        }
        Term::Return(_) => f(plain(Instruction::Ret {}, Note::Nothing)),
        Term::Overflow => f(Op::To(Opcode::Jmp, Label::Overflow)),
    }
}

/// The operand bits of a jump or call, where they can be encoded.
pub(super) fn jump(op: Opcode, target: u32) -> Option<u32> {
    match op {
        Opcode::Jz | Opcode::Jn => Branch::flag(target).map(Branch::to_raw),
        _ => Some(Field::Code24.place(target)),
    }
}
