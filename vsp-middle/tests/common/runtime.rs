//! What the runtime does for a function that is evaluated: single instructions, by the interpreter, and the host.

use std::collections::BTreeMap;
use vsp_isa::abi::{Exit, HOST_FAILED};
use vsp_isa::container::{Container, Symbol, SymbolKind};
use vsp_isa::flow::{BlockVersion, Flow, Leaving, leaving};
use vsp_isa::{Cell, Flags, Instruction};
use vsp_middle::evaluate::{Environment, Machine, evaluate};
use vsp_middle::{HostCall, Options, Piece, Region, build};
use vsp_runtime::{Host, InterruptHandle, Outcome, Program, Vm};
use vsp_test_host::TestHost;

/// Executes single instructions of a program. They stand in a program of their own, each between a YIELD, where the machine is
/// given its state, and a HLT.
pub struct Runtime {
    pub vm: Vm<TestHost>,
    /// The instructions that there are, by address.
    instructions: BTreeMap<u32, Instruction>,
    interrupt: Option<InterruptHandle>,
    container: Container,
    flow: Flow,
}

impl Runtime {
    pub fn new(container: &Container, flow: &Flow, host: TestHost) -> Runtime {
        let mut instructions = BTreeMap::new();
        for &version in flow.block_versions() {
            let plain = flow.read(container, version).instructions.into_iter().filter(|(_, instruction)| {
                matches!(leaving(*instruction), Leaving::Next | Leaving::Pause | Leaving::AnyNarrower)
            });
            instructions.extend(plain);
        }
        let (mut code, mut symbols) = (vec![0], Vec::new());
        for (address, instruction) in &instructions {
            let (name, at) = (address.to_string(), code.len() as u32);
            symbols.push(Symbol { name, address: at, kind: SymbolKind::Function });
            for instruction in [Instruction::Yield {}, *instruction, Instruction::Hlt {}] {
                code.extend_from_slice(instruction.encode().as_bytes());
            }
        }
        let single = Container { entry: 0, code, symbols, debug: None, ..container.clone() };
        let interrupt = host.interrupts.clone();
        let program = Program::from_container(single).expect("the program is sound");
        let vm = Vm::builder(&program).host(host).memory_size(container.default_memory_size());
        Runtime {
            vm: vm.build().expect("the limits are the usual ones"),
            instructions,
            interrupt,
            container: container.clone(),
            flow: flow.clone(),
        }
    }
}

impl Runtime {
    /// Executes a jump, call or return, or what takes the data stack, by a function that has nothing else.
    fn alone(&mut self, machine: &mut Machine, pc: u32) -> Exit {
        let place = BlockVersion { address: pc, mode: machine.mode };
        let code = self.flow.read_up_to(&self.container, place, 1);
        let piece = Piece { place, cost: None, is_checkpoint: false, code };
        let function = build(&Region::new(vec![piece], vec![place], &[]), Options::default());
        evaluate(&function, 0, machine, self)
    }
}

impl Environment for Runtime {
    fn execute(&mut self, machine: &mut Machine, pc: u32) -> Exit {
        // The machine here has stacks of its own.
        if matches!(
            self.instructions.get(&pc),
            None | Some(Instruction::Push { .. } | Instruction::Pop { .. })
        ) {
            return self.alone(machine, pc);
        }
        self.vm.host_mut().is_held = true;
        assert_eq!(self.vm.call(&pc.to_string()), Ok(Outcome::Yielded));
        self.vm.host_mut().is_held = false;
        *self.vm.registers_mut() = machine.registers;
        self.vm.memory_mut().copy_from_slice(&machine.memory);
        self.vm.set_mode(machine.mode);
        self.vm.set_flags(machine.flags);
        let exit = match self.vm.run() {
            Outcome::Halted => Exit::Dispatch,
            Outcome::Collapsed => Exit::Collapsed,
            Outcome::Yielded => Exit::Yielded,
            Outcome::Trapped(trap) => return Exit::Trapped(trap.kind),
            outcome => panic!("a single instruction gives {outcome}"),
        };
        let halted = machine.flags.contains(Flags::HALT);
        machine.registers = *self.vm.registers();
        machine.memory.copy_from_slice(self.vm.memory());
        machine.mode = self.vm.mode();
        machine.flags = self.vm.flags();
        machine.flags.set(Flags::HALT, halted);
        machine.pc = pc + self.instructions[&pc].length();
        exit
    }

    fn host(&mut self, _: &mut Machine, call: HostCall, number: u8, cell: u16) -> u32 {
        let (host, cell) = (self.vm.host_mut(), Cell::from_bits(cell));
        let answer = match call {
            HostCall::Sense => host
                .sense(number)
                .map(|sensed| u32::from(sensed.cell.to_bits()) | u32::from(sensed.at_end) << 16),
            HostCall::Act => host.act(number, cell).map(|()| 0),
            HostCall::ReadPort => host.read_port(number).map(|cell| cell.to_bits().into()),
            HostCall::WritePort => host.write_port(number, cell).map(|()| 0),
        };
        answer.unwrap_or(HOST_FAILED)
    }

    fn is_interrupted(&mut self) -> bool {
        self.interrupt.as_ref().is_some_and(InterruptHandle::is_requested)
    }
}
