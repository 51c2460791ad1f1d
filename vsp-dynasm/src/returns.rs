//! Calls and returns: where RET goes on, and what registers hold there.
//!
//! A RET can go to every return site, so the return sites of a mode all begin alike: with what registers held at the first CALL of that mode that
//! was compiled, or at its first RET. The code of a return site comes right after that of the CALL, where the processor expects it to
//! go on.

use crate::assembler::Assembler;
use crate::cache::{Arrival, Cache, Numbers};
use crate::compile::Templates;
use crate::label::Label;
use crate::slow_path::What;
use vsp_isa::abi::Exit;
use vsp_isa::flow::BlockVersion;
use vsp_isa::{Mode, TrapKind};

/// What is known of the returns of each mode.
#[derive(Default)]
pub(super) struct Returns {
    modes: [InMode; Mode::ALL.len()],
}

#[derive(Clone, Copy, Default)]
struct InMode {
    /// What registers hold where a RET goes, once that is decided.
    arrival: Option<Arrival>,
    /// Whether there is a RET, and whether all return sites are wanted for it.
    has_ret: bool,
    is_wanted: bool,
}

impl<A: Assembler> Templates<'_, A> {
    /// What the return sites of a mode begin with, which may be what is held now.
    fn return_arrival(&mut self, mode: Mode, held: Arrival) -> Arrival {
        let of_mode = &mut self.returns.modes[mode.code() as usize];
        // What may be dirty need not be stored before.
        *of_mode.arrival.get_or_insert_with(|| self.versions.agreed(held.all_dirty()))
    }

    /// What a block version begins with that may begin with an arrival.
    #[inline]
    fn arrival_at(&mut self, version: BlockVersion, arrival: Arrival) -> Arrival {
        if self.reach.is_return_site(version.address) {
            self.return_arrival(version.mode, arrival)
        } else {
            arrival
        }
    }

    /// Asks for code of a block version, which may begin with an arrival if that is still open. Gives what it does begin with.
    #[inline]
    pub(super) fn want(&mut self, version: BlockVersion, arrival: Arrival) -> Arrival {
        let arrival = self.arrival_at(version, arrival);
        self.versions.want(version, arrival)
    }

    /// The same where the block version's code comes next, if there is none yet.
    #[inline]
    pub(super) fn fall_into(&mut self, version: BlockVersion, arrival: Arrival) -> Arrival {
        let arrival = self.arrival_at(version, arrival);
        self.versions.fall_into(version, arrival)
    }

    /// Emits a jump to what the program calls; the return site comes next.
    pub(super) fn emit_call(&mut self, callee: BlockVersion) {
        let from = self.cache.sets.arrival();
        let arrival = self.return_arrival(self.mode, from);
        let to = self.want(callee, from.all_dirty());
        self.adapt(from, to, self.mode);
        self.asm.call_code(Label::Version(callee));
        self.cache.sets = arrival.sets();
        self.is_return_site = true;
    }

    /// Emits a RET.
    pub(super) fn emit_return(&mut self) {
        let from = self.cache.sets.arrival();
        let to = self.return_arrival(self.mode, from);
        self.adapt(from, to, self.mode);
        self.cache.sets = to.sets();
        let otherwise = self.slow_path(What::Return(self.next));
        self.asm.pop_call(otherwise);
        self.asm.return_by(self.versions.begins(self.mode));
        self.returns.modes[self.mode.code() as usize].has_ret = true;
        self.ended = true;
    }

    /// Asks for code of all return sites in the modes of all RETs. Whether there was something to ask for.
    pub(super) fn want_return_sites(&mut self) -> bool {
        let end = self.image.code.len();
        let mut is_more = false;
        for mode in Mode::ALL {
            let of_mode = &mut self.returns.modes[mode.code() as usize];
            if !of_mode.has_ret || of_mode.is_wanted {
                continue;
            }
            of_mode.is_wanted = true;
            is_more = true;
            for &address in self.reach.return_sites().iter().filter(|&&site| (site as usize) < end) {
                self.want(BlockVersion { address, mode }, Arrival::MEMORY);
            }
        }
        is_more
    }

    /// Emits what a RET of a mode does that goes to the end of the program; then, at the place that this gives, the rest of those whose return
    /// address was not pushed since the code was entered, and may be any, with the address after the RET in `C`.
    pub(super) fn emit_returns(&mut self, mode: Mode) -> u32 {
        let of_mode = self.returns.modes[mode.code() as usize];
        let Some(arrival) = of_mode.arrival.filter(|_| of_mode.has_ret) else { return 0 };
        let stores = Cache { sets: arrival.sets(), numbers: Numbers::default() };
        let end = self.image.code.len() as u32;
        self.asm.buffer().make_room();
        if self.reach.return_sites().last() == Some(&end) {
            self.versions.end(mode, self.asm.buffer().position());
            self.emit_stores(stores, mode);
            self.asm.exit(Exit::Trapped(TrapKind::PcOutOfBounds).code(), end);
        }
        self.asm.buffer().make_room();
        let position = self.asm.buffer().position();
        self.emit_stores(stores, mode);
        self.asm.pop_any_call();
        self.asm.dispatch(self.versions.begins(mode), end, mode.code());
        position
    }
}
