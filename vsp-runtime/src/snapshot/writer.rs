//! Where snapshots are written to.

#[cfg(feature = "alloc")]
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

/// Where a snapshot is written to, and a host puts what it needs in order to go on: see [`Host::save`](crate::Host::save).
pub struct SnapshotWriter<'a> {
    room: Room<'a>,
    length: usize,
}

enum Room<'a> {
    Fixed(&'a mut [u8]),
    #[cfg(feature = "alloc")]
    Growing(&'a mut Vec<u8>),
}

impl<'a> SnapshotWriter<'a> {
    /// Writes from the beginning of a buffer on.
    pub(crate) fn new(room: &'a mut [u8]) -> SnapshotWriter<'a> {
        SnapshotWriter { room: Room::Fixed(room), length: 0 }
    }

    /// Appends to an empty buffer.
    #[cfg(feature = "alloc")]
    pub(crate) fn growing(room: &'a mut Vec<u8>) -> SnapshotWriter<'a> {
        SnapshotWriter { room: Room::Growing(room), length: 0 }
    }

    /// Appends some bytes. What passes the room that there is gets lost, but for its length, and the snapshot fails.
    pub fn write(&mut self, bytes: &[u8]) {
        let start = self.length;
        self.length = start.saturating_add(bytes.len());
        match &mut self.room {
            Room::Fixed(room) => {
                if let Some(room) = room.get_mut(start..self.length) {
                    room.copy_from_slice(bytes);
                }
            }
            #[cfg(feature = "alloc")]
            Room::Growing(room) => room.extend_from_slice(bytes),
        }
    }

    /// Some of what has been written, if there was room for it.
    pub(super) fn written(&mut self, range: Range<usize>) -> Option<&mut [u8]> {
        match &mut self.room {
            Room::Fixed(room) => room.get_mut(range),
            #[cfg(feature = "alloc")]
            Room::Growing(room) => room.get_mut(range),
        }
    }

    /// How many bytes have been written so far, whether or not there was room.
    pub(crate) fn length(&self) -> usize {
        self.length
    }
}

impl fmt::Debug for SnapshotWriter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SnapshotWriter").field("length", &self.length).finish_non_exhaustive()
    }
}
