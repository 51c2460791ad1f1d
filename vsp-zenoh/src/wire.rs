//! What all messages have in common: a header, plain little-endian numbers, and the checks of what others send.
//!
//! Everything begins with `VSPZ`, a version, which is 1, and a byte that says what it is ([`Kind`]). Nothing may be left over
//! behind the last field. Whoever reads a message of another version refuses it by that version, so a later one may change
//! all but these six bytes.

/// The magic number.
const MAGIC: [u8; 4] = *b"VSPZ";
/// The only version so far.
const VERSION: u8 = 1;

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// The registers that BROADCAST sends.
    State = 1,
    /// A register that ENTANGLE gives.
    Register = 2,
    /// A node that is at a SYNC, or asks whether another is.
    Meeting = 3,
    /// A program's file.
    Program = 4,
    /// A step of a hand-over.
    Request = 5,
    /// What comes back to that.
    Reply = 6,
    /// A machine in a store.
    Record = 7,
    /// What a worker asks of a fleet's desk, or has done.
    Errand = 8,
    /// What the desk has for it.
    Task = 9,
}

/// Why bytes are not the message that they should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WireError {
    /// They do not begin with `VSPZ`.
    #[error("this is no message of a node: it does not begin with `VSPZ`")]
    NoMessage,
    /// They are of another version.
    #[error("the message has version {0}, and this node knows version {VERSION} only")]
    Version(u8),
    /// They are another kind of message.
    #[error("the message is of kind {found}, where one of kind {expected} belongs")]
    Kind {
        /// What they say that they are.
        found: u8,
        /// What was expected.
        expected: u8,
    },
    /// A field is missing, too long or without a meaning.
    #[error("the message is damaged: {0}")]
    Field(&'static str),
}

/// Puts a message together.
#[derive(Debug)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// A message that has its header.
    pub fn new(kind: Kind) -> Writer {
        let mut bytes = Vec::with_capacity(64);
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&[VERSION, kind as u8]);
        Writer(bytes)
    }

    /// Some bytes whose number is known.
    pub fn raw(mut self, bytes: &[u8]) -> Writer {
        self.0.extend_from_slice(bytes);
        self
    }

    /// A byte.
    pub fn u8(self, value: u8) -> Writer {
        self.raw(&[value])
    }

    /// A number.
    pub fn u64(self, value: u64) -> Writer {
        self.raw(&value.to_le_bytes())
    }

    /// Bytes, and how many.
    ///
    /// # Panics
    /// If there are 4 GiB of them.
    pub fn bytes(self, bytes: &[u8]) -> Writer {
        let length = u32::try_from(bytes.len()).expect("no machine is as large as that");
        self.raw(&length.to_le_bytes()).raw(bytes)
    }

    /// The message.
    pub fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// Takes a message to pieces.
#[derive(Debug)]
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Checks the header.
    ///
    /// # Errors
    /// If it is not that of such a message.
    pub fn new(bytes: &'a [u8], kind: Kind) -> Result<Reader<'a>, WireError> {
        let rest = bytes.strip_prefix(&MAGIC).ok_or(WireError::NoMessage)?;
        match *rest {
            [VERSION, found, ref rest @ ..] if found == kind as u8 => Ok(Reader(rest)),
            [VERSION, found, ..] => Err(WireError::Kind { found, expected: kind as u8 }),
            [version, ..] => Err(WireError::Version(version)),
            [] => Err(WireError::Field("it ends within the header")),
        }
    }

    /// As many bytes as an array has.
    ///
    /// # Errors
    /// If there are fewer.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], WireError> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(WireError::Field("it ends too early"))?;
        self.0 = rest;
        Ok(*taken)
    }

    /// A byte.
    ///
    /// # Errors
    /// If there is none.
    pub fn u8(&mut self) -> Result<u8, WireError> {
        Ok(self.array::<1>()?[0])
    }

    /// A number.
    ///
    /// # Errors
    /// If it ends too early.
    pub fn u64(&mut self) -> Result<u64, WireError> {
        self.array().map(u64::from_le_bytes)
    }

    /// Bytes that follow their number, of which there may be as many as `most`.
    ///
    /// # Errors
    /// If there are more, or fewer than they say.
    pub fn bytes(&mut self, most: usize) -> Result<&'a [u8], WireError> {
        let length = u32::from_le_bytes(self.array()?) as usize;
        if length > most {
            return Err(WireError::Field("a field is longer than this node takes"));
        }
        let (taken, rest) = self.0.split_at_checked(length).ok_or(WireError::Field("it ends too early"))?;
        self.0 = rest;
        Ok(taken)
    }

    /// A text, likewise.
    ///
    /// # Errors
    /// Likewise, or if it is not UTF-8.
    pub fn text(&mut self, most: usize) -> Result<&'a str, WireError> {
        str::from_utf8(self.bytes(most)?).map_err(|_| WireError::Field("a text is not UTF-8"))
    }

    /// Makes sure that nothing is left.
    ///
    /// # Errors
    /// If something is.
    pub fn finish(self) -> Result<(), WireError> {
        if self.0.is_empty() { Ok(()) } else { Err(WireError::Field("something is left over")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_the_same_everywhere() {
        let message = Writer::new(Kind::Task).u8(7).u64(0x0102_0304_0506_0708).bytes(b"ab").finish();
        assert_eq!(message, b"VSPZ\x01\x09\x07\x08\x07\x06\x05\x04\x03\x02\x01\x02\0\0\0ab");
        let mut reader = Reader::new(&message, Kind::Task).unwrap();
        assert_eq!((reader.u8(), reader.u64()), (Ok(7), Ok(0x0102_0304_0506_0708)));
        assert_eq!((reader.text(2), reader.finish()), (Ok("ab"), Ok(())));
    }

    #[test]
    fn others_are_refused_with_a_reason() {
        let kind = |bytes: &[u8]| Reader::new(bytes, Kind::State).map(drop).unwrap_err();
        assert_eq!(kind(b"JUNK\x01\x01"), WireError::NoMessage);
        assert_eq!(kind(b""), WireError::NoMessage);
        assert_eq!(kind(b"VSPZ"), WireError::Field("it ends within the header"));
        assert_eq!(kind(b"VSPZ\x02"), WireError::Version(2));
        assert_eq!(kind(b"VSPZ\x02\x01"), WireError::Version(2));
        assert_eq!(kind(b"VSPZ\x01\x03"), WireError::Kind { found: 3, expected: 1 });
    }

    #[test]
    fn lengths_are_not_believed() {
        let message = Writer::new(Kind::State).raw(&u32::MAX.to_le_bytes()).finish();
        let mut reader = Reader::new(&message, Kind::State).unwrap();
        assert_eq!(reader.bytes(usize::MAX), Err(WireError::Field("it ends too early")));
        let message = Writer::new(Kind::State).bytes(&[0; 9]).finish();
        let mut reader = Reader::new(&message, Kind::State).unwrap();
        assert_eq!(reader.bytes(8), Err(WireError::Field("a field is longer than this node takes")));
    }
}
