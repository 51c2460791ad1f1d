//! A program that has been checked and analysed: what everything that is made of programs starts from.

use super::{BlockCode, BlockVersion, Flow, Warning};
use crate::container::{Container, ReadError, WriteError};
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// A program that a file can hold, with its control flow.
///
/// Warnings, bindings and machine code for any number of targets are all made of one such value, so that nothing is checked or
/// analysed twice.
///
/// ```
/// use vsp_isa::flow::AnalysedProgram;
/// let program = vsp_isa::asm::assemble("main: MOVI RC, 3\nagain: INV R0\n LOOP again\n HLT", "x.sil").unwrap();
/// let program = AnalysedProgram::new(program).unwrap();
/// assert_eq!(program.flow().blocks().len(), 3);
/// assert_eq!(AnalysedProgram::read(&program.write()).unwrap().container(), program.container());
/// ```
#[derive(Clone, Debug)]
pub struct AnalysedProgram<'a> {
    container: Cow<'a, Container>,
    flow: Flow,
}

impl AnalysedProgram<'static> {
    /// Checks and analyses a program, in time proportional to its size: see [`Flow::analyse`].
    ///
    /// # Errors
    /// If no file can hold it: see [`Container::check`].
    ///
    /// ```
    /// use vsp_isa::flow::AnalysedProgram;
    /// let program = vsp_isa::asm::assemble("main: HLT", "x.sil").unwrap();
    /// let lost = vsp_isa::container::Container { entry: 9, ..program };
    /// assert!(AnalysedProgram::new(lost).is_err());
    /// ```
    pub fn new(container: Container) -> Result<Self, WriteError> {
        container.check()?;
        Ok(AnalysedProgram::valid(Cow::Owned(container)))
    }

    /// Reads a SILC file and analyses it.
    ///
    /// # Errors
    /// As [`Container::read`].
    pub fn read(bytes: &[u8]) -> Result<Self, ReadError> {
        Container::read(bytes).map(|container| AnalysedProgram::valid(Cow::Owned(container)))
    }
}

impl<'a> AnalysedProgram<'a> {
    /// Checks and analyses a program that somebody else keeps.
    ///
    /// # Errors
    /// As [`new`](AnalysedProgram::new).
    pub fn of(container: &'a Container) -> Result<Self, WriteError> {
        container.check()?;
        Ok(AnalysedProgram::valid(Cow::Borrowed(container)))
    }

    fn valid(container: Cow<'a, Container>) -> Self {
        let flow = Flow::analyse(&container);
        AnalysedProgram { container, flow }
    }

    /// The program itself.
    pub fn container(&self) -> &Container {
        &self.container
    }

    /// Its control flow.
    pub fn flow(&self) -> &Flow {
        &self.flow
    }

    /// What looks wrong with it, in the order of addresses.
    pub fn warnings(&self) -> Vec<Warning> {
        self.flow.warnings(&self.container)
    }

    /// How many instructions all block versions have together: see [`Flow::count_instructions`].
    pub fn count_instructions(&self) -> u64 {
        self.flow.count_instructions(&self.container)
    }

    /// The first instructions of a block version: see [`Flow::read_up_to`].
    pub fn read_up_to(&self, version: BlockVersion, most: usize) -> BlockCode {
        self.flow.read_up_to(&self.container, version, most)
    }

    /// The SILC file.
    pub fn write(&self) -> Vec<u8> {
        self.container.write().expect("it was checked")
    }

    /// The program without what it says of its source, on which control flow does not depend.
    #[must_use]
    pub fn without_debug(self) -> AnalysedProgram<'static> {
        let container = Container { debug: None, ..self.container.into_owned() };
        AnalysedProgram { container: Cow::Owned(container), flow: self.flow }
    }
}
