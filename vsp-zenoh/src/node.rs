//! A node: a name on the network, and what comes for it.

use crate::error::Error;
use crate::handover::{Hook, MoveLimits, Office, Step, Store, Trust};
use crate::host::NodeHost;
use crate::keys::{self, Keys};
use crate::mailbox::{Mailbox, QueueLimits, Statistics, read_register, read_state};
use crate::meeting::{Arrival, Meetings};
use crate::moving::Moving;
use crate::name::Name;
use crate::programs::{Hash, Kept, Programs};
use crate::wire::WireError;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use vsp_runtime::Host;
use zenoh::handlers::FifoChannel;
use zenoh::liveliness::LivelinessToken;
use zenoh::pubsub::Subscriber;
use zenoh::query::{ConsolidationMode, Query, QueryTarget, Queryable};
use zenoh::sample::Locality;
use zenoh::{Config, Session, Wait};

/// A name on the network, with what comes for it. Clones are the same node; it leaves when the last one goes.
///
/// ```
/// use vsp_runtime::{DefaultHost, Outcome, Program, Vm};
/// use vsp_zenoh::Node;
///
/// let source = "main: MOVI R0, 5\n BROADCAST 7\n HLT";
/// let program = Program::from_container(vsp_runtime::isa::asm::assemble(source, "say.sil")?)?;
///
/// # let endpoint = vsp_zenoh::free_endpoint()?;
/// # let endpoint = endpoint.as_str();
/// // Without `listen` and `connect`, nodes on one network find each other.
/// let hears = Node::builder("hears")?.listen(endpoint)?.open()?;
/// let says = Node::builder("says")?.connect(endpoint)?.open()?;
/// says.wait_for(&hears.name(), std::time::Duration::from_secs(10))?;
///
/// let mut vm = Vm::builder(&program).host(says.host(DefaultHost::new())).build()?;
/// assert_eq!(vm.run(), Outcome::Halted);
/// let heard = hears.next_broadcast(7, std::time::Duration::from_secs(10)).unwrap();
/// assert_eq!(heard, *vm.registers());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Node(Arc<Inner>);

struct Inner {
    meetings: Option<Arc<Meetings>>,
    audience: Locality,
    /// Undeclared with the node, before the session goes.
    _subscribers: Vec<Subscriber<()>>,
    _queryables: Vec<Queryable<()>>,
    _token: LivelinessToken,
    moving: Option<Moving>,
    wire: Wire,
}

/// How a node reaches others; its threads have clones of it.
#[derive(Clone)]
pub(crate) struct Wire {
    pub name: Name,
    pub keys: Keys,
    pub mailbox: Arc<Mailbox>,
    pub programs: Arc<Programs>,
    /// How long others have to answer.
    pub patience: Duration,
    pub session: Session,
}

/// Sets up a [`Node`].
#[must_use = "a builder does nothing until `open`"]
pub struct NodeBuilder {
    name: Name,
    number: Option<u8>,
    prefix: String,
    config: Config,
    queues: QueueLimits,
    channels: Option<Vec<u32>>,
    hears_itself: bool,
    patience: Duration,
    program_size: usize,
    store: Option<PathBuf>,
    durable: bool,
    trust: Trust,
    moves: MoveLimits,
    hook: Option<Hook>,
}

impl NodeBuilder {
    /// The number by which SYNC and ENTANGLE of other nodes know this one. Without, it has none.
    pub fn number(mut self, number: u8) -> NodeBuilder {
        self.number = Some(number);
        self
    }

    /// What all keys begin with: names with `/` between them, `vsp` otherwise. Nodes with different prefixes do not
    /// see each other.
    pub fn prefix(mut self, prefix: &str) -> NodeBuilder {
        self.prefix = prefix.into();
        self
    }

    /// Zenoh's own configuration, for all that this builder has no word for: routers, TLS, names and passwords, access control. Set
    /// it first.
    pub fn config(mut self, config: Config) -> NodeBuilder {
        self.config = config;
        self
    }

    /// Listens at an endpoint such as `tcp/0.0.0.0:7447`, and there only. Nobody is looked for on the network any more.
    ///
    /// # Errors
    /// If zenoh knows no such endpoint.
    pub fn listen(mut self, endpoint: &str) -> Result<NodeBuilder, Error> {
        set(&mut self.config, "listen/endpoints", &format!("[{endpoint:?}]"))?;
        set(&mut self.config, "scouting/multicast/enabled", "false")?;
        Ok(self)
    }

    /// Connects to an endpoint such as `tcp/mill-3.example:7447`, and tries again and again while nobody is there. Nobody is looked
    /// for on the network any more.
    ///
    /// # Errors
    /// If zenoh knows no such endpoint.
    pub fn connect(mut self, endpoint: &str) -> Result<NodeBuilder, Error> {
        set(&mut self.config, "connect/endpoints", &format!("[{endpoint:?}]"))?;
        set(&mut self.config, "connect/retry", "{ period_init_ms: 50, period_max_ms: 1000 }")?;
        set(&mut self.config, "scouting/multicast/enabled", "false")?;
        Ok(self)
    }

    /// How many broadcasts may wait, and what happens to more.
    pub fn queues(mut self, limits: QueueLimits) -> NodeBuilder {
        self.queues = limits;
        self
    }

    /// Listens on these channels only, rather than on all. That is also faster: zenoh looks up once, and not for each message, where
    /// it goes.
    pub fn channels(mut self, channels: impl IntoIterator<Item = u32>) -> NodeBuilder {
        self.channels = Some(channels.into_iter().collect());
        self
    }

    /// Lets RECEIVE get what the same node has sent, too, as it does with a default host; otherwise it does not.
    pub fn hears_itself(mut self) -> NodeBuilder {
        self.hears_itself = true;
        self
    }

    /// How long SYNC and hand-overs wait for others: 5 seconds otherwise.
    pub fn patience(mut self, patience: Duration) -> NodeBuilder {
        self.patience = patience.min(FOREVER);
        self
    }

    /// How many bytes a program may have that others give: 16 MiB otherwise.
    pub fn program_size(mut self, bytes: usize) -> NodeBuilder {
        self.program_size = bytes;
        self
    }

    /// A folder for machines that move, and for programs, which is made if there is none. It belongs to this node, and
    /// outlives it.
    pub fn store(mut self, folder: impl Into<PathBuf>) -> NodeBuilder {
        self.store = Some(folder.into());
        self
    }

    /// Lets hand-overs wait until disks have what they write, so that they outlive the loss of power, too. Otherwise they outlive the
    /// death of processes.
    pub fn durable(mut self) -> NodeBuilder {
        self.durable = true;
        self
    }

    /// From whom machines are taken: nobody otherwise.
    pub fn trust(mut self, trust: Trust) -> NodeBuilder {
        self.trust = trust;
        self
    }

    /// What machines that come may have at most.
    pub fn moves(mut self, limits: MoveLimits) -> NodeBuilder {
        self.moves = limits;
        self
    }

    /// Calls a function at each step of a hand-over, for logs and tests.
    pub fn on_step(mut self, hook: impl Fn(Step) + Send + Sync + 'static) -> NodeBuilder {
        self.hook = Some(Arc::new(hook));
        self
    }

    /// Opens the node.
    ///
    /// # Errors
    /// If the network cannot be reached as it should, there is a node of this name, or the store is damaged or in use.
    pub fn open(mut self) -> Result<Node, Error> {
        let keys = Keys::new(&self.prefix)?;
        let mailbox = Arc::new(Mailbox::new(self.queues));
        let meetings = self.number.map(|number| Arc::new(Meetings::new(number, fastrand::u64(1..))));
        let store = self.store.as_ref().map(|folder| Store::open(folder, self.durable)).transpose()?;
        let folder = store.as_ref().map(Store::programs);
        let programs = Arc::new(Programs::new(folder, self.durable, self.program_size));
        // Zenoh puts messages together that come in pieces, up to this size.
        let most = self.program_size.max(self.moves.snapshot).saturating_add(1 << 16);
        set(&mut self.config, "transport/link/rx/max_message_size", &most.to_string())?;
        let audience = if self.hears_itself { Locality::Any } else { Locality::Remote };
        let session = zenoh::open(self.config).wait().map_err(Error::zenoh)?;
        if is_there(&session, &keys, &self.name)? {
            return Err(Error::NameTaken(self.name));
        }

        let mut subscribers = Vec::new();
        let channels = match self.channels {
            Some(channels) => channels.into_iter().map(|channel| Some(channel & 0xFF_FFFF)).collect(),
            None => vec![None],
        };
        for one in channels {
            let mailbox = Arc::clone(&mailbox);
            let key = one.map_or_else(|| keys.broadcasts(), |channel| keys.broadcast(channel));
            let subscriber =
                session.declare_subscriber(key).allowed_origin(audience).callback(move |sample| {
                    let channel = one.or_else(|| keys::channel(sample.key_expr().as_str()));
                    match (channel, read_state(&sample.payload().to_bytes())) {
                        (Some(channel), Ok(registers)) => mailbox.deliver(channel, registers),
                        (None, _) => {
                            mailbox.refuse(format!("a broadcast on no channel: {}", sample.key_expr()))
                        }
                        (Some(_), Err(error)) => refuse(&mailbox, "a broadcast", sample.key_expr(), &error),
                    }
                });
            subscribers.push(subscriber.wait().map_err(Error::zenoh)?);
        }
        let mut queryables = Vec::new();
        if let Some(meetings) = &meetings {
            let registers = Arc::clone(&mailbox);
            let key = keys.register(meetings.number(), "*");
            let subscriber = session.declare_subscriber(key).callback(move |sample| {
                match read_register(&sample.payload().to_bytes()) {
                    Ok((reg, cell)) => registers.give(reg, cell),
                    Err(error) => refuse(&registers, "an entangled register", sample.key_expr(), &error),
                }
            });
            subscribers.push(subscriber.wait().map_err(Error::zenoh)?);
            queryables.push(answer_meetings(&session, &keys, meetings, &mailbox)?);
        }
        queryables.push(answer_programs(&session, &keys, &programs)?);
        let token = session.liveliness().declare_token(keys.node(&self.name)).wait().map_err(Error::zenoh)?;
        let (name, patience) = (self.name, self.patience);
        let wire = Wire { name, keys, mailbox, programs, patience, session };
        let office = store
            .map(|store| Office::open(store, Arc::clone(&wire.programs), self.trust, self.moves, self.hook));
        let moving = office.transpose()?.map(|office| Moving::begin(office, &wire)).transpose()?;
        Ok(Node(Arc::new(Inner {
            meetings,
            audience,
            _subscribers: subscribers,
            _queryables: queryables,
            _token: token,
            moving,
            wire,
        })))
    }
}

/// Changes zenoh's configuration.
fn set(config: &mut Config, key: &str, value: &str) -> Result<(), Error> {
    config.insert_json5(key, value).map_err(Error::zenoh)
}

/// Notes that a message was refused.
fn refuse(mailbox: &Mailbox, what: &str, key: &impl fmt::Display, error: &WireError) {
    mailbox.refuse(format!("{what} on {key}: {error}"));
}

/// Whether a node of this name is there.
fn is_there(session: &Session, keys: &Keys, name: &Name) -> Result<bool, Error> {
    let replies = session.liveliness().get(keys.node(name)).wait().map_err(Error::zenoh)?;
    Ok(replies.into_iter().any(|reply| reply.result().is_ok()))
}

/// Tells others how often this node has come to meet them.
fn answer_meetings(
    session: &Session,
    keys: &Keys,
    meetings: &Arc<Meetings>,
    mailbox: &Arc<Mailbox>,
) -> Result<Queryable<()>, Error> {
    let (meetings, mailbox) = (Arc::clone(meetings), Arc::clone(mailbox));
    let queryable =
        session.declare_queryable(keys.sync(meetings.number(), "*")).callback(
            move |query| match Arrival::read(&payload(&query)) {
                Ok(arrival) => reply(&query, meetings.heard(arrival).write()),
                Err(error) => refuse(&mailbox, "a meeting", query.key_expr(), &error),
            },
        );
    queryable.wait().map_err(Error::zenoh)
}

/// Gives programs to whoever asks.
fn answer_programs(session: &Session, keys: &Keys, programs: &Arc<Programs>) -> Result<Queryable<()>, Error> {
    let programs = Arc::clone(programs);
    let queryable = session.declare_queryable(keys.programs()).callback(move |query| {
        let hash = keys::last(query.key_expr().as_str()).parse::<Hash>().ok();
        if let Some(message) = hash.and_then(|hash| programs.message(&hash)) {
            reply(&query, message);
        }
    });
    queryable.wait().map_err(Error::zenoh)
}

/// What a query brings.
pub(crate) fn payload(query: &Query) -> Vec<u8> {
    query.payload().map_or(Vec::new(), |payload| payload.to_bytes().into_owned())
}

/// Answers a query. Where the other side is gone there is nobody to tell.
pub(crate) fn reply(query: &Query, message: Vec<u8>) {
    let _ = query.reply(query.key_expr().clone(), message).wait();
}

impl Node {
    /// A node with a name: see [`Name`].
    ///
    /// # Errors
    /// If the text is no name.
    pub fn builder(name: &str) -> Result<NodeBuilder, Error> {
        Ok(NodeBuilder {
            name: name.parse()?,
            number: None,
            prefix: "vsp".into(),
            config: Config::default(),
            queues: QueueLimits::DEFAULT,
            channels: None,
            hears_itself: false,
            patience: Duration::from_secs(5),
            program_size: 16 << 20,
            store: None,
            durable: false,
            trust: Trust::Nobody,
            moves: MoveLimits::DEFAULT,
            hook: None,
        })
    }

    /// What it is called.
    pub fn name(&self) -> &Name {
        &self.0.wire.name
    }

    /// The number by which SYNC and ENTANGLE know it.
    pub fn number(&self) -> Option<u8> {
        self.0.meetings.as_ref().map(|meetings| meetings.number())
    }

    /// Wraps a host, so that its messages reach other nodes.
    pub fn host<H: Host>(&self, inner: H) -> NodeHost<H> {
        NodeHost::new(inner, self.clone())
    }

    /// What it has seen of others' messages.
    pub fn statistics(&self) -> Statistics {
        self.0.wire.mailbox.statistics()
    }

    /// Zenoh's session, for what else is to be sent.
    pub fn session(&self) -> &Session {
        &self.0.wire.session
    }

    /// Waits until another node is there.
    ///
    /// # Errors
    /// If it does not come in time, or the network fails.
    pub fn wait_for(&self, name: &Name, patience: Duration) -> Result<(), Error> {
        let deadline = Instant::now() + patience.min(FOREVER);
        while !is_there(self.session(), self.keys(), name)? {
            if Instant::now() >= deadline {
                return Err(Error::Absent(name.clone()));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Takes what has waited longest on a channel, as RECEIVE does, but waits for it.
    pub fn next_broadcast(&self, channel: u32, patience: Duration) -> Option<vsp_runtime::Registers> {
        self.0.wire.mailbox.take_in_time(channel, patience)
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.0.wire.keys
    }

    pub(crate) fn wire(&self) -> &Wire {
        &self.0.wire
    }

    pub(crate) fn moving(&self) -> Option<&Moving> {
        self.0.moving.as_ref()
    }

    pub(crate) fn mailbox(&self) -> &Mailbox {
        &self.0.wire.mailbox
    }

    /// Who hears what this node broadcasts.
    pub(crate) fn audience(&self) -> Locality {
        self.0.audience
    }

    pub(crate) fn programs(&self) -> &Programs {
        &self.0.wire.programs
    }

    /// Meets the node with a number, or says why not.
    pub(crate) fn meet(&self, number: u8) -> Result<(), String> {
        let Some(meetings) = &self.0.meetings else {
            return Err(format!("SYNC {number}: this node, `{}`, has no number to be met by", self.name()));
        };
        if number == meetings.number() {
            return Ok(());
        }
        let key = self.keys().sync(number, self.name().as_str());
        let deadline = Instant::now() + self.wire().patience;
        let came = meetings.meet(number, deadline, |arrival, left| {
            let answer = self.wire().ask(&key, arrival.write(), left.clamp(SHORT, LONG))?;
            match Arrival::read(&answer) {
                Ok(arrival) => Some(arrival),
                Err(error) => {
                    refuse(self.mailbox(), "an answer", &key, &error);
                    None
                }
            }
        });
        if came {
            Ok(())
        } else {
            Err(format!("node {number} has not come within {:?}", self.wire().patience))
        }
    }
}

impl Wire {
    /// What the first who answers says, if somebody does in time.
    pub(crate) fn ask(&self, key: &str, message: Vec<u8>, patience: Duration) -> Option<Vec<u8>> {
        let replies = self.session.get(key).payload(message).timeout(patience).wait().ok()?;
        replies.into_iter().find_map(|reply| Some(reply.result().ok()?.payload().to_bytes().into_owned()))
    }

    /// The program with a hash: what is kept, or what some other node gives.
    pub(crate) fn program(&self, hash: &Hash) -> Result<Kept, Error> {
        if let Some(kept) = self.programs.get(hash) {
            return Ok(kept);
        }
        let key = self.keys.program(hash);
        // All are asked, and looked at a few at a time: what strangers give for it must not hide the program.
        let asked = self.session.get(&key).target(QueryTarget::All).consolidation(ConsolidationMode::None);
        let replies = asked.with(FifoChannel::new(2)).timeout(self.patience).wait().map_err(Error::zenoh)?;
        let mut wrong = None;
        for reply in replies {
            let Ok(sample) = reply.result() else { continue };
            let message = sample.payload().to_bytes();
            let read = self.programs.read_message(&message).map_err(Error::from);
            match read.and_then(|file| self.programs.keep_file(*hash, file)) {
                Ok(kept) => return Ok(kept),
                Err(error) => {
                    self.mailbox.refuse(format!("an answer on {key}: {error}"));
                    wrong = Some(error);
                }
            }
        }
        Err(wrong.unwrap_or(Error::NoProgram(*hash)))
    }
}

/// More than anybody waits, and little enough that clocks do not overflow.
pub(crate) const FOREVER: Duration = Duration::from_secs(365 * 24 * 3600);

/// How long one question at a SYNC waits for its answer, at least and at most.
const SHORT: Duration = Duration::from_millis(1);
const LONG: Duration = Duration::from_millis(500);

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Node")
            .field("name", &self.0.wire.name)
            .field("number", &self.number())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for NodeBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NodeBuilder")
            .field("name", &self.name)
            .field("number", &self.number)
            .field("prefix", &self.prefix)
            .field("store", &self.store)
            .field("trust", &self.trust)
            .finish_non_exhaustive()
    }
}
