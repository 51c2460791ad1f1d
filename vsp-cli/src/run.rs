//! `vsp run`: runs a program with the default host.

use crate::engine::EngineName;
use crate::failure::Failure;
use crate::level::Level;
use crate::report;
use crate::{files, input, limits, lis, output};
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use vsp_codegen::Options;
use vsp_isa::container::{Container, Symbol, SymbolKind};
use vsp_isa::wording::Shown;
use vsp_runtime::{JitError, Outcome, Program, Vm};

/// The exit status after a trap.
const TRAPPED: u8 = 2;

/// Runs a program
///
/// What it prints goes to standard output, and a short report of how it ended to standard error. The exit status is 2 after a
/// trap, 0 if the program ended or stopped in another way, and 1 if it could not be run.
#[derive(clap::Args)]
pub struct Args {
    /// The program
    file: PathBuf,
    /// What carries it out; without a limit of fuel, machine code counts none
    #[arg(long, value_enum, default_value_t = EngineName::Interpreter)]
    engine: EngineName,
    /// How much work Cranelift's machine code gets; templates know one way
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = Level::Fast)]
    opt: Level,
    /// The exported function or label of the code to begin at [default: the program's entry point]
    #[arg(long, value_name = "NAME")]
    entry: Option<String>,
    /// The input stream; without it SENSE reads sensors
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// Where the output stream goes, one byte a cell; with `-` what is printed goes to standard error
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Stops the run before it uses more fuel: one unit an instruction
    #[arg(long, value_name = "N")]
    fuel: Option<u64>,
    /// Reports everything as one JSON object on standard output, and prints nothing else there
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    limits: limits::Limits,
}

impl Args {
    /// Options for compiling. Machine code checks for nothing that cannot happen.
    fn options(&self) -> Options {
        Options {
            optimization: self.opt.into(),
            metering: self.fuel.is_some(),
            interrupts: self.fuel.is_some(),
            limits: self.limits.limits(),
        }
    }
}

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let name = files::name_of(&args.file);
    check_standard_streams(args)?;
    let mut container = input::program(&args.file)?;
    if let Some(entry) = &args.entry {
        make_entry(&mut container, entry).map_err(|problem| Failure::of_file(&name, problem))?;
    }
    let signatures = vsp_lis::signatures(&container);
    if args.entry.is_none() && !signatures.is_empty() && container.function("main").is_none() {
        return Err(Failure::of_file(&name, lis::no_main(&signatures)));
    }
    let program = Program::from_container(container).map_err(|error| Failure::of_file(&name, error))?;
    let builder = args.engine.builder(&program, &args.options());
    let mut builder = builder.map_err(|error| match error {
        JitError::OverLimit(error) => Failure::of_file(&name, format_args!("{error}; {}", limits::HINT)),
        error => Failure::of_file(&name, error),
    })?;
    if let Some(path) = &args.input {
        builder = builder.input(files::bytes(path)?);
    }
    if let Some(fuel) = args.fuel {
        builder = builder.fuel(fuel);
    }
    let mut vm = builder.build().map_err(|error| Failure::of_file(&name, error))?;
    let outcome = match &args.entry {
        Some(entry) => vm.call(entry).map_err(|error| Failure::of_file(&name, error))?,
        None => vm.run(),
    };
    deliver(args, &name, &vm, &outcome)?;
    let status = if outcome.trap().is_some() { TRAPPED } else { 0 };
    Ok(ExitCode::from(status))
}

/// Refuses two uses of one standard stream.
fn check_standard_streams(args: &Args) -> Result<(), Failure> {
    let is_standard = |path: &Option<PathBuf>| path.as_deref().is_some_and(files::is_standard);
    if files::is_standard(&args.file) && is_standard(&args.input) {
        return Err(Failure::new("program and input cannot both come from standard input"));
    }
    if args.json && is_standard(&args.output) {
        return Err(Failure::new(
            "with --json nothing but the report goes to standard output: name a file for --output",
        ));
    }
    Ok(())
}

/// Exports the label of the code that a run shall begin at, unless there is a function of that name.
fn make_entry(program: &mut Container, entry: &str) -> Result<(), String> {
    if program.function(entry).is_some() {
        return Ok(());
    }
    let size = program.code.len();
    let is_place = |symbol: &Symbol| symbol.kind == SymbolKind::Label && (symbol.address as usize) < size;
    if let Some(label) = program.symbols.iter_mut().find(|it| it.name == entry && is_place(it)) {
        label.kind = SymbolKind::Function;
        return Ok(());
    }
    let names = |wanted: &dyn Fn(&Symbol) -> bool| -> Vec<&str> {
        program.symbols.iter().filter(|it| wanted(it)).map(|it| &*it.name).collect()
    };
    let exported = names(&|symbol| symbol.kind == SymbolKind::Function);
    let labels = names(&is_place);
    let there = match (exported.is_empty(), labels.is_empty()) {
        (false, _) => format!("the exported functions are {}", listed(&exported)),
        (true, false) => format!("the labels are {}", listed(&labels)),
        (true, true) => "there are none; `.global NAME` in its source exports a function".to_owned(),
    };
    Err(format!("no function or label of the code is named `{entry}`; {there}"))
}

/// Some names at most, in words.
fn listed(names: &[&str]) -> String {
    const MOST: usize = 20;
    let first: Vec<String> = names.iter().take(MOST).map(|name| Shown::name(name).to_string()).collect();
    match names.len().saturating_sub(MOST) {
        0 => first.join(", "),
        more => format!("{} ({more} more)", first.join(", ")),
    }
}

/// Sends what the program made to where it shall go.
fn deliver(args: &Args, name: &str, vm: &Vm, outcome: &Outcome) -> Result<(), Failure> {
    let mut printed_to_stderr = false;
    if let Some(path) = &args.output {
        let bytes: Vec<u8> = vm.output().iter().map(|cell| cell.pack()).collect();
        output::write(path, &bytes)?;
        printed_to_stderr = files::is_standard(path);
    }
    if args.json {
        return output::print(report::json(vm, outcome).as_bytes());
    }
    if printed_to_stderr {
        // Where nobody can be told, that cannot be told either.
        let _ = io::stderr().write_all(vm.printed().as_bytes());
    } else {
        output::print(vm.printed().as_bytes())?;
    }
    output::note(&report::text(name, vm, outcome));
    Ok(())
}
