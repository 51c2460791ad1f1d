//! Catching panics in a host's methods, so that they never pass through compiled code.

#[cfg(feature = "std")]
pub(crate) type Panic = alloc::boxed::Box<dyn core::any::Any + Send>;

/// Without the standard library panics cannot be caught. One that would reach compiled code ends the process there.
#[cfg(not(feature = "std"))]
pub(crate) enum Panic {}

/// Does something, and gives a panic as an error.
#[cfg(feature = "std")]
pub(crate) fn catch<R>(body: impl FnOnce() -> R) -> Result<R, Panic> {
    // What the body leaves half done is a machine before an instruction that did not happen, and a host that
    // is its owner's concern.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(body))
}

/// Does something.
#[cfg(not(feature = "std"))]
pub(crate) fn catch<R>(body: impl FnOnce() -> R) -> Result<R, Panic> {
    Ok(body())
}

/// Goes on with a panic that was caught.
pub(crate) fn go_on(panic: Panic) -> ! {
    #[cfg(feature = "std")]
    std::panic::resume_unwind(panic);
    #[cfg(not(feature = "std"))]
    match panic {}
}
