//! What can be asked for from outside of Rust: by a script that runs the code in an emulator or a WebAssembly engine.

/// What there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Task {
    /// [`report`](crate::report).
    Report = 0,
    /// [`snapshots`](crate::snapshots).
    Snapshots = 1,
    /// [`go_on`](crate::go_on).
    GoOn = 2,
}

/// Some bytes.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Bytes {
    /// The first.
    pub start: *const u8,
    /// How many there are.
    pub length: usize,
}

/// Memory for the input of a task; it stays for ever.
#[unsafe(no_mangle)]
pub extern "C" fn vsp_portable_memory(length: usize) -> *mut u8 {
    Box::leak(vec![0; length].into_boxed_slice()).as_mut_ptr()
}

/// Does a task, and gives the result, which stays for ever.
///
/// # Safety
/// The input's bytes must be there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vsp_portable_run(task: Task, input: *const u8, length: usize) -> *const Bytes {
    // SAFETY: the caller sees to that.
    let input = unsafe { std::slice::from_raw_parts(input, length) };
    let output = match task {
        Task::Report => crate::report().into_bytes(),
        Task::Snapshots => crate::snapshots(),
        Task::GoOn => crate::go_on(input).into_bytes(),
    };
    let output = output.leak();
    Box::leak(Box::new(Bytes { start: output.as_ptr(), length: output.len() }))
}
