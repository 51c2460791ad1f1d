//! A machine in a store.

use super::message::Id;
use crate::name::Name;
use crate::programs::Hash;
use crate::wire::{Kind, Reader, WireError, Writer};

/// A machine in a store, and what is known of its hand-over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The hand-over.
    pub id: Id,
    /// The other side.
    pub other: Name,
    /// The sender's store.
    pub store: Id,
    /// The receiver's token; zeros at the sender.
    pub token: Id,
    /// The record that this one takes the place of.
    pub follows: Option<Id>,
    /// The program.
    pub program: Hash,
    /// The machine; empty once it is gone.
    pub snapshot: Vec<u8>,
}

impl Record {
    pub fn write(&self) -> Vec<u8> {
        let start = Writer::new(Kind::Record).raw(&self.id.0).bytes(self.other.as_str().as_bytes());
        let head = start.raw(&self.store.0).raw(&self.token.0);
        let follows = self.follows.unwrap_or(Id([0; 16]));
        let head = head.u8(u8::from(self.follows.is_some())).raw(&follows.0);
        head.raw(&self.program.0).bytes(&self.snapshot).finish()
    }

    pub fn read(bytes: &[u8]) -> Result<Record, WireError> {
        let mut reader = Reader::new(bytes, Kind::Record)?;
        let id = Id(reader.array()?);
        let other =
            reader.text(Name::LONGEST)?.parse().map_err(|_| WireError::Field("there is no such name"))?;
        let (store, token) = (Id(reader.array()?), Id(reader.array()?));
        let (follows, before) = (reader.u8()?, Id(reader.array()?));
        let program = Hash(reader.array()?);
        let snapshot = reader.bytes(usize::MAX)?.to_vec();
        reader.finish()?;
        Ok(Record { id, other, store, token, follows: (follows != 0).then_some(before), program, snapshot })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_back_as_they_were() {
        for follows in [None, Some(Id([9; 16]))] {
            let record = Record {
                id: Id([1; 16]),
                other: "two".parse().unwrap(),
                store: Id([2; 16]),
                token: Id([3; 16]),
                follows,
                program: Hash([4; 32]),
                snapshot: vec![5; 1000],
            };
            let bytes = record.write();
            assert_eq!(Record::read(&bytes), Ok(record));
            assert!((0..bytes.len()).all(|length| Record::read(&bytes[..length]).is_err()));
        }
    }
}
