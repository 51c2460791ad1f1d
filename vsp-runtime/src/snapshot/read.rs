//! Reading a snapshot.

use super::{MAGIC, SnapshotError, VERSION, identity};
use crate::limits::Limits;
use crate::machine::Machine;
use crate::outcome::Outcome;
use crate::program::Program;
use crate::saved::Reader;
use vsp_isa::container::fnv1a_64;
use vsp_isa::{Mode, Registers};

/// A snapshot that has been read.
pub(crate) struct Snapshot<'a> {
    program: u64,
    registers: Registers,
    pc: u32,
    flags: u8,
    mode: Mode,
    stopped: Option<Outcome>,
    fuel: Option<(u64, u64)>,
    gradient: Option<[f32; 16]>,
    /// The return addresses, little-endian.
    calls: &'a [[u8; 4]],
    /// The cells, likewise.
    stack: &'a [[u8; 2]],
    memory_size: usize,
    memory: &'a [u8],
    host: &'a [u8],
}

/// Reads a snapshot. What depends on the program is checked later.
pub(crate) fn read(bytes: &[u8]) -> Result<Snapshot<'_>, SnapshotError> {
    let mut reader = Reader::new(bytes);
    if reader.array() != Some(MAGIC) {
        return Err(SnapshotError::no_snapshot());
    }
    match reader.u16() {
        Some(VERSION) => {}
        Some(version) => return Err(SnapshotError::version(version)),
        None => return Err(SnapshotError::damaged("it ends within the version")),
    }
    let sum = bytes.split_last_chunk::<8>().filter(|(all, _)| all.len() >= bytes.len() - reader.left());
    let Some((all, sum)) = sum else {
        return Err(SnapshotError::damaged("it ends too early"));
    };
    if fnv1a_64(all) != u64::from_le_bytes(*sum) {
        return Err(SnapshotError::damaged("its checksum does not match its content"));
    }
    reader = Reader::new(&all[MAGIC.len() + 2..]);
    read_fields(&mut reader)
        .filter(|_| reader.is_at_end())
        .ok_or_else(|| SnapshotError::damaged("a field does not make sense"))
}

fn read_fields<'a>(reader: &mut Reader<'a>) -> Option<Snapshot<'a>> {
    let program = reader.u64()?;
    let registers = Registers::from_image(reader.array()?);
    let (pc, flags) = (reader.u32()?, reader.u8()?);
    let mode = *Mode::ALL.get(usize::from(reader.u8()?))?;
    let stopped = match reader.u8()? {
        0 => None,
        1 => Some(Outcome::Collapsed),
        2 => Some(Outcome::Yielded),
        3 => Some(Outcome::OutOfFuel),
        4 => Some(Outcome::Interrupted),
        _ => return None,
    };
    let counts_fuel = reader.bool()?;
    let (given, left) = (reader.u64()?, reader.u64()?);
    let fuel = counts_fuel.then_some((given, left));
    let gradient = if reader.bool()? {
        let mut slopes = [0.0; 16];
        for slope in &mut slopes {
            *slope = f32::from_bits(reader.u32()?);
        }
        Some(slopes)
    } else {
        None
    };
    let count = reader.u32()? as usize;
    let calls = reader.take(count.checked_mul(4)?)?.as_chunks().0;
    let count = reader.u32()? as usize;
    let stack = reader.take(count.checked_mul(2)?)?.as_chunks().0;
    let memory_size = reader.u32()? as usize;
    let used = reader.u32()? as usize;
    let memory = reader.take(used)?;
    let length = reader.length()?;
    let host = reader.take(length)?;
    let sound = left <= given && used <= memory_size;
    sound.then_some(Snapshot {
        program,
        registers,
        pc,
        flags,
        mode,
        stopped,
        fuel,
        gradient,
        calls,
        stack,
        memory_size,
        memory,
        host,
    })
}

impl<'a> Snapshot<'a> {
    /// Makes sure that the snapshot belongs to a program, and that the machine could stand where it says.
    pub fn check_program(&self, program: &Program) -> Result<(), SnapshotError> {
        let (image, marks) = (program.image(), program.marks());
        if self.program != identity(&image) {
            return Err(SnapshotError::other_program());
        }
        // A run can stand past the end of the code, and traps there.
        if (self.pc as usize) < image.code.len() && !marks.is_reachable(self.pc) {
            return Err(SnapshotError::damaged("pc is where the program cannot get"));
        }
        let is_return_site = |&address| marks.is_return_site(&image, u32::from_le_bytes(address));
        if !self.calls.iter().all(is_return_site) {
            return Err(SnapshotError::damaged("a return address follows no CALL"));
        }
        Ok(())
    }

    /// Makes sure that a machine with these limits may and can have what the snapshot holds, before any of it is made.
    pub fn check_limits(&self, limits: &Limits) -> Result<(), SnapshotError> {
        if let Some(most) = limits.memory.filter(|&most| self.memory_size > most) {
            return Err(SnapshotError::memory(self.memory_size, most));
        }
        for (stack, size, limit) in
            [("call stack", self.calls.len(), limits.calls), ("data stack", self.stack.len(), limits.stack)]
        {
            if size > limit as usize {
                return Err(SnapshotError::limit(stack, size, limit));
            }
        }
        Ok(())
    }

    /// Puts the state into a machine at its start, which has memory of the right size, and limits that were checked.
    pub fn restore(&self, machine: &mut Machine) {
        let context = &mut machine.context;
        context.registers = self.registers;
        (context.pc, context.flags) = (self.pc, self.flags);
        machine.set_mode(self.mode);
        machine.gradient = self.gradient;
        for &address in self.calls {
            machine.push_call(u32::from_le_bytes(address)).expect("the limit was checked");
        }
        for &bits in self.stack {
            machine.push_cell(u16::from_le_bytes(bits)).expect("the limit was checked");
        }
        let (used, rest) = machine.memory_mut().split_at_mut(self.memory.len());
        used.copy_from_slice(self.memory);
        rest.fill(0);
    }

    /// The size of memory in bytes.
    pub fn memory_size(&self) -> usize {
        self.memory_size
    }

    /// The fuel that was given and what is left of it, if it was counted.
    pub fn fuel(&self) -> Option<(u64, u64)> {
        self.fuel
    }

    /// How the last run stopped.
    pub fn stopped(&self) -> Option<Outcome> {
        self.stopped.clone()
    }

    /// What the host has written.
    pub fn host(&self) -> &'a [u8] {
        self.host
    }
}
