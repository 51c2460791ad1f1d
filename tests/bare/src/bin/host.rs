//! Prints on the machine that builds all this what the board must print.

use std::fmt;
use std::io::{self, Write};

/// The standard output, for text.
struct Output(io::Stdout);

impl fmt::Write for Output {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write_all(text.as_bytes()).map_err(|_| fmt::Error)
    }
}

fn main() {
    vsp_on_a_board::report(&mut Output(io::stdout())).expect("the storages are large enough");
    eprintln!("{}", vsp_on_a_board::engine());
}
