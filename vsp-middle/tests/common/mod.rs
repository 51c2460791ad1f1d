//! Running programs by the interpreter and by evaluating the functions that the middle makes of them, and comparing all that can be
//! seen.

mod runtime;

use fastrand::Rng;
use runtime::Runtime;
use std::collections::HashMap;
use std::rc::Rc;
use vsp_isa::abi::Exit;
use vsp_isa::container::{Container, fnv1a_64};
use vsp_isa::flow::{BlockVersion, Flow};
use vsp_isa::{Cell, Flags, Mode, Registers};
use vsp_middle::evaluate::{Machine, evaluate};
use vsp_middle::{Function, Options, Piece, Region, build, verify};
use vsp_runtime::{DefaultHost, Host, InterruptHandle, Limits, Outcome, Program, Vm};
use vsp_test_host::TestHost;

/// What a run starts with.
#[derive(Clone, Debug)]
pub struct Setup {
    pub registers: Registers,
    pub input: Option<Vec<u8>>,
    pub fuel: Option<u64>,
    /// The exported function to begin at, if not at the entry point.
    pub function: Option<String>,
    pub resumptions: usize,
    pub refuel: u64,
    pub interrupts: bool,
}

impl Setup {
    pub fn random(rng: &mut Rng, fuel: Option<u64>, interrupts: bool) -> Setup {
        let registers = if rng.bool() {
            Registers::unpack(std::array::from_fn(|_| rng.u8(..)))
        } else {
            Registers::from_image(std::array::from_fn(|_| rng.u8(..)))
        };
        let input = rng.bool().then(|| match rng.u8(..3) {
            0 => b"12\n -7.5e3 \nnot a number\n\n99999999999999999999\n".to_vec(),
            1 => Vec::new(),
            _ => (0..rng.u8(..100)).map(|_| rng.u8(..)).collect(),
        });
        let function = (rng.u8(..4) == 0).then(|| "function_0".to_owned());
        Setup { registers, input, fuel, function, resumptions: 12, refuel: 0, interrupts }
    }
}

/// Everything that can be seen after a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    pub outcome: String,
    pub pc: u32,
    pub mode: Mode,
    pub flags: Flags,
    pub registers: Registers,
    pub memory: u64,
    pub fuel: Option<u64>,
    pub calls: Vec<u32>,
    pub stack: Vec<Cell>,
    pub gradient: Option<[u32; 16]>,
    pub output: Vec<Cell>,
    pub printed: String,
    pub input_left: usize,
    pub ports: Vec<Cell>,
    pub actuators: Vec<Cell>,
    pub log: Vec<(&'static str, u64)>,
}

impl Observation {
    fn of_host(&mut self, host: &TestHost) {
        let inner: &DefaultHost = host.inner();
        self.output = inner.output().to_vec();
        self.printed = inner.printed().to_owned();
        self.input_left = inner.input_left().len();
        self.ports = inner.ports().to_vec();
        self.actuators = inner.actuators().to_vec();
        self.log = host.log.clone();
    }

    fn of_vm(vm: &Vm<TestHost>, outcome: &Outcome) -> Observation {
        let outcome = outcome.trap().map_or(outcome.name(), |trap| trap.kind.name()).to_owned();
        let mut observation = Observation {
            outcome,
            pc: vm.pc(),
            mode: vm.mode(),
            flags: vm.flags(),
            registers: *vm.registers(),
            memory: fnv1a_64(vm.memory()),
            fuel: vm.fuel(),
            calls: vm.call_stack().to_vec(),
            stack: vm.data_stack().collect(),
            gradient: gradient(vm),
            output: Vec::new(),
            printed: String::new(),
            input_left: 0,
            ports: Vec::new(),
            actuators: Vec::new(),
            log: Vec::new(),
        };
        observation.of_host(vm.host());
        observation
    }
}

fn gradient<H: Host>(vm: &Vm<H>) -> Option<[u32; 16]> {
    vm.gradient().map(|gradient| gradient.map(f32::to_bits))
}

/// What the interpreter does with a program.
pub fn interpret(container: &Container, setup: &Setup) -> Vec<Observation> {
    let handle = setup.interrupts.then(InterruptHandle::new);
    let mut host = TestHost::new(setup.input.clone());
    host.interrupts = handle.clone();
    let program = Program::from_container(container.clone()).unwrap();
    let mut builder = Vm::builder(&program).host(host);
    if let Some(handle) = &handle {
        builder = builder.interrupt(handle);
    }
    let mut vm = builder.build().unwrap();
    vm.set_fuel(setup.fuel);
    *vm.registers_mut() = setup.registers;
    let mut outcome = match &setup.function {
        Some(function) => vm.call(function).unwrap(),
        None => vm.run(),
    };
    let mut seen = vec![Observation::of_vm(&vm, &outcome)];
    for _ in 0..setup.resumptions {
        if !outcome.can_go_on() {
            break;
        }
        vm.add_fuel(setup.refuel);
        outcome = vm.run();
        seen.push(Observation::of_vm(&vm, &outcome));
    }
    seen
}

/// How a program is cut into functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// All of it is one.
    Whole,
    /// Each block version is one.
    Versions,
}

/// Something that is done to a function after it has been built.
pub type Change<'a> = &'a dyn Fn(&mut Function);

/// The functions of a program, which are built when they are wanted.
pub struct Functions<'a> {
    container: &'a Container,
    flow: Flow,
    options: Options,
    change: Change<'a>,
    whole: Option<(Rc<Function>, Vec<BlockVersion>)>,
    pieces: HashMap<BlockVersion, Rc<Function>>,
}

impl<'a> Functions<'a> {
    pub fn new(container: &'a Container, cut: Cut, options: Options, change: Change<'a>) -> Functions<'a> {
        let flow = Flow::analyse(container);
        let whole = (cut == Cut::Whole).then(|| Region::whole(container, &flow));
        let mut functions =
            Functions { container, flow, options, change, whole: None, pieces: HashMap::new() };
        functions.whole = whole.map(|region| (functions.build(&region), region.entries().to_vec()));
        functions
    }

    fn build(&self, region: &Region) -> Rc<Function> {
        let mut function = build(region, self.options);
        check(&function, "building");
        (self.change)(&mut function);
        check(&function, "the passes");
        Rc::new(function)
    }

    /// The function to go on with at a place, and the number of its entry.
    fn at(&mut self, place: BlockVersion) -> (Rc<Function>, usize) {
        if let Some((function, entries)) = &self.whole
            && let Ok(entry) = entries.binary_search(&place)
        {
            return (function.clone(), entry);
        }
        if let Some(function) = self.pieces.get(&place) {
            return (function.clone(), 0);
        }
        let piece = Piece::read(self.container, &self.flow, place);
        let function = self.build(&Region::new(vec![piece], vec![place], &[]));
        self.pieces.insert(place, function.clone());
        (function, 0)
    }
}

/// Checks that a function is sound, and that its text says all of it.
pub fn check(function: &Function, after: &str) {
    if let Err(fault) = verify(function) {
        panic!("after {after}: {fault}\n{function}");
    }
    let text = function.to_string();
    let read: Function = text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(read.to_string(), text);
    assert!(verify(&read).is_ok(), "{text}");
}

/// What evaluating the functions of a program does.
pub fn run(functions: &mut Functions<'_>, setup: &Setup) -> Vec<Observation> {
    let container = functions.container;
    let handle = setup.interrupts.then(InterruptHandle::new);
    let mut host = TestHost::new(setup.input.clone());
    host.interrupts = handle.clone();
    let mut runtime = Runtime::new(container, &functions.flow, host);
    let limits = Limits::default();
    let mut machine =
        Machine::new(container.default_memory_size(), limits.calls as usize, limits.stack as usize);
    machine.memory[..container.data.len()].copy_from_slice(&container.data);
    (machine.registers, machine.mode) = (setup.registers, container.mode);
    machine.fuel = setup.fuel.unwrap_or(u64::MAX);
    machine.pc = match &setup.function {
        Some(function) => container.function(function).unwrap().address,
        None => container.entry,
    };
    let mut seen = Vec::new();
    for turn in 0..=setup.resumptions {
        if turn > 0 {
            machine.fuel = machine.fuel.saturating_add(setup.refuel);
        }
        let exit = loop {
            let (function, entry) = functions.at(BlockVersion { address: machine.pc, mode: machine.mode });
            let exit = evaluate(&function, entry, &mut machine, &mut runtime);
            if exit != Exit::Dispatch {
                break exit;
            }
        };
        if let (Exit::Interrupted, Some(handle)) = (exit, &handle) {
            handle.clear();
        }
        seen.push(observe(&machine, &runtime, exit, setup));
        let can_go_on = matches!(exit, Exit::Collapsed | Exit::Yielded | Exit::OutOfFuel | Exit::Interrupted);
        if !can_go_on {
            break;
        }
    }
    seen
}

fn observe(machine: &Machine, runtime: &Runtime, exit: Exit, setup: &Setup) -> Observation {
    let outcome = match exit {
        Exit::Halted => "halted",
        Exit::Returned => "returned",
        Exit::Collapsed => "collapsed",
        Exit::Yielded => "yielded",
        Exit::OutOfFuel => "out_of_fuel",
        Exit::Interrupted => "interrupted",
        Exit::Dispatch => "dispatch",
        Exit::Trapped(kind) => kind.name(),
    };
    let stack = &machine.stack[..machine.stack_depth as usize];
    let mut observation = Observation {
        outcome: outcome.to_owned(),
        pc: machine.pc,
        mode: machine.mode,
        flags: machine.flags,
        registers: machine.registers,
        memory: fnv1a_64(&machine.memory),
        fuel: setup.fuel.map(|_| machine.fuel),
        calls: machine.calls[..machine.call_depth as usize].to_vec(),
        stack: stack.iter().map(|&bits| Cell::from_bits(bits)).collect(),
        gradient: gradient(&runtime.vm),
        output: Vec::new(),
        printed: String::new(),
        input_left: 0,
        ports: Vec::new(),
        actuators: Vec::new(),
        log: Vec::new(),
    };
    observation.of_host(runtime.vm.host());
    observation
}

/// The first stop that is not as expected, if there is one.
pub fn difference(expected: &[Observation], seen: &[Observation]) -> Option<String> {
    for (stop, (expected, seen)) in expected.iter().zip(seen).enumerate() {
        if expected != seen {
            return Some(format!("stop {stop}:\n{expected:?}\n/\n{seen:?}"));
        }
    }
    (expected.len() != seen.len()).then(|| format!("stops: {} / {}", expected.len(), seen.len()))
}
