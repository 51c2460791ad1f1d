//! The table of all trials.

use crate::trial::Trial;
use std::fmt::Write;
use std::time::Duration;
use vsp_runtime::Engine;

const HEADS: [&str; 8] =
    ["engine", "first result", "compiling", "a run", "speed-up", "code", "memory", "pays after"];

/// A line for each engine; one that refuses the program has a line with its reason.
pub fn table(interpreted: &Trial, compiled: &[(Engine, Result<Trial, String>)]) -> String {
    let mut rows = vec![(Engine::Interpreter.to_string(), Ok(cells(interpreted, interpreted)))];
    for (engine, trial) in compiled {
        rows.push((engine.to_string(), trial.as_ref().map(|trial| cells(trial, interpreted))));
    }
    let mut widths = HEADS.map(|head| head.chars().count());
    for (engine, cells) in &rows {
        widths[0] = widths[0].max(engine.chars().count());
        for (width, cell) in widths[1..].iter_mut().zip(cells.iter().flatten()) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut table = line(&widths, HEADS[0], HEADS[1..].iter().copied());
    for (engine, cells) in &rows {
        match cells {
            Ok(cells) => table += &line(&widths, engine, cells.iter().map(String::as_str)),
            Err(reason) => table += &format!("{engine:<0$}  refused: {reason}\n", widths[0]),
        }
    }
    table
}

fn line<'a>(widths: &[usize; 8], first: &str, others: impl Iterator<Item = &'a str>) -> String {
    let mut line = format!("{first:<0$}", widths[0]);
    for (cell, width) in others.zip(&widths[1..]) {
        write!(line, "  {cell:>width$}").expect("a string takes any text");
    }
    line.push('\n');
    line
}

/// What the table says of a trial besides the engine; `-` for what only compilers have.
fn cells(trial: &Trial, interpreted: &Trial) -> [String; 7] {
    let compiled = |cell: String| if trial.code_bytes == 0 { "-".into() } else { cell };
    let pays = match break_even(trial.compiling, trial.run, interpreted.run) {
        None => "never".into(),
        Some(1) => "1 run".into(),
        Some(runs) => format!("{runs} runs"),
    };
    [
        format!("{:.2?}", trial.first_result),
        compiled(format!("{:.2?}", trial.compiling)),
        format!("{:.2?}", trial.run),
        format!("{:.1} x", interpreted.run.as_secs_f64() / trial.run.as_secs_f64()),
        compiled(format!("{} B", trial.code_bytes)),
        trial.memory.map_or("unknown".into(), |bytes| format!("{} KiB", bytes / 1024)),
        compiled(pays),
    ]
}

/// After how many runs the time for compiling has been saved by runs that take `compiled` rather than `interpreted`; `None`
/// where a run saves nothing.
fn break_even(compiling: Duration, compiled: Duration, interpreted: Duration) -> Option<u128> {
    let saved = interpreted.checked_sub(compiled)?.as_nanos();
    (saved > 0).then(|| compiling.as_nanos().div_ceil(saved))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::End;
    use vsp_runtime::{Cell, Flags, Outcome, Registers};

    fn trial(compiling: u64, run: u64, code_bytes: u64) -> Trial {
        let us = Duration::from_micros;
        let end = End {
            outcome: Outcome::Halted,
            fuel_used: 1,
            registers: Registers::filled(Cell::ONE),
            flags: Flags::NONE,
            pc: 1,
            memory: vec![],
        };
        Trial {
            first_result: us(compiling + run),
            compiling: us(compiling),
            run: us(run),
            code_bytes,
            memory: Some(2048),
            end,
        }
    }

    #[test]
    fn compiling_pays_when_runs_have_saved_as_much() {
        let after = |compiling, compiled, interpreted| {
            let us = Duration::from_micros;
            break_even(us(compiling), us(compiled), us(interpreted))
        };
        assert_eq!(after(8, 1, 5), Some(2));
        assert_eq!(after(9, 1, 5), Some(3));
        assert_eq!(after(1, 1, 500), Some(1));
        assert_eq!(after(8, 5, 5), None);
        assert_eq!(after(8, 6, 5), None);
    }

    #[test]
    fn columns_are_aligned_and_refusals_say_why() {
        let interpreted = trial(0, 9000, 0);
        let compiled =
            [(Engine::Dynasm, Err("not today".into())), (Engine::Cranelift, Ok(trial(20_000, 1000, 1234)))];
        let expected = "\
engine       first result  compiling   a run  speed-up    code  memory  pays after
interpreter        9.00ms          -  9.00ms     1.0 x       -   2 KiB           -
dynasm       refused: not today
cranelift         21.00ms    20.00ms  1.00ms     9.0 x  1234 B   2 KiB      3 runs
";
        assert_eq!(table(&interpreted, &compiled), expected);
    }

    #[test]
    fn code_that_is_no_faster_never_pays() {
        let table = table(&trial(0, 10, 0), &[(Engine::Dynasm, Ok(trial(10, 10, 99)))]);
        assert!(table.ends_with("never\n"), "{table}");
    }
}
