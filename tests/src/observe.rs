//! Running a program and recording everything that can be observed.

use crate::programs::Compiled;
use crate::{Runner, Setup, TestHost};
use vsp_isa::container::fnv1a_64;
use vsp_runtime::{Cell, DefaultHost, Flags, Host, InterruptHandle, Mode, Outcome, Program, Registers, Vm};

/// Everything that can be seen of a machine after a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// How the run came back.
    pub outcome: Outcome,
    /// The same for people, with the reason of a trap.
    pub text: String,
    /// Where the machine stands.
    pub pc: u32,
    /// The mode.
    pub mode: Mode,
    /// The flags.
    pub flags: Flags,
    /// The registers.
    pub registers: Registers,
    /// The hash of all memory.
    pub memory: u64,
    /// The fuel that is left, if it is counted.
    pub fuel: Option<u64>,
    /// The call stack, the oldest first.
    pub calls: Vec<u32>,
    /// The data stack, the oldest first.
    pub stack: Vec<Cell>,
    /// The bits of the gradient.
    pub gradient: Option<[u32; 16]>,
    /// The output stream.
    pub output: Vec<Cell>,
    /// What was printed.
    pub printed: String,
    /// How much of the input has not been read, in bytes.
    pub input_left: usize,
    /// The ports.
    pub ports: Vec<Cell>,
    /// The actuators.
    pub actuators: Vec<Cell>,
    /// The hash of a snapshot, if the run can go on.
    pub snapshot: Option<u64>,
}

impl Observation {
    /// What can be seen of a machine, and of the default host that it has or that lies behind its own.
    pub fn of<H: Host>(vm: &Vm<H>, host: &DefaultHost, outcome: &Outcome) -> Observation {
        Observation {
            outcome: outcome.clone(),
            text: outcome.to_string(),
            pc: vm.pc(),
            mode: vm.mode(),
            flags: vm.flags(),
            registers: *vm.registers(),
            memory: fnv1a_64(vm.memory()),
            fuel: vm.fuel(),
            calls: vm.call_stack().to_vec(),
            stack: vm.data_stack().collect(),
            gradient: vm.gradient().map(|gradient| gradient.map(f32::to_bits)),
            output: host.output().to_vec(),
            printed: host.printed().to_owned(),
            input_left: host.input_left().len(),
            ports: host.ports().to_vec(),
            actuators: host.actuators().to_vec(),
            snapshot: vm.snapshot().ok().map(|bytes| fnv1a_64(&bytes)),
        }
    }

    /// What another observation has otherwise, a line each: the field, what is here, and what is there.
    pub fn differences(&self, other: &Observation) -> Vec<String> {
        let mut lines = Vec::new();
        /// Compares all fields: one that is not named here does not compile.
        macro_rules! compare {
            ($($field:ident)*) => {
                let Observation { $($field),* } = self;
                $(if *$field != other.$field {
                    lines.push(format!("{}: {:?} / {:?}", stringify!($field), $field, other.$field));
                })*
            };
        }
        compare!(outcome text pc mode flags registers memory fuel calls stack gradient output printed input_left ports
            actuators snapshot);
        lines
    }
}

/// Runs a program, resuming as often as the setup says, and gives what was seen after each run; with what the host was asked.
///
/// With several runners, the first begins, and at each stop the machine goes by snapshot to the next in turn.
pub fn observe(
    compiled: &Compiled,
    runners: &[Runner],
    setup: &Setup,
) -> (Vec<Observation>, Vec<(&'static str, u64)>) {
    let programs: Vec<Program> = runners.iter().map(|runner| runner.program(compiled)).collect();
    let forms: Vec<(Runner, &Program)> = runners.iter().copied().zip(&programs).collect();
    observe_forms(&forms, setup)
}

/// The same for runners each with its form of any program.
pub fn observe_forms(
    forms: &[(Runner, &Program)],
    setup: &Setup,
) -> (Vec<Observation>, Vec<(&'static str, u64)>) {
    // All machines have one handle, so that a request which has not been taken goes on with the run.
    let handle = setup.interrupts.then(InterruptHandle::new);
    let builder = |turn: usize, mut host: TestHost| {
        let (runner, program) = forms[turn % forms.len()];
        host.interrupts = handle.clone();
        let builder = runner.builder_for(program, host);
        match &handle {
            Some(handle) => builder.interrupt(handle),
            None => builder,
        }
    };
    let mut vm =
        builder(0, TestHost::new(setup.input.clone())).build().expect("the program has such an engine");
    vm.set_fuel(setup.fuel);
    *vm.registers_mut() = setup.registers;
    let mut outcome = match &setup.function {
        Some(function) => vm.call(function).expect("the function is exported"),
        None => vm.run(),
    };
    let mut seen = vec![Observation::of(&vm, vm.host().inner(), &outcome)];
    let mut log = vm.host().log.clone();
    for turn in 1..=setup.resumptions {
        if !outcome.can_go_on() {
            break;
        }
        if forms.len() > 1 {
            let bytes = vm.snapshot().expect("the run can go on");
            vm = builder(turn, TestHost::new(None)).restore(&bytes).expect("the snapshot is of this program");
        } else {
            vm.host_mut().log.clear();
        }
        vm.add_fuel(setup.refuel);
        outcome = vm.run();
        seen.push(Observation::of(&vm, vm.host().inner(), &outcome));
        log.extend_from_slice(&vm.host().log);
    }
    (seen, log)
}
