//! Writing the text form.

use crate::{Block, Edge, Exit, Function, HostCall, Op, Pc, States, Terminator, Type, Value};
use core::fmt::{self, Display, Formatter};
use vsp_isa::abi::Exit as Reason;

/// The names that values and blocks have in the text: numbers in the order in which they stand there.
struct Printer<'a> {
    function: &'a Function,
    values: Vec<u32>,
    blocks: Vec<u32>,
}

impl Display for Function {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut printer = Printer {
            function: self,
            values: vec![u32::MAX; self.value_count()],
            blocks: vec![u32::MAX; self.blocks.len()],
        };
        let present = self.block_ids().filter(|block| self.blocks[block.index()].end != Terminator::Absent);
        let present: Vec<Block> = present.collect();
        let mut next = 0;
        for (&block, number) in present.iter().zip(0..) {
            printer.blocks[block.index()] = number;
            let data = &self.blocks[block.index()];
            let named = data.body.iter().filter(|value| self.kind(**value) != Type::None);
            for value in data.params.iter().chain(named) {
                printer.values[value.index()] = next;
                next += 1;
            }
        }
        present.iter().try_for_each(|&block| printer.block(f, block))
    }
}

/// How the reason of an exit is written.
pub(super) fn reason(reason: Reason) -> String {
    match reason {
        Reason::Halted => "halted".into(),
        Reason::Returned => "returned".into(),
        Reason::Collapsed => "collapsed".into(),
        Reason::Yielded => "yielded".into(),
        Reason::OutOfFuel => "out_of_fuel".into(),
        Reason::Interrupted => "interrupted".into(),
        Reason::Dispatch => "dispatch".into(),
        Reason::Trapped(kind) => format!("trapped {}", kind.name()),
    }
}

impl Printer<'_> {
    fn value(&self, value: Value) -> String {
        match self.values[value.index()] {
            u32::MAX => format!("?{value}"),
            number => format!("v{number}"),
        }
    }

    fn block(&self, f: &mut Formatter<'_>, block: Block) -> fmt::Result {
        let data = &self.function.blocks[block.index()];
        write!(f, "b{}", self.blocks[block.index()])?;
        let params = data.params.iter();
        let params: Vec<String> = params
            .map(|&param| format!("{}: {}", self.value(param), self.function.kind(param).name()))
            .collect();
        if !params.is_empty() {
            write!(f, "({})", params.join(", "))?;
        }
        if let Some(place) = data.place {
            write!(f, " at {} in {}", place.address, place.mode)?;
        }
        writeln!(
            f,
            "{}{}:",
            if data.is_called { " called" } else { "" },
            if data.is_cold { " cold" } else { "" }
        )?;
        for &value in &data.body {
            write!(f, "    ")?;
            let kind = self.function.kind(value);
            if kind != Type::None {
                write!(f, "{}: {} = ", self.value(value), kind.name())?;
            }
            self.op(f, self.function.op(value))?;
            writeln!(f)?;
        }
        write!(f, "    ")?;
        self.end(f, &data.end)?;
        writeln!(f)
    }

    fn op(&self, f: &mut Formatter<'_>, op: Op) -> fmt::Result {
        let name = |value| self.value(value);
        match op {
            Op::Param => write!(f, "param"),
            Op::Const(bits) => write!(f, "const {bits}"),
            Op::Unary(op, a) => write!(f, "{} {}", op.name(), name(a)),
            Op::Binary(op, a, b) => write!(f, "{} {}, {}", op.name(), name(a), name(b)),
            Op::Select(a, b, c) => write!(f, "select {}, {}, {}", name(a), name(b), name(c)),
            Op::Mix(op, t, a, b) => write!(f, "{} {t}, {}, {}", op.name(), name(a), name(b)),
            Op::Fixed(fixed) => write!(f, "{}", fixed.name()),
            Op::Context(location) => write!(f, "context {location}"),
            Op::ContextMode => write!(f, "context_mode"),
            Op::Load(a) => write!(f, "load {}", name(a)),
            Op::Store(a, b) => write!(f, "store {}, {}", name(a), name(b)),
            Op::Check(a, length, exit) => {
                write!(f, "check {}, {length} else ", name(a))?;
                self.exit(f, exit)
            }
            Op::LoadCall(a) => write!(f, "load_call {}", name(a)),
            Op::StoreCall(a, b) => write!(f, "store_call {}, {}", name(a), name(b)),
            Op::LoadStack(a) => write!(f, "load_stack {}", name(a)),
            Op::StoreStack(a, b) => write!(f, "store_stack {}, {}", name(a), name(b)),
            Op::Guard(a, exit) => {
                write!(f, "guard {} else ", name(a))?;
                self.exit(f, exit)
            }
            Op::Charge(a, cost, ahead, exit) => {
                write!(f, "charge {}, {cost}", name(a))?;
                if ahead > 0 {
                    write!(f, " ahead {ahead}")?;
                }
                write!(f, " else ")?;
                self.exit(f, exit)
            }
            Op::Checkpoint(exit) => {
                write!(f, "checkpoint else ")?;
                self.exit(f, exit)
            }
            Op::Sync(states) => {
                write!(f, "sync ")?;
                self.states(f, states)
            }
            Op::Execute(exit) => {
                write!(f, "execute ")?;
                self.exit(f, exit)
            }
            Op::Host(call, number, cell) => self.host(f, call, number, cell),
            Op::Fence => write!(f, "fence"),
        }
    }

    fn host(&self, f: &mut Formatter<'_>, call: HostCall, number: u8, cell: Option<Value>) -> fmt::Result {
        write!(f, "{} {number}", call.name())?;
        cell.map_or(Ok(()), |cell| write!(f, ", {}", self.value(cell)))
    }

    fn exit(&self, f: &mut Formatter<'_>, exit: Exit) -> fmt::Result {
        let exit = self.function.exits[exit.index()];
        write!(f, "{} at ", reason(exit.reason))?;
        match exit.pc {
            Pc::At(pc) => write!(f, "{pc}")?,
            Pc::Is(value) => write!(f, "{}", self.value(value))?,
        }
        write!(f, " in {} ", exit.mode)?;
        self.states(f, exit.states)
    }

    fn states(&self, f: &mut Formatter<'_>, states: States) -> fmt::Result {
        let named = self.function.named(states).iter();
        let named: Vec<String> =
            named.map(|(location, value)| format!("{location} = {}", self.value(*value))).collect();
        write!(f, "{{{}}}", named.join(", "))
    }

    fn edge(&self, edge: &Edge) -> String {
        let args: Vec<String> =
            self.function.values(edge.args).iter().map(|&value| self.value(value)).collect();
        let number = self.blocks[edge.to.index()];
        if args.is_empty() { format!("b{number}") } else { format!("b{number}({})", args.join(", ")) }
    }

    fn end(&self, f: &mut Formatter<'_>, end: &Terminator) -> fmt::Result {
        match end {
            Terminator::Absent => write!(f, "absent"),
            Terminator::Enter(edges) => {
                let edges: Vec<String> = edges.iter().map(|edge| self.edge(edge)).collect();
                write!(f, "enter {}", edges.join(", "))
            }
            Terminator::Jump(edge) => write!(f, "jump {}", self.edge(edge)),
            Terminator::Branch(value, then, other) => {
                write!(f, "branch {}, {}, {}", self.value(*value), self.edge(then), self.edge(other))
            }
            Terminator::Switch(value, cases, default) => {
                write!(f, "switch {}", self.value(*value))?;
                for (number, edge) in cases {
                    write!(f, ", {number} to {}", self.edge(edge))?;
                }
                write!(f, ", else {}", self.edge(default))
            }
            Terminator::Leave(exit) => {
                write!(f, "leave ")?;
                self.exit(f, *exit)
            }
            Terminator::Interpret(exit) => {
                write!(f, "interpret ")?;
                self.exit(f, *exit)
            }
        }
    }
}
