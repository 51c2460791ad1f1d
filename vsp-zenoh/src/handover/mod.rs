//! Machines that move: how one is handed over, and why it is never in two places and never lost.
//!
//! A machine moves from a *sender* to a *receiver*, each of which has a *store*, a folder that outlives it. Messages may be lost,
//! late or doubled; either side may die at any instruction and come back with its store, or never. A store that is gone, or
//! another one under the same name, is noticed: stores have identities, random numbers.
//!
//! # The steps
//!
//! ```text
//!   sender's store                                      receiver's store
//!
//!   1  out/ID.machine    ---- Offer: the machine ---->
//!                                                       2  in/ID.held     trusted, sound, within the limits
//!                        <--- Held: a token ----------
//!   3  out/ID.given      ---- Go: the token ---------->
//!                                                       4  in/ID.here     renamed: it runs from here on
//!                        <--- Taken ------------------
//!   5  both removed      ---- Done ------------------->
//!                                                       6  in/ID.gone     once it has ended or moved on; removed after Done
//! ```
//!
//! Every arrow is a question and its answer, and either may be lost; every file is there whole or not at all (it is written
//! under another name first). An ID and a token are 16 random bytes, an ID for each attempt of the sender, a token for each time
//! that a receiver holds a machine.
//!
//! # Who may run it
//!
//! - The sender may, as long as there is no `given` file.
//! - The receiver may, as soon as there is a `here` file.
//!
//! **Never twice.** A `here` file comes only from a `held` one by Go with its token. The sender says Go only after it has written
//! `given`, and writes that only for a token that the receiver has told it. Having written it, it never runs the machine again; having
//! given up before, it never writes it: that attempt's ID is used no more. One token is in one `given` file at most, and a late or
//! doubled Offer gets another token, to which nobody ever says Go. So the right to run goes over at two moments in this
//! order, writing `given` and renaming to `here`, and between them nobody has it.
//!
//! **Never lost.** The sender removes the bytes only after Taken, which the receiver says only with the `here` file in place.
//! The receiver removes a held machine only if the sender's store, the one that offered it, says that it was not given.
//!
//! # What each death leaves
//!
//! | who dies | after | what is left | what becomes of it |
//! |---|---|---|---|
//! | sender | 1 | `machine` | it was not given: it comes up again at the sender when that is back |
//! | sender | 2 | `machine`, and `held` at the other side | the same; the receiver asks, is told, and forgets it |
//! | sender | 3 | `machine` and `given`, and `held` | back again, the sender says Go until it is taken; or the receiver asks, and is told Given |
//! | sender | 4 | the same, and `here` | it runs at the receiver; back again, the sender says Go, is told Taken, and forgets it |
//! | sender | 5 | perhaps `given` alone | it is removed |
//! | receiver | before 2 | `machine` | nobody answers: the sender keeps it |
//! | receiver | 2 | `held`, and `machine` | if Held did not arrive, the sender keeps the machine, and the receiver is told so when it asks; else as below |
//! | receiver | 3 | `held`, and `given` | stranded until the receiver is back: it asks, or the sender says Go |
//! | receiver | 4 | `here` | it comes up again at the receiver when that is back, as it arrived |
//! | network | any | as if both had died, and were back with it | |
//!
//! What is neither here nor there for a time is *stranded*: [`Node::stranded`](crate::Node::stranded) lists it, its bytes are in both
//! stores, and both sides ask each other about it again and again. If the other side's store never comes back, it stays so: who
//! knows that the other side is gone for good takes the file from the folder.
//!
//! A machine that is sent on from where it arrived *follows* its record there: the new `machine` file names the old one, which is
//! removed before anything is offered. Whoever comes back and finds both removes the old one first.
//!
//! # What is trusted
//!
//! A receiver takes machines from those whom it was told to trust, by name, and from nobody otherwise. Names are parts of keys: where others share the
//! network, zenoh's access control ties them to certificates or passwords. Even so a machine can be no more than its
//! limits allow: size, memory, fuel, how many wait. Programs are what their hash says, whoever gives them.

mod limits;
mod message;
mod office;
mod receiver;
mod record;
mod sender;
mod step;
mod store;
#[cfg(test)]
mod tests;

pub use limits::{MoveLimits, Trust};
pub use message::Id;
pub(crate) use message::{Reply, Request};
pub(crate) use office::{Carrier, Hook, Office};
pub(crate) use record::Record;
pub(crate) use sender::Sent;
pub use step::{Side, Step, Stranded};
pub(crate) use store::Store;
