//! The `vsp` command: assembles, disassembles, describes, compiles and runs programs for the Virtual SIL Processor, in SIL and
//! LIS.
#![forbid(unsafe_code)]

mod asm;
mod compile;
mod diagnostic;
mod dis;
mod engine;
mod failure;
mod files;
mod info;
mod input;
mod level;
mod limits;
mod lis;
mod output;
mod report;
mod run;
mod targets;

use clap::{Parser, Subcommand};
use failure::Failure;
use std::process::ExitCode;

/// Assembles, disassembles, describes, compiles and runs programs for the Virtual SIL Processor.
///
/// A FILE is a SILC file, which is told by its first four bytes; LIS, if it ends in .lis or is a project's lis.toml or folder; or
/// else assembly source. `-` is standard input or output.
/// The exit status is 1 for an error in files or usage, 2 after a trap, and otherwise 0.
#[derive(Parser)]
#[command(name = "vsp", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Asm(asm::Args),
    Lis(lis::Args),
    Dis(dis::Args),
    Info(info::Args),
    Compile(compile::Args),
    Run(run::Args),
    Targets(targets::Args),
}

fn main() -> ExitCode {
    match Cli::try_parse() {
        Ok(cli) => carry_out(cli.command).unwrap_or_else(|failure| {
            output::tell(&failure.to_string());
            ExitCode::from(1)
        }),
        Err(answer) => {
            // Help and version are answers like this too. Where nobody listens, nothing is lost.
            let _ = answer.print();
            ExitCode::from(u8::from(answer.use_stderr()))
        }
    }
}

fn carry_out(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Asm(args) => asm::asm(&args)?,
        Command::Lis(args) => lis::lis(&args)?,
        Command::Dis(args) => dis::dis(&args)?,
        Command::Info(args) => info::info(&args)?,
        Command::Compile(args) => compile::compile(&args)?,
        Command::Targets(args) => targets::targets(&args)?,
        Command::Run(args) => return run::run(&args),
    }
    Ok(ExitCode::SUCCESS)
}
