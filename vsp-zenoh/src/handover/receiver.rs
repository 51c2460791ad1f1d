//! The receiver's side of a hand-over.

use super::message::{Id, Reply, Request};
use super::office::{Carrier, In, Office};
use super::record::Record;
use super::step::Step;
use super::store::State;
use crate::name::Name;
use crate::programs::Hash;
use std::time::Instant;
use vsp_runtime::{Host, HostError, Vm};

/// A host that takes whatever a snapshot holds for another: what comes is checked before there is a host for it.
struct AnyHost;

impl Host for AnyHost {
    fn load(&mut self, _: &[u8]) -> Result<(), HostError> {
        Ok(())
    }
}

impl Office {
    /// Answers another node, or does not, where the question was for another store.
    pub fn answer(&self, from: &Name, request: Request, carrier: &dyn Carrier) -> Option<Reply> {
        let is_ours = |store| store == self.store.identity();
        match request {
            Request::Offer { id, store, program, snapshot } => {
                let held = self.hold(from, (id, store), program, snapshot, carrier);
                Some(held.unwrap_or_else(Reply::Refused))
            }
            Request::Go { id, token, store } => is_ours(store).then(|| self.take(from, id, token)),
            Request::Done { id, token, store } => is_ours(store).then(|| {
                self.forget(id, |is| is.from == *from && is.token == token);
                Reply::Taken
            }),
            Request::Ask { id, token, store } => is_ours(store).then(|| self.decided(from, id, token)),
        }
    }

    /// Takes a machine into the store, where it may not run yet; or says why not.
    pub(super) fn hold(
        &self,
        from: &Name,
        (id, store): (Id, Id),
        program: Hash,
        snapshot: Vec<u8>,
        carrier: &dyn Carrier,
    ) -> Result<Reply, String> {
        if !self.trust.covers(from) {
            return Err(format!("it takes no machines from `{from}`"));
        }
        {
            let mut index = self.index();
            let is_known = [&index.held, &index.here, &index.gone].iter().any(|all| all.contains_key(&id));
            if is_known || index.looked_at.contains(&id) {
                return Err("it knows this hand-over already".into());
            }
            if index.held.len() + index.here.len() + index.looked_at.len() >= self.limits.machines {
                return Err(format!("it has {} machines, which is its limit", self.limits.machines));
            }
            let unended = index.gone.values().filter(|is| is.from == *from).count();
            if unended >= self.limits.machines {
                return Err(format!("`{from}` has not said of {unended} hand-overs that they are done"));
            }
            index.looked_at.insert(id);
        }
        let looked_at = self.look_at(&program, &snapshot, carrier).and_then(|()| {
            let (other, token) = (from.clone(), Id::random());
            let record = Record { id, other, store, token, follows: None, program, snapshot };
            self.store.write(&record, State::Held).map_err(|error| error.to_string())?;
            Ok(token)
        });
        let mut index = self.index();
        index.looked_at.remove(&id);
        let token = looked_at?;
        let is = In { from: from.clone(), store, token, since: Instant::now(), is_done: false };
        index.held.insert(id, is);
        drop(index);
        self.step(Step::Held);
        Ok(Reply::Held { token, store: self.store.identity() })
    }

    /// Makes sure that a machine is sound and within the limits.
    fn look_at(&self, program: &Hash, snapshot: &[u8], carrier: &dyn Carrier) -> Result<(), String> {
        let kept = match self.programs.get(program) {
            Some(kept) => kept,
            None => carrier.program(program).map_err(|error| error.to_string())?,
        };
        let builder = Vm::builder(&kept.program).host(AnyHost).memory_size(self.limits.memory);
        let vm = builder.restore(snapshot).map_err(|error| error.to_string())?;
        match vm.fuel() {
            Some(fuel) if fuel > self.limits.fuel => {
                Err(format!("it has {fuel} units of fuel, and the limit is {}", self.limits.fuel))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// The sender has given a machine.
    pub(super) fn take(&self, from: &Name, id: Id, token: Id) -> Reply {
        let mut index = self.index();
        let is_it = |is: &In| is.from == *from && is.token == token;
        if [&index.here, &index.gone].into_iter().any(|all| all.get(&id).is_some_and(is_it)) {
            return Reply::Taken;
        }
        let Some(is) = index.held.get(&id).filter(|is| is_it(is)).cloned() else { return Reply::Unknown };
        // If the disk fails it stays held, and the sender asks again.
        if self.store.rename(id, State::Held, State::Here).is_err() {
            return Reply::Undecided;
        }
        index.held.remove(&id);
        index.here.insert(id, is);
        index.ready.push_back((id, false));
        drop(index);
        self.step(Step::Here);
        self.came.notify_all();
        Reply::Taken
    }

    /// The sender has forgotten a hand-over.
    pub(super) fn forget(&self, id: Id, is_it: impl Fn(&In) -> bool) {
        let mut index = self.index();
        if let Some(is) = index.here.get_mut(&id).filter(|is| is_it(is)) {
            is.is_done = true;
        }
        // If the disk fails it is asked for again.
        if index.gone.get(&id).is_some_and(is_it) && self.store.remove(id, State::Gone).is_ok() {
            index.gone.remove(&id);
        }
    }

    /// A machine that is held was never given, or one that is gone has been forgotten. If the disk fails it is asked for again.
    pub(super) fn not_given(&self, id: Id, token: Id) {
        let mut index = self.index();
        let index = &mut *index;
        for (all, state) in [(&mut index.held, State::Held), (&mut index.gone, State::Gone)] {
            let is_it = all.get(&id).is_some_and(|is| is.token == token);
            if is_it && self.store.remove(id, state).is_ok() {
                all.remove(&id);
            }
        }
    }
}
