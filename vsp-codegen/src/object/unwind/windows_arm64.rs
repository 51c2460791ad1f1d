//! Unwind information of Windows on 64-bit ARM: `.xdata` records.

use super::unexpected;
use crate::Error;
use crate::compile::Prologue;
use cranelift_codegen::RegClass;
use cranelift_codegen::isa::unwind::UnwindInst;

// Operations. Those on registers hold the first register's number in the bits before the lowest six or five, and those
// with _X lower the stack pointer first.
const ALLOCATE_SMALL: u8 = 0x00;
const SAVE_FRAME_POINTER_PAIR_X: u8 = 0x80;
const ALLOCATE_MEDIUM: u16 = 0xc000;
const SAVE_PAIR_X: u16 = 0xcc00;
const SAVE: u16 = 0xd000;
const SAVE_X: u16 = 0xd400;
const SAVE_FLOAT_PAIR_X: u16 = 0xda00;
const SAVE_FLOAT: u16 = 0xdc00;
const SAVE_FLOAT_X: u16 = 0xde00;
const ALLOCATE_LARGE: u32 = 0xe000_0000;
const SET_FRAME_POINTER: u8 = 0xe1;
const NOP: u8 = 0xe3;
const END: u8 = 0xe4;
const END_OF_PIECE: u8 = 0xe5;

/// The most code, in bytes, that a record can be of.
pub(super) const MOST_CODE: u32 = (1 << 18) * 4 - 4;

/// The record of a region, or of so many bytes from within it, which are then behind its prologue.
pub(super) fn record(prologue: &Prologue, length: u32, is_start: bool) -> Result<Vec<u8>, Error> {
    let mut operations = operations(prologue)?;
    // The last step comes first. The prologue of a piece from within is none at all, behind which stands the region's.
    if !is_start {
        operations.push(vec![END_OF_PIECE]);
    }
    operations.reverse();
    let mut codes = operations.concat();
    codes.push(END);
    codes.resize(codes.len().next_multiple_of(4), NOP);
    let words = codes.len() as u32 / 4;
    if length > MOST_CODE || words > 31 {
        return Err(Error::internal(None, "unwind information that is too long"));
    }
    // Version 0, no handler, no epilogues.
    let header = length.div_ceil(4) | words << 27;
    Ok([&header.to_le_bytes()[..], &codes].concat())
}

/// The operations of a prologue in its order.
fn operations(prologue: &Prologue) -> Result<Vec<Vec<u8>>, Error> {
    let mut operations: Vec<Vec<u8>> = Vec::new();
    // How far above the stack pointer the place is that the saved registers begin at, and the register saved last.
    let mut below = 0;
    let mut last = None;
    for (_, step) in prologue {
        match *step {
            UnwindInst::PushFrameRegs { offset_upward_to_caller_sp: size } => {
                operations.push(vec![SAVE_FRAME_POINTER_PAIR_X | (size / 8 - 1) as u8]);
                operations.push(vec![SET_FRAME_POINTER]);
            }
            UnwindInst::DefineNewFrame { offset_downward_to_clobbers, .. } => {
                below = offset_downward_to_clobbers;
            }
            UnwindInst::StackAlloc { size } => operations.push(match size / 16 {
                units @ 0..0x20 => vec![ALLOCATE_SMALL | units as u8],
                units @ 0x20..0x800 => (ALLOCATE_MEDIUM | units as u16).to_be_bytes().to_vec(),
                units => (ALLOCATE_LARGE | units).to_be_bytes().to_vec(),
            }),
            UnwindInst::SaveReg { clobber_offset, reg } => {
                let (first, pair_x, single, single_x) = match reg.class() {
                    RegClass::Int => (19, SAVE_PAIR_X, SAVE, SAVE_X),
                    RegClass::Float => (8, SAVE_FLOAT_PAIR_X, SAVE_FLOAT, SAVE_FLOAT_X),
                    RegClass::Vector => return Err(unexpected(step)),
                };
                let number = u16::from(reg.hw_enc()).checked_sub(first).ok_or_else(|| unexpected(step))?;
                let mut push = |operation: u16| operations.push(operation.to_be_bytes().to_vec());
                if clobber_offset < below {
                    let size = ((below - clobber_offset) / 8) as u16;
                    push(single_x | number << 5 | (size - 1));
                    last = Some((single_x, number, size));
                    below = clobber_offset;
                } else {
                    // The second register of one instruction.
                    let slot = ((clobber_offset - below) / 8) as u16;
                    match last.take() {
                        Some((operation, before, size)) if operation == single_x && before + 1 == number => {
                            operations.pop();
                            let pair = pair_x | before << 6 | (size - 1);
                            operations.push(pair.to_be_bytes().to_vec());
                        }
                        // Only neighbours make a pair.
                        _ => push(single | number << 6 | slot),
                    }
                }
            }
            UnwindInst::RegStackOffset { .. } | UnwindInst::Aarch64SetPointerAuth { .. } => {
                return Err(unexpected(step));
            }
        }
    }
    Ok(operations)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// stp x29, x30, [sp, #-16]!; mov x29, sp; sub sp, sp, #4560
    fn prologue() -> Prologue {
        vec![
            (4, UnwindInst::PushFrameRegs { offset_upward_to_caller_sp: 16 }),
            (
                8,
                UnwindInst::DefineNewFrame { offset_upward_to_caller_sp: 16, offset_downward_to_clobbers: 0 },
            ),
            (16, UnwindInst::StackAlloc { size: 4560 }),
        ]
    }

    #[test]
    fn records_have_the_steps_backwards() {
        // alloc_m of 285 times 16 bytes, set_fp, save_fplr_x of 2 times 8 bytes, end, and padding: two words of codes.
        let codes = [0xc1, 0x1d, 0xe1, 0x81, 0xe4, 0xe3, 0xe3, 0xe3];
        let record = record(&prologue(), 0x4740, true).expect("it fits");
        assert_eq!(record, [&((0x4740_u32 / 4) | (2 << 27)).to_le_bytes()[..], &codes].concat());
    }

    #[test]
    fn pieces_from_within_have_no_prologue_of_their_own() {
        let record = record(&prologue(), MOST_CODE, false).expect("it fits");
        let codes = [0xe5, 0xc1, 0x1d, 0xe1, 0x81, 0xe4, 0xe3, 0xe3];
        assert_eq!(record, [&(0x3_ffff_u32 | (2 << 27)).to_le_bytes()[..], &codes].concat());
    }
}
