//! How a node reaches others.

use crate::error::Error;
use crate::keys::Keys;
use crate::mailbox::Mailbox;
use crate::name::Name;
use crate::programs::{Hash, Kept, Programs};
use std::sync::Arc;
use std::time::Duration;
use zenoh::handlers::FifoChannel;
use zenoh::query::{ConsolidationMode, Query, QueryTarget};
use zenoh::{Session, Wait};

/// More than anybody waits, and little enough that clocks do not overflow.
pub const FOREVER: Duration = Duration::from_secs(365 * 24 * 3600);

/// How a node reaches others; its threads have clones of it.
#[derive(Clone)]
pub struct Wire {
    pub name: Name,
    pub keys: Keys,
    pub mailbox: Arc<Mailbox>,
    pub programs: Arc<Programs>,
    /// How long others have to answer.
    pub patience: Duration,
    pub session: Session,
}

impl Wire {
    /// What the first who answers says, if somebody does in time.
    pub fn ask(&self, key: &str, message: Vec<u8>, patience: Duration) -> Option<Vec<u8>> {
        let replies = self.session.get(key).payload(message).timeout(patience).wait().ok()?;
        replies.into_iter().find_map(|reply| Some(reply.result().ok()?.payload().to_bytes().into_owned()))
    }

    /// The program with a hash: what is kept, or what some other node gives.
    pub fn program(&self, hash: &Hash) -> Result<Kept, Error> {
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

/// Whether a node of this name is there.
pub fn is_there(session: &Session, keys: &Keys, name: &Name) -> Result<bool, Error> {
    let replies = session.liveliness().get(keys.node(name)).wait().map_err(Error::zenoh)?;
    Ok(replies.into_iter().any(|reply| reply.result().is_ok()))
}

/// What a query brings.
pub fn payload(query: &Query) -> Vec<u8> {
    query.payload().map_or(Vec::new(), |payload| payload.to_bytes().into_owned())
}

/// Answers a query. Where the other side is gone there is nobody to tell.
pub fn reply(query: &Query, message: Vec<u8>) {
    let _ = query.reply(query.key_expr().clone(), message).wait();
}
