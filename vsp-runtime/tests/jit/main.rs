//! Programs that are compiled while running, by every engine that is built in.
#![cfg(any(feature = "jit", feature = "cranelift"))]

mod api;
mod fuel;
mod functions;
mod going_on;
#[cfg(unix)]
mod perf_map;
#[cfg(unix)]
mod process;
mod programs;
#[cfg(target_os = "linux")]
mod protection;
mod sharing;
mod sums;
mod tiering;
#[cfg(feature = "jit")]
mod words;
