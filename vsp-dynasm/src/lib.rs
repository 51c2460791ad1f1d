//! Machine code by templates: each instruction of the program becomes a piece of code, in one pass.
//!
//! The code is for 64-bit ARM and x86-64, keeps to the ABI of [`vsp_isa::abi`], and is made within a few times the time that
//! reading the program takes. This crate gives it as bytes: vsp-runtime has memory for it and runs it, with its feature `jit`.
//!
//! # How a program becomes code
//!
//! [`Reach`](vsp_isa::flow::Reach) finds where blocks begin. Block versions (a block in one of the modes that can reach it) are then
//! compiled one after the other, beginning with those that can be entered from outside. Where one falls into the next, so does its code.
//! What an instruction reads is loaded into registers of the processor and stays there. What it writes is stored before
//! anything else may look at it, as `cache` and `edges` describe, so the machine's state is whole for the runtime and for
//! traps. The tables of `x64` and `aarch64` list what is kept elsewhere: a few pointers, the fuel and the depth of calls in
//! registers of the processor, and Z, N and O in a byte each on the stack, as `flags` describes.
//!
//! # How it is laid out
//!
//! ```text
//! the function      saves registers, pins what templates need, jumps to the block version whose offset it was given
//! exits             shared by all block versions
//! block versions    each with its templates; jumps to slow paths amid them where the processor's jumps are short
//! slow paths        interrupts, out of fuel, traps, collapse, NaNs, edges to block versions that hold something else
//! loading           for each mode, what loads all words that may be held, and goes to a block version
//! returns           for each mode, what a RET does whose return address the code has not pushed
//! ```
//!
//! The code is one [`RegionFunction`](vsp_isa::abi::RegionFunction) and the numbers of its entries are offsets in it. It refers to
//! nothing outside but the tables of this crate and the offsets of block versions in [`Entries`], whose addresses are in it.
#![cfg_attr(
    not(any(target_arch = "x86_64", target_arch = "aarch64")),
    allow(dead_code, reason = "there are templates for these processors only")
)]

#[cfg(any(test, target_arch = "aarch64"))]
mod aarch64;
mod assembler;
mod buffer;
mod bytesil;
mod cache;
mod comparisons;
mod compile;
mod control;
mod conversions;
mod data;
mod edges;
mod entries;
mod error;
mod flags;
mod floats;
mod foresight;
mod gates;
mod hints;
mod integers;
mod intrinsics;
mod io;
mod label;
mod layers;
mod leave;
mod looks;
mod modes;
mod prices;
mod registers;
mod returns;
mod selection;
mod slow_path;
mod slow_path_code;
mod stack;
mod tables;
#[cfg(test)]
mod tests;
mod transforms;
mod versions;
mod words;
#[cfg(any(test, target_arch = "x86_64"))]
mod x64;

pub use buffer::Buffer;
pub use compile::{ALIGNMENT, Code, compile};
pub use entries::Entries;
pub use error::Error;
