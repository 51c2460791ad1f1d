//! Programs by their hash: fetched once, kept.

use crate::error::Error;
use crate::files;
use crate::wire::{Kind, Reader, WireError, Writer};
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::{Arc, Mutex};
use vsp_runtime::Program;

/// What a program is known by: SHA-256 of its SILC file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// That of a file.
    pub fn of(file: &[u8]) -> Hash {
        Hash(Sha256::digest(file).into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Hash {
    type Err = WireError;

    fn from_str(text: &str) -> Result<Hash, WireError> {
        const WRONG: WireError = WireError::Field("a hash is 64 hexadecimal digits");
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return Err(WRONG) };
        let digit = |byte: u8| char::from(byte).to_digit(16).filter(|_| !byte.is_ascii_uppercase());
        let byte = |&[high, low]: &[u8; 2]| Some((digit(high)? << 4 | digit(low)?) as u8);
        let bytes: Option<Vec<u8>> = pairs.iter().map(byte).collect();
        bytes.and_then(|bytes| bytes.try_into().ok()).map(Hash).ok_or(WRONG)
    }
}

/// A program that is kept.
#[derive(Clone, Debug)]
pub struct Kept {
    /// What it is known by.
    pub hash: Hash,
    /// Its SILC file.
    pub file: Arc<[u8]>,
    /// The program itself; loaded once, so that machine code is made for it once.
    pub program: Program,
}

/// The programs that a node has: some in memory, all in its store's folder if it has one.
#[derive(Debug)]
pub struct Programs {
    folder: Option<PathBuf>,
    durable: bool,
    in_memory: Mutex<VecDeque<Kept>>,
    /// How many bytes a file may have.
    most: usize,
}

/// How many programs stay in memory, and how many bytes their files may have together; the one that was used last always does. Where
/// there is no folder, the ones that fall out must be fetched again.
const IN_MEMORY: (usize, usize) = (256, 32 << 20);

impl Programs {
    /// Programs in a folder, if there is one; `durable` as for [`files::write`].
    pub fn new(folder: Option<PathBuf>, durable: bool, most: usize) -> Programs {
        Programs { folder, durable, in_memory: Mutex::default(), most }
    }

    /// Keeps a program that is here already.
    pub fn keep(&self, program: &Program) -> Result<Kept, Error> {
        let file = program.container().write()?;
        let kept = Kept { hash: Hash::of(&file), file: file.into(), program: program.clone() };
        // The one that is there may have been compiled.
        if let Some(kept) = self.remembered(&kept.hash) {
            return Ok(kept);
        }
        self.save(&kept)?;
        Ok(kept)
    }

    /// Keeps what somebody has given as the program with a hash.
    pub fn keep_file(&self, hash: Hash, file: &[u8]) -> Result<Kept, Error> {
        if Hash::of(file) != hash {
            return Err(WireError::Field("the program is not the one with this hash").into());
        }
        let kept = Kept { hash, file: file.into(), program: Program::from_bytes(file)? };
        self.save(&kept)?;
        Ok(kept)
    }

    /// The program with a hash, if it is here.
    pub fn get(&self, hash: &Hash) -> Option<Kept> {
        if let Some(kept) = self.remembered(hash) {
            return Some(kept);
        }
        let file = std::fs::read(self.folder.as_ref()?.join(format!("{hash}.silc"))).ok()?;
        // Nobody else writes there, but disks fail.
        if Hash::of(&file) != *hash {
            return None;
        }
        let kept = Kept { hash: *hash, program: Program::from_bytes(&file).ok()?, file: file.into() };
        self.remember(&kept);
        Some(kept)
    }

    /// The message that gives a program.
    pub fn message(&self, hash: &Hash) -> Option<Vec<u8>> {
        self.get(hash).map(|kept| Writer::new(Kind::Program).bytes(&kept.file).finish())
    }

    /// The file in such a message.
    pub fn read_message<'a>(&self, bytes: &'a [u8]) -> Result<&'a [u8], WireError> {
        let mut reader = Reader::new(bytes, Kind::Program)?;
        let file = reader.bytes(self.most)?;
        reader.finish()?;
        Ok(file)
    }

    fn remembered(&self, hash: &Hash) -> Option<Kept> {
        let mut programs = self.in_memory.lock().expect("nothing panics with it");
        let place = programs.iter().position(|kept| kept.hash == *hash)?;
        let kept = programs.remove(place)?;
        programs.push_front(kept.clone());
        Some(kept)
    }

    fn remember(&self, kept: &Kept) {
        let mut programs = self.in_memory.lock().expect("nothing panics with it");
        programs.retain(|other| other.hash != kept.hash);
        programs.push_front(kept.clone());
        let bytes = |programs: &VecDeque<Kept>| programs.iter().map(|kept| kept.file.len()).sum::<usize>();
        // What is in use stays with who uses it.
        while programs.len() > 1 && (programs.len() > IN_MEMORY.0 || bytes(&programs) > IN_MEMORY.1) {
            programs.pop_back();
        }
    }

    fn save(&self, kept: &Kept) -> Result<(), Error> {
        if let Some(folder) = &self.folder {
            let path = folder.join(format!("{}.silc", kept.hash));
            // A file that the disk has damaged is written anew.
            let is_there = std::fs::read(&path).is_ok_and(|file| Hash::of(&file) == kept.hash);
            if !is_there {
                files::write(&path, &kept.file, self.durable)?;
            }
        }
        self.remember(kept);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program() -> Program {
        Program::from_container(vsp_runtime::isa::asm::assemble("main: HLT", "a.sil").unwrap()).unwrap()
    }

    #[test]
    fn hashes_are_texts() {
        // From FIPS 180-2, appendix B.1.
        let hash = Hash::of(b"abc");
        let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!((hash.to_string().as_str(), text.parse()), (text, Ok(hash)));
        for wrong in ["", &text[1..], &text.to_uppercase(), &format!("{text}00"), &"é".repeat(32)] {
            assert!(wrong.parse::<Hash>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_kept_is_what_has_the_hash() {
        let folder = tempfile::tempdir().unwrap();
        let programs = Programs::new(Some(folder.path().into()), false, 1 << 20);
        let kept = programs.keep(&program()).unwrap();
        let again = Programs::new(Some(folder.path().into()), false, 1 << 20);
        assert_eq!(again.get(&kept.hash).unwrap().file, kept.file);
        assert!(again.keep_file(Hash([0; 32]), &kept.file).is_err());
        let message = programs.message(&kept.hash).unwrap();
        assert_eq!(again.read_message(&message), Ok(&*kept.file));
        assert!(Programs::new(None, false, kept.file.len() - 1).read_message(&message).is_err());
        // Damage on the disk is noticed.
        let path = folder.path().join(format!("{}.silc", kept.hash));
        std::fs::write(&path, b"SILC").unwrap();
        let again = Programs::new(Some(folder.path().into()), false, 1 << 20);
        assert!(again.get(&kept.hash).is_none());
        // And mended, as soon as somebody gives the program.
        again.keep_file(kept.hash, &kept.file).unwrap();
        assert_eq!(Hash::of(&std::fs::read(&path).unwrap()), kept.hash);
    }

    #[test]
    fn what_stays_in_memory_is_bounded() {
        let programs = Programs::new(None, false, 1 << 20);
        let hashes = [0, 1, 2, 3, 4, 5].map(|number| Hash([number; 32]));
        for hash in hashes {
            let file = vec![0; (8 << 20) + 1].into();
            programs.remember(&Kept { hash, file, program: program() });
        }
        let kept = hashes.iter().map(|hash| programs.get(hash).is_some()).collect::<Vec<_>>();
        // Four of 8 MiB and a little are more than 32 MiB.
        assert_eq!(kept, [false, false, false, true, true, true]);
    }
}
