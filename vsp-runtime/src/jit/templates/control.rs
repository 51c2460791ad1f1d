//! Templates that go elsewhere, or stop.

use super::Templates;
use super::assembler::{Alu, Assembler, Condition, Flag, Label, Place, Scratch, Type};
use super::flags::rho;
use Scratch::{A, B, C};
use vsp_isa::abi::{Exit, offset};
use vsp_isa::flow::Unit;
use vsp_isa::{Branch, Cell, Flags, Reg, Test, TrapKind};

const CALLS: Place = Place::Context(offset::CALLS as u8);
const CALL_DEPTH: Place = Place::Context(offset::CALL_DEPTH as u8);
const CALL_LIMIT: Place = Place::Context(offset::CALL_LIMIT as u8);
const STATUS: Place = Place::Context(offset::FLAGS as u8);

impl<P: Assembler> Templates<'_, P> {
    /// The label of a place in the current mode. Past the end of the code there is only a trap.
    fn label(&mut self, address: u32) -> Label {
        if address as usize >= self.image.code.len() {
            return self.cold_exit(Exit::Trapped(TrapKind::PcOutOfBounds), address);
        }
        let unit = Unit { address, mode: self.mode };
        self.units.want(unit);
        Label::Unit(unit)
    }

    /// Goes to a place in the current mode.
    pub(super) fn goto(&mut self, address: u32) {
        self.settle_flags();
        let label = self.label(address);
        self.asm.jump(label);
        self.ended = true;
    }

    /// Goes to a place under a condition, and else to the next instruction.
    fn goto_if(&mut self, condition: Condition, address: u32) {
        let label = self.label(address);
        self.asm.jump_if(condition, label);
    }

    /// JZ and JN, which test a flag or a register's rho.
    pub(super) fn branch(&mut self, branch: Branch, flag: Flag, condition: Condition) {
        self.settle_flags();
        match branch.test() {
            Test::Flag => {
                self.asm.test_flag(flag);
                self.goto_if(Condition::NotEqual, branch.target());
            }
            Test::Register(reg) => {
                self.asm.load(A, Type::I8, Place::Context(rho(reg)));
                self.asm.compare_number(A, 0);
                self.goto_if(condition, branch.target());
            }
        }
    }

    pub(super) fn jump_if_overflow(&mut self, target: u32) {
        self.settle_flags();
        self.asm.test_flag(Flag::Overflow);
        self.goto_if(Condition::NotEqual, target);
    }

    pub(super) fn jump_if_collapsed(&mut self, target: u32) {
        self.settle_flags();
        self.asm.load(A, Type::U8, STATUS);
        self.asm.alu_number(Alu::And, A, Flags::COLLAPSE.bits().into());
        self.asm.compare_number(A, 0);
        self.goto_if(Condition::NotEqual, target);
    }

    /// LOOP: counts RC's rho down, and jumps unless it is null.
    pub(super) fn count_down(&mut self, target: u32) {
        self.settle_flags();
        let counter = Place::Context(rho(Reg::RC));
        self.asm.load(A, Type::I8, counter);
        self.asm.compare_number(A, Cell::NULL.rho.into());
        let done = self.asm.skip_if(Condition::LessOrEqual);
        self.asm.alu_number(Alu::Add, A, -1);
        self.asm.store(A, Type::U8, counter);
        let label = self.label(target);
        self.asm.jump(label);
        self.asm.land(done);
    }

    pub(super) fn call_subroutine(&mut self, target: u32) {
        self.settle_flags();
        self.asm.load(A, Type::U32, CALL_DEPTH);
        self.asm.load(B, Type::U32, CALL_LIMIT);
        self.asm.compare(A, B);
        let full = self.cold_exit(Exit::Trapped(TrapKind::CallStackOverflow), self.pc);
        self.asm.jump_if(Condition::AboveOrEqual, full);
        self.asm.load(B, Type::U64, CALLS);
        self.asm.number(C, self.next.into());
        self.asm.store(C, Type::U32, Place::Item(B, A));
        self.asm.alu_number(Alu::Add, A, 1);
        self.asm.store(A, Type::U32, CALL_DEPTH);
        self.goto(target);
    }

    pub(super) fn return_to_caller(&mut self) {
        self.settle_flags();
        self.want_return_sites();
        self.asm.load(B, Type::U32, CALL_DEPTH);
        self.asm.compare_number(B, 0);
        let returned = self.cold_exit(Exit::Returned, self.next);
        self.asm.jump_if(Condition::Equal, returned);
        self.asm.alu_number(Alu::Add, B, -1);
        self.asm.store(B, Type::U32, CALL_DEPTH);
        self.asm.load(C, Type::U64, CALLS);
        self.asm.load(A, Type::U32, Place::Item(C, B));
        self.asm.jump(Label::Dispatch(self.mode.code()));
        self.ended = true;
    }

    /// A RET runs in this mode: it can go to every return site.
    fn want_return_sites(&mut self) {
        let bit = 1 << self.mode.code();
        if self.returning & bit == 0 {
            self.returning |= bit;
            let end = self.image.code.len();
            for &address in self.reach.return_sites().iter().filter(|&&site| (site as usize) < end) {
                self.units.want(Unit { address, mode: self.mode });
            }
        }
    }

    pub(super) fn halt(&mut self) {
        self.settle_flags();
        self.asm.load(A, Type::U8, STATUS);
        self.asm.alu_number(Alu::Or, A, Flags::HALT.bits().into());
        self.asm.store(A, Type::U8, STATUS);
        self.leave(Exit::Halted, self.next);
    }

    /// Leaves the code with pc at an address.
    pub(super) fn leave(&mut self, exit: Exit, pc: u32) {
        self.settle_flags();
        self.asm.exit(exit.code(), pc);
        self.ended = true;
    }

    pub(super) fn trap(&mut self, kind: TrapKind) {
        self.leave(Exit::Trapped(kind), self.pc);
    }

    /// Whether some register begins no word in this mode; then the instruction traps.
    #[inline]
    pub(super) fn traps_as_words(&mut self, words: &[Reg]) -> bool {
        let cells = self.mode.word_cells();
        let traps = words.iter().any(|word| word.index() + cells > 16);
        if traps {
            self.trap(TrapKind::RegisterGroup);
        }
        traps
    }

    /// Lets the runtime execute the instruction.
    pub(super) fn execute(&mut self) {
        self.settle_flags();
        self.asm.execute(self.pc);
    }
}
