//! Where everything stands in the code.
//!
//! JZ and JN cannot name an address whose low byte is below 16. Where a block that one of them goes to would stand there, NOPs
//! come before it: behind the jump or return before it, where nothing runs them, or right before the block, jumped over.

use super::Program;
use super::ops::{Label, Op, Piece};
use crate::code::ir::BlockId;
use crate::types::tree::FnId;
use vsp_isa::Opcode;
use vsp_isa::container::MAX_CODE;

/// The least low byte of an address that JZ and JN can name.
const LEAST: u32 = 16;
/// How long a JMP is.
pub(super) const JUMP: u32 = 4;

/// A piece of the code and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed {
    pub(super) piece: Piece,
    /// The block behind it, if it belongs to the same function.
    pub next: Option<BlockId>,
    /// Bytes that are put in before it, and whether control comes to them, so that they begin with a JMP to it.
    pub padding: u32,
    pub is_jumped: bool,
    pub address: u32,
}

/// The pieces of the code in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Addresses {
    pub placed: Vec<Placed>,
    /// For each function the number of its first block among all blocks, and that of the block that it begins with.
    functions: Vec<(usize, usize)>,
    blocks: Vec<Address>,
    overflow: u32,
}

/// What is known of a block.
#[derive(Clone, Copy, Debug, Default)]
struct Address {
    address: u32,
    /// Whether something goes to it, and whether a JZ or JN does.
    is_target: bool,
    is_aimed: bool,
}

/// What is known of a piece before it has a place.
struct Measured {
    size: u32,
    /// Whether control never goes on from it to the next.
    ends: bool,
    is_aimed: bool,
}

impl Addresses {
    /// Places the pieces of a program.
    pub fn new(program: &Program) -> Result<Addresses, String> {
        let mut addresses = Addresses::default();
        let mut count = 0;
        for body in &program.code.functions {
            let first = body.as_ref().and_then(|body| body.order.first()).copied().unwrap_or(0);
            addresses.functions.push((count, count + first));
            count += body.as_ref().map_or(0, |body| body.blocks.len());
        }
        addresses.blocks = vec![Address::default(); count];
        let pieces = program.pieces();
        let measured = addresses.measure(program, &pieces);
        let mut at = 0u32;
        let mut ended = true;
        for (index, &(piece, next)) in pieces.iter().enumerate() {
            let it = &measured[index];
            let mut placed = Placed { piece, next, padding: 0, is_jumped: false, address: at };
            if ended {
                placed.padding = quiet_padding(at, &measured[index..]);
            }
            let low = (at + placed.padding) % 256;
            if it.is_aimed && low < LEAST {
                placed.is_jumped = !ended;
                placed.padding += if ended { LEAST - low } else { JUMP.max(LEAST - low) };
            }
            at += placed.padding;
            placed.address = at;
            match piece {
                Piece::Stub(..) | Piece::Nothing => {}
                Piece::Block(function, block) => {
                    let number = addresses.functions[function].0 + block;
                    addresses.blocks[number].address = at;
                }
                Piece::Overflow => addresses.overflow = at,
            }
            at += it.size;
            ended = it.ends;
            addresses.placed.push(placed);
            if at as usize > MAX_CODE {
                return Err(format!("the code takes more than {MAX_CODE} bytes"));
            }
        }
        Ok(addresses)
    }

    pub fn address(&self, label: Label) -> u32 {
        match label {
            Label::Function(function) => self.blocks[self.functions[function].1].address,
            Label::Block(function, block) => self.blocks[self.functions[function].0 + block].address,
            Label::Overflow => self.overflow,
        }
    }

    /// Whether a function begins with a block.
    pub fn is_first(&self, function: FnId, block: BlockId) -> bool {
        let (base, first) = self.functions[function];
        base + block == first
    }

    /// Whether something goes to a block.
    pub fn is_target(&self, function: FnId, block: BlockId) -> bool {
        self.blocks[self.functions[function].0 + block].is_target
    }

    fn measure(&mut self, program: &Program, pieces: &[(Piece, Option<BlockId>)]) -> Vec<Measured> {
        let mut measured = Vec::with_capacity(pieces.len());
        for &(piece, next) in pieces {
            let mut it = Measured { size: 0, ends: false, is_aimed: false };
            program.ops(piece, next, |op| {
                let opcode = match op {
                    Op::Plain(opcode, ..) => opcode,
                    Op::To(opcode, label) => {
                        if let Label::Block(function, block) = label {
                            let target = &mut self.blocks[self.functions[function].0 + block];
                            target.is_target = true;
                            target.is_aimed |= opcode != Opcode::Jmp;
                        }
                        opcode
                    }
                    Op::Line(..) => return,
                };
                it.size += opcode.format().length() as u32;
                it.ends = matches!(opcode, Opcode::Jmp | Opcode::Ret);
            });
            measured.push(it);
        }
        for (it, (piece, _)) in measured.iter_mut().zip(pieces) {
            if let Piece::Block(function, block) = *piece {
                it.is_aimed = self.blocks[self.functions[function].0 + block].is_aimed;
            }
        }
        measured
    }
}

/// How many bytes must come before pieces so that all that JZ and JN go to, up to where control ends, can be named; none if
/// no number does that.
fn quiet_padding(at: u32, measured: &[Measured]) -> u32 {
    let fits = |padding: u32| {
        let mut at = at + padding;
        for it in measured {
            if it.is_aimed && at % 256 < LEAST {
                return false;
            }
            at += it.size;
            if it.ends {
                break;
            }
        }
        true
    };
    (0..256).find(|&padding| fits(padding)).unwrap_or(0)
}
