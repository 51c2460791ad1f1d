//! Machines that move between nodes, as their users see it.

use crate::error::Error;
use crate::handover::{Carrier, Id, MoveLimits, Office, Record, Reply, Request, Sent, Stranded};
use crate::keys;
use crate::name::Name;
use crate::node::Node;
use crate::programs::{Hash, Kept};
use crate::reach::{Wire, payload, reply};
use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender, TrySendError};
use std::thread::JoinHandle;
use std::time::Duration;
use vsp_runtime::{Host, Program, SnapshotError, Vm, VmBuilder};
use zenoh::Wait;
use zenoh::query::{Query, Queryable};

/// How often a node asks about what is neither here nor there, and how long that has to be so.
const ASKS_AGAIN: Duration = Duration::from_millis(500);

/// How many offers wait, each of which may be as large as a snapshot, and how many of the small steps. They wait apart, so that nobody's
/// large machine, or a program that has to be fetched, keeps others from being taken.
const OFFERS: usize = 2;
const STEPS: usize = 64;

/// What is small enough to come from anybody.
const SMALL: usize = 256;

/// What another node asks, and who.
type Question = (Query, Name, Request);

/// A machine that can be sent, and the record that the node's store has of it, if it came from elsewhere.
#[derive(Debug)]
pub struct Machine<H: Host> {
    /// The machine itself.
    pub vm: Vm<H>,
    record: Option<Id>,
}

impl<H: Host> From<Vm<H>> for Machine<H> {
    fn from(vm: Vm<H>) -> Machine<H> {
        Machine { vm, record: None }
    }
}

/// What became of a machine that was to be sent.
#[derive(Debug)]
#[must_use = "the machine may still be here"]
pub enum Sending<H: Host> {
    /// It goes on at the other node.
    Moved,
    /// It is still here, and why.
    Kept {
        /// The machine, as it was.
        machine: Box<Machine<H>>,
        /// Why it did not move: one sentence, or a part of one.
        reason: String,
    },
    /// It was given to the other node, which has its bytes but does not say that it goes on. Both nodes' stores have them, and both sides
    /// ask each other until it does: see [`Node::stranded`].
    Stranded(Id),
}

/// A machine that may go on here: it came from another node, or was here when the node was last open.
#[derive(Debug)]
pub struct Arrival {
    record: Record,
    program: Program,
    again: bool,
    limits: MoveLimits,
}

impl Arrival {
    /// Its hand-over.
    pub fn id(&self) -> Id {
        self.record.id
    }

    /// Where it came from; or, if it never got there, where it was to go.
    pub fn other(&self) -> &Name {
        &self.record.other
    }

    /// Whether it has been here before: the node was closed, or died, before the machine had ended or moved on. What it has done
    /// since it arrived is forgotten.
    pub fn is_again(&self) -> bool {
        self.again
    }

    /// Its program, the same each time, to be compiled once.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The snapshot that it goes on from.
    pub fn snapshot(&self) -> &[u8] {
        &self.record.snapshot
    }

    /// The machine, set up by a builder with the program, in whatever engine it has. It has at most what the node's limits allow.
    ///
    /// # Errors
    /// If the builder's host or limits do not take it. It stays in the store.
    pub fn restore<H: Host>(&self, builder: VmBuilder<H>) -> Result<Machine<H>, SnapshotError> {
        let mut vm = builder.memory_size(self.limits.memory).restore(&self.record.snapshot)?;
        let fuel = vm.fuel().map_or(self.limits.fuel, |fuel| fuel.min(self.limits.fuel));
        if vm.fuel() != Some(fuel) {
            vm.set_fuel(Some(fuel));
        }
        Ok(Machine { vm, record: Some(self.record.id) })
    }
}

/// What of a node carries hand-overs; ends with it.
pub struct Moving {
    office: Arc<Office>,
    /// What ends the threads when it goes.
    ends: Option<(Queryable<()>, mpsc::Sender<()>)>,
    threads: Vec<JoinHandle<()>>,
}

impl Carrier for Wire {
    fn ask(&self, to: &Name, request: &Request) -> Option<Reply> {
        let key = self.keys.post(to, self.name.as_str());
        let answer = Wire::ask(self, &key, request.write(), self.patience)?;
        match Reply::read(&answer) {
            Ok(reply) => Some(reply),
            Err(error) => {
                self.mailbox.refuse(format!("an answer on {key}: {error}"));
                None
            }
        }
    }

    fn program(&self, hash: &Hash) -> Result<Kept, Error> {
        Wire::program(self, hash)
    }
}

impl Moving {
    /// Begins to answer other nodes.
    pub fn begin(office: Office, wire: &Wire) -> Result<Moving, Error> {
        let office = Arc::new(office);
        let ((offers, offered), (steps, stepped)) = (mpsc::sync_channel(OFFERS), mpsc::sync_channel(STEPS));
        let key = wire.keys.post(&wire.name, "*");
        let callback = admit(Arc::clone(&office), wire.clone(), offers, steps);
        let queryable =
            wire.session.declare_queryable(key).callback(callback).wait().map_err(Error::zenoh)?;
        let (end, ended) = mpsc::channel();
        let answers = |asked: Receiver<Question>| {
            let (office, wire) = (Arc::clone(&office), wire.clone());
            move || {
                while let Ok((query, from, request)) = asked.recv() {
                    if let Some(answer) = office.answer(&from, request, &wire) {
                        reply(&query, answer.write());
                    }
                }
            }
        };
        let resolves = {
            let (office, wire) = (Arc::clone(&office), wire.clone());
            move || {
                while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(ASKS_AGAIN) {
                    office.resolve(ASKS_AGAIN, &wire);
                }
            }
        };
        let threads = vec![
            std::thread::spawn(answers(offered)),
            std::thread::spawn(answers(stepped)),
            std::thread::spawn(resolves),
        ];
        Ok(Moving { office, ends: Some((queryable, end)), threads })
    }
}

impl Drop for Moving {
    fn drop(&mut self) {
        self.ends = None;
        for thread in self.threads.drain(..) {
            // Who panicked has said so.
            let _ = thread.join();
        }
    }
}

/// Reads what comes, before anything is kept of it: large things come from those who are trusted only.
fn admit(
    office: Arc<Office>,
    wire: Wire,
    offers: SyncSender<Question>,
    steps: SyncSender<Question>,
) -> impl Fn(Query) + Send + Sync + 'static {
    move |query| {
        let length = query.payload().map_or(0, |payload| payload.len());
        let from = keys::last(query.key_expr().as_str()).parse::<Name>().ok();
        let Some(from) = from.filter(|from| length <= SMALL || office.trusts(from)) else {
            if length > SMALL {
                reply(&query, Reply::Refused("it takes no machines from this node".into()).write());
            }
            return wire.mailbox.refuse(format!("{length} bytes on {}", query.key_expr()));
        };
        match Request::read(&payload(&query), office.limits().snapshot) {
            Ok(request) => {
                let is_offer = matches!(request, Request::Offer { .. });
                let lane = if is_offer { &offers } else { &steps };
                let Err(full) = lane.try_send((query, from, request)) else { return };
                let (TrySendError::Full((query, ..)) | TrySendError::Disconnected((query, ..))) = full;
                wire.mailbox.refuse(format!("too many questions at a time: {}", query.key_expr()));
                // Other steps are asked again in any case.
                if is_offer {
                    reply(&query, Reply::Refused("it is busy with others: try again".into()).write());
                }
            }
            Err(error) => {
                wire.mailbox.refuse(format!("a question on {}: {error}", query.key_expr()));
                reply(&query, Reply::Refused(error.to_string()).write());
            }
        }
    }
}

impl Node {
    /// Hands a machine over to another node, where it goes on from the same instruction. It must have stopped in a way from which it can go
    /// on; the other node must trust this one, and both need a store.
    ///
    /// The documentation of the module [`handover`](crate::handover) says what happens, and why the machine is in one place at any
    /// time whatever dies.
    ///
    /// ```
    /// use std::time::Duration;
    /// use vsp_runtime::{DefaultHost, Outcome, Program, Reg, Vm};
    /// use vsp_zenoh::{Node, Sending, Trust};
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    /// # let endpoint = vsp_zenoh::free_endpoint()?;
    /// # let endpoint = endpoint.as_str();
    /// let one = Node::builder("one")?.store(one).listen(endpoint)?.open()?;
    /// let two = Node::builder("two")?.store(two).trust(Trust::Named(["one".parse()?].into()));
    /// let two = two.connect(endpoint)?.open()?;
    /// one.wait_for(two.name(), Duration::from_secs(10))?;
    ///
    /// let source = "main: MOVI R0, 5\n NOP\n next: MOVI R1, 6\n LOOP next\n HLT";
    /// let program = Program::from_container(vsp_runtime::isa::asm::assemble(source, "two-places.sil")?)?;
    /// let mut vm = Vm::builder(&program).fuel(2).build()?;
    /// assert_eq!(vm.run(), Outcome::OutOfFuel);
    /// vm.add_fuel(10);
    /// let Sending::Moved = one.send(vm, two.name()) else { panic!("it was not taken") };
    ///
    /// let arrival = two.next_arrival(Duration::from_secs(10))?.unwrap();
    /// let mut machine = arrival.restore(Vm::builder(arrival.program()).host(two.host(DefaultHost::new())))?;
    /// assert_eq!(machine.vm.run(), Outcome::Halted);
    /// assert_eq!([Reg::R0, Reg::R1].map(|reg| machine.vm.cell(reg).rho), [5, 6]);
    /// two.finish(machine)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn send<H: Host>(&self, machine: impl Into<Machine<H>>, to: &Name) -> Sending<H> {
        let Machine { vm, record } = machine.into();
        if to == self.name() {
            let machine = Box::new(Machine { vm, record });
            return Sending::Kept { machine, reason: format!("it is at `{to}` already") };
        }
        let sent = self.office().and_then(|office| {
            let kept = self.programs().keep(vm.program())?;
            Ok(office.send(&kept, vm.snapshot()?, to, record, self.wire()))
        });
        match sent.unwrap_or_else(|error| Sent::Kept(error.to_string(), record)) {
            Sent::Moved => Sending::Moved,
            Sent::Kept(reason, record) => Sending::Kept { machine: Box::new(Machine { vm, record }), reason },
            Sent::Stranded(id) => Sending::Stranded(id),
        }
    }

    /// Waits for a machine that may go on here. First come those that were here when the node was last open.
    ///
    /// # Errors
    /// If the node has no store, the store is damaged, or nobody gives the program now. The machine comes up again later.
    pub fn next_arrival(&self, patience: Duration) -> Result<Option<Arrival>, Error> {
        let office = self.office()?;
        let Some((record, again)) = office.next(patience)? else { return Ok(None) };
        let program = match self.wire().program(&record.program) {
            Ok(kept) => kept.program,
            Err(error) => {
                office.put_back(record.id, again);
                return Err(error);
            }
        };
        Ok(Some(Arrival { record, program, again, limits: *office.limits() }))
    }

    /// Says that a machine need not be kept any more: it has ended, or what comes of it is safe. Until then it comes up again,
    /// as it arrived, if this node dies.
    ///
    /// # Errors
    /// If the node has no store, or the disk fails.
    pub fn finish<H: Host>(&self, machine: Machine<H>) -> Result<Vm<H>, Error> {
        if let Some(id) = machine.record {
            self.office()?.release(id)?;
        }
        Ok(machine.vm)
    }

    /// The machines that are neither here nor there for now, and where their bytes are.
    ///
    /// # Errors
    /// If the node has no store.
    pub fn stranded(&self) -> Result<Vec<Stranded>, Error> {
        Ok(self.office()?.stranded())
    }

    fn office(&self) -> Result<&Office, Error> {
        self.moving().map(|moving| &*moving.office).ok_or(Error::NoStore)
    }
}

impl fmt::Debug for Moving {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Moving").field("office", &self.office).finish_non_exhaustive()
    }
}
