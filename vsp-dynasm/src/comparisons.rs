//! Comparisons, and what branches make of them.
//!
//! A branch right after a comparison goes by the processor's flags. What the machine's flags are where it is taken is known before: that takes
//! one store in the place of one for each flag, as where the branch is not taken. A branch that follows after some calculations goes by a
//! register.

use crate::assembler::{Alu, Assembler, Condition, Flag, Register, Type};
use crate::compile::Templates;
use crate::integers::integer_type;
use crate::looks::LOOKS;
use vsp_isa::Opcode;

/// How many calculations may stand between a comparison and a branch that gets its flag from a register.
const LOOK_AHEAD: usize = 4;

/// How long a branch is, and one over a single calculation, which may become a choice.
const BRANCH: u32 = Opcode::Jz.format().length() as u32;
const BRANCH_OVER: u32 = BRANCH + Opcode::Addint.format().length() as u32;

/// How many instructions are looked at for a comparison that makes flags dead.
const LONGEST_WAY_TO_COMPARISON: usize = 6;

/// From which number on the first operand byte of a branch says that it tests a flag.
const FLAG_FORM: u8 = 16;

/// What the processor's flags tell of the last instruction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Compared {
    /// Nothing that matters.
    #[default]
    Nothing,
    /// What CMPINT compared.
    Integers,
    /// What TESTINT found.
    Bits,
    /// Whether, of CMPFLOAT, the first is less.
    Floats,
}

/// What `C` holds for a branch that comes soon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kept {
    /// Nothing.
    #[default]
    Nothing,
    /// A flag, extended with zeros.
    Flag(Flag),
    /// An integer of a type that is 0 where Z is set.
    Bits(Type),
}

/// The flags that nothing looks at before they are set again.
#[derive(Clone, Copy)]
pub(super) struct DeadFlags {
    pub zero: bool,
    pub negative: bool,
}

impl<P: Assembler> Templates<'_, P> {
    /// Must come before a comparison of integers, which also sets N unless it is TESTINT, after [`settle_flags`](Self::settle_flags).
    pub(super) fn before_comparison(&mut self, sets_negative: bool) {
        self.before_branch();
        let branch = self.branch_ahead(sets_negative);
        self.branched_by = branch.map(|(flag, _)| flag);
        let Some((flag, target)) = branch else { return };
        let dead = self.dead_flags(target);
        if sets_negative && !(dead.zero && dead.negative) {
            // What is equal is not less.
            self.asm.set_zero_and_negative(flag == Flag::Zero, flag == Flag::Negative);
        } else if !dead.zero {
            self.asm.set_flag_number(flag, true);
        }
    }

    /// Must come after CMPINT.
    pub(super) fn after_cmpint(&mut self) {
        self.compared = Compared::Integers;
        if self.branched_by.is_some() {
            return;
        }
        self.asm.set_flag(Flag::Zero, Condition::Equal);
        self.asm.set_flag(Flag::Negative, Condition::Less);
        match self.flag_needed_soon() {
            Some(Flag::Zero) => self.keep_flag(Flag::Zero, Condition::Equal),
            Some(Flag::Negative) => self.keep_flag(Flag::Negative, Condition::Less),
            Some(Flag::Overflow) | None => {}
        }
    }

    /// Must come after TESTINT of what is in two registers.
    pub(super) fn after_testint(&mut self, one: Register, other: Register) {
        self.compared = Compared::Bits;
        if self.branched_by.is_some() {
            return;
        }
        self.asm.set_flag(Flag::Zero, Condition::Equal);
        if self.flag_needed_soon() == Some(Flag::Zero) {
            self.asm.copy(Register::C, one);
            self.asm.alu(Alu::And, Register::C, other);
            self.kept = Kept::Bits(integer_type(self.mode));
        }
    }

    fn keep_flag(&mut self, flag: Flag, condition: Condition) {
        self.asm.condition(Register::C, condition);
        self.kept = Kept::Flag(flag);
    }

    /// Has registers hold what a block version can begin with, if a branch comes next: what follows a comparison must change no flag of the
    /// processor.
    pub(super) fn before_branch(&mut self) {
        let next = self.image.code.get(self.next as usize);
        if next.is_some_and(|byte| LOOKS[usize::from(*byte)].is_branch) {
            self.before_edge();
        }
    }

    /// The flag that the next instruction surely jumps by, which then is set before it and past it, and where it jumps.
    fn branch_ahead(&self, sets_negative: bool) -> Option<(Flag, u32)> {
        let next = self.next as usize;
        let &[opcode, low, middle, high] = self.image.code.get(next..next + BRANCH as usize)? else {
            return None;
        };
        let flag = flag_of_branch(opcode).filter(|flag| sets_negative || *flag == Flag::Zero)?;
        let target = u32::from_le_bytes([low, middle, high, 0]);
        let is_choice = target == self.next + BRANCH_OVER;
        (low >= FLAG_FORM && !is_choice && !self.reach.begins(self.next)).then_some((flag, target))
    }

    /// What is set again, where control goes on at an address, before something may look at it. Code that counts fuel or looks for
    /// interrupts may stop at any block.
    pub(super) fn dead_flags(&self, mut at: u32) -> DeadFlags {
        let nothing = DeadFlags { zero: false, negative: false };
        if self.prices.is_some() || self.interrupts {
            return nothing;
        }
        let most = 16 - self.mode.word_cells() as u8;
        for _ in 0..LONGEST_WAY_TO_COMPARISON {
            let Some(&[opcode, operands]) = self.image.code.get(at as usize..at as usize + 2) else {
                return nothing;
            };
            let look = LOOKS[usize::from(opcode)];
            // What passes the last register traps.
            let is_sound = operands & 15 <= most && operands >> 4 <= most;
            if opcode == Opcode::Jmp.byte() {
                let Some(target) = self.jump_target(at) else { return nothing };
                at = target;
            } else if opcode == Opcode::Cmpint.byte() && is_sound {
                return DeadFlags { zero: true, negative: true };
            } else if opcode == Opcode::Testint.byte() && is_sound {
                return DeadFlags { zero: true, negative: false };
            } else if look.keeps_c && !look.is_branch && is_sound {
                at += u32::from(look.length);
            } else {
                return nothing;
            }
        }
        nothing
    }

    /// The target of the jump at an address.
    fn jump_target(&self, at: u32) -> Option<u32> {
        let &[_, low, middle, high] = self.image.code.get(at as usize..at as usize + BRANCH as usize)? else {
            return None;
        };
        Some(u32::from_le_bytes([low, middle, high, 0]))
    }

    /// Where the JMP goes that comes next, if a branch over it can go there in its place, when it does not jump to `target`: programs
    /// have no branch on what is not equal.
    pub(super) fn jump_branched_over(&self, target: u32) -> Option<u32> {
        let is_jump = self.image.code.get(self.next as usize) == Some(&Opcode::Jmp.byte());
        if !is_jump || target != self.next + BRANCH || self.prices.is_some() || self.interrupts {
            return None;
        }
        let goes_to = self.jump_target(self.next)?;
        let dead = self.dead_flags(goes_to);
        let is_dead = match self.fresh {
            Compared::Integers => dead.zero && dead.negative,
            Compared::Bits => dead.zero,
            Compared::Nothing | Compared::Floats => false,
        };
        is_dead.then_some(goes_to)
    }

    /// Sets what flags are after a branch right after a comparison of integers that was not taken.
    pub(super) fn set_flags_past_branch(&mut self) {
        let Some(flag) = self.branched_by.take() else { return };
        let dead = self.dead_flags(self.next);
        if !dead.zero {
            match flag {
                Flag::Negative => self.asm.set_flag(Flag::Zero, Condition::Equal),
                Flag::Zero | Flag::Overflow => self.asm.set_flag_number(Flag::Zero, false),
            }
        }
        if !dead.negative {
            match flag {
                Flag::Negative => self.asm.set_flag_number(Flag::Negative, false),
                Flag::Zero | Flag::Overflow if self.fresh == Compared::Integers => {
                    self.asm.set_flag(Flag::Negative, Condition::Less);
                }
                Flag::Zero | Flag::Overflow => {}
            }
        }
    }

    /// The flag that a branch tests soon, after nothing but calculations: a choice that waited for memory would take longer than they do.
    fn flag_needed_soon(&self) -> Option<Flag> {
        let mut at = self.next;
        for calculations in 0..=LOOK_AHEAD {
            let &opcode = self.image.code.get(at as usize)?;
            let look = LOOKS[usize::from(opcode)];
            if !look.keeps_c || self.reach.begins(at) {
                return None;
            }
            if look.is_branch {
                return flag_of_branch(opcode).filter(|_| calculations > 0);
            }
            at += u32::from(look.length);
        }
        None
    }

    /// Looks at a flag, and gives the conditions under which it is set and clear.
    pub(super) fn test_flag(&mut self, flag: Flag) -> (Condition, Condition) {
        match self.kept {
            Kept::Bits(kind) if flag == Flag::Zero => {
                self.asm.compare_number(kind, Register::C, 0);
                return (Condition::Equal, Condition::NotEqual);
            }
            Kept::Flag(kept) if kept == flag => self.asm.compare_number(Type::U32, Register::C, 0),
            Kept::Flag(_) | Kept::Bits(_) | Kept::Nothing => self.asm.test_flag(flag),
        }
        (Condition::NotEqual, Condition::Equal)
    }
}

/// The flag that a branch may test.
fn flag_of_branch(opcode: u8) -> Option<Flag> {
    match opcode {
        _ if opcode == Opcode::Jz.byte() => Some(Flag::Zero),
        _ if opcode == Opcode::Jn.byte() => Some(Flag::Negative),
        _ => None,
    }
}
