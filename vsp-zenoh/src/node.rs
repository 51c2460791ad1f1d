//! A node: a name on the network, and what comes for it.

use crate::builder::NodeBuilder;
use crate::error::Error;
use crate::host::NodeHost;
use crate::keys::Keys;
use crate::listen::refuse;
use crate::mailbox::{Mailbox, Statistics};
use crate::meeting::{Arrival, Meetings};
use crate::moving::Moving;
use crate::name::Name;
use crate::programs::Programs;
use crate::reach::{FOREVER, Wire, is_there};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};
use vsp_runtime::Host;
use zenoh::Session;
use zenoh::liveliness::LivelinessToken;
use zenoh::pubsub::Subscriber;
use zenoh::query::Queryable;
use zenoh::sample::Locality;

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
    _declared: Declared,
    moving: Option<Moving>,
    wire: Wire,
}

/// What others see of a node: undeclared with it, before the session goes.
pub(crate) struct Declared {
    pub _subscribers: Vec<Subscriber<()>>,
    pub _queryables: Vec<Queryable<()>>,
    pub _token: LivelinessToken,
}

impl Node {
    pub(crate) fn new(
        meetings: Option<Arc<Meetings>>,
        audience: Locality,
        declared: Declared,
        moving: Option<Moving>,
        wire: Wire,
    ) -> Node {
        Node(Arc::new(Inner { meetings, audience, _declared: declared, moving, wire }))
    }

    /// A node with a name: see [`Name`].
    ///
    /// # Errors
    /// If the text is no name.
    pub fn builder(name: &str) -> Result<NodeBuilder, Error> {
        Ok(NodeBuilder::new(name.parse()?))
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
