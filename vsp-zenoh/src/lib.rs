//! Programs for the Virtual SIL Processor on many computers, over [zenoh](https://zenoh.io): messages between machines, machines
//! that move, and a fleet that shares work.
//!
//! - A [`Node`] is a name on the network. [`Node::host`] wraps any [`Host`](vsp_runtime::Host), so that BROADCAST, RECEIVE, SYNC and ENTANGLE reach
//!   other nodes.
//! - [`Node::send`] hands a machine to another node, where it goes on from the same instruction: in one place at any time, whatever dies. The
//!   module [`handover`] says how.
//! - [`fleet`] gives a program's inputs to workers, a slice of fuel at a time, and has the work of dead ones done again.
//!
//! What comes from the network is checked as any input of strangers: see [`WireError`], [`QueueLimits`], [`MoveLimits`] and
//! [`WorkerLimits`](fleet::WorkerLimits). All messages begin with a version, and are the same bytes on every kind of processor.
//!
//! # Features
//!
//! - `jit`, on by default: workers run programs as machine code from templates.
//! - `tls`, `quic`, `udp`, `unix`, `ws`: zenoh's other transports; TCP is always there.
//! - `auth`: zenoh's names with passwords, and public keys.
//!
//! # Who can do what
//!
//! By themselves names are what nodes say that they are called. On a network that others share, zenoh's configuration
//! ([`NodeBuilder::config`]) has TLS, passwords, and access control by keys; the keys say who sends what to whom:
//!
//! ```text
//! PREFIX/channel/CHANNEL        a broadcast; the channel in six hexadecimal digits
//! PREFIX/register/NUMBER/FROM   ENTANGLE, to the node with a number
//! PREFIX/sync/NUMBER/FROM       SYNC, likewise
//! PREFIX/post/TO/FROM           steps of a hand-over
//! PREFIX/program/HASH           programs, whoever has them
//! PREFIX/node/NAME              a node that is there
//! PREFIX/desk/FLEET             where the workers of a fleet ask for work
//! PREFIX/worker/FLEET/LIFE      a worker that is there
//! ```
#![forbid(unsafe_code)]

mod builder;
mod error;
mod files;
pub mod fleet;
pub mod handover;
mod host;
mod keys;
mod listen;
mod mailbox;
mod meeting;
mod moving;
mod name;
mod node;
mod programs;
mod reach;
mod wire;

pub use builder::NodeBuilder;
pub use error::Error;
pub use handover::{MoveLimits, Side, Step, Stranded, Trust};
pub use host::NodeHost;
pub use mailbox::{Overflow, QueueLimits, Statistics};
pub use moving::{Arrival, Machine, Sending};
pub use name::Name;
pub use node::Node;
pub use programs::Hash;
pub use wire::WireError;

pub use vsp_runtime;
pub use zenoh;

/// An endpoint on this computer that nobody listens at, for nodes of tests and examples.
///
/// # Errors
/// If the system has none left.
pub fn free_endpoint() -> std::io::Result<String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    Ok(format!("tcp/{}", listener.local_addr()?))
}
