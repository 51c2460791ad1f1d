//! The compiler's own thread.
//!
//! The compiler recurses over trees. Their height is bounded, but the caller's stack would have to hold it:
//! a test's thread has 2 MiB, and a caller may have used most of that.

use std::cell::Cell;
use std::panic::resume_unwind;
use std::thread::{Builder, scope};

/// How large its stack is: twice what the deepest programs need without optimisation. The system hands out what is touched.
const STACK: usize = 64 << 20;

thread_local! {
    /// Whether this thread is such a one.
    static IS_OWN: Cell<bool> = const { Cell::new(false) };
}

/// Runs something there; at once, if this is such a thread already.
///
/// # Errors
/// If the system starts no thread.
pub(crate) fn run<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, String> {
    if IS_OWN.get() {
        return Ok(work());
    }
    let work = || {
        IS_OWN.set(true);
        work()
    };
    scope(|scope| {
        let thread = Builder::new().name("vsp-lis".to_owned()).stack_size(STACK).spawn_scoped(scope, work);
        let thread = thread.map_err(|error| format!("no thread can be started for the compiler: {error}"))?;
        thread.join().map_err(|panic| resume_unwind(panic))
    })
}
