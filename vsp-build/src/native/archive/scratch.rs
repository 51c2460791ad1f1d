//! A folder that an archiver works in.

use crate::gone::gone;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A folder that is removed when it is dropped.
#[derive(Debug)]
pub(super) struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// An empty one, in the folder of all output.
    pub fn new(folder: &Path, name: &str) -> io::Result<Scratch> {
        let path = folder.join(format!("{name}.tmp"));
        gone(fs::remove_dir_all(&path)).and_then(|()| fs::create_dir_all(&path))?;
        Ok(Scratch { path })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left behind does no harm: the next build begins with an empty folder.
        let _ = fs::remove_dir_all(&self.path);
    }
}
