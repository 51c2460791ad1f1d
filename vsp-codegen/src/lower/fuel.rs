//! Fuel and interrupts.

use super::Lowering;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, InstBuilder, MemFlagsData, types};
use vsp_isa::abi::{Exit as Reason, offset};
use vsp_middle::Exit;

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
        self.leave_if(asked, false, exit);
    }

    /// A checkpoint, and a charge after it, by one comparison where nothing is amiss.
    pub(super) fn charge_at_checkpoint(&mut self, charge: Charge, checkpoint: Exit) {
        let word = self.interrupt_word();
        let is_close = self.b.ins().icmp(IntCC::UnsignedLessThanOrEqual, charge.fuel, word);
        self.do_if(is_close, |lowering| {
            // The word is loaded again: then the comparison before has it to itself, and may be one with memory.
            if lowering.is_same_state(checkpoint, charge.exit) {
                lowering.store_exit(charge.exit);
                let asked = lowering.is_interrupted();
                lowering.exit_if(asked, Reason::Interrupted);
                let needed = lowering.is_below(charge.fuel, charge.cost, charge.ahead);
                lowering.end_if(needed, false, |lowering| lowering.stop_short(charge));
                lowering.forget_computed();
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
        self.end_if(lacking, false, |lowering| {
            lowering.store_exit(charge.exit);
            lowering.stop_short(charge);
            lowering.forget_computed();
        });
    }

    fn is_below(&mut self, fuel: ir::Value, cost: u32, ahead: u16) -> ir::Value {
        let needed = i64::from(cost) + i64::from(ahead);
        self.b.ins().icmp_imm_u(IntCC::UnsignedLessThan, fuel, needed)
    }

    /// Leaves, with everything in the context: for lack of fuel, or where only what is ahead lacks it, as the runtime says that executes the
    /// instruction.
    fn stop_short(&mut self, Charge { fuel, cost, ahead, exit }: Charge) {
        let reason = self.function.exits[exit.index()].reason;
        if ahead == 0 {
            return self.exit(reason);
        }
        let ended = self.is_below(fuel, cost, 0);
        self.exit_if(ended, reason);
        let left = self.b.ins().iadd_imm_s(fuel, -i64::from(cost));
        self.b.ins().store(MemFlagsData::trusted(), left, self.context, offset::FUEL);
        let result = self.call_execute(exit);
        self.b.ins().return_(&[result]);
    }
}
