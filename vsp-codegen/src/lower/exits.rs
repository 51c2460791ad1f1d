//! Ways out, and what is stored to the context.

use super::Lowering;
use super::stubs::Stub;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, Endianness, InstBuilder, MemFlagsData, types};
use vsp_isa::Mode;
use vsp_isa::abi::{Exit as Reason, Helper, offset};
use vsp_middle::{Binary, Exit, ExitData, Flag, Location, Op, Part, Pc, States, Value};

/// How the registers' image is accessed: little-endian on every machine.
pub(super) fn image_flags() -> MemFlagsData {
    MemFlagsData::trusted().with_endianness(Endianness::Little)
}

impl Lowering<'_, '_> {
    /// Does something that ends the function, where `condition` is not 0.
    pub(super) fn end_if(&mut self, condition: ir::Value, end: impl FnOnce(&mut Self)) {
        let (cold, go_on) = (self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(cold);
        self.b.ins().brif(condition, cold, &[], go_on, &[]);
        self.b.switch_to_block(cold);
        end(self);
        self.b.switch_to_block(go_on);
    }

    /// Does something, which is rare, where `condition` is not 0, and goes on.
    pub(super) fn do_if(&mut self, condition: ir::Value, what: impl FnOnce(&mut Self)) {
        let (cold, go_on) = (self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(cold);
        self.b.ins().brif(condition, cold, &[], go_on, &[]);
        self.b.switch_to_block(cold);
        what(self);
        self.b.ins().jump(go_on, &[]);
        self.b.switch_to_block(go_on);
    }

    /// Leaves as a stub does, where `condition` is not 0 or, with `unless`, where it is 0.
    pub(super) fn leave_if(&mut self, condition: ir::Value, unless: bool, stub: Stub) {
        let go_on = self.b.create_block();
        let leave = self.stub(stub);
        if unless {
            self.b.ins().brif(condition, go_on, &[], leave, &[]);
        } else {
            self.b.ins().brif(condition, leave, &[], go_on, &[]);
        }
        self.b.switch_to_block(go_on);
    }

    /// Stores all that the context lacks, and goes to the common way out.
    pub(super) fn leave(&mut self, exit: Exit) {
        let ExitData { reason, pc, mode, states } = self.function.exits[exit.index()];
        self.store_states(states);
        self.store_pc(pc);
        self.store_mode(mode);
        self.forget_computed();
        let code = self.b.ins().iconst(types::I32, i64::from(reason.code()));
        self.b.ins().jump(self.exit, &[code.into()]);
    }

    /// Whether two exits leave the same state.
    pub(super) fn is_same_state(&self, one: Exit, other: Exit) -> bool {
        let [one, other] = [one, other].map(|exit| self.function.exits[exit.index()]);
        (one.pc, one.mode) == (other.pc, other.mode)
            && self.function.named(one.states) == self.function.named(other.states)
    }

    fn pc(&mut self, pc: Pc) -> ir::Value {
        match pc {
            Pc::At(pc) => self.b.ins().iconst(types::I32, i64::from(pc)),
            Pc::Is(value) => self.get(value),
        }
    }

    pub(super) fn store_pc(&mut self, pc: Pc) {
        let pc = self.pc(pc);
        self.b.ins().store(MemFlagsData::trusted(), pc, self.context, offset::PC);
    }

    /// Has the runtime execute the instruction where an exit stands; gives what it says.
    fn call_runtime(&mut self, exit: Exit) -> ir::Value {
        let ExitData { pc, mode, states, .. } = self.function.exits[exit.index()];
        self.store_states(states);
        self.store_mode(mode);
        let pc = self.pc(pc);
        let result = self.call(Helper::execute, &[self.context, pc]);
        self.forget_computed();
        result
    }

    /// Has the runtime execute an instruction, and leaves if that stops the run.
    pub(super) fn execute(&mut self, exit: Exit) {
        let result = self.call_runtime(exit);
        let stopped = self.b.ins().icmp_imm_u(IntCC::NotEqual, result, i64::from(Reason::Dispatch.code()));
        self.end_if(stopped, |lowering| {
            lowering.b.ins().return_(&[result]);
        });
    }

    /// Has the runtime execute an instruction, and leaves as it says.
    pub(super) fn interpret(&mut self, exit: Exit) {
        let result = self.call_runtime(exit);
        self.b.ins().return_(&[result]);
    }

    /// Stores values, and nothing that is computed for that is known afterwards.
    pub(super) fn sync(&mut self, states: States) {
        self.store_states(states);
        self.forget_computed();
    }

    /// What has been computed for an exit is not there elsewhere.
    pub(super) fn forget_computed(&mut self) {
        for value in self.computed.drain(..) {
            self.values[value.index()] = None;
        }
    }

    /// What stands at the current place is seldom run.
    pub(super) fn set_cold(&mut self) {
        let block = self.b.current_block().expect("it goes on here");
        self.b.set_cold_block(block);
    }

    pub(super) fn store_mode(&mut self, mode: Mode) {
        let code = self.b.ins().iconst(types::I8, i64::from(mode.code()));
        self.b.ins().store(MemFlagsData::trusted(), code, self.context, offset::MODE);
    }

    fn store_states(&mut self, states: States) {
        let mut index = 0;
        while let Some(&state) = self.function.named(states).get(index) {
            let ((location, value), count) = self.word_at(states, index).unwrap_or((state, 1));
            if !matches!(location, Location::Flag(_)) {
                self.store_location(location, value);
            }
            index += count;
        }
        self.store_flags(states);
    }

    /// The word that registers hold the parts of, which are named one after the other from a place on, and how many they are.
    fn word_at(&self, states: States, index: usize) -> Option<((Location, Value), usize)> {
        let mut all: Option<(u8, Part)> = None;
        for (&(location, value), count) in self.function.named(states)[index..].iter().zip(1..) {
            let Location::Registers { first, .. } = location else { return None };
            let part = self.function.part(value)?;
            let (start, part) = match all {
                None if part.first > 0 => return None,
                None => (first, part),
                Some((start, before)) if start + before.cells == first => {
                    (start, before.with(self.function, part)?)
                }
                Some(_) => return None,
            };
            if u32::from(part.cells) * 16 == self.function.kind(part.word).bits() {
                let word = Location::Registers { first: start, cells: part.cells };
                return Some(((word, part.word), count));
            }
            all = Some((start, part));
        }
        None
    }

    /// Stores what a location that is no flag holds.
    pub(super) fn store_location(&mut self, location: Location, value: Value) {
        match location {
            Location::Registers { first, cells } => {
                let place = offset::REGISTERS + 2 * i32::from(first);
                let value = self.get(value);
                if cells == 1 {
                    self.b.ins().istore16(image_flags(), value, self.context, place);
                } else {
                    self.b.ins().store(image_flags(), value, self.context, place);
                }
            }
            Location::Flag(_) => unreachable!("flags are stored together"),
            Location::Fuel => self.store_field(value, offset::FUEL),
            Location::CallDepth => self.store_field(value, offset::CALL_DEPTH),
            Location::StackDepth => self.store_field(value, offset::STACK_DEPTH),
        }
    }

    fn store_field(&mut self, value: Value, offset: i32) {
        let value = self.get(value);
        self.b.ins().store(MemFlagsData::trusted(), value, self.context, offset);
    }

    /// Puts the flags among some states into the context's status byte.
    pub(super) fn store_flags(&mut self, states: States) {
        let flags = self.function.named(states).iter().filter_map(|&(location, value)| match location {
            Location::Flag(flag) => Some((flag, value)),
            Location::Registers { .. } | Location::Fuel | Location::CallDepth | Location::StackDepth => None,
        });
        let flags: Vec<(Flag, Value)> = flags.collect();
        if flags.is_empty() {
            return;
        }
        let named = flags.iter().fold(0, |bits, (flag, _)| bits | flag.bit().bits());
        let byte = self.b.ins().load(types::I8, MemFlagsData::trusted(), self.context, offset::FLAGS);
        let mut byte = self.b.ins().band_imm_u(byte, i64::from(!named));
        for (flag, value) in flags {
            let bit = flag.bit().bits();
            byte = match self.function.constant(value) {
                Some(0) => byte,
                Some(_) => self.b.ins().bor_imm_u(byte, i64::from(bit)),
                None => {
                    let value = self.flag(value);
                    let shift = i64::from(bit.trailing_zeros());
                    let placed = if shift == 0 { value } else { self.b.ins().ishl_imm_u(value, shift) };
                    self.b.ins().bor(byte, placed)
                }
            };
        }
        self.b.ins().store(MemFlagsData::trusted(), byte, self.context, offset::FLAGS);
    }

    /// The value of a flag. A comparison that something else looks at, too, is made anew: most often a branch does, and needs no value.
    fn flag(&mut self, value: Value) -> ir::Value {
        match self.function.op(value) {
            Op::Binary(op @ (Binary::Eq | Binary::Ne | Binary::Lt | Binary::Le | Binary::Ult), a, b) => {
                self.binary(op, a, b)
            }
            _ => self.get(value),
        }
    }

    /// What the context has for a location.
    pub(super) fn load_location(&mut self, location: Location) -> ir::Value {
        let trusted = MemFlagsData::trusted();
        match location {
            Location::Registers { first, cells } => {
                let place = offset::REGISTERS + 2 * i32::from(first);
                match cells {
                    1 => self.b.ins().uload16(types::I32, image_flags(), self.context, place),
                    2 => self.b.ins().load(types::I32, image_flags(), self.context, place),
                    _ => self.b.ins().load(types::I64, image_flags(), self.context, place),
                }
            }
            Location::Flag(flag) => {
                let byte = self.b.ins().load(types::I8, trusted, self.context, offset::FLAGS);
                let shifted = self.b.ins().ushr_imm_u(byte, i64::from(flag.bit().bits().trailing_zeros()));
                self.b.ins().band_imm_u(shifted, 1)
            }
            Location::Fuel => self.b.ins().load(types::I64, trusted, self.context, offset::FUEL),
            Location::CallDepth => self.b.ins().load(types::I32, trusted, self.context, offset::CALL_DEPTH),
            Location::StackDepth => self.b.ins().load(types::I32, trusted, self.context, offset::STACK_DEPTH),
        }
    }
}
