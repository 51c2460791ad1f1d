//! Measures everything and writes the report: `RESULTS.md` and its chart, `results.svg`, in the folder of this package or
//! in one that is given.

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;
use vsp_benches::report::{Effort, Figures, Machine, document, draw};

const USAGE: &str = "usage: report [--quick] [FOLDER]";

/// A tenth of the longest program and a fraction of the time, to see that everything works.
const QUICK: Effort = Effort { turns: 2, turn: Duration::from_millis(2), longest: 10_000 };

/// Some minutes.
const FULL: Effort = Effort { turns: 15, turn: Duration::from_millis(20), longest: 100_000 };

fn main() -> Result<(), Box<dyn Error>> {
    let (mut effort, mut folder) = (FULL, PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    for argument in std::env::args_os().skip(1) {
        if argument == "--quick" {
            effort = QUICK;
        } else if argument.as_encoded_bytes().starts_with(b"-") {
            return Err(USAGE.into());
        } else {
            folder = argument.into();
        }
    }
    let machine = Machine::here();
    let figures = Figures::take(effort, |what| eprintln!("measuring {what}"));
    let report = document(&figures, &machine, "results.svg");
    for (name, text) in [("results.svg", draw(&figures)?), ("RESULTS.md", report)] {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
        println!("{}", path.display());
    }
    Ok(())
}
