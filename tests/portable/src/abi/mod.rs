//! Machine code and the C ABI of this machine.
//!
//! Machine code is called with known values in all registers that it must leave alone, and calls helpers that do all that the
//! ABI lets them do: they check the stack pointer and the extension of each narrow argument, overwrite every register and
//! place on the stack that is theirs, and give narrow results with whatever the ABI allows in the upper halves. What comes of a
//! program must then be what the interpreter gives.

mod helpers;
mod programs;
mod registers;

use self::programs::PROGRAMS;
use std::fmt::Write;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use vsp_isa::abi::{Context, ENOUGH_FUEL, Exit};
use vsp_isa::semantics::complex::MAGNITUDES;
use vsp_isa::tables::SUMS;
use vsp_runtime::generated::region_at;
use vsp_runtime::{Cell, Engine, Host, HostError, Outcome, Program, Registers, Sensed, Vm};
use vsp_tests::Runner;

/// What machines have here.
const MEMORY: usize = 1 << 16;
const STACK: usize = 64;

/// What was seen.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// How many programs ran, as often as there are engines with machine code.
    pub runs: usize,
    /// A line for each thing that was not as it must be.
    pub differences: Vec<String>,
}

/// Runs all programs on all engines with machine code.
pub(crate) fn check() -> Found {
    let mut found = Found::default();
    let jits = [Runner::Dynasm, Runner::Cranelift].into_iter().filter(|runner| runner.is_here());
    for &(name, program, has_templates) in PROGRAMS {
        let able = jits.clone().filter(|&runner| runner != Runner::Dynasm || has_templates);
        let forms = able.map(|runner| runner.form_of(program));
        for form in forms.chain([program.clone()]).filter(|form| form.engine() != Engine::Interpreter) {
            found.runs += 1;
            for difference in run(&form).into_iter().chain(run_whole(&form)) {
                found.differences.push(format!("{name}, {}: {difference}", form.engine()));
            }
        }
    }
    Runner::here().for_each(Runner::forget);
    found
}

/// The host that the interpreter has; helpers do the same.
struct Attached;

impl Attached {
    /// What all ports and sensors hold.
    fn cell(number: u8) -> Cell {
        Cell::unpack(number.wrapping_mul(37) ^ 0x5A)
    }
}

impl Host for Attached {
    fn read_port(&mut self, port: u8) -> Result<Cell, HostError> {
        Ok(Attached::cell(port))
    }

    fn sense(&mut self, sensor: u8) -> Result<Sensed, HostError> {
        Ok(Sensed { cell: Attached::cell(sensor), at_end: sensor % 2 == 1 })
    }
}

/// What programs begin with.
fn start() -> Registers {
    Registers::unpack(std::array::from_fn(|number| (number as u8).wrapping_mul(83) ^ 0x96))
}

/// What is said of kept registers that are not as they were.
fn changed(after: &[u64; registers::KEPT]) -> impl Iterator<Item = String> {
    let numbered = registers::pattern().into_iter().zip(after).enumerate();
    numbered.filter(|(_, (before, after))| before != *after).map(|(number, (before, after))| {
        format!("kept register {number} is {after:#x} instead of {before:#x}")
    })
}

/// Runs a program as embedders do, called as a region would be: all registers that a function must keep are kept.
fn run_whole(program: &Program) -> Vec<String> {
    unsafe extern "C" fn run(vm: *mut Context, _: u32) -> u32 {
        // SAFETY: it is the machine below, which nobody else uses meanwhile.
        let vm = unsafe { &mut *vm.cast::<Vm<Attached>>() };
        u32::from(vm.run() == Outcome::Returned)
    }
    let mut vm = Vm::builder(program).host(Attached).build().expect("it fits");
    *vm.registers_mut() = start();
    let mut after = registers::pattern();
    // SAFETY: the function is given what it takes.
    let returned = unsafe { registers::call(run, ptr::from_mut(&mut vm).cast(), 0, &mut after) } as u32;
    let failed = (returned != 1).then(|| "it does not return".to_owned());
    changed(&after).map(|change| format!("as a whole: {change}")).chain(failed).collect()
}

/// Runs a program's machine code, and says what was not as it must be.
fn run(program: &Program) -> Vec<String> {
    let mut differences = Vec::new();
    let (mut memory, mut calls, mut stack) = (vec![0_u8; MEMORY], vec![0_u32; STACK], vec![0_u16; STACK]);
    let image = program.image();
    // SAFETY: numbers and pointers may all be 0.
    let mut context: Context = unsafe { std::mem::zeroed() };
    context.registers = start();
    context.pc = image.entry;
    context.mode = image.mode.code();
    (context.memory, context.memory_size) = (memory.as_mut_ptr(), MEMORY as u64);
    (context.calls, context.call_limit) = (calls.as_mut_ptr(), STACK as u32);
    (context.stack, context.stack_limit) = (stack.as_mut_ptr(), STACK as u32);
    context.magnitudes = MAGNITUDES.as_ptr();
    let interrupt = AtomicUsize::new(ENOUGH_FUEL);
    context.interrupt = &raw const interrupt;
    context.sums = Some(&SUMS);
    context.helpers = &raw const helpers::HELPERS;
    helpers::UNEXTENDED.store(0, Ordering::Relaxed);
    let exit = loop {
        let Some((region, entry)) = region_at(program, program.engine(), context.pc, context.mode) else {
            differences.push(format!("there is no entry at {:#x}", context.pc));
            return differences;
        };
        let before = registers::pattern();
        let mut after = before;
        // SAFETY: the region is of a program that exists, and the context is whole; helpers need no more.
        let code = unsafe { registers::call(region, ptr::from_mut(&mut context), entry, &mut after) };
        for &number in registers::CHANGED_BY_REGIONS {
            after[number] = before[number];
        }
        differences.extend(changed(&after));
        if code != helpers::extended(code as u32) && helpers::EXTENDS {
            differences.push(format!("the exit {code:#x} is not extended"));
        }
        let exit = Exit::from_code(code as u32);
        if exit != Some(Exit::Dispatch) {
            break exit;
        }
    };
    let unextended = helpers::UNEXTENDED.load(Ordering::Relaxed);
    if unextended > 0 {
        differences.push(format!("{unextended} arguments of helpers were not extended"));
    }
    let mut vm = Vm::builder(program).engine(Engine::Interpreter).host(Attached).build().expect("it fits");
    *vm.registers_mut() = start();
    let outcome = vm.run();
    let expected = (vm.registers(), vm.flags().bits(), vm.pc(), vm.memory());
    let seen = (&context.registers, context.flags, context.pc, &*memory);
    if seen != expected || exit != Some(Exit::Returned) || outcome != Outcome::Returned {
        let mut text = String::new();
        write!(
            text,
            "{exit:?} {:?} instead of {outcome:?} {:?}",
            (seen.0, seen.1, seen.2),
            (expected.0, expected.1, expected.2)
        )
        .unwrap();
        differences.push(text);
    }
    differences
}
