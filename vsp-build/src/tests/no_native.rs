//! Messages without a code generator.

use super::fallback::{both, package, warnings};

/// A target without native code, and why there is none.
pub const ELSEWHERE: (&str, &str) = ("x86_64-unknown-linux-gnu", "built without the native back end");

/// A build without the code generator chose that itself, and gets no warning.
#[test]
fn without_the_code_generator_nothing_is_said() {
    let run = package().build(&both());
    assert_eq!(run.error, None);
    assert_eq!(warnings(&run), [""; 0]);
}
