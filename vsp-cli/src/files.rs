//! Reading files; `-` is standard input.

use crate::failure::Failure;
use std::fs;
use std::io::{self, Read};
use std::path::Path;

/// Whether a path stands for standard input or output.
pub fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// What messages call a file that is read.
pub fn name_of(path: &Path) -> String {
    if is_standard(path) { "<stdin>".into() } else { path.display().to_string() }
}

/// The whole content of a file.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let read = if is_standard(path) {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    read.map_err(|error| Failure::of_file(&name_of(path), error))
}
