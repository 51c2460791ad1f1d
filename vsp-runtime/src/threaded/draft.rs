//! The translator's output: operations that are not linked yet.

use super::map::Map;
use super::operation::Operation;
use super::translation::Place;
use alloc::vec::Vec;
use core::ptr;
use vsp_isa::Mode;
use vsp_isa::flow::BlockVersion;

/// The operations of a program, with their places.
pub(super) struct Draft {
    /// Codes are numbers of kinds; targets are as [`target`] gives them, until they are resolved.
    pub operations: Vec<Operation>,
    pub places: Vec<Place>,
    /// By the mode's code.
    pub maps: [Option<Map>; 5],
    /// The block versions, with the operation at which each begins, in this order.
    pub versions: Vec<(BlockVersion, u32)>,
    /// How many bytes of code have been reached, in all modes.
    pub reached: usize,
}

/// A place in the code as a target of operations that are not linked.
pub(super) fn target(address: u32, mode: Mode) -> *const () {
    ptr::without_provenance(address as usize | usize::from(mode.code()) << 24)
}
