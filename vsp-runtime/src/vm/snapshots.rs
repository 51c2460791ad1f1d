//! Taking snapshots.

use super::Vm;
use crate::host::Host;
use crate::snapshot::{self, Head, SnapshotError, SnapshotWriter};
#[cfg(feature = "alloc")]
use alloc::vec::Vec;

impl<H: Host> Vm<H> {
    /// The whole machine as bytes, from which [`VmBuilder::restore`](crate::VmBuilder::restore) makes it again: with another
    /// engine, in another process, on another kind of computer.
    ///
    /// Only with the feature `alloc`; see [`snapshot_into`](Self::snapshot_into).
    ///
    /// # Errors
    /// If the run has ended, so that nothing could go on.
    #[cfg(feature = "alloc")]
    pub fn snapshot(&self) -> Result<Vec<u8>, SnapshotError> {
        let mut bytes = Vec::new();
        self.write_snapshot(SnapshotWriter::growing(&mut bytes))?;
        Ok(bytes)
    }

    /// How many bytes [`snapshot_into`](Self::snapshot_into) needs now: about 150, those of memory up to the last that is
    /// not zero, four for each return address and two for each cell on the stacks, and the host's own.
    ///
    /// # Errors
    /// If the run has ended, so that nothing could go on.
    pub fn snapshot_size(&self) -> Result<usize, SnapshotError> {
        self.write_snapshot(SnapshotWriter::new(&mut []))
    }

    /// Writes the whole machine as bytes, the same as `snapshot` gives, and returns how many.
    ///
    /// # Errors
    /// If the run has ended, so that nothing could go on, or there is too little room for the snapshot.
    ///
    /// ```
    /// use vsp_runtime::{Outcome, Program, Vm};
    /// let endless = vsp_isa::asm::assemble("main: JMP main", "endless.sil").unwrap();
    /// let endless = Program::from_container(endless).unwrap();
    /// let mut vm = Vm::builder(&endless).fuel(10).build().unwrap();
    /// assert_eq!(vm.run(), Outcome::OutOfFuel);
    ///
    /// let mut room = [0; 2048];
    /// let length = vm.snapshot_into(&mut room).unwrap();
    /// let mut vm = Vm::builder(&endless).fuel(5).restore(&room[..length]).unwrap();
    /// assert_eq!(vm.run(), Outcome::OutOfFuel);
    /// ```
    pub fn snapshot_into(&self, room: &mut [u8]) -> Result<usize, SnapshotError> {
        let size = room.len();
        let length = self.write_snapshot(SnapshotWriter::new(room))?;
        if length <= size { Ok(length) } else { Err(SnapshotError::room(length, size)) }
    }

    /// Writes a snapshot, and gives its length.
    fn write_snapshot(&self, mut to: SnapshotWriter<'_>) -> Result<usize, SnapshotError> {
        if self.stopped.as_ref().is_some_and(|outcome| !outcome.can_go_on()) {
            return Err(SnapshotError::ended());
        }
        let head = Head { fuel_given: self.fuel_given, stopped: self.stopped.as_ref() };
        snapshot::write(&self.machine, &self.program.image(), head, |to| self.host.save(to), &mut to);
        Ok(to.length())
    }
}
