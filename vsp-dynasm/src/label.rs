//! Labels: targets of jumps in the code, and how the distance to them is encoded.

use vsp_isa::flow::BlockVersion;

/// A place in the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// At an offset.
    At(u32),
    /// Where a block version of the program begins.
    Version(BlockVersion),
    /// A slow path, by its number.
    SlowPath(u32),
    /// What loads all words that may be held, in the mode of this code, and goes on at the place in the code that is in `C`.
    Loading(u8),
    /// What handles a RET whose return address may be any, in the mode of this code.
    Dispatch(u8),
    /// A little further on, within the template.
    Near,
}

/// How a processor has distances in its instructions.
pub(super) trait Relocate {
    /// Writes a distance into a field, which begins with the given bytes, in the way that `dynasm!` has asked for. `None` if
    /// it is too far.
    fn fill(field: &mut [u8], encoding: u8, distance: i32) -> Option<()>;
}
