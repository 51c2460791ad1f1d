//! Programs for the Virtual SIL Processor on many machines.
mod error;
mod files;
pub mod fleet;
pub mod handover;
mod host;
mod keys;
mod mailbox;
mod meeting;
mod moving;
mod name;
mod node;
mod programs;
mod wire;

pub use error::Error;
pub use handover::{MoveLimits, Side, Step, Stranded, Trust};
pub use host::NodeHost;
pub use mailbox::{Overflow, QueueLimits, Statistics};
pub use moving::{Arrival, Machine, Sending};
pub use name::Name;
pub use node::{Node, NodeBuilder};
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
