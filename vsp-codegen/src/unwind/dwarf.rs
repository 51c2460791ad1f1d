//! Call frame information in DWARF's form, as `.eh_frame` holds it.
//!
//! All parts share one entry, which describes them one after the other. With an entry each, linkers for Mach-O would take
//! the code apart at the parts, and leave out those that no symbol leads to.

use super::{Prologue, parts, unexpected};
use crate::{Code, Error};
use cranelift_codegen::ir::Endianness;
use cranelift_codegen::isa::TargetIsa;
use cranelift_codegen::isa::unwind::UnwindInst;
use object::Architecture;

// Operations of call frame information.
const ADVANCE_LOC: u8 = 0x40;
const OFFSET: u8 = 0x80;
const RESTORE: u8 = 0xc0;
const NOP: u8 = 0x00;
const ADVANCE_LOC1: u8 = 0x02;
const ADVANCE_LOC2: u8 = 0x03;
const ADVANCE_LOC4: u8 = 0x04;
const OFFSET_EXTENDED: u8 = 0x05;
const RESTORE_EXTENDED: u8 = 0x06;
const DEF_CFA: u8 = 0x0c;
const DEF_CFA_REGISTER: u8 = 0x0d;
const DEF_CFA_OFFSET: u8 = 0x0e;

/// Offsets from the frame's address are multiples of this.
const DATA_ALIGNMENT: i8 = -8;

/// How the address of the code is written: relative to where it is written, in so many bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pointers {
    /// 4 bytes, as is usual in ELF.
    Short,
    /// 8 bytes, the only way that all linkers for Mach-O know.
    Long,
}

impl Pointers {
    /// DW_EH_PE_pcrel with DW_EH_PE_sdata4 or DW_EH_PE_absptr.
    fn encoding(self) -> u8 {
        match self {
            Pointers::Short => 0x1b,
            Pointers::Long => 0x10,
        }
    }

    fn size(self) -> usize {
        match self {
            Pointers::Short => 4,
            Pointers::Long => 8,
        }
    }
}

/// The content of the section.
pub(crate) struct EhFrame {
    pub bytes: Vec<u8>,
    /// Where in it the address of the code belongs, relative to this very place.
    pub code_address: u64,
}

/// What processors differ in, with registers by their numbers in DWARF.
struct Machine {
    /// Offsets in the code are multiples of this.
    code_alignment: u8,
    /// The register, or what stands for one, that has the return address.
    return_address: u16,
    /// Whether the call has put the return address on the stack.
    pushes_return_address: bool,
    stack_pointer: u16,
    /// How far above the stack pointer the frame's address is when a part is entered.
    frame_offset: u32,
    frame_pointer: Option<u16>,
}

impl Machine {
    fn of(architecture: Architecture) -> Result<Machine, Error> {
        match architecture {
            Architecture::X86_64 => Ok(Machine {
                code_alignment: 1,
                return_address: 16,
                pushes_return_address: true,
                stack_pointer: 7,
                frame_offset: 8,
                frame_pointer: Some(6),
            }),
            Architecture::Aarch64 => Ok(Machine {
                code_alignment: 4,
                return_address: 30,
                pushes_return_address: false,
                stack_pointer: 31,
                frame_offset: 0,
                frame_pointer: Some(29),
            }),
            Architecture::Riscv64 => Ok(Machine {
                code_alignment: 2,
                return_address: 1,
                pushes_return_address: false,
                stack_pointer: 2,
                frame_offset: 0,
                frame_pointer: Some(8),
            }),
            Architecture::S390x => Ok(Machine {
                code_alignment: 1,
                return_address: 14,
                pushes_return_address: false,
                stack_pointer: 15,
                frame_offset: 160,
                frame_pointer: None,
            }),
            _ => Err(Error::internal(None, format_args!("no frames are known of {architecture:?}"))),
        }
    }
}

impl EhFrame {
    /// The frames of all parts.
    pub fn new(
        code: &Code,
        isa: &dyn TargetIsa,
        architecture: Architecture,
        pointers: Pointers,
    ) -> Result<EhFrame, Error> {
        let machine = Machine::of(architecture)?;
        let mut writer = Writer { bytes: Vec::new(), endianness: isa.endianness() };

        // The common entry: version 1, and after its `z` one byte that says how addresses are written.
        let common = writer.begin();
        writer.u32(0);
        writer.bytes.extend_from_slice(b"\x01zR\0");
        writer.unsigned(machine.code_alignment.into());
        writer.byte(DATA_ALIGNMENT as u8 & 0x7f);
        writer.byte(machine.return_address as u8);
        writer.unsigned(1);
        writer.byte(pointers.encoding());
        writer.define_frame(machine.stack_pointer, machine.frame_offset);
        if machine.pushes_return_address {
            writer.saved(machine.return_address, -8)?;
        }
        writer.end(common);

        // The entry of the code: how far back the common one is, address and size of the code, no more data.
        let entry = writer.begin();
        writer.u32((writer.bytes.len() - common) as u32);
        let code_address = writer.bytes.len() as u64;
        writer.bytes.resize(writer.bytes.len() + pointers.size(), 0);
        match pointers {
            Pointers::Short => writer.u32(code.bytes.len() as u32),
            Pointers::Long => writer.u64(code.bytes.len() as u64),
        }
        writer.unsigned(0);
        let mut location = 0;
        let mut saved = Vec::new();
        for (extent, prologue) in parts(code) {
            if extent.start > 0 {
                writer.advance(&machine, &mut location, extent.start)?;
                writer.define_frame(machine.stack_pointer, machine.frame_offset);
                saved.drain(..).for_each(|register| writer.restored(register));
            }
            for (offset, step) in steps(prologue, &machine, isa)? {
                writer.advance(&machine, &mut location, extent.start + offset)?;
                match step {
                    Step::FrameOffset(offset) => writer.frame_offset(offset),
                    Step::FrameRegister(register) => writer.frame_register(register),
                    Step::Saved(register, at) => {
                        writer.saved(register, at)?;
                        saved.push(register);
                    }
                }
            }
        }
        writer.end(entry);
        Ok(EhFrame { bytes: writer.bytes, code_address })
    }
}

/// What a step of a prologue changes.
enum Step {
    /// The frame's address is so far above the register that it is told by.
    FrameOffset(u32),
    /// The register that it is told by.
    FrameRegister(u16),
    /// A register is saved at an offset from the frame's address.
    Saved(u16, i32),
}

/// What the steps of a prologue change, and at which offset in the part.
fn steps(prologue: &Prologue, machine: &Machine, isa: &dyn TargetIsa) -> Result<Vec<(u32, Step)>, Error> {
    let mut steps = Vec::new();
    // How far the frame's address is above the stack pointer, and above the registers that are saved.
    let (mut frame_offset, mut above_saved) = (machine.frame_offset, 0);
    for (offset, step) in prologue {
        let mut push = |step| steps.push((*offset, step));
        match *step {
            UnwindInst::PushFrameRegs { offset_upward_to_caller_sp: size } => {
                push(Step::FrameOffset(size));
                if let Some(register) = machine.frame_pointer {
                    push(Step::Saved(register, -(size as i32)));
                }
                if !machine.pushes_return_address {
                    push(Step::Saved(machine.return_address, 8 - size as i32));
                }
            }
            UnwindInst::DefineNewFrame { offset_upward_to_caller_sp, offset_downward_to_clobbers } => {
                frame_offset = offset_upward_to_caller_sp;
                above_saved = offset_upward_to_caller_sp + offset_downward_to_clobbers;
                if let Some(register) = machine.frame_pointer {
                    push(Step::FrameRegister(register));
                }
            }
            UnwindInst::StackAlloc { size } => {
                frame_offset += size;
                if machine.frame_pointer.is_none() {
                    push(Step::FrameOffset(frame_offset));
                }
            }
            UnwindInst::SaveReg { clobber_offset, reg } => {
                let register = isa
                    .map_regalloc_reg_to_dwarf(reg.into())
                    .map_err(|error| Error::internal(None, error))?;
                push(Step::Saved(register, clobber_offset as i32 - above_saved as i32));
            }
            UnwindInst::Aarch64SetPointerAuth { .. } | UnwindInst::RegStackOffset { .. } => {
                return Err(unexpected(step));
            }
        }
    }
    Ok(steps)
}

/// Bytes, and what DWARF writes into them.
struct Writer {
    bytes: Vec<u8>,
    endianness: Endianness,
}

impl Writer {
    fn byte(&mut self, value: u8) {
        self.bytes.push(value);
    }

    fn u16(&mut self, value: u16) {
        let little = self.endianness == Endianness::Little;
        self.bytes.extend(if little { value.to_le_bytes() } else { value.to_be_bytes() });
    }

    fn u32(&mut self, value: u32) {
        let little = self.endianness == Endianness::Little;
        self.bytes.extend(if little { value.to_le_bytes() } else { value.to_be_bytes() });
    }

    fn u64(&mut self, value: u64) {
        let little = self.endianness == Endianness::Little;
        self.bytes.extend(if little { value.to_le_bytes() } else { value.to_be_bytes() });
    }

    /// A number in as few groups of seven bits as it needs.
    fn unsigned(&mut self, mut value: u32) {
        while value >= 0x80 {
            self.byte(value as u8 | 0x80);
            value >>= 7;
        }
        self.byte(value as u8);
    }

    /// Begins an entry, whose length is not known yet, and gives the place of its length.
    fn begin(&mut self) -> usize {
        let start = self.bytes.len();
        self.u32(0);
        start
    }

    /// Ends the entry that began at `start`.
    fn end(&mut self, start: usize) {
        self.bytes.resize(self.bytes.len().next_multiple_of(8), NOP);
        let end = self.bytes.split_off(start + 4);
        self.bytes.truncate(start);
        self.u32(end.len() as u32);
        self.bytes.extend(end);
    }

    /// What follows holds from an offset in the code on.
    fn advance(&mut self, machine: &Machine, location: &mut u32, to: u32) -> Result<(), Error> {
        let by = to - *location;
        let alignment = u32::from(machine.code_alignment);
        if !by.is_multiple_of(alignment) {
            return Err(Error::internal(None, "a prologue with a step between instructions"));
        }
        *location = to;
        match by / alignment {
            0 => {}
            by @ 1..0x40 => self.byte(ADVANCE_LOC | by as u8),
            by @ 0x40..0x100 => {
                self.byte(ADVANCE_LOC1);
                self.byte(by as u8);
            }
            by @ 0x100..0x1_0000 => {
                self.byte(ADVANCE_LOC2);
                self.u16(by as u16);
            }
            by @ 0x1_0000.. => {
                self.byte(ADVANCE_LOC4);
                self.u32(by);
            }
        }
        Ok(())
    }

    fn define_frame(&mut self, register: u16, offset: u32) {
        self.byte(DEF_CFA);
        self.unsigned(register.into());
        self.unsigned(offset);
    }

    fn frame_offset(&mut self, offset: u32) {
        self.byte(DEF_CFA_OFFSET);
        self.unsigned(offset);
    }

    fn frame_register(&mut self, register: u16) {
        self.byte(DEF_CFA_REGISTER);
        self.unsigned(register.into());
    }

    /// A register is saved at an offset from the frame's address.
    fn saved(&mut self, register: u16, offset: i32) -> Result<(), Error> {
        let factor = i32::from(DATA_ALIGNMENT);
        let factored = u32::try_from(offset / factor).ok().filter(|_| offset % factor == 0);
        let factored = factored.ok_or_else(|| Error::internal(None, "a register saved at an odd place"))?;
        if register < 0x40 {
            self.byte(OFFSET | register as u8);
        } else {
            self.byte(OFFSET_EXTENDED);
            self.unsigned(register.into());
        }
        self.unsigned(factored);
        Ok(())
    }

    /// A register is as it was at the beginning.
    fn restored(&mut self, register: u16) {
        if register < 0x40 {
            self.byte(RESTORE | register as u8);
        } else {
            self.byte(RESTORE_EXTENDED);
            self.unsigned(register.into());
        }
    }
}
