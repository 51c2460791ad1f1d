//! What the two sides of a hand-over say to each other.

use crate::programs::Hash;
use crate::wire::{Kind, Reader, WireError, Writer};
use std::fmt;

/// Sixteen random bytes: a hand-over, a token, or a store.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub [u8; 16]);

impl Id {
    /// One that there has not been.
    pub fn random() -> Id {
        Id(fastrand::u128(..).to_le_bytes())
    }

    /// The one that a text stands for.
    pub(crate) fn parse(text: &str) -> Option<Id> {
        let is_sound = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = is_sound.then(|| u128::from_str_radix(text, 16).ok())??;
        Some(Id(number.to_be_bytes()))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// The sender offers a machine from its store.
    Offer { id: Id, store: Id, program: Hash, snapshot: Vec<u8> },
    /// The sender has given the machine to the receiver's store, which holds it with this token.
    Go { id: Id, token: Id, store: Id },
    /// The sender has forgotten the hand-over.
    Done { id: Id, token: Id, store: Id },
    /// The receiver asks the sender's store what it has decided.
    Ask { id: Id, token: Id, store: Id },
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// To an Offer: it is in the receiver's store.
    Held { token: Id, store: Id },
    /// To an Offer: it is not, for this reason.
    Refused(String),
    /// To Go and Done: the machine is, or was, at the receiver.
    Taken,
    /// To Go: no such machine was ever held.
    Unknown,
    /// To Ask: it was given.
    Given,
    /// To Ask: it was not, and will not be.
    NotGiven,
    /// To Ask: that is not decided yet.
    Undecided,
}

/// How long a reason may be.
const REASON: usize = 1024;

impl Request {
    pub fn write(&self) -> Vec<u8> {
        let start = Writer::new(Kind::Request);
        let step = |number, id: &Id, token: &Id, store: &Id| (number, id.0, token.0, store.0);
        let (number, id, token, store) = match self {
            Request::Offer { id, store, program, snapshot } => {
                let head = start.u8(0).raw(&id.0).raw(&store.0);
                return head.raw(&program.0).bytes(snapshot).finish();
            }
            Request::Go { id, token, store } => step(1, id, token, store),
            Request::Done { id, token, store } => step(2, id, token, store),
            Request::Ask { id, token, store } => step(3, id, token, store),
        };
        start.u8(number).raw(&id).raw(&token).raw(&store).finish()
    }

    /// Reads one with a snapshot of at most so many bytes.
    pub fn read(bytes: &[u8], most: usize) -> Result<Request, WireError> {
        let mut reader = Reader::new(bytes, Kind::Request)?;
        let number = reader.u8()?;
        let (id, second) = (Id(reader.array()?), Id(reader.array()?));
        let request = match number {
            0 => {
                let program = Hash(reader.array()?);
                Request::Offer { id, store: second, program, snapshot: reader.bytes(most)?.into() }
            }
            1 => Request::Go { id, token: second, store: Id(reader.array()?) },
            2 => Request::Done { id, token: second, store: Id(reader.array()?) },
            3 => Request::Ask { id, token: second, store: Id(reader.array()?) },
            _ => return Err(WireError::Field("there is no such request")),
        };
        reader.finish()?;
        Ok(request)
    }
}

impl Reply {
    pub fn write(&self) -> Vec<u8> {
        let start = Writer::new(Kind::Reply);
        match self {
            Reply::Held { token, store } => start.u8(0).raw(&token.0).raw(&store.0),
            Reply::Refused(reason) => {
                start.u8(1).bytes(&reason.as_bytes()[..reason.floor_char_boundary(REASON)])
            }
            Reply::Taken => start.u8(2),
            Reply::Unknown => start.u8(3),
            Reply::Given => start.u8(4),
            Reply::NotGiven => start.u8(5),
            Reply::Undecided => start.u8(6),
        }
        .finish()
    }

    pub fn read(bytes: &[u8]) -> Result<Reply, WireError> {
        let mut reader = Reader::new(bytes, Kind::Reply)?;
        let reply = match reader.u8()? {
            0 => Reply::Held { token: Id(reader.array()?), store: Id(reader.array()?) },
            1 => Reply::Refused(reader.text(REASON)?.into()),
            2 => Reply::Taken,
            3 => Reply::Unknown,
            4 => Reply::Given,
            5 => Reply::NotGiven,
            6 => Reply::Undecided,
            _ => return Err(WireError::Field("there is no such reply")),
        };
        reader.finish()?;
        Ok(reply)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_come_back_as_they_were() {
        let (id, token, store) = (Id([1; 16]), Id([2; 16]), Id([3; 16]));
        let requests = [
            Request::Offer { id, store, program: Hash([4; 32]), snapshot: vec![5; 6] },
            Request::Go { id, token, store },
            Request::Done { id, token, store },
            Request::Ask { id, token, store },
        ];
        for request in requests {
            let bytes = request.write();
            assert_eq!(Request::read(&bytes, 6).as_ref(), Ok(&request));
            for length in 0..bytes.len() {
                assert!(Request::read(&bytes[..length], 6).is_err());
            }
        }
        let replies = [
            Reply::Held { token, store },
            Reply::Refused("why".into()),
            Reply::Taken,
            Reply::Unknown,
            Reply::Given,
            Reply::NotGiven,
            Reply::Undecided,
        ];
        for reply in replies {
            let bytes = reply.write();
            assert_eq!(Reply::read(&bytes).as_ref(), Ok(&reply));
            assert!(Reply::read(&bytes[..bytes.len() - 1]).is_err());
        }
        // A long reason is cut where a character ends.
        let long = Reply::Refused("é".repeat(REASON)).write();
        assert_eq!(Reply::read(&long), Ok(Reply::Refused("é".repeat(REASON / 2))));
    }

    #[test]
    fn snapshots_have_a_limit() {
        let offer = Request::Offer {
            id: Id([0; 16]),
            store: Id([0; 16]),
            program: Hash([0; 32]),
            snapshot: vec![0; 9],
        };
        assert!(Request::read(&offer.write(), 8).is_err());
    }

    #[test]
    fn noise_is_no_message() {
        let mut random = fastrand::Rng::with_seed(16);
        for _ in 0..100_000 {
            let kind = [Kind::Request, Kind::Reply][random.usize(..2)];
            let noise: Vec<u8> = (0..random.usize(..120)).map(|_| random.u8(..8)).collect();
            let bytes = Writer::new(kind).raw(&noise).finish();
            // What is read is what would be written: nothing is made up.
            if let Ok(request) = Request::read(&bytes, 50) {
                assert_eq!(request.write(), bytes);
            }
            if let Ok(reply) = Reply::read(&bytes) {
                assert_eq!(reply.write(), bytes);
            }
        }
    }

    #[test]
    fn ids_are_texts() {
        let id = Id([0xAB; 16]);
        assert_eq!(Id::parse(&id.to_string()), Some(id));
        assert_eq!([Id::parse(""), Id::parse("+b"), Id::parse(&"é".repeat(16))], [None; 3]);
    }
}
