//! The files that are generated.
//!
//! ```text
//! OUT_DIR/vsp, or the builder's folder
//! ├── NAME.rs           the bindings
//! ├── NAME.silc         the program, included by the bindings
//! ├── NAME.last         the last program that was right, while the present one is wrong
//! ├── NAME.key          what these files were made from
//! ├── libSYMBOL.a       its machine code, linked by the bindings (SYMBOL.lib for MSVC)
//! └── SYMBOL.tmp        where an archiver works; gone afterwards
//!     ├── SYMBOL.o
//!     └── libSYMBOL.a
//! ```

use crate::directives::path_text;
use crate::error::Fault;
use crate::gone::gone;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder that all files are in.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    /// Where it is.
    pub path: PathBuf,
}

impl Folder {
    /// The one at a path. Nothing is created yet.
    pub fn at(path: PathBuf) -> Folder {
        Folder { path }
    }

    /// Where it is, as Cargo can be told.
    pub fn text(&self) -> Result<&str, Fault> {
        path_text(&self.path).map_err(|problem| Fault::BadPath { path: self.path.clone(), problem })
    }

    /// The content of a file, if it can be read.
    pub fn read(&self, file: &str) -> Option<Vec<u8>> {
        fs::read(self.path.join(file)).ok()
    }

    /// Writes a file, unless it has these bytes already: its time of change tells Cargo and rustc what is new.
    pub fn write(&self, file: &str, bytes: &[u8]) -> Result<(), Fault> {
        let path = self.path.join(file);
        // If the old file cannot be read, writing tells why.
        if self.read(file).is_some_and(|old| old == bytes) {
            return Ok(());
        }
        let written = fs::create_dir_all(&self.path).and_then(|()| fs::write(&path, bytes));
        written.map_err(|error| Fault::Output { path, error })
    }

    /// Removes a file, if it is there.
    pub fn remove(&self, file: &str) -> Result<(), Fault> {
        let path = self.path.join(file);
        gone(fs::remove_file(&path)).map_err(|error| Fault::Output { path, error })
    }
}

/// Which names are taken, and by which programs.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    taken: BTreeMap<PathBuf, PathBuf>,
}

impl Claims {
    /// None.
    pub const fn new() -> Claims {
        Claims { taken: BTreeMap::new() }
    }

    /// Claims a name in a folder for the program at `path`, or gives the program that has it.
    ///
    /// Letter case does not count, as it does not for many file systems.
    pub fn claim(&mut self, folder: &Folder, name: &str, path: &Path) -> Result<(), PathBuf> {
        let key = folder.path.join(name.to_ascii_lowercase());
        if let Some(owner) = self.taken.get(&key) {
            return Err(owner.clone());
        }
        self.taken.insert(key, path.to_owned());
        Ok(())
    }

    /// Gives a name back, because its program could not be compiled.
    pub fn release(&mut self, folder: &Folder, name: &str) {
        self.taken.remove(&folder.path.join(name.to_ascii_lowercase()));
    }
}
