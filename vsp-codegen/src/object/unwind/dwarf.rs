//! Call frame information in DWARF's form, as `.eh_frame` holds it.
//!
//! All regions share one entry, which describes them one after the other. With an entry each, linkers for Mach-O would take
//! the code apart at the regions, and leave out those that no symbol leads to.

use super::{regions, unexpected};
use crate::compile::Prologue;
use crate::{Code, Error};
use cranelift_codegen::ir::Endianness;
use cranelift_codegen::isa::TargetIsa;
use cranelift_codegen::isa::unwind::UnwindInst;
use gimli::constants::{DW_EH_PE_absptr, DW_EH_PE_pcrel, DW_EH_PE_sdata4, DwEhPe};
use gimli::write::{
    Address, CallFrameInstruction, CommonInformationEntry, EhFrame as Section, EndianVec,
    FrameDescriptionEntry, FrameTable, RelocateWriter, Relocation,
};
use gimli::{Encoding, Format, Register, RunTimeEndian};
use object::Architecture;

/// Offsets from the frame's address are multiples of this.
const DATA_ALIGNMENT: i8 = -8;

/// How the address of the code is written: relative to where it is written, in so many bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::object) enum Pointers {
    /// 4 bytes, as is usual in ELF.
    Short,
    /// 8 bytes, the only way that all linkers for Mach-O know.
    Long,
}

impl Pointers {
    fn encoding(self) -> DwEhPe {
        let format = match self {
            Pointers::Short => DW_EH_PE_sdata4,
            Pointers::Long => DW_EH_PE_absptr,
        };
        DwEhPe(DW_EH_PE_pcrel.0 | format.0)
    }
}

/// The content of the section.
pub(in crate::object) struct EhFrame {
    pub bytes: Vec<u8>,
    /// Where in it the address of the code belongs, relative to this very place.
    pub code_address: u64,
}

/// What processors differ in, with registers by their numbers in DWARF.
struct Machine {
    /// Offsets in the code are multiples of this.
    code_alignment: u8,
    /// The register, or what stands for one, that has the return address.
    return_address: Register,
    /// Whether the call has put the return address on the stack.
    pushes_return_address: bool,
    stack_pointer: Register,
    /// How far above the stack pointer the frame's address is when a region is entered.
    frame_offset: u32,
    frame_pointer: Option<Register>,
}

impl Machine {
    fn of(architecture: Architecture) -> Result<Machine, Error> {
        match architecture {
            Architecture::X86_64 => Ok(Machine {
                code_alignment: 1,
                return_address: Register(16),
                pushes_return_address: true,
                stack_pointer: Register(7),
                frame_offset: 8,
                frame_pointer: Some(Register(6)),
            }),
            Architecture::Aarch64 => Ok(Machine {
                code_alignment: 4,
                return_address: Register(30),
                pushes_return_address: false,
                stack_pointer: Register(31),
                frame_offset: 0,
                frame_pointer: Some(Register(29)),
            }),
            Architecture::Riscv64 => Ok(Machine {
                code_alignment: 2,
                return_address: Register(1),
                pushes_return_address: false,
                stack_pointer: Register(2),
                frame_offset: 0,
                frame_pointer: Some(Register(8)),
            }),
            Architecture::S390x => Ok(Machine {
                code_alignment: 1,
                return_address: Register(14),
                pushes_return_address: false,
                stack_pointer: Register(15),
                frame_offset: 160,
                frame_pointer: None,
            }),
            _ => Err(Error::internal(None, format_args!("no frames are known of {architecture:?}"))),
        }
    }
}

impl EhFrame {
    /// The frames of all regions.
    pub fn new(
        code: &Code,
        isa: &dyn TargetIsa,
        architecture: Architecture,
        pointers: Pointers,
    ) -> Result<EhFrame, Error> {
        let machine = Machine::of(architecture)?;
        let entry_frame = CallFrameInstruction::Cfa(machine.stack_pointer, machine.frame_offset as i32);

        let encoding = Encoding { format: Format::Dwarf32, version: 1, address_size: 8 };
        let mut common = CommonInformationEntry::new(
            encoding,
            machine.code_alignment,
            DATA_ALIGNMENT,
            machine.return_address,
        );
        common.fde_address_encoding = pointers.encoding();
        common.add_instruction(entry_frame.clone());
        if machine.pushes_return_address {
            common.add_instruction(CallFrameInstruction::Offset(machine.return_address, -8));
        }

        // The only symbol, so its number says nothing.
        let start = Address::Symbol { symbol: 0, addend: 0 };
        let mut frames = FrameDescriptionEntry::new(start, code.bytes.len() as u32);
        let mut saved = Vec::new();
        for (extent, prologue) in regions(code) {
            if extent.start > 0 {
                frames.add_instruction(extent.start, entry_frame.clone());
                for register in saved.drain(..) {
                    frames.add_instruction(extent.start, CallFrameInstruction::Restore(register));
                }
            }
            for (offset, step) in steps(prologue, &machine, isa)? {
                if let CallFrameInstruction::Offset(register, _) = step {
                    saved.push(register);
                }
                frames.add_instruction(extent.start + offset, step);
            }
        }

        let mut table = FrameTable::default();
        let common = table.add_cie(common);
        table.add_fde(common, frames);
        let endian = match isa.endianness() {
            Endianness::Little => RunTimeEndian::Little,
            Endianness::Big => RunTimeEndian::Big,
        };
        let mut section = Section(Writer { bytes: EndianVec::new(endian), code_address: None });
        table.write_eh_frame(&mut section).map_err(|error| Error::internal(None, error))?;
        let Writer { bytes, code_address } = section.0;
        let code_address =
            code_address.ok_or_else(|| Error::internal(None, "frames without the code's address"))?;
        Ok(EhFrame { bytes: bytes.into_vec(), code_address })
    }
}

/// Bytes, and where among them the address of the code belongs.
struct Writer {
    bytes: EndianVec<RunTimeEndian>,
    code_address: Option<u64>,
}

impl RelocateWriter for Writer {
    type Writer = EndianVec<RunTimeEndian>;

    fn writer(&self) -> &EndianVec<RunTimeEndian> {
        &self.bytes
    }

    fn writer_mut(&mut self) -> &mut EndianVec<RunTimeEndian> {
        &mut self.bytes
    }

    fn relocate(&mut self, relocation: Relocation) {
        self.code_address = Some(relocation.offset as u64);
    }
}

/// What the steps of a prologue change, and at which offset in the region.
fn steps(
    prologue: &Prologue,
    machine: &Machine,
    isa: &dyn TargetIsa,
) -> Result<Vec<(u32, CallFrameInstruction)>, Error> {
    let mut steps = Vec::new();
    // How far the frame's address is above the stack pointer, and above the registers that are saved.
    let (mut frame_offset, mut above_saved) = (machine.frame_offset, 0);
    for (offset, step) in prologue {
        let mut push = |step| steps.push((*offset, step));
        match *step {
            UnwindInst::PushFrameRegs { offset_upward_to_caller_sp: size } => {
                push(CallFrameInstruction::CfaOffset(size as i32));
                if let Some(register) = machine.frame_pointer {
                    push(CallFrameInstruction::Offset(register, -(size as i32)));
                }
                if !machine.pushes_return_address {
                    push(CallFrameInstruction::Offset(machine.return_address, 8 - size as i32));
                }
            }
            UnwindInst::DefineNewFrame { offset_upward_to_caller_sp, offset_downward_to_clobbers } => {
                frame_offset = offset_upward_to_caller_sp;
                above_saved = offset_upward_to_caller_sp + offset_downward_to_clobbers;
                if let Some(register) = machine.frame_pointer {
                    push(CallFrameInstruction::CfaRegister(register));
                }
            }
            UnwindInst::StackAlloc { size } => {
                frame_offset += size;
                if machine.frame_pointer.is_none() {
                    push(CallFrameInstruction::CfaOffset(frame_offset as i32));
                }
            }
            UnwindInst::SaveReg { clobber_offset, reg } => {
                let register = isa
                    .map_regalloc_reg_to_dwarf(reg.into())
                    .map_err(|error| Error::internal(None, error))?;
                push(CallFrameInstruction::Offset(
                    Register(register),
                    clobber_offset as i32 - above_saved as i32,
                ));
            }
            UnwindInst::Aarch64SetPointerAuth { .. } | UnwindInst::RegStackOffset { .. } => {
                return Err(unexpected(step));
            }
        }
    }
    Ok(steps)
}
