//! What an interpreter needs of a program's control flow, in two bits an address.

#[cfg(feature = "alloc")]
use super::reach;
use super::shape::{GoesOn, shapes};
use crate::container::Image;
use crate::{Instruction, Opcode, Version};

/// How many addresses share a byte.
const ADDRESSES_A_BYTE: usize = 4;
/// An instruction is reachable.
const REACHABLE: u8 = 1;
/// A block starts as well.
const START: u8 = 2;
/// It is a checkpoint as well.
const CHECKPOINT: u8 = 3;

const CALL_LENGTH: u32 = Opcode::Call.format().length() as u32;

/// What an interpreter needs of a program's control flow: for each address of the code, whether an instruction is reachable
/// there, whether a [`Block`](super::Block) starts there, and whether that is a checkpoint
/// ([`Reach::is_checkpoint`](super::Reach::is_checkpoint)).
///
/// Where the bytes end too early, nothing is reachable.
///
/// ```
/// use vsp_isa::flow::{Marks, Reach};
/// let program = vsp_isa::asm::assemble("main: MOVI RC, 3\nagain: INV R0\n LOOP again\n HLT", "x.sil").unwrap();
/// let bytes = Reach::find(&program.image()).marks();
/// let marks = Marks::new(&bytes);
/// assert!(marks.is_reachable(5) && !marks.is_reachable(4));
/// assert_eq!(marks.block_cost(&program.image(), 3), Some(2));
/// assert_eq!(marks.block_cost(&program.image(), 5), None);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Marks<'a>(&'a [u8]);

impl<'a> Marks<'a> {
    /// Marks of which each byte holds those of four addresses, the lowest bits those of the first: 1 for an instruction that is
    /// reachable, 2 where a block starts, too, 3 where that is a checkpoint. [`Reach::marks`](super::Reach::marks) makes them.
    pub const fn new(bytes: &'a [u8]) -> Marks<'a> {
        Marks(bytes)
    }

    /// How many bytes the marks of a program have whose code has `code_size`.
    pub const fn size(code_size: usize) -> usize {
        code_size.div_ceil(ADDRESSES_A_BYTE)
    }

    #[inline]
    fn at(self, address: u32) -> u8 {
        let (index, shift) = place(address as usize);
        self.0.get(index).map_or(0, |byte| byte >> shift & CHECKPOINT)
    }

    /// Whether control can reach an instruction that begins at this address of the code.
    #[inline]
    pub fn is_reachable(self, address: u32) -> bool {
        self.at(address) >= REACHABLE
    }

    /// Which first bytes the instructions have that control can reach, a bit each: what [`Instruction::visit_among`] takes.
    ///
    /// ```
    /// use vsp_isa::flow::{Marks, Reach};
    /// let program = vsp_isa::asm::assemble("main: HLT\n MUL R0, R1", "x.sil").unwrap();
    /// let bytes = Reach::find(&program.image()).marks();
    /// assert_eq!(Marks::new(&bytes).opcodes(&program.code), [1 << 0x01, 0, 0, 0]);
    /// ```
    pub const fn opcodes(self, code: &[u8]) -> [u64; 4] {
        let mut opcodes = [0; 4];
        let mut address = 0;
        while address < code.len() {
            let (index, shift) = place(address);
            if index < self.0.len() && self.0[index] >> shift & CHECKPOINT >= REACHABLE {
                opcodes[(code[address] / 64) as usize] |= 1 << (code[address] % 64);
            }
            address += 1;
        }
        opcodes
    }

    /// Whether a block starts at this address of the code.
    #[inline]
    pub fn is_start(self, address: u32) -> bool {
        self.at(address) >= START
    }

    /// Whether runs look here whether they shall be interrupted: see [`Reach::is_checkpoint`](super::Reach::is_checkpoint).
    #[inline]
    pub fn is_checkpoint(self, address: u32) -> bool {
        self.at(address) == CHECKPOINT
    }

    /// The cost of entering the block of the program that starts at this address of the code; `None` if none does. It takes
    /// as many steps.
    pub fn block_cost(self, image: &Image<'_>, address: u32) -> Option<u32> {
        self.block_cost_up_to(image, address, u32::MAX)
    }

    /// The same, but no cost over `most` is counted to its end: of those it gives the first number over `most`. It takes no
    /// more steps than that, so that finding out that there is too little fuel takes no longer than that fuel would have.
    ///
    /// ```
    /// use vsp_isa::flow::{Marks, Reach};
    /// let program = vsp_isa::asm::assemble("main: NOP\n NOP\n NOP\n HLT", "x.sil").unwrap();
    /// let bytes = Reach::find(&program.image()).marks();
    /// let cost = |most| Marks::new(&bytes).block_cost_up_to(&program.image(), 0, most);
    /// assert_eq!([cost(0), cost(2), cost(4), cost(9)], [Some(1), Some(3), Some(4), Some(4)]);
    /// ```
    pub fn block_cost_up_to(self, image: &Image<'_>, address: u32, most: u32) -> Option<u32> {
        if !self.is_start(address) {
            return None;
        }
        let (mut at, mut cost) = (address, 0);
        while let Ok(instruction) = image.instruction(at) {
            cost += 1;
            at += instruction.length();
            if cost > most || ends_block(instruction) || self.is_start(at) {
                break;
            }
        }
        Some(cost)
    }

    /// Whether RET can go to this address of the program: it follows a reachable CALL.
    pub fn is_return_site(self, image: &Image<'_>, address: u32) -> bool {
        let call = address.checked_sub(CALL_LENGTH).filter(|call| self.is_reachable(*call));
        matches!(call.map(|call| image.instruction(call)), Some(Ok(Instruction::Call { .. })))
    }
}

/// The marks of four addresses in a byte, from what is known of them in a byte each.
#[cfg(feature = "alloc")]
fn four(known: [u8; ADDRESSES_A_BYTE]) -> u8 {
    let known = u32::from_le_bytes(known);
    let bits = |bit: u8| known >> bit.trailing_zeros() & 0x0101_0101;
    let (seen, start, checkpoint) = (bits(reach::SEEN), bits(reach::START), bits(reach::CHECKPOINT));
    // CHECKPOINT has both bits, and of the others one each.
    let (low, high) = (seen & !start | checkpoint, start | checkpoint);
    let marks = low | high << 1;
    // Two bits of each byte, side by side.
    (marks | marks >> 6 | marks >> 12 | marks >> 18) as u8
}

#[cfg(feature = "alloc")]
impl reach::Reach {
    /// What an interpreter needs of all this, as the bytes of [`Marks`].
    pub fn marks(&self) -> alloc::vec::Vec<u8> {
        let (fours, rest) = self.marks.as_chunks();
        let mut bytes = alloc::vec::Vec::with_capacity(Marks::size(self.marks.len()));
        bytes.extend(fours.iter().map(|known| four(*known)));
        if !rest.is_empty() {
            let mut known = [0; ADDRESSES_A_BYTE];
            known[..rest.len()].copy_from_slice(rest);
            bytes.push(four(known));
        }
        bytes
    }
}

/// Whether a block ends with an instruction, wherever the next one starts.
pub fn ends_block(instruction: Instruction) -> bool {
    shapes(Version::LATEST)[usize::from(instruction.opcode().byte())].goes_on == GoesOn::Never
}

/// The byte of an address, and where its bits are.
const fn place(address: usize) -> (usize, usize) {
    (address / ADDRESSES_A_BYTE, address % ADDRESSES_A_BYTE * 2)
}
