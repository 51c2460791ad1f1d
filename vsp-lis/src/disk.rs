//! Files on disk.

use crate::reader::Reader;
use std::io;
use std::path::Path;

/// Reads files from disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

/// Files beyond this size are no sources.
const LARGEST: u64 = 64 << 20;

impl Reader for Disk {
    fn read(&mut self, path: &Path) -> io::Result<String> {
        let metadata = std::fs::metadata(path)?;
        // Opening a pipe waits for ever, and reading some devices never ends.
        if !metadata.is_file() {
            let message = "this is not a file but a folder or device";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        if metadata.len() > LARGEST {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "it is longer than 64 MiB"));
        }
        String::from_utf8(std::fs::read(path)?).map_err(|error| {
            let before =
                String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            let message =
                format!("the bytes at line {line}, column {column} are not UTF-8; save it as UTF-8");
            io::Error::new(io::ErrorKind::InvalidData, message)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_is_not_read() {
        let error = Disk.read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect_err("it is a folder");
        assert_eq!(error.to_string(), "this is not a file but a folder or device");
    }

    /// Which would wait for somebody who writes.
    #[cfg(target_os = "linux")]
    #[test]
    fn devices_are_not_read() {
        let error = Disk.read(Path::new("/dev/zero")).expect_err("it has no end");
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    }
}
