//! Work for many computers: programs with inputs, a slice of fuel at a time.
//!
//! A [`Desk`] has the work, and [`work`] makes a node a worker that asks for it. Workers come and go as they like; who dies has its work
//! done by another, from where it was last heard of. So it goes:
//!
//! - A worker asks the desk for a task, and tells it what became of the one before: the two are one question, so that a slice costs
//!   one message each way.
//! - A task is a program by its hash, and either an input or a snapshot; and a slice of fuel. A machine that has used its slice
//!   comes back as a snapshot and waits behind all other tasks, for whatever worker asks next.
//! - The desk gives a task to one worker at a time. If that dies, which zenoh's liveliness tells, or takes too long, the task
//!   is given to another, from the last snapshot that the desk has. A task that comes no further in eight tries is given up, and says why.
//! - Each time that a task is given out has a random number, and a report counts only if it has the newest of its task and comes from
//!   who was given it. So each result comes
//!   once, and a worker that was thought to be dead does no harm.
//! - Programs see nothing but their input: no clock, no sleep, no other machine. So the results are the bits that one machine alone would give, wherever
//!   the slices were run.
//!
//! The desk trusts no report to be small, and the worker no task: memory, fuel and sizes have limits on both sides. That a result
//! is right is for the desk to trust: who may be a worker on a network that others share is for zenoh's access control.

mod book;
mod desk;
mod host;
mod message;
mod worker;

pub use desk::{Desk, Done, Event, Work};
pub use host::FleetHost;
pub use worker::{WorkerLimits, work};
