//! What the figures were taken on.

use std::env::consts::{ARCH, OS};
use std::process::Command;
use std::thread::available_parallelism;

/// A computer and its compiler.
#[derive(Clone, Debug)]
pub struct Machine {
    /// The processor, as the system calls it.
    pub processor: String,
    /// Threads that run at a time.
    pub threads: usize,
    /// The system and the kind of processor.
    pub system: String,
    /// The version of rustc at hand.
    pub rustc: String,
    /// How many programs wanted to run during the last minute, on average.
    pub load: String,
}

impl Machine {
    /// This one. What cannot be found out is `unknown`.
    pub fn here() -> Machine {
        let processors = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let processor = processors.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
        let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let rustc = Command::new("rustc").arg("--version").output();
        let rustc = rustc.ok().and_then(|output| String::from_utf8(output.stdout).ok());
        Machine {
            processor: processor.map_or("unknown", |(_, name)| name).into(),
            threads: available_parallelism().map_or(1, usize::from),
            system: format!("{OS}, {ARCH}"),
            rustc: rustc.map_or("unknown".into(), |version| version.trim().into()),
            load: load.split(' ').next().filter(|load| !load.is_empty()).unwrap_or("unknown").into(),
        }
    }
}
