//! Runs a program that arrives while running by every engine, checks that all do the same, and prints what each costs and
//! gains.
#![forbid(unsafe_code)]

mod memory;
mod program;
mod table;
mod trial;

use std::error::Error;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use trial::{End, Trial};
use vsp_runtime::{Engine, Registers};

const USAGE: &str = "usage: jit [PROGRAM.silc]";

/// What is compared with the interpreter.
const COMPILERS: [Engine; 2] = [Engine::Dynasm, Engine::Cranelift];

fn main() -> ExitCode {
    match file(std::env::args_os().skip(1)).and_then(|file| compare(&file)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("jit: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The bytes of the file that is asked for.
fn file(mut arguments: impl Iterator<Item = OsString>) -> Result<Vec<u8>, Box<dyn Error>> {
    match (arguments.next(), arguments.next()) {
        (None, _) => Ok(program::assembled()),
        (Some(path), None) if !path.as_encoded_bytes().starts_with(b"-") => {
            let path = PathBuf::from(path);
            Ok(program::read(&path).map_err(|error| format!("{}: {error}", path.display()))?)
        }
        (Some(_), _) => Err(USAGE.into()),
    }
}

/// Runs it by every engine.
fn compare(file: &[u8]) -> Result<(), Box<dyn Error>> {
    let interpreted = Trial::of(Engine::Interpreter, file)?;
    let mut compiled: Vec<(Engine, Result<Trial, String>)> = Vec::new();
    for engine in COMPILERS {
        let trial = Trial::of(engine, file);
        if let Ok(trial) = &trial {
            let same = interpreted.end.check(&trial.end);
            same.map_err(|what| format!("by {engine} the {what} at the end would be another"))?;
        }
        compiled.push((engine, trial));
    }
    let End { outcome, fuel_used, registers, .. } = &interpreted.end;
    println!("{outcome} after {fuel_used} instructions, the same by every engine");
    println!("{}\n", in_hex(registers));
    print!("{}", table::table(&interpreted, &compiled));
    Ok(())
}

/// The registers' bits, R0 first.
fn in_hex(registers: &Registers) -> String {
    registers.cells().map(|cell| format!("{:04x}", cell.to_bits())).join(" ")
}
