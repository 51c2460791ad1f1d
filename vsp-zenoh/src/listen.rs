//! What a node listens for, and what it does about what comes. Zenoh calls this from threads of its own, so nothing here waits.

use crate::error::Error;
use crate::keys::{self, Keys};
use crate::mailbox::{Mailbox, read_register, read_state};
use crate::meeting::{Arrival, Meetings};
use crate::programs::{Hash, Programs};
use crate::reach::{payload, reply};
use crate::wire::WireError;
use std::fmt;
use std::sync::Arc;
use zenoh::pubsub::Subscriber;
use zenoh::query::Queryable;
use zenoh::sample::Locality;
use zenoh::{Session, Wait};

/// Notes that a message was refused.
pub fn refuse(mailbox: &Mailbox, what: &str, key: &impl fmt::Display, error: &WireError) {
    mailbox.refuse(format!("{what} on {key}: {error}"));
}

/// Hears broadcasts, on some channels or on all.
pub fn hear_broadcasts(
    session: &Session,
    keys: &Keys,
    channels: Option<Vec<u32>>,
    audience: Locality,
    mailbox: &Arc<Mailbox>,
) -> Result<Vec<Subscriber<()>>, Error> {
    let channels = match channels {
        Some(channels) => channels.into_iter().map(|channel| Some(channel & 0xFF_FFFF)).collect(),
        None => vec![None],
    };
    let hear = |one: Option<u32>| {
        let mailbox = Arc::clone(mailbox);
        let key = one.map_or_else(|| keys.broadcasts(), |channel| keys.broadcast(channel));
        let subscriber = session.declare_subscriber(key).allowed_origin(audience).callback(move |sample| {
            let channel = one.or_else(|| keys::channel(sample.key_expr().as_str()));
            match (channel, read_state(&sample.payload().to_bytes())) {
                (Some(channel), Ok(registers)) => mailbox.deliver(channel, registers),
                (None, _) => mailbox.refuse(format!("a broadcast on no channel: {}", sample.key_expr())),
                (Some(_), Err(error)) => refuse(&mailbox, "a broadcast", sample.key_expr(), &error),
            }
        });
        subscriber.wait().map_err(Error::zenoh)
    };
    channels.into_iter().map(hear).collect()
}

/// Hears of the cells that others give to the node with a number.
pub fn hear_registers(
    session: &Session,
    keys: &Keys,
    number: u8,
    mailbox: &Arc<Mailbox>,
) -> Result<Subscriber<()>, Error> {
    let mailbox = Arc::clone(mailbox);
    let subscriber = session.declare_subscriber(keys.register(number, "*")).callback(move |sample| {
        match read_register(&sample.payload().to_bytes()) {
            Ok((reg, cell)) => mailbox.give(reg, cell),
            Err(error) => refuse(&mailbox, "an entangled register", sample.key_expr(), &error),
        }
    });
    subscriber.wait().map_err(Error::zenoh)
}

/// Tells others how often this node has come to meet them.
pub fn answer_meetings(
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
pub fn answer_programs(
    session: &Session,
    keys: &Keys,
    programs: &Arc<Programs>,
) -> Result<Queryable<()>, Error> {
    let programs = Arc::clone(programs);
    let queryable = session.declare_queryable(keys.programs()).callback(move |query| {
        let hash = keys::last(query.key_expr().as_str()).parse::<Hash>().ok();
        if let Some(message) = hash.and_then(|hash| programs.message(&hash)) {
            reply(&query, message);
        }
    });
    queryable.wait().map_err(Error::zenoh)
}
