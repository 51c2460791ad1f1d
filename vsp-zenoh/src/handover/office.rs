//! What a node knows of all its hand-overs, and what it does about them at either side, over whatever carries their messages: zenoh,
//! or a test that loses, doubles and kills.

use super::limits::{MoveLimits, Trust};
use super::message::{Id, Reply, Request};
use super::record::Record;
use super::step::{Side, Step, Stranded};
use super::store::{State, Store};
use crate::error::Error;
use crate::name::Name;
use crate::programs::{Hash, Kept, Programs};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// What carries requests to other nodes, and programs from them.
pub trait Carrier {
    /// What a node answers, if it does.
    fn ask(&self, to: &Name, request: &Request) -> Option<Reply>;

    /// The program with a hash.
    fn program(&self, hash: &Hash) -> Result<Kept, Error>;
}

/// What is called at each step.
pub type Hook = Arc<dyn Fn(Step) + Send + Sync>;

/// The other side of a machine that is here or was.
#[derive(Clone, Debug)]
pub(super) struct In {
    pub from: Name,
    pub store: Id,
    pub token: Id,
    pub since: Instant,
    /// Whether the sender has forgotten it.
    pub is_done: bool,
}

impl In {
    fn of(record: Record) -> In {
        let Record { other: from, store, token, .. } = record;
        In { from, store, token, since: Instant::now(), is_done: false }
    }
}

/// A machine that was sent, or is about to be.
#[derive(Clone, Debug)]
pub(super) struct Out {
    pub to: Name,
    /// The receiver's token and its store.
    pub given: Option<(Id, Id)>,
    /// Whether it is being sent at the moment.
    pub is_busy: bool,
}

/// What is in the store.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub held: BTreeMap<Id, In>,
    pub here: BTreeMap<Id, In>,
    pub gone: BTreeMap<Id, In>,
    pub out: BTreeMap<Id, Out>,
    /// What may run here and has not been asked for; and whether it is so since the store was opened.
    pub ready: VecDeque<(Id, bool)>,
    /// The offers that are being looked at.
    pub looked_at: BTreeSet<Id>,
}

/// A node's side of all its hand-overs.
pub struct Office {
    pub(super) store: Store,
    pub(super) programs: Arc<Programs>,
    pub(super) trust: Trust,
    pub(super) limits: MoveLimits,
    pub(super) hook: Option<Hook>,
    pub(super) index: Mutex<Index>,
    pub(super) came: Condvar,
}

impl Office {
    /// Takes up what is in a store.
    pub fn open(
        store: Store,
        programs: Arc<Programs>,
        trust: Trust,
        limits: MoveLimits,
        hook: Option<Hook>,
    ) -> Result<Office, Error> {
        for (id, state) in store.list()? {
            // What follows this one may have removed it a moment ago.
            let is_there = state == State::Machine && store.has(id, State::Machine);
            let before = if is_there { store.read(id, State::Machine)?.follows } else { None };
            if let Some(before) = before {
                leave(&store, before)?;
            }
        }
        let mut index = Index::default();
        for (id, state) in store.list()? {
            match state {
                State::Machine => {
                    let to = store.read(id, State::Machine)?.other;
                    let given =
                        store.has(id, State::Given).then(|| store.read(id, State::Given)).transpose()?;
                    let given = given.map(|given| (given.token, given.store));
                    if given.is_none() {
                        index.ready.push_back((id, true));
                    }
                    index.out.insert(id, Out { to, given, is_busy: false });
                }
                State::Given if !store.has(id, State::Machine) => store.remove(id, State::Given)?,
                State::Given => {}
                State::Here if store.has(id, State::Gone) => store.remove(id, State::Here)?,
                State::Held => drop(index.held.insert(id, In::of(store.read(id, state)?))),
                State::Here => {
                    index.ready.push_back((id, true));
                    index.here.insert(id, In::of(store.read(id, state)?));
                }
                State::Gone => drop(index.gone.insert(id, In::of(store.read(id, state)?))),
            }
        }
        Ok(Office { store, programs, trust, limits, hook, index: Mutex::new(index), came: Condvar::new() })
    }

    pub(super) fn index(&self) -> MutexGuard<'_, Index> {
        // A hook that panics stands for a death: then nobody asks any more.
        self.index.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    pub(super) fn step(&self, step: Step) {
        if let Some(hook) = &self.hook {
            hook(step);
        }
    }

    pub fn trusts(&self, name: &Name) -> bool {
        self.trust.covers(name)
    }

    pub fn limits(&self) -> &MoveLimits {
        &self.limits
    }

    /// Asks about all that has been neither here nor there for some time.
    pub fn resolve(&self, age: Duration, carrier: &dyn Carrier) {
        let is_old = |is: &In| is.since.elapsed() >= age;
        let (given, asked) = {
            let index = self.index();
            let given = index.out.iter().filter(|(_, out)| !out.is_busy && out.given.is_some());
            let given: Vec<(Id, Name)> = given.map(|(&id, out)| (id, out.to.clone())).collect();
            let asked = index.held.iter().chain(&index.gone).filter(|(_, is)| is_old(is));
            (given, asked.map(|(&id, is)| (id, is.clone())).collect::<Vec<_>>())
        };
        // Who does not answer is not waited for again, or one dead node would keep all others waiting.
        let mut silent = BTreeSet::new();
        for (id, to) in given {
            if !silent.contains(&to) && self.go(id, carrier).is_none() {
                silent.insert(to);
            }
        }
        for (id, In { from, store, token, .. }) in asked {
            if silent.contains(&from) {
                continue;
            }
            match carrier.ask(&from, &Request::Ask { id, token, store }) {
                Some(Reply::Given) => drop(self.take(&from, id, token)),
                Some(Reply::NotGiven) => self.not_given(id, token),
                // It does not know yet.
                Some(_) => {}
                None => drop(silent.insert(from)),
            }
        }
    }

    /// What is neither here nor there.
    pub fn stranded(&self) -> Vec<Stranded> {
        let index = self.index();
        let given = index.out.iter().filter(|(_, out)| out.given.is_some());
        let given = given.map(|(&id, out)| (id, Side::Sender, &out.to, State::Machine));
        let held = index.held.iter().map(|(&id, is)| (id, Side::Receiver, &is.from, State::Held));
        let stranded = |(id, side, other, state): (Id, Side, &Name, State)| Stranded {
            id,
            side,
            other: other.clone(),
            path: self.store.path(id, state),
        };
        given.chain(held).map(stranded).collect()
    }

    /// Waits for a machine that may run here; and whether it may since the store was opened.
    pub fn next(&self, patience: Duration) -> Result<Option<(Record, bool)>, Error> {
        let index = self.index();
        let waited = self.came.wait_timeout_while(index, patience, |index| index.ready.is_empty());
        let (mut index, _) = waited.unwrap_or_else(|poisoned| poisoned.into_inner());
        let Some((id, again)) = index.ready.pop_front() else { return Ok(None) };
        let state = if index.out.contains_key(&id) { State::Machine } else { State::Here };
        drop(index);
        let read = self.store.read(id, state);
        if read.is_err() {
            self.put_back(id, again);
        }
        Ok(Some((read?, again)))
    }

    /// A machine that was asked for cannot run now: it comes up once more, after all others.
    pub fn put_back(&self, id: Id, again: bool) {
        self.index().ready.push_back((id, again));
    }

    /// A machine has ended, or has another record.
    pub fn release(&self, id: Id) -> Result<(), Error> {
        let mut index = self.index();
        if index.out.contains_key(&id) {
            self.store.remove(id, State::Machine)?;
            index.out.remove(&id);
            return Ok(());
        }
        let Some(is) = index.here.remove(&id) else { return Ok(()) };
        if is.is_done {
            return self.store.remove(id, State::Here);
        }
        index.gone.insert(id, is);
        drop(index);
        leave_here(&self.store, id, || self.step(Step::Left))
    }
}

/// Makes a machine that is here one that is gone.
fn leave_here(store: &Store, id: Id, between: impl FnOnce()) -> Result<(), Error> {
    let mut record = store.read(id, State::Here)?;
    record.snapshot = Vec::new();
    store.write(&record, State::Gone)?;
    between();
    store.remove(id, State::Here)
}

/// Removes a record that another follows, if that was not done.
fn leave(store: &Store, id: Id) -> Result<(), Error> {
    store.remove(id, State::Machine)?;
    if store.has(id, State::Here) && !store.has(id, State::Gone) {
        leave_here(store, id, || {})
    } else {
        Ok(())
    }
}

impl fmt::Debug for Office {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Office")
            .field("store", &self.store)
            .field("index", &self.index)
            .finish_non_exhaustive()
    }
}
