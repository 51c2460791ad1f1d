//! Removing files that may be missing already.

use std::io::{self, ErrorKind};

/// The result of removing what need not have been there.
pub(crate) fn gone(removed: io::Result<()>) -> io::Result<()> {
    removed.or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })
}
