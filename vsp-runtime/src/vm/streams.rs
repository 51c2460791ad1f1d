//! The default host's input and output, within reach of the machine.

use super::Vm;
use crate::default_host::DefaultHost;
use alloc::string::String;
use alloc::vec::Vec;
use vsp_isa::Cell;

impl Vm<DefaultHost> {
    /// Attaches an input stream, which SENSE and the reading of lines then take from; it replaces the one before.
    pub fn set_input(&mut self, input: impl Into<Vec<u8>>) {
        self.host.set_input(input);
    }

    /// What ACT has sent so far.
    pub fn output(&self) -> &[Cell] {
        self.host.output()
    }

    /// Takes what ACT has sent so far.
    pub fn take_output(&mut self) -> Vec<Cell> {
        self.host.take_output()
    }

    /// What has been printed so far.
    pub fn printed(&self) -> &str {
        self.host.printed()
    }

    /// Takes what has been printed so far.
    pub fn take_printed(&mut self) -> String {
        self.host.take_printed()
    }
}
