//! A node's folder: `lock`, `identity`, `programs`, `out` and `in`. What the files mean is written in the module above.

use super::message::Id;
use super::record::Record;
use crate::error::Error;
use crate::files;
use crate::wire::WireError;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// What a file in `out` or `in` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// `out`: a machine that was or will be offered.
    Machine,
    /// `out`: the token of the receiver that it was given to.
    Given,
    /// `in`: a machine that may not run yet.
    Held,
    /// `in`: a machine that may.
    Here,
    /// `in`: a machine that has ended here, or moved on.
    Gone,
}

impl State {
    const ALL: [State; 5] = [State::Machine, State::Given, State::Held, State::Here, State::Gone];

    fn folder(self) -> &'static str {
        match self {
            State::Machine | State::Given => "out",
            State::Held | State::Here | State::Gone => "in",
        }
    }

    fn extension(self) -> &'static str {
        match self {
            State::Machine => "machine",
            State::Given => "given",
            State::Held => "held",
            State::Here => "here",
            State::Gone => "gone",
        }
    }
}

/// A folder, which one node has at a time.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    identity: Id,
    durable: bool,
    /// Unlocked when it is closed, also by the death of the process.
    _lock: File,
}

impl Store {
    /// Opens a folder, or makes it.
    pub fn open(folder: &Path, durable: bool) -> Result<Store, Error> {
        for folder in ["programs", "out", "in"].map(|name| folder.join(name)) {
            fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
        }
        let path = folder.join("lock");
        let lock = File::create(&path).map_err(Error::file(&path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(Error::StoreInUse(folder.into())),
            Err(fs::TryLockError::Error(error)) => return Err(Error::File { path, error }),
        }
        for half in [folder.to_path_buf(), folder.join("programs"), folder.join("out"), folder.join("in")] {
            files::clean(&half)?;
        }
        // The folders have to outlive the loss of power as what is in them does.
        files::settle(&folder.join("in"), durable)?;
        files::settle(folder, durable)?;
        let path = folder.join("identity");
        let identity = match fs::read_to_string(&path) {
            Ok(text) => Id::parse(text.trim())
                .ok_or(WireError::Field("this is no identity of a store"))
                .map_err(Error::damage(&path))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let identity = Id::random();
                files::write(&path, identity.to_string().as_bytes(), durable)?;
                identity
            }
            Err(error) => return Err(Error::File { path, error }),
        };
        Ok(Store { folder: folder.into(), identity, durable, _lock: lock })
    }

    pub fn identity(&self) -> Id {
        self.identity
    }

    pub fn programs(&self) -> PathBuf {
        self.folder.join("programs")
    }

    pub fn path(&self, id: Id, state: State) -> PathBuf {
        self.folder.join(state.folder()).join(format!("{id}.{}", state.extension()))
    }

    /// All files that there are.
    pub fn list(&self) -> Result<Vec<(Id, State)>, Error> {
        let mut found = Vec::new();
        for folder in ["out", "in"] {
            let path = self.folder.join(folder);
            for entry in fs::read_dir(&path).map_err(Error::file(&path))? {
                let name = entry.map_err(Error::file(&path))?.file_name();
                // What was half written has another name, and never counted.
                let Some((id, extension)) = name.to_str().and_then(|name| name.split_once('.')) else {
                    continue;
                };
                let is_its = |state: &State| state.folder() == folder && state.extension() == extension;
                let state = State::ALL.into_iter().find(is_its);
                if let (Some(id), Some(state)) = (Id::parse(id), state) {
                    found.push((id, state));
                }
            }
        }
        // An order that does not depend on the system.
        found.sort();
        Ok(found)
    }

    pub fn has(&self, id: Id, state: State) -> bool {
        self.path(id, state).exists()
    }

    pub fn write(&self, record: &Record, state: State) -> Result<(), Error> {
        files::write(&self.path(record.id, state), &record.write(), self.durable)
    }

    pub fn read(&self, id: Id, state: State) -> Result<Record, Error> {
        let path = self.path(id, state);
        let bytes = fs::read(&path).map_err(Error::file(&path))?;
        Record::read(&bytes).map_err(Error::damage(&path))
    }

    pub fn rename(&self, id: Id, from: State, to: State) -> Result<(), Error> {
        files::rename(&self.path(id, from), &self.path(id, to), self.durable)
    }

    pub fn remove(&self, id: Id, state: State) -> Result<(), Error> {
        files::remove(&self.path(id, state), self.durable)
    }
}
