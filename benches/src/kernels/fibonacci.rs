//! Calls and the data stack.

use super::Kernel;

vsp_runtime::include_program!(
    /// `programs/fibonacci.sil`.
    mod fibonacci
);

pub(super) static KERNEL: Kernel = Kernel {
    name: "fibonacci",
    what: "recursive calls",
    built: &fibonacci::PROGRAM,
    function: "fibonacci",
    size: 23,
    short: 9,
    rust: |index| fibonacci_number(index as i16).into(),
};

/// By its definition. The optimiser makes a loop of one of the two calls.
fn fibonacci_number(index: i16) -> i16 {
    match index {
        ..2 => index,
        2.. => fibonacci_number(index - 1).wrapping_add(fibonacci_number(index - 2)),
    }
}
