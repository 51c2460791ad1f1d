//! What users see of hand-overs: how far one has come, and what is stranded.

use super::message::Id;
use crate::name::Name;
use std::path::PathBuf;

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
