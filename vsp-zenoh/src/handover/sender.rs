//! The sender's side of a hand-over.

use super::message::{Id, Reply, Request};
use super::office::{Carrier, Office, Out};
use super::record::Record;
use super::step::Step;
use super::store::State;
use crate::name::Name;
use crate::programs::Kept;

/// What became of a machine that was to be sent.
#[derive(Debug)]
pub enum Sent {
    /// It is at the receiver.
    Moved,
    /// It is still here, for this reason; in this record, if it has one.
    Kept(String, Option<Id>),
    /// It was given away, but whether it was taken is not known yet.
    Stranded(Id),
}

impl Office {
    /// Sends a machine, which must not run any more unless it is kept. `before` is the record that it has.
    pub fn send(
        &self,
        program: &Kept,
        snapshot: Vec<u8>,
        to: &Name,
        before: Option<Id>,
        carrier: &dyn Carrier,
    ) -> Sent {
        let (id, store) = (Id::random(), self.store.identity());
        let program = program.hash;
        let record = |store, token, follows, snapshot| Record {
            id,
            other: to.clone(),
            store,
            token,
            follows,
            program,
            snapshot,
        };
        self.index().out.insert(id, Out { to: to.clone(), given: None, is_busy: true });
        let machine = record(store, Id([0; 16]), before, snapshot);
        if let Err(error) = self.store.write(&machine, State::Machine) {
            self.index().out.remove(&id);
            return Sent::Kept(error.to_string(), before);
        }
        self.step(Step::Written);
        if let Some(Err(error)) = before.map(|before| self.release(before)) {
            return self.keep(id, before, error.to_string());
        }
        let offer = Request::Offer { id, store, program, snapshot: machine.snapshot };
        let (token, their_store) = match carrier.ask(to, &offer) {
            Some(Reply::Held { token, store }) => (token, store),
            Some(Reply::Refused(reason)) => {
                return self.keep(id, before, format!("`{to}` refuses it: {reason}"));
            }
            None => return self.keep(id, before, format!("`{to}` does not answer")),
            Some(other) => return self.keep(id, before, format!("`{to}` answers {other:?} to an offer")),
        };
        self.step(Step::Told);
        if let Err(error) = self.store.write(&record(their_store, token, None, Vec::new()), State::Given) {
            // It may be there all the same. If it cannot be removed, only the next who opens the store can tell.
            if self.store.remove(id, State::Given).is_err() {
                return Sent::Stranded(id);
            }
            return self.keep(id, before, error.to_string());
        }
        if let Some(out) = self.index().out.get_mut(&id) {
            out.given = Some((token, their_store));
        }
        self.step(Step::Given);
        let is_taken = self.go(id, carrier) == Some(true);
        if let Some(out) = self.index().out.get_mut(&id) {
            out.is_busy = false;
        }
        if is_taken { Sent::Moved } else { Sent::Stranded(id) }
    }

    /// Gives an attempt up. A machine that had a record has this one now; another has none again.
    fn keep(&self, id: Id, before: Option<Id>, reason: String) -> Sent {
        let mut index = self.index();
        if before.is_none() && self.store.remove(id, State::Machine).is_ok() {
            index.out.remove(&id);
            return Sent::Kept(reason, None);
        }
        if let Some(out) = index.out.get_mut(&id) {
            out.is_busy = false;
        }
        Sent::Kept(reason, Some(id))
    }

    /// Tells the receiver that a machine was given to it. Whether it was taken; nothing if nobody answers.
    pub(super) fn go(&self, id: Id, carrier: &dyn Carrier) -> Option<bool> {
        let out = self.index().out.get(&id).cloned();
        let Some(Out { to, given: Some((token, store)), .. }) = out else { return Some(false) };
        if carrier.ask(&to, &Request::Go { id, token, store })? != Reply::Taken {
            return Some(false);
        }
        self.step(Step::Taken);
        // In this order: a machine without `given` would run here. If the disk fails, the receiver is asked again.
        let removed = self.store.remove(id, State::Machine).and_then(|()| {
            self.step(Step::Removed);
            self.store.remove(id, State::Given)
        });
        if removed.is_ok() {
            self.index().out.remove(&id);
            self.step(Step::Forgotten);
            // If this is lost, the receiver asks.
            carrier.ask(&to, &Request::Done { id, token, store });
        }
        Some(true)
    }

    /// What this node, as the sender, has decided.
    pub(super) fn decided(&self, from: &Name, id: Id, token: Id) -> Reply {
        match self.index().out.get(&id) {
            Some(out) if out.to != *from => Reply::NotGiven,
            Some(Out { given: Some((given, _)), .. }) if *given == token => Reply::Given,
            Some(Out { given: None, is_busy: true, .. }) => Reply::Undecided,
            Some(_) | None => Reply::NotGiven,
        }
    }
}
