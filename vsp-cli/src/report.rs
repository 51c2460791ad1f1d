//! How a run ended, for programs and for people.

use serde::Serialize;
use std::fmt::Write;
use vsp_isa::container::fnv1a_64;
use vsp_isa::wording::{Count, Shown};
use vsp_runtime::{Outcome, Vm};

/// Everything that can be observed of a machine after a run. The fields and their order are part of the interface.
#[derive(Serialize)]
struct Report<'a> {
    outcome: &'static str,
    trap: Option<&'static str>,
    pc: u32,
    mode: &'static str,
    status: u8,
    registers: [u16; 16],
    output: Vec<u16>,
    printed: &'a str,
    memory_fnv: String,
    fuel_used: Option<u64>,
    /// The one that ran last, and would run next.
    engine: String,
}

/// The report as one JSON object on one line.
pub fn json(vm: &Vm, outcome: &Outcome) -> String {
    let report = Report {
        outcome: outcome.name(),
        trap: outcome.trap().map(|trap| trap.kind.name()),
        pc: vm.pc(),
        mode: vm.mode().name(),
        status: vm.flags().bits(),
        registers: vm.registers().cells().map(|cell| cell.to_bits()),
        output: vm.output().iter().map(|cell| cell.to_bits()).collect(),
        printed: vm.printed(),
        memory_fnv: format!("{:016x}", fnv1a_64(vm.memory())),
        fuel_used: vm.fuel_used(),
        engine: vm.engine().to_string(),
    };
    let mut json = serde_json::to_string(&report).expect("numbers and text can be written as JSON");
    json.push('\n');
    json
}

/// The report in a few lines: the outcome with its place, then mode, flags and registers.
pub fn text(name: &str, vm: &Vm, outcome: &Outcome) -> String {
    let mut text = format!("{name}: {outcome}");
    let add = |text: &mut String, more: std::fmt::Arguments<'_>| {
        text.write_fmt(more).expect("a String takes all text");
    };
    if outcome.trap().is_none() {
        add(&mut text, format_args!(", pc {:#06x}", vm.pc()));
    }
    let container = vm.program().container();
    if let Some(trap) = outcome.trap()
        && let Some((file, line)) = vsp_lis::place_of(container, trap.pc)
    {
        // Only projects in LIS have lines of several files.
        let main = container.debug.as_ref().is_none_or(|debug| debug.source == file);
        match main {
            true => add(&mut text, format_args!(" (line {line})")),
            false => add(&mut text, format_args!(" (line {line} of {})", Shown::name(&file))),
        }
    }
    if let Some(used) = vm.fuel_used() {
        let units = if used == 1 { "unit" } else { "units" };
        add(&mut text, format_args!(", {used} {units} of fuel used"));
    }
    let sent = Count(vm.output().len(), "cell");
    add(&mut text, format_args!("\n{}, {:?}, {sent} sent", vm.mode(), vm.flags()));
    for (index, cell) in vm.registers().cells().into_iter().enumerate() {
        let separator = if index % 8 == 0 { '\n' } else { ' ' };
        add(&mut text, format_args!("{separator}R{index:X}={cell:?}"));
    }
    text
}
