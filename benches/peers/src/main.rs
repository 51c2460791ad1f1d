//! Measures, and writes `benches/PEERS.md` or prints.

use clap::Parser;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use vsp_benches::report::Machine;
use vsp_peers::{Effort, Engine, Figures, KERNELS, Kernel, compile_times, report, write_code};

/// Measures the engines of vsp beside Rust, wasmtime and wasmi, and writes benches/PEERS.md.
#[derive(Debug, Parser)]
struct Arguments {
    /// Take a quarter of the time
    #[arg(long)]
    quick: bool,

    /// Print the report rather than write it
    #[arg(long)]
    print: bool,

    /// Measure only these kernels, and print
    #[arg(long, value_delimiter = ',', value_name = "NAMES", value_parser = KERNELS.map(|kernel| kernel.name))]
    kernel: Vec<String>,

    /// Measure only these engines, and print
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    engine: Vec<Engine>,

    /// Print how long compiling takes, in nanoseconds of processor time an instruction, and nothing else
    #[arg(long, conflicts_with_all = ["kernel", "engine"])]
    compile: bool,

    /// Write the machine code of the kernels to a folder, and nothing else
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["engine", "compile"])]
    code: Option<PathBuf>,
}

/// To see where one stands.
const QUICK: Effort = Effort { turns: 8, turn: Duration::from_millis(6) };

/// To know it.
const FULL: Effort = Effort { turns: 30, turn: Duration::from_millis(12) };

fn main() -> Result<(), String> {
    let arguments = Arguments::parse();
    let effort = if arguments.quick { QUICK } else { FULL };
    if arguments.compile {
        print!("{}", compile_times(if arguments.quick { 1 } else { 5 }));
        return Ok(());
    }
    let kernels = chosen(&KERNELS, &arguments.kernel, |kernel: &&Kernel| kernel.name.into());
    if let Some(folder) = arguments.code {
        return write_code(&kernels, &folder);
    }
    let engines = chosen(<Engine as clap::ValueEnum>::value_variants(), &arguments.engine, |engine| *engine);
    let machine = Machine::here();
    let report = report(&Figures::take(effort, &kernels, &engines)?, &machine);
    if arguments.print || kernels.len() < KERNELS.len() || !arguments.engine.is_empty() {
        print!("{report}");
        return Ok(());
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("PEERS.md");
    fs::write(&path, report).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("{}", path.display());
    Ok(())
}

/// Those of a list whose keys were asked for; all if none were.
fn chosen<T: Copy, K: PartialEq>(all: &[T], keys: &[K], key: impl Fn(&T) -> K) -> Vec<T> {
    all.iter().copied().filter(|item| keys.is_empty() || keys.contains(&key(item))).collect()
}
