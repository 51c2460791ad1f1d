//! Unwind information of Windows on x86-64: UNWIND_INFO.

use super::unexpected;
use crate::Error;
use crate::compile::Prologue;
use cranelift_codegen::RegClass;
use cranelift_codegen::isa::unwind::UnwindInst;

// Operations.
const PUSH_NONVOLATILE: u8 = 0;
const ALLOCATE_LARGE: u8 = 1;
const ALLOCATE_SMALL: u8 = 2;
const SET_FRAME_REGISTER: u8 = 3;
const SAVE_NONVOLATILE: u8 = 4;
const SAVE_XMM128: u8 = 8;

/// The number of rbp.
const FRAME_POINTER: u8 = 5;

/// The record of a region.
///
/// Its frame is told by rbp, and begins below the registers that are saved: what is below those concerns nobody.
pub(super) fn record(prologue: &Prologue) -> Result<Vec<u8>, Error> {
    let mut length = 0;
    let mut frame = 0;
    // Each with its slots of two bytes; the last step comes first.
    let mut operations: Vec<Vec<u8>> = Vec::new();
    for (offset, step) in prologue {
        // A prologue can be too long for the format. Its end is what counts: nothing is called before.
        let offset = u8::try_from(*offset).unwrap_or(u8::MAX);
        length = offset;
        let mut push = |operation: u8, info: u8, operand: Option<u32>| {
            let mut slots = vec![offset, operation | info << 4];
            slots.extend(operand.iter().flat_map(|&operand| (operand as u16).to_le_bytes()));
            operations.push(slots);
        };
        match *step {
            UnwindInst::PushFrameRegs { .. } => push(PUSH_NONVOLATILE, FRAME_POINTER, None),
            UnwindInst::DefineNewFrame { offset_downward_to_clobbers: saved, .. } => {
                match saved {
                    0 => {}
                    8..=128 => push(ALLOCATE_SMALL, ((saved - 8) / 8) as u8, None),
                    _ => push(ALLOCATE_LARGE, 0, Some(saved / 8)),
                }
                push(SET_FRAME_REGISTER, 0, None);
                let fits = saved.is_multiple_of(16) && saved / 16 < 16;
                frame = fits.then_some((saved / 16) as u8).ok_or_else(|| unexpected(step))?;
            }
            UnwindInst::SaveReg { clobber_offset, reg } => match reg.class() {
                RegClass::Int => push(SAVE_NONVOLATILE, reg.hw_enc(), Some(clobber_offset / 8)),
                RegClass::Float => push(SAVE_XMM128, reg.hw_enc(), Some(clobber_offset / 16)),
                RegClass::Vector => return Err(unexpected(step)),
            },
            UnwindInst::StackAlloc { .. }
            | UnwindInst::RegStackOffset { .. }
            | UnwindInst::Aarch64SetPointerAuth { .. } => return Err(unexpected(step)),
        }
    }
    let slots = operations.iter().map(Vec::len).sum::<usize>() / 2;
    const VERSION: u8 = 1;
    let mut record = vec![VERSION, length, slots as u8, FRAME_POINTER | frame << 4];
    record.extend(operations.into_iter().rev().flatten());
    record.resize(record.len().next_multiple_of(4), 0);
    Ok(record)
}
