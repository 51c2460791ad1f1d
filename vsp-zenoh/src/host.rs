//! A host whose messages go to other nodes.

use crate::keys::Keys;
use crate::mailbox::{write_register, write_state};
use crate::node::Node;
use std::collections::HashMap;
use std::fmt;
use std::time::Duration;
use vsp_runtime::{Cell, Host, HostError, Reg, Registers, Sensed, SnapshotWriter, Syscall};
use zenoh::Wait;
use zenoh::pubsub::Publisher;
use zenoh::qos::CongestionControl;

/// How many channels a host keeps ready to send on. A program can name 16 million; more than these take longer.
const READY: usize = 64;

/// A host of any kind whose BROADCAST, RECEIVE, SYNC and ENTANGLE reach other nodes: see [`Node::host`].
///
/// - **BROADCAST** sends the registers' raw cells to all nodes that listen on the channel. It waits where the network is slower
///   than the program.
/// - **RECEIVE** takes what has waited longest on the channel. What one node sends comes in the order in which it was
///   sent. Machines on the same node take from the same queues.
/// - **SYNC n** meets the node with the number n, which has to SYNC with this one's number; if it does not come within the
///   node's patience, the program traps `HostError`. With its own number it goes on at once.
/// - **ENTANGLE r, n** gives the cell to the node with the number n, where SENSE of register r sees it from then on, until another is
///   given; no input stream is read for such a register.
///
/// All else is the inner host's, and only that is part of snapshots: what waits for a node's machines stays with the node.
/// So a machine's snapshot goes on with or without a node.
pub struct NodeHost<H> {
    inner: H,
    node: Node,
    publishers: HashMap<u32, Publisher<'static>>,
}

impl<H: Host> NodeHost<H> {
    pub(crate) fn new(inner: H, node: Node) -> NodeHost<H> {
        NodeHost { inner, node, publishers: HashMap::new() }
    }

    /// The host for all but messages.
    pub fn inner(&self) -> &H {
        &self.inner
    }

    /// The same, to be changed.
    pub fn inner_mut(&mut self) -> &mut H {
        &mut self.inner
    }

    /// Gives it back.
    pub fn into_inner(self) -> H {
        self.inner
    }

    /// Declares the channel, so that others learn of it: the first BROADCAST on a channel does so otherwise.
    fn publisher(&mut self, channel: u32) -> Result<&Publisher<'static>, HostError> {
        if !self.publishers.contains_key(&channel) {
            if self.publishers.len() >= READY {
                self.publishers.clear();
            }
            let key = self.node.keys().broadcast(channel);
            let publisher = self.node.session().declare_publisher(key);
            let publisher = publisher.congestion_control(CongestionControl::Block);
            let publisher = publisher.allowed_destination(self.node.audience());
            self.publishers.insert(channel, publisher.wait().map_err(|error| failed("BROADCAST", error))?);
        }
        Ok(&self.publishers[&channel])
    }
}

fn failed(what: &str, error: impl fmt::Display) -> HostError {
    HostError::failed(format!("{what}: {error}"))
}

impl<H: Host> Host for NodeHost<H> {
    fn read_port(&mut self, port: u8) -> Result<Cell, HostError> {
        self.inner.read_port(port)
    }

    fn write_port(&mut self, port: u8, cell: Cell) -> Result<(), HostError> {
        self.inner.write_port(port, cell)
    }

    fn sense(&mut self, sensor: u8) -> Result<Sensed, HostError> {
        match self.node.mailbox().given(sensor) {
            Some(cell) => Ok(Sensed { cell, at_end: false }),
            None => self.inner.sense(sensor),
        }
    }

    fn act(&mut self, actuator: u8, cell: Cell) -> Result<(), HostError> {
        self.inner.act(actuator, cell)
    }

    fn print(&mut self, text: fmt::Arguments<'_>) -> Result<(), HostError> {
        self.inner.print(text)
    }

    fn read_line(&mut self) -> Result<Option<&[u8]>, HostError> {
        self.inner.read_line()
    }

    fn yields(&mut self) -> bool {
        self.inner.yields()
    }

    fn has_transform(&self, id: u32) -> bool {
        self.inner.has_transform(id)
    }

    fn transform(&mut self, id: u32, registers: &mut Registers) -> Result<(), HostError> {
        self.inner.transform(id, registers)
    }

    fn sync(&mut self, node: u8) -> Result<(), HostError> {
        self.node.meet(node).map_err(HostError::failed)
    }

    fn broadcast(&mut self, channel: u32, registers: &Registers) -> Result<(), HostError> {
        let message = write_state(registers);
        self.publisher(channel)?.put(message).wait().map_err(|error| failed("BROADCAST", error))
    }

    fn receive(&mut self, channel: u32) -> Result<Option<Registers>, HostError> {
        Ok(self.node.mailbox().take(channel))
    }

    fn entangle(&mut self, reg: Reg, node: u8, cell: Cell) -> Result<(), HostError> {
        if self.node.number() == Some(node) {
            self.node.mailbox().give(reg, cell);
            return Ok(());
        }
        let keys: &Keys = self.node.keys();
        let key = keys.register(node, self.node.name().as_str());
        let put = self.node.session().put(key, write_register(reg, cell));
        put.congestion_control(CongestionControl::Block).wait().map_err(|error| failed("ENTANGLE", error))
    }

    fn now(&mut self) -> Result<Duration, HostError> {
        self.inner.now()
    }

    fn sleep(&mut self, time: Duration) -> Result<(), HostError> {
        self.inner.sleep(time)
    }

    fn syscall(&mut self, call: Syscall<'_>) -> Result<(), HostError> {
        self.inner.syscall(call)
    }

    fn save(&self, to: &mut SnapshotWriter<'_>) {
        self.inner.save(to);
    }

    fn load(&mut self, from: &[u8]) -> Result<(), HostError> {
        self.inner.load(from)
    }
}

impl<H: fmt::Debug> fmt::Debug for NodeHost<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NodeHost")
            .field("inner", &self.inner)
            .field("node", &self.node)
            .finish_non_exhaustive()
    }
}
