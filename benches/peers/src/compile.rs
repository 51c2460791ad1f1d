//! How long compiling takes.

use std::time::Duration;
use vsp_benches::report::{Table, cell, digits};
use vsp_benches::{CRANELIFT, DYNASM, Way, compile, program, race};
use vsp_runtime::Engine;

/// Instructions of the two programs that are compiled.
const LENGTHS: [usize; 2] = [10_000, 100_000];

/// The compilers, in the order of the table.
const WAYS: [Way; 5] = [
    Way::Build,
    Way::Jit { engine: Engine::Cranelift, metering: false },
    CRANELIFT,
    Way::Jit { engine: Engine::Dynasm, metering: false },
    DYNASM,
];

/// Nanoseconds an instruction that compilers take for programs which have some of everything, as a table; and how many times as
/// many for the longer one.
pub fn compile_times(turns: u32) -> String {
    let names = LENGTHS.map(|length| format!("{length} instructions"));
    let mut table =
        Table::new(["compiler".into()].into_iter().chain(names).chain(["longer to shorter".into()]));
    let programs = LENGTHS.map(program);
    let times =
        programs.map(|program| race(WAYS.map(|way| compile(way, &program)).into(), turns, Duration::ZERO));
    for (place, way) in WAYS.iter().enumerate() {
        let each = |column: usize| {
            let time = times[column][place].clone();
            time.map(|time| time.as_nanos() as f64 / LENGTHS[column] as f64)
        };
        let (shorter, longer) = (each(0), each(1));
        let growth = shorter.clone().and_then(|shorter| Ok(longer.clone()? / shorter));
        let cells = [&shorter, &longer, &growth].map(|figure| cell(figure, digits));
        table.row([way.to_string()].into_iter().chain(cells));
    }
    table.to_string()
}
