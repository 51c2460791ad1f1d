//! Files that are there whole or not at all.

use crate::error::Error;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

/// Writes a file under another name and gives it its own when it is whole. `durable` waits until the disk has it: without,
/// it outlives the process that wrote it, and with it, the loss of power, too.
pub fn write(path: &Path, bytes: &[u8], durable: bool) -> Result<(), Error> {
    let half = path.with_added_extension("half");
    let mut file = File::create(&half).map_err(Error::file(&half))?;
    file.write_all(bytes).map_err(Error::file(&half))?;
    if durable {
        file.sync_all().map_err(Error::file(&half))?;
    }
    drop(file);
    rename(&half, path, durable)
}

/// Gives a file another name.
pub fn rename(from: &Path, to: &Path, durable: bool) -> Result<(), Error> {
    fs::rename(from, to).map_err(Error::file(from))?;
    settle(to, durable)
}

/// Removes a file, if there is one.
pub fn remove(path: &Path, durable: bool) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        result => result.map_err(Error::file(path)),
    }?;
    settle(path, durable)
}

/// Waits until the disk knows which files a folder has.
fn settle(path: &Path, durable: bool) -> Result<(), Error> {
    match path.parent().filter(|_| durable) {
        Some(folder) => File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::file(folder)),
        None => Ok(()),
    }
}
