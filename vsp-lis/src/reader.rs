//! Where the text of files comes from.

use std::io;
use std::path::Path;

/// Where files come from.
pub trait Reader: Send {
    /// The text of a file.
    ///
    /// # Errors
    /// If it cannot be read; [`io::ErrorKind::NotFound`] if there is none.
    fn read(&mut self, path: &Path) -> io::Result<String>;
}
