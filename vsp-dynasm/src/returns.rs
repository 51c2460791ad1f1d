//! Calls and returns: where RET goes on, and what registers hold there.
//!
//! A RET can go to every return site, so all of a mode agree on what registers hold: what they held at the first CALL of that mode that was
//! compiled, or at its first RET. The code of a return site begins right after the CALL, where the processor expects it to go on.
//! Sites with code elsewhere have a jump there.

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

#[derive(Default)]
struct InMode {
    /// What registers hold where a RET goes, once that is decided.
    arrival: Option<Arrival>,
    /// Whether there is a RET, and whether all return sites are wanted for it.
    has_ret: bool,
    is_wanted: bool,
    /// Where in the code a RET goes on, by address: finally, if there is a RET, for each return site. Nothing if there is neither CALL nor
    /// RET.
    places: Vec<u32>,
}

impl Returns {
    /// What registers hold where a RET of a mode goes, which may be what is held now.
    pub fn arrival(&mut self, mode: Mode, held: Arrival) -> Arrival {
        // What may be dirty need not be stored before.
        *self.modes[mode.code() as usize].arrival.get_or_insert(held.all_dirty())
    }

    /// The places of a mode where code goes on after a RET, of a program with so many addresses; the last is that of their end.
    fn places(&mut self, mode: Mode, addresses: usize) -> &mut Vec<u32> {
        let places = &mut self.modes[mode.code() as usize].places;
        if places.is_empty() {
            *places = vec![0; addresses + 1];
        }
        places
    }

    /// The places of all modes, which the code refers to.
    pub fn into_places(self) -> [Vec<u32>; Mode::ALL.len()] {
        self.modes.map(|of_mode| of_mode.places)
    }
}

impl<A: Assembler> Templates<'_, A> {
    /// Emits a jump to what the program calls; the return site comes next.
    pub(super) fn emit_call(&mut self, callee: BlockVersion) {
        let from = self.cache.sets.arrival();
        let arrival = self.returns.arrival(self.mode, from);
        let to = self.versions.want(callee, from.all_dirty());
        self.adapt(from, to, self.mode);
        self.asm.call_code(Label::Version(callee));
        let (here, addresses) = (self.asm.buffer().position(), self.image.code.len());
        self.returns.places(self.mode, addresses)[self.next as usize] = here;
        self.cache.sets = arrival.sets();
        self.is_return_site = true;
    }

    /// Emits a RET.
    pub(super) fn emit_return(&mut self) {
        let from = self.cache.sets.arrival();
        let to = self.returns.arrival(self.mode, from);
        self.adapt(from, to, self.mode);
        self.cache.sets = to.sets();
        let otherwise = self.slow_path(What::Return(self.next));
        self.asm.pop_call(otherwise);
        let addresses = self.image.code.len();
        let places = self.returns.places(self.mode, addresses).as_ptr().expose_provenance();
        self.asm.return_by(places);
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
            let arrival = of_mode.arrival.unwrap_or(Arrival::MEMORY);
            for &address in self.reach.return_sites().iter().filter(|&&site| (site as usize) < end) {
                self.versions.want(BlockVersion { address, mode }, arrival);
            }
        }
        is_more
    }

    /// Finds where RETs of a mode go on for the return sites whose CALL has no code in this mode, or emits what leads there.
    pub(super) fn emit_returns(&mut self, mode: Mode) {
        let of_mode = &self.returns.modes[mode.code() as usize];
        let Some(arrival) = of_mode.arrival.filter(|_| of_mode.has_ret) else { return };
        let end = self.image.code.len();
        for &address in self.reach.return_sites() {
            if self.returns.places(mode, end)[address as usize] != 0 {
                continue;
            }
            self.asm.buffer().make_room();
            let mut place = self.asm.buffer().position();
            if address as usize == end {
                let stores = Cache { sets: arrival.sets(), numbers: Numbers::default() };
                self.emit_stores(stores, mode);
                self.asm.exit(Exit::Trapped(TrapKind::PcOutOfBounds).code(), address);
            } else {
                let version = BlockVersion { address, mode };
                let to = self.versions.arrival(version);
                if arrival.differing(to).next().is_none() {
                    place = self.versions.place(version);
                } else {
                    self.adapt(arrival, to, mode);
                    self.asm.jump(Label::Version(version));
                }
            }
            self.returns.places(mode, end)[address as usize] = place;
        }
    }

    /// Emits the rest of the RETs of a mode whose return address was not pushed since the code was entered, and may be any, with the
    /// address after the RET in `C`.
    pub(super) fn emit_dispatch(&mut self, mode: Mode) {
        let of_mode = &self.returns.modes[mode.code() as usize];
        let Some(arrival) = of_mode.arrival.filter(|_| of_mode.has_ret) else { return };
        self.asm.buffer().make_room();
        self.emit_stores(Cache { sets: arrival.sets(), numbers: Numbers::default() }, mode);
        self.asm.pop_any_call();
        let (begins, addresses) = (self.versions.begins(mode), self.image.code.len() as u32);
        self.asm.dispatch(begins.as_ptr().expose_provenance(), addresses, mode.code());
    }
}
