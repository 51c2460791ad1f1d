//! What a node is made of.

use crate::error::Error;
use crate::handover::{Hook, MoveLimits, Office, Step, Store, Trust};
use crate::keys::Keys;
use crate::listen::{answer_meetings, answer_programs, hear_broadcasts, hear_registers};
use crate::mailbox::{Mailbox, QueueLimits};
use crate::meeting::Meetings;
use crate::moving::Moving;
use crate::name::Name;
use crate::node::{Declared, Node};
use crate::programs::Programs;
use crate::reach::{FOREVER, Wire, is_there};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use zenoh::sample::Locality;
use zenoh::{Config, Wait};

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
    /// One with nothing set but its name.
    pub(crate) fn new(name: Name) -> NodeBuilder {
        NodeBuilder {
            name,
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
        }
    }

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

        let mut subscribers = hear_broadcasts(&session, &keys, self.channels, audience, &mailbox)?;
        let mut queryables = Vec::new();
        if let Some(meetings) = &meetings {
            subscribers.push(hear_registers(&session, &keys, meetings.number(), &mailbox)?);
            queryables.push(answer_meetings(&session, &keys, meetings, &mailbox)?);
        }
        queryables.push(answer_programs(&session, &keys, &programs)?);
        let token = session.liveliness().declare_token(keys.node(&self.name)).wait().map_err(Error::zenoh)?;
        let (name, patience) = (self.name, self.patience);
        let wire = Wire { name, keys, mailbox, programs, patience, session };
        let office = store
            .map(|store| Office::open(store, Arc::clone(&wire.programs), self.trust, self.moves, self.hook));
        let moving = office.transpose()?.map(|office| Moving::begin(office, &wire)).transpose()?;
        let declared = Declared { _subscribers: subscribers, _queryables: queryables, _token: token };
        Ok(Node::new(meetings, audience, declared, moving, wire))
    }
}

/// Changes zenoh's configuration.
fn set(config: &mut Config, key: &str, value: &str) -> Result<(), Error> {
    config.insert_json5(key, value).map_err(Error::zenoh)
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
