//! Measures LIS and writes its report: `LIS.md`, in the folder of this package or in one that is given.

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;
use vsp_benches::report::{Effort, LisFigures, Machine, lis_document};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).map_or(env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    let effort = Effort { turns: 15, turn: Duration::from_millis(20), longest: 10_000 };
    let machine = Machine::here();
    let report = lis_document(&LisFigures::take(effort), &machine);
    let path = folder.join("LIS.md");
    fs::write(&path, report).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("{}", path.display());
    Ok(())
}
