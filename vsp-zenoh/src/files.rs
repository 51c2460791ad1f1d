//! Files that are there whole or not at all.

use crate::error::Error;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// What the names of files end with that are not whole yet.
const HALF: &str = "half";

/// Writes a file under another name and gives it its own when it is whole. `durable` waits until the disk has it: without,
/// it outlives the process that wrote it, and with it, the loss of power, too.
pub fn write(path: &Path, bytes: &[u8], durable: bool) -> Result<(), Error> {
    let half = half(path);
    let mut file = File::create(&half).map_err(Error::file(&half))?;
    file.write_all(bytes).map_err(Error::file(&half))?;
    if durable {
        file.sync_all().map_err(Error::file(&half))?;
    }
    drop(file);
    rename(&half, path, durable)
}

/// Another name for each write: two threads may write the same file at a time.
fn half(path: &Path) -> PathBuf {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    path.with_added_extension(format!("{number}.{HALF}"))
}

/// Removes what a process that died in the middle of a write has left. Nobody may be writing there.
pub fn clean(folder: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(Error::file(folder))? {
        let path = entry.map_err(Error::file(folder))?.path();
        if path.extension().is_some_and(|extension| extension == HALF) {
            remove(&path, false)?;
        }
    }
    Ok(())
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

/// Waits until the disk knows which files the folder of this one has.
pub fn settle(path: &Path, durable: bool) -> Result<(), Error> {
    match path.parent().filter(|_| durable) {
        // A relative path of one name is in the folder that the process works in.
        Some(folder) if folder.as_os_str().is_empty() => settle(&Path::new(".").join(path), durable),
        Some(folder) => File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::file(folder)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_threads_may_write_the_same_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let bytes = vec![7; 1 << 16];
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        write(&path, &bytes, false).unwrap();
                        // Whoever reads meanwhile sees it whole.
                        assert_eq!(fs::read(&path).unwrap().len(), bytes.len());
                    }
                });
            }
        });
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
