//! The command `vsp-fleet`: programs with many inputs on many workers.
#![forbid(unsafe_code)]

mod arguments;
mod run;
mod worker;

use arguments::{Arguments, Command};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Worker(arguments) => worker::work(&arguments).map(|()| ExitCode::SUCCESS),
        Command::Run(arguments) => run::run(&arguments),
    };
    done.unwrap_or_else(|error| {
        eprintln!("vsp-fleet: {error}");
        ExitCode::FAILURE
    })
}
