//! The evaluator: executes a function operation by operation, and so defines what passes must preserve.

mod machine;
mod pure;

pub use machine::{Environment, Machine};
pub use pure::{binary, mix, unary};

use crate::{Block, Edge, Exit, Function, HostCall, Location, Op, Pc, States, Terminator, Type, Value};
use vsp_isa::abi::Exit as Reason;

/// Runs a function from one of its entries until it leaves. The machine has then what the context of machine code would have.
///
/// # Panics
/// If the function is not one that [`verify`](crate::verify()) accepts, has no such entry, or reaches outside of memory or a
/// stack, which a function that was built of a program never does.
///
/// ```
/// use vsp_middle::evaluate::{Environment, Machine, evaluate};
/// use vsp_middle::{Function, HostCall};
/// use vsp_isa::{Mode, Reg, abi::Exit};
///
/// struct Nobody;
/// impl Environment for Nobody {
///     fn execute(&mut self, _: &mut Machine, _: u32) -> Exit {
///         Exit::Dispatch
///     }
///     fn host(&mut self, _: &mut Machine, _: HostCall, _: u8, _: u16) -> u32 {
///         0
///     }
///     fn is_interrupted(&mut self) -> bool {
///         false
///     }
/// }
///
/// let text = "b0:\n v0: cell = context R1\n leave halted at 9 in SIL-64 {R0 = v0}";
/// let function: Function = text.parse().unwrap();
/// let mut machine = Machine::new(65536, 16, 16);
/// machine.registers.set(Reg::R1, vsp_isa::Cell::I);
/// assert_eq!(evaluate(&function, 0, &mut machine, &mut Nobody), Exit::Halted);
/// assert_eq!((machine.pc, machine.mode), (9, Mode::Sil64));
/// assert_eq!(machine.registers.get(Reg::R0), vsp_isa::Cell::I);
/// ```
pub fn evaluate(
    function: &Function,
    entry: usize,
    machine: &mut Machine,
    environment: &mut dyn Environment,
) -> Reason {
    let values = vec![0; function.value_count()];
    Evaluator { function, machine, environment, values }.run(entry)
}

struct Evaluator<'a> {
    function: &'a Function,
    machine: &'a mut Machine,
    environment: &'a mut dyn Environment,
    values: Vec<i64>,
}

impl Evaluator<'_> {
    fn run(mut self, entry: usize) -> Reason {
        let mut block = Block(0);
        loop {
            let data = &self.function.blocks[block.index()];
            for &value in &data.body {
                if let Some(reason) = self.step(value) {
                    return reason;
                }
            }
            let edge = match &data.end {
                Terminator::Absent => panic!("{block} does not end"),
                Terminator::Enter(edges) => edges[entry],
                Terminator::Jump(edge) => *edge,
                Terminator::Branch(value, then, other) => {
                    if self.get(*value) != 0 {
                        *then
                    } else {
                        *other
                    }
                }
                Terminator::Switch(value, cases, default) => {
                    let number = self.get(*value) as u32;
                    cases.iter().find(|(case, _)| *case == number).map_or(*default, |(_, edge)| *edge)
                }
                Terminator::Leave(exit) => return self.leave(*exit),
                Terminator::Interpret(exit) => {
                    self.leave(*exit);
                    let pc = self.machine.pc;
                    return self.environment.execute(self.machine, pc);
                }
            };
            block = self.follow(edge);
        }
    }

    fn follow(&mut self, edge: Edge) -> Block {
        let args: Vec<i64> = self.function.values(edge.args).iter().map(|&value| self.get(value)).collect();
        for (&param, arg) in self.function.blocks[edge.to.index()].params.iter().zip(args) {
            self.values[param.index()] = arg;
        }
        edge.to
    }

    fn get(&self, value: Value) -> i64 {
        self.values[value.index()]
    }

    fn store_states(&mut self, states: States) {
        for &(location, value) in self.function.named(states) {
            let bits = self.get(value);
            self.machine.store(location, bits);
        }
    }

    fn leave(&mut self, exit: Exit) -> Reason {
        let exit = self.function.exits[exit.index()];
        self.store_states(exit.states);
        self.machine.mode = exit.mode;
        self.machine.pc = match exit.pc {
            Pc::At(pc) => pc,
            Pc::Is(value) => self.get(value) as u32,
        };
        exit.reason
    }

    /// Leaves if that is so.
    fn leave_if(&mut self, condition: bool, exit: Exit) -> Option<Reason> {
        condition.then(|| self.leave(exit))
    }

    /// The same of a check, which does not know what fails if it is one for several: then it leaves to dispatch, and the instruction is executed.
    fn leave_or_execute_if(&mut self, condition: bool, exit: Exit) -> Option<Reason> {
        let reason = self.leave_if(condition, exit)?;
        let pc = self.machine.pc;
        let goes_on = reason == Reason::Dispatch;
        Some(if goes_on { self.environment.execute(self.machine, pc) } else { reason })
    }

    /// Does one operation; gives why the function leaves, if it does.
    fn step(&mut self, value: Value) -> Option<Reason> {
        let (op, kind) = (self.function.op(value), self.function.kind(value));
        let of = |value: Value| (self.function.kind(value), self.values[value.index()]);
        let result = match op {
            Op::Param => panic!("a parameter stands in a block's body"),
            Op::Const(bits) => bits,
            Op::Unary(op, a) => unary(op, of(a).0, of(a).1),
            Op::Binary(op, a, b) => binary(op, of(a).0, of(a).1, of(b).1),
            Op::Select(condition, a, b) => of(if of(condition).1 != 0 { a } else { b }).1,
            Op::Mix(op, t, a, b) => mix(op, t, of(a).1, of(b).1),
            Op::Fixed(fixed) => self.machine.fixed(fixed),
            Op::Context(location) => self.machine.load(location),
            Op::ContextMode => self.machine.mode.code().into(),
            Op::Load(address) => self.machine.load_memory(of(address).1, kind),
            Op::Store(address, stored) => {
                let (address, (kind, bits)) = (of(address).1, of(stored));
                self.machine.store_memory(address, kind, bits);
                0
            }
            Op::Check(address, length, exit) => {
                let last = (self.machine.memory.len() - usize::from(length)) as u64;
                return self.leave_or_execute_if(of(address).1 as u64 > last, exit);
            }
            Op::LoadCall(index) => self.machine.calls[of(index).1 as u32 as usize] as i32 as i64,
            Op::StoreCall(index, address) => {
                let (index, address) = (of(index).1 as u32 as usize, of(address).1 as u32);
                self.machine.calls[index] = address;
                0
            }
            Op::LoadStack(index) => self.machine.load_stack(of(index).1 as u32, kind),
            Op::StoreStack(index, stored) => {
                let (index, (kind, bits)) = (of(index).1 as u32, of(stored));
                self.machine.store_stack(index, kind, bits);
                0
            }
            Op::Guard(condition, exit) => return self.leave_or_execute_if(of(condition).1 != 0, exit),
            Op::Charge(fuel, cost, ahead, exit) => {
                let left = (of(fuel).1 as u64).checked_sub(cost.into());
                let Some(left) = left else { return Some(self.leave(exit)) };
                if left < ahead.into() {
                    self.leave(exit);
                    self.machine.fuel = left;
                    let pc = self.machine.pc;
                    return Some(self.environment.execute(self.machine, pc));
                }
                left as i64
            }
            Op::Checkpoint(exit) => {
                let interrupted = self.environment.is_interrupted();
                return self.leave_if(interrupted, exit);
            }
            Op::Sync(states) => {
                self.store_states(states);
                0
            }
            Op::Execute(exit) => {
                self.leave(exit);
                let pc = self.machine.pc;
                let reason = self.environment.execute(self.machine, pc);
                return (reason != Reason::Dispatch).then_some(reason);
            }
            Op::Host(call, number, cell) => self.host(call, number, cell.map_or(0, |cell| of(cell).1)),
            Op::Fence => 0,
        };
        self.values[value.index()] = result;
        None
    }

    fn host(&mut self, call: HostCall, number: u8, cell: i64) -> i64 {
        Type::I32.normal(self.environment.host(self.machine, call, number, cell as u16).into())
    }
}

impl Machine {
    /// What the context has for a location, as a value.
    pub(crate) fn load(&self, location: Location) -> i64 {
        match location {
            Location::Registers { first, cells } => {
                let reg = vsp_isa::Reg::from_nibble(first);
                let bits =
                    self.registers.word(reg, cells.into()).expect("locations lie within the registers");
                location.kind().normal(bits as i64)
            }
            Location::Flag(flag) => self.flags.contains(flag.bit()).into(),
            Location::Fuel => self.fuel as i64,
            Location::CallDepth => self.call_depth as i32 as i64,
            Location::StackDepth => self.stack_depth as i32 as i64,
        }
    }

    /// Puts a value into the context for a location.
    pub(crate) fn store(&mut self, location: Location, bits: i64) {
        match location {
            Location::Registers { first, cells } => {
                let reg = vsp_isa::Reg::from_nibble(first);
                let stored = self.registers.set_word(reg, cells.into(), bits as u64);
                stored.expect("locations lie within the registers");
            }
            Location::Flag(flag) => self.flags.set(flag.bit(), bits != 0),
            Location::Fuel => self.fuel = bits as u64,
            Location::CallDepth => self.call_depth = bits as u32,
            Location::StackDepth => self.stack_depth = bits as u32,
        }
    }
}
