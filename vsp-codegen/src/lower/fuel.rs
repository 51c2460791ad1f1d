//! Fuel and interrupts.

use super::Lowering;
use super::stubs::{EXECUTE, Stub};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, InstBuilder, MemFlagsData, types};
use vsp_isa::abi::{Exit as Reason, offset};
use vsp_middle::{Exit, ExitData, Location};

/// What is taken from the fuel.
#[derive(Clone, Copy)]
pub(super) struct Charge {
    /// The fuel before.
    pub fuel: ir::Value,
    /// What is taken.
    pub cost: u32,
    /// What must be left.
    pub ahead: u16,
    /// Where it leaves if there is not enough.
    pub exit: Exit,
}

impl Lowering<'_, '_> {
    /// The word that is [`INTERRUPTED`](vsp_isa::abi::INTERRUPTED) when the run shall stop.
    fn interrupt_word(&mut self) -> ir::Value {
        let place = self.fixed.interrupt.expect("it is loaded at the beginning");
        let trusted = MemFlagsData::trusted();
        // Cranelift's optimiser, which would take a plain load of what others change out of a loop, does not run.
        self.b.ins().load(types::I64, trusted, place, 0)
    }

    /// Whether the run shall stop.
    fn is_interrupted(&mut self) -> ir::Value {
        let word = self.interrupt_word();
        self.b.ins().icmp_imm_s(IntCC::SignedLessThan, word, 0)
    }

    pub(super) fn leave_if_interrupted(&mut self, exit: Exit) {
        let asked = self.is_interrupted();
        self.leave_if(asked, false, Stub::Leave(exit));
    }

    /// A checkpoint, and a charge after it, by one comparison where nothing is amiss.
    pub(super) fn charge_at_checkpoint(&mut self, charge: Charge, checkpoint: Exit) {
        let word = self.interrupt_word();
        let is_close = self.b.ins().icmp(IntCC::UnsignedLessThanOrEqual, charge.fuel, word);
        self.do_if(is_close, |lowering| {
            // The word is loaded again: then the comparison before has it to itself, and may be one with memory.
            if lowering.is_same_state(checkpoint, charge.exit) {
                let asked = lowering.is_interrupted();
                let lacking = lowering.is_below(charge.fuel, charge.cost, charge.ahead);
                let stops = lowering.b.ins().bor(asked, lacking);
                lowering.stop_short_if(stops, charge, Some(asked));
            } else {
                lowering.leave_if_interrupted(checkpoint);
                lowering.set_cold();
                lowering.charge(charge);
            }
            lowering.set_cold();
        });
    }

    /// Leaves where there is not enough fuel for a cost and for what is ahead.
    pub(super) fn charge(&mut self, charge: Charge) {
        let lacking = self.is_below(charge.fuel, charge.cost, charge.ahead);
        if charge.ahead == 0 {
            self.leave_if(lacking, false, Stub::Leave(charge.exit));
        } else {
            self.stop_short_if(lacking, charge, None);
        }
    }

    fn is_below(&mut self, fuel: ir::Value, cost: u32, ahead: u16) -> ir::Value {
        let needed = i64::from(cost) + i64::from(ahead);
        self.b.ins().icmp_imm_u(IntCC::UnsignedLessThan, fuel, needed)
    }

    /// Leaves, if it shall stop: because it is asked to, for lack of fuel, or where only what is ahead lacks it, as the runtime says that
    /// executes the instruction.
    fn stop_short_if(&mut self, stops: ir::Value, charge: Charge, asked: Option<ir::Value>) {
        let Charge { fuel, cost, ahead, exit } = charge;
        self.end_if(stops, |lowering| {
            let ExitData { reason, states, .. } = lowering.function.exits[exit.index()];
            let mut named = lowering.function.named(states).iter();
            let named = named.find(|(location, _)| *location == Location::Fuel);
            let before = named.map_or(fuel, |&(_, value)| lowering.get(value));
            let mut code = lowering.b.ins().iconst(types::I32, i64::from(reason.code()));
            let mut left = before;
            if ahead > 0 {
                let ended = lowering.is_below(fuel, cost, 0);
                let paid = lowering.b.ins().iadd_imm_s(fuel, -i64::from(cost));
                left = lowering.b.ins().select(ended, before, paid);
                let execute = lowering.b.ins().iconst(types::I32, i64::from(EXECUTE));
                code = lowering.b.ins().select(ended, code, execute);
            }
            if let Some(asked) = asked {
                left = lowering.b.ins().select(asked, before, left);
                let interrupted = lowering.b.ins().iconst(types::I32, i64::from(Reason::Interrupted.code()));
                code = lowering.b.ins().select(asked, interrupted, code);
            }
            lowering.b.ins().store(MemFlagsData::trusted(), left, lowering.context, offset::FUEL);
            lowering.forget_computed();
            let stub = lowering.stub(Stub::AsTold(exit));
            lowering.b.ins().jump(stub, &[code.into()]);
        });
    }
}
