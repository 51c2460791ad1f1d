//! Both sides of hand-overs, over whatever carries their messages: zenoh, or a test that loses, doubles and kills.

use super::message::{Id, Reply, Request};
use super::record::Record;
use super::store::{State, Store};
use crate::error::Error;
use crate::name::Name;
use crate::programs::{Hash, Kept, Programs};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};
use vsp_runtime::{Host, HostError, Vm};

/// From whom a node takes machines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Trust {
    /// From nobody.
    #[default]
    Nobody,
    /// From nodes with these names.
    Named(BTreeSet<Name>),
    /// From everybody on the network.
    Everybody,
}

impl Trust {
    fn covers(&self, name: &Name) -> bool {
        match self {
            Trust::Nobody => false,
            Trust::Named(names) => names.contains(name),
            Trust::Everybody => true,
        }
    }
}

/// What machines that come may have at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoveLimits {
    /// Bytes of memory.
    pub memory: usize,
    /// Fuel. A machine with more is refused; one that counts none gets this much.
    pub fuel: u64,
    /// Bytes of the whole snapshot, what the host wants to come along included.
    pub snapshot: usize,
    /// How many machines may be held or wait to be run.
    pub machines: usize,
}

impl MoveLimits {
    /// 16 MiB of memory, 2^40 units of fuel, 32 MiB in all, 256 machines.
    pub const DEFAULT: MoveLimits =
        MoveLimits { memory: 16 << 20, fuel: 1 << 40, snapshot: 32 << 20, machines: 256 };
}

impl Default for MoveLimits {
    fn default() -> MoveLimits {
        MoveLimits::DEFAULT
    }
}

/// How far a hand-over has come at one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Step {
    /// The sender has written the machine to its store.
    Written,
    /// The receiver has written it to its own.
    Held,
    /// The sender has been told so.
    Told,
    /// The sender has given it away.
    Given,
    /// The receiver may run it.
    Here,
    /// The sender knows that.
    Taken,
    /// The sender has removed the bytes, but not yet the rest.
    Removed,
    /// The sender has forgotten the hand-over.
    Forgotten,
    /// The receiver has noted that the machine is there no more, but its bytes are.
    Left,
}

/// Which side of a hand-over a node is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// It has given the machine away, and has not heard that it was taken.
    Sender,
    /// It holds the machine, and has not heard that it was given.
    Receiver,
}

/// A machine that is neither here nor there: see [`Node::stranded`](crate::Node::stranded).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stranded {
    /// The hand-over.
    pub id: Id,
    /// Which side this node is on.
    pub side: Side,
    /// The other side.
    pub other: Name,
    /// Where its bytes are.
    pub path: PathBuf,
}

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
struct In {
    from: Name,
    store: Id,
    token: Id,
    since: Instant,
    /// Whether the sender has forgotten it.
    is_done: bool,
}

impl In {
    fn of(record: Record) -> In {
        let Record { other: from, store, token, .. } = record;
        In { from, store, token, since: Instant::now(), is_done: false }
    }
}

/// A machine that was sent, or is about to be.
#[derive(Clone, Debug)]
struct Out {
    to: Name,
    /// The receiver's token and its store.
    given: Option<(Id, Id)>,
    /// Whether it is being sent at the moment.
    is_busy: bool,
}

/// What is in the store.
#[derive(Debug, Default)]
struct Index {
    held: BTreeMap<Id, In>,
    here: BTreeMap<Id, In>,
    gone: BTreeMap<Id, In>,
    out: BTreeMap<Id, Out>,
    /// What may run here and has not been asked for; and whether it is so since the store was opened.
    ready: VecDeque<(Id, bool)>,
    /// The offers that are being looked at.
    looked_at: BTreeSet<Id>,
}

/// A node's side of all its hand-overs.
pub struct Office {
    store: Store,
    programs: Arc<Programs>,
    trust: Trust,
    limits: MoveLimits,
    hook: Option<Hook>,
    index: Mutex<Index>,
    came: Condvar,
}

/// A host that takes whatever a snapshot holds for another: what comes is checked before there is a host for it.
struct AnyHost;

impl Host for AnyHost {
    fn load(&mut self, _: &[u8]) -> Result<(), HostError> {
        Ok(())
    }
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

    fn index(&self) -> MutexGuard<'_, Index> {
        // A hook that panics stands for a death: then nobody asks any more.
        self.index.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn step(&self, step: Step) {
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

    // The sender's side.

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
        let is_taken = self.go(id, carrier);
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

    /// Tells the receiver that a machine was given to it. Whether it was taken.
    fn go(&self, id: Id, carrier: &dyn Carrier) -> bool {
        let out = self.index().out.get(&id).cloned();
        let Some(Out { to, given: Some((token, store)), .. }) = out else { return false };
        if carrier.ask(&to, &Request::Go { id, token, store }) != Some(Reply::Taken) {
            return false;
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
        true
    }

    // The receiver's side.

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
    fn hold(
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
    fn take(&self, from: &Name, id: Id, token: Id) -> Reply {
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
    fn forget(&self, id: Id, is_it: impl Fn(&In) -> bool) {
        let mut index = self.index();
        if let Some(is) = index.here.get_mut(&id).filter(|is| is_it(is)) {
            is.is_done = true;
        }
        // If the disk fails it is asked for again.
        if index.gone.get(&id).is_some_and(is_it) && self.store.remove(id, State::Gone).is_ok() {
            index.gone.remove(&id);
        }
    }

    /// What this node, as the sender, has decided.
    fn decided(&self, from: &Name, id: Id, token: Id) -> Reply {
        match self.index().out.get(&id) {
            Some(out) if out.to != *from => Reply::NotGiven,
            Some(Out { given: Some((given, _)), .. }) if *given == token => Reply::Given,
            Some(Out { given: None, is_busy: true, .. }) => Reply::Undecided,
            Some(_) | None => Reply::NotGiven,
        }
    }

    // What goes on at both.

    /// Asks about all that has been neither here nor there for some time.
    pub fn resolve(&self, age: Duration, carrier: &dyn Carrier) {
        let is_old = |is: &In| is.since.elapsed() >= age;
        let (given, asked) = {
            let index = self.index();
            let given = index.out.iter().filter(|(_, out)| !out.is_busy && out.given.is_some());
            let given: Vec<Id> = given.map(|(&id, _)| id).collect();
            let asked = index.held.iter().chain(&index.gone).filter(|(_, is)| is_old(is));
            (given, asked.map(|(&id, is)| (id, is.clone())).collect::<Vec<_>>())
        };
        for id in given {
            self.go(id, carrier);
        }
        for (id, In { from, store, token, .. }) in asked {
            match carrier.ask(&from, &Request::Ask { id, token, store }) {
                Some(Reply::Given) => drop(self.take(&from, id, token)),
                Some(Reply::NotGiven) => self.not_given(id, token),
                // Nobody knows yet.
                Some(_) | None => {}
            }
        }
    }

    /// A machine that is held was never given, or one that is gone has been forgotten. If the disk fails it is asked for again.
    fn not_given(&self, id: Id, token: Id) {
        let mut index = self.index();
        let index = &mut *index;
        for (all, state) in [(&mut index.held, State::Held), (&mut index.gone, State::Gone)] {
            let is_it = all.get(&id).is_some_and(|is| is.token == token);
            if is_it && self.store.remove(id, state).is_ok() {
                all.remove(&id);
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
        Ok(Some((self.store.read(id, state)?, again)))
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
