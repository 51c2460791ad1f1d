//! Reading the text form.

use super::scan::{ParseError, Scanner};
use crate::{
    Binary, Block, Edge, Exit, ExitData, Fixed, Function, HostCall, Mix, Op, Pc, States, Terminator, Type,
    Unary, Value,
};
use core::str::FromStr;
use std::collections::HashMap;
use vsp_isa::abi::Exit as Reason;
use vsp_isa::flow::BlockVersion;
use vsp_isa::{Mode, TrapKind};

/// Reads a function that [`Display`](core::fmt::Display) has written, or somebody by hand. It need not be one that
/// [`verify`](crate::verify()) accepts.
impl FromStr for Function {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Function, ParseError> {
        let mut parser = Parser::default();
        let lines = text.lines().zip(1..).map(|(text, line)| (line, text.split(';').next().unwrap_or("")));
        let lines: Vec<(usize, &str)> = lines.filter(|(_, text)| !text.trim().is_empty()).collect();
        // First all names, since loops use values that are defined below.
        for &(line, text) in &lines {
            parser.define(&mut Scanner::new(line, text))?;
        }
        let mut values = core::mem::take(&mut parser.defined).into_iter();
        let mut block = None;
        for &(line, text) in &lines {
            let mut scanner = Scanner::new(line, text);
            if is_header(text) {
                block = Some(Block(block.map_or(0, |Block(before)| before + 1)));
                continue;
            }
            let Some(block) = block else { return scanner.error("a block's name") };
            parser.line(&mut scanner, block, &mut values)?;
            if !scanner.is_empty() {
                return scanner.error("the end of the line");
            }
        }
        Ok(parser.function)
    }
}

fn is_header(text: &str) -> bool {
    text.trim_end().ends_with(':')
}

#[derive(Default)]
struct Parser {
    function: Function,
    values: HashMap<u32, Value>,
    blocks: HashMap<u32, Block>,
    /// The values that lines define, in order.
    defined: Vec<Value>,
}

impl Parser {
    /// Notes what a line defines.
    fn define(&mut self, s: &mut Scanner<'_>) -> Result<(), ParseError> {
        if s.take_word("b") {
            return s.error("a block's number");
        }
        if let Ok(number) = s.numbered('b', "a block's name") {
            return self.header(s, number);
        }
        if let Ok(number) = s.numbered('v', "a value's name") {
            let kind = typed(s)?;
            let value = self.function.make(Op::Const(0), kind);
            self.defined.push(value);
            return self.name(s, number, value);
        }
        Ok(())
    }

    fn name(&mut self, s: &Scanner<'_>, number: u32, value: Value) -> Result<(), ParseError> {
        match self.values.insert(number, value) {
            None => Ok(()),
            Some(_) => s.fault(format!("v{number} is defined twice")),
        }
    }

    fn header(&mut self, s: &mut Scanner<'_>, number: u32) -> Result<(), ParseError> {
        let block = self.function.add_block(None);
        if self.blocks.insert(number, block).is_some() {
            return s.fault(format!("b{number} is defined twice"));
        }
        if s.take("(") {
            loop {
                let number = s.numbered('v', "a value's name")?;
                let kind = typed(s)?;
                let value = self.function.add_param(block, kind);
                self.name(s, number, value)?;
                if !s.take(",") {
                    break;
                }
            }
            s.expect(")")?;
        }
        if s.take_word("at") {
            let address = s.number()?;
            s.expect_word("in")?;
            let mode = s.named("a mode", Mode::from_name)?;
            self.function.blocks[block.index()].place = Some(BlockVersion { address, mode });
        }
        self.function.blocks[block.index()].is_called = s.take_word("called");
        self.function.blocks[block.index()].is_cold = s.take_word("cold");
        s.expect(":")
    }

    /// Reads a line within a block.
    fn line(
        &mut self,
        s: &mut Scanner<'_>,
        block: Block,
        values: &mut impl Iterator<Item = Value>,
    ) -> Result<(), ParseError> {
        if self.function.blocks[block.index()].end != Terminator::Absent {
            return s.error("a block's name");
        }
        if s.numbered('v', "a value's name").is_ok() {
            typed(s)?;
            s.expect("=")?;
            let value = values.next().expect("the first pass has seen it");
            let op = self.op(s, Some(self.function.kind(value)))?;
            self.function.set_op(value, op);
            self.function.blocks[block.index()].body.push(value);
            return Ok(());
        }
        if let Some(end) = self.end(s)? {
            self.function.blocks[block.index()].end = end;
            return Ok(());
        }
        let op = self.op(s, None)?;
        self.function.append(block, op, Type::None);
        Ok(())
    }

    fn value(&self, s: &mut Scanner<'_>) -> Result<Value, ParseError> {
        s.named("a value", |word| self.values.get(&word.strip_prefix('v')?.parse().ok()?).copied())
    }

    /// A further value.
    fn next(&self, s: &mut Scanner<'_>) -> Result<Value, ParseError> {
        s.expect(",")?;
        self.value(s)
    }

    fn op(&mut self, s: &mut Scanner<'_>, kind: Option<Type>) -> Result<Op, ParseError> {
        let name = s.word();
        if let Some(op) = Unary::from_name(name) {
            return Ok(Op::Unary(op, self.value(s)?));
        }
        if let Some(op) = Binary::from_name(name) {
            return Ok(Op::Binary(op, self.value(s)?, self.next(s)?));
        }
        if let Some(op) = Mix::from_name(name) {
            let t = s.number()?;
            return Ok(Op::Mix(op, t, self.next(s)?, self.next(s)?));
        }
        if let Some(fixed) = Fixed::from_name(name) {
            return Ok(Op::Fixed(fixed));
        }
        if let Some(call) = HostCall::from_name(name) {
            let number = s.number()?;
            let cell = if call.takes_cell() { Some(self.next(s)?) } else { None };
            return Ok(Op::Host(call, number, cell));
        }
        Ok(match name {
            "const" => Op::Const(kind.unwrap_or(Type::None).normal(s.number()?)),
            "select" => Op::Select(self.value(s)?, self.next(s)?, self.next(s)?),
            "context" => Op::Context(s.location()?),
            "context_mode" => Op::ContextMode,
            "load" => Op::Load(self.value(s)?),
            "store" => Op::Store(self.value(s)?, self.next(s)?),
            "check" => {
                let address = self.value(s)?;
                s.expect(",")?;
                let length = s.number()?;
                Op::Check(address, length, self.other(s)?)
            }
            "load_call" => Op::LoadCall(self.value(s)?),
            "store_call" => Op::StoreCall(self.value(s)?, self.next(s)?),
            "load_stack" => Op::LoadStack(self.value(s)?),
            "store_stack" => Op::StoreStack(self.value(s)?, self.next(s)?),
            "guard" => Op::Guard(self.value(s)?, self.other(s)?),
            "charge" => {
                let fuel = self.value(s)?;
                s.expect(",")?;
                let cost = s.number()?;
                let ahead = if s.take_word("ahead") { s.number()? } else { 0 };
                Op::Charge(fuel, cost, ahead, self.other(s)?)
            }
            "checkpoint" => Op::Checkpoint(self.other(s)?),
            "sync" => Op::Sync(self.states(s)?),
            "execute" => Op::Execute(self.exit(s)?),
            "fence" => Op::Fence,
            _ => return s.fault(format!("there is no operation `{name}`")),
        })
    }

    fn other(&mut self, s: &mut Scanner<'_>) -> Result<Exit, ParseError> {
        s.expect_word("else")?;
        self.exit(s)
    }

    fn exit(&mut self, s: &mut Scanner<'_>) -> Result<Exit, ParseError> {
        let name = s.word();
        let reason = match name {
            "halted" => Reason::Halted,
            "returned" => Reason::Returned,
            "collapsed" => Reason::Collapsed,
            "yielded" => Reason::Yielded,
            "out_of_fuel" => Reason::OutOfFuel,
            "interrupted" => Reason::Interrupted,
            "dispatch" => Reason::Dispatch,
            "trapped" => Reason::Trapped(s.named("a kind of trap", |name| {
                TrapKind::ALL.iter().copied().find(|kind| kind.name() == name)
            })?),
            _ => return s.fault(format!("no exit has the reason `{name}`")),
        };
        s.expect_word("at")?;
        let pc = match self.value(s) {
            Ok(value) => Pc::Is(value),
            Err(_) => Pc::At(s.number()?),
        };
        s.expect_word("in")?;
        let mode = s.named("a mode", Mode::from_name)?;
        let states = self.states(s)?;
        Ok(self.function.add_exit(ExitData { reason, pc, mode, states }))
    }

    fn states(&mut self, s: &mut Scanner<'_>) -> Result<States, ParseError> {
        s.expect("{")?;
        let mut states = Vec::new();
        while !s.take("}") {
            let location = s.location()?;
            s.expect("=")?;
            states.push((location, self.value(s)?));
            s.take(",");
        }
        Ok(self.function.states(states))
    }

    fn edge(&mut self, s: &mut Scanner<'_>) -> Result<Edge, ParseError> {
        let to =
            s.named("a block", |word| self.blocks.get(&word.strip_prefix('b')?.parse().ok()?).copied())?;
        let mut args = Vec::new();
        if s.take("(") {
            args.push(self.value(s)?);
            while s.take(",") {
                args.push(self.value(s)?);
            }
            s.expect(")")?;
        }
        Ok(Edge { to, args: self.function.list(args) })
    }

    /// The end of a block, if that is what the line has.
    fn end(&mut self, s: &mut Scanner<'_>) -> Result<Option<Terminator>, ParseError> {
        Ok(Some(if s.take_word("enter") {
            let mut edges = Vec::new();
            while !s.is_empty() {
                edges.push(self.edge(s)?);
                s.take(",");
            }
            Terminator::Enter(edges)
        } else if s.take_word("jump") {
            Terminator::Jump(self.edge(s)?)
        } else if s.take_word("branch") {
            let value = self.value(s)?;
            s.expect(",")?;
            let then = self.edge(s)?;
            s.expect(",")?;
            Terminator::Branch(value, then, self.edge(s)?)
        } else if s.take_word("switch") {
            let value = self.value(s)?;
            let mut cases = Vec::new();
            loop {
                s.expect(",")?;
                if s.take_word("else") {
                    break Terminator::Switch(value, cases, self.edge(s)?);
                }
                let number = s.number()?;
                s.expect_word("to")?;
                cases.push((number, self.edge(s)?));
            }
        } else if s.take_word("leave") {
            Terminator::Leave(self.exit(s)?)
        } else if s.take_word("interpret") {
            Terminator::Interpret(self.exit(s)?)
        } else {
            return Ok(None);
        }))
    }
}

/// The type after a value's name.
fn typed(s: &mut Scanner<'_>) -> Result<Type, ParseError> {
    s.expect(":")?;
    s.named("a type", Type::from_name)
}
