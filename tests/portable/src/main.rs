//! `vsp-portable-tests report`, `vsp-portable-tests snapshots`, or `vsp-portable-tests go-on < SNAPSHOTS`: writes the result to
//! standard output.

use std::io::{self, Read, Write};
use std::process::ExitCode;
use vsp_portable_tests::{Task, vsp_portable_memory, vsp_portable_run};

fn main() -> ExitCode {
    let mut input = Vec::new();
    let task = match std::env::args().nth(1).as_deref() {
        Some("report") => Task::Report,
        Some("snapshots") => Task::Snapshots,
        Some("go-on") => {
            io::stdin().read_to_end(&mut input).expect("standard input can be read");
            Task::GoOn
        }
        _ => {
            eprintln!("usage: vsp-portable-tests report|snapshots|go-on");
            return ExitCode::FAILURE;
        }
    };
    // By the same functions that emulators call, so that linkers keep them.
    // SAFETY: the memory is as long as the input, and what comes back stays.
    let output = unsafe {
        let memory = vsp_portable_memory(input.len());
        memory.copy_from_nonoverlapping(input.as_ptr(), input.len());
        let output = &*vsp_portable_run(task, memory, input.len());
        std::slice::from_raw_parts(output.start, output.length)
    };
    io::stdout().write_all(output).expect("standard output can be written");
    ExitCode::SUCCESS
}
