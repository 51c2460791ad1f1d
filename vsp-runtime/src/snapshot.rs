//! Snapshots: a machine that can go on, as bytes.
//!
//! All numbers are little-endian. In order: the magic `VSPS`; u16 version, 1; u64 what identifies the program; the image of the
//! registers, 32 bytes; u32 pc; u8 flags; u8 mode; u8 how the last run stopped (0 not at all, 1 Collapsed, 2 Yielded, 3
//! OutOfFuel); u8 whether fuel is counted, u64 given, u64 left; u8 whether there is a gradient, then 16 f32 if so; u32 count
//! and u32 return addresses, the oldest first; u32 count and u16 cells of the data stack, the oldest first; u32 size of memory,
//! u32 how many bytes of it follow (the rest is zeros), the bytes; u64 length and bytes of the host's own; u64 FNV-1a
//! of everything before.

use crate::machine::Machine;
use crate::outcome::Outcome;
use crate::program::Loaded;
use crate::saved::{Reader, put_u32, put_u64};
use crate::vm::SetupError;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use vsp_isa::container::{Fnv1a64, fnv1a_64};
use vsp_isa::{Mode, Registers};

const MAGIC: [u8; 4] = *b"VSPS";
const VERSION: u16 = 1;

/// A snapshot cannot be taken, or a machine cannot go on from one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotError(String);

impl SnapshotError {
    pub(crate) fn ended() -> SnapshotError {
        SnapshotError("the run has ended, so nothing can go on".into())
    }

    pub(crate) fn setup(error: SetupError) -> SnapshotError {
        SnapshotError(error.to_string())
    }

    pub(crate) fn host() -> SnapshotError {
        SnapshotError("the host does not take what the snapshot holds for it".into())
    }

    fn damaged(what: &str) -> SnapshotError {
        SnapshotError(format!("the snapshot is damaged: {what}"))
    }
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for SnapshotError {}

/// What identifies a program: a hash of all that its execution depends on.
fn identity(program: &Loaded) -> u64 {
    let container = &program.container;
    let mut hash = Fnv1a64::new();
    hash.update(&container.version.code().to_le_bytes());
    hash.update(&[container.mode.code()]);
    hash.update(&container.entry.to_le_bytes());
    hash.update(&(container.code.len() as u64).to_le_bytes());
    hash.update(&container.code);
    hash.update(&container.data);
    // Exported functions begin blocks, which fuel is charged for.
    for function in container.functions() {
        hash.update(&function.address.to_le_bytes());
    }
    hash.finish()
}

/// The snapshot of a machine.
pub(crate) fn write(
    machine: &Machine,
    fuel_given: Option<u64>,
    stopped: Option<Outcome>,
    host: &[u8],
) -> Vec<u8> {
    let context = &machine.context;
    let memory = machine.memory();
    let used = memory.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    let mut to = Vec::with_capacity(used + host.len() + 256);
    to.extend_from_slice(&MAGIC);
    to.extend_from_slice(&VERSION.to_le_bytes());
    put_u64(&mut to, identity(&machine.program));
    to.extend_from_slice(context.registers.image());
    put_u32(&mut to, context.pc);
    to.push(context.flags);
    to.push(context.mode);
    to.push(match stopped {
        None => 0,
        Some(Outcome::Collapsed) => 1,
        Some(Outcome::Yielded) => 2,
        Some(Outcome::OutOfFuel) => 3,
        Some(Outcome::Halted | Outcome::Returned | Outcome::Trapped(_)) => {
            unreachable!("no snapshot is taken of a run that has ended")
        }
    });
    to.push(u8::from(fuel_given.is_some()));
    put_u64(&mut to, fuel_given.unwrap_or(0));
    put_u64(&mut to, fuel_given.map_or(0, |_| context.fuel));
    to.push(u8::from(machine.gradient.is_some()));
    to.extend(machine.gradient.iter().flatten().flat_map(|slope| slope.to_bits().to_le_bytes()));
    put_u32(&mut to, machine.calls().len() as u32);
    to.extend(machine.calls().iter().flat_map(|address| address.to_le_bytes()));
    put_u32(&mut to, machine.stack().len() as u32);
    to.extend(machine.stack().iter().flat_map(|bits| bits.to_le_bytes()));
    put_u32(&mut to, memory.len() as u32);
    put_u32(&mut to, used as u32);
    to.extend_from_slice(&memory[..used]);
    put_u64(&mut to, host.len() as u64);
    to.extend_from_slice(host);
    let sum = fnv1a_64(&to);
    put_u64(&mut to, sum);
    to
}

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
    calls: Vec<u32>,
    stack: Vec<u16>,
    memory_size: usize,
    memory: &'a [u8],
    host: &'a [u8],
}

/// Reads a snapshot. What depends on the program is checked later.
pub(crate) fn read(bytes: &[u8]) -> Result<Snapshot<'_>, SnapshotError> {
    let mut reader = Reader::new(bytes);
    if reader.array() != Some(MAGIC) {
        return Err(SnapshotError("this is no snapshot: it does not begin with `VSPS`".into()));
    }
    match reader.u16() {
        Some(VERSION) => {}
        Some(version) => {
            let problem = format!("the snapshot has version {version}, and only {VERSION} is known");
            return Err(SnapshotError(problem));
        }
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
    let calls = reader.take(count.checked_mul(4)?)?;
    let calls = calls.as_chunks().0.iter().map(|&address| u32::from_le_bytes(address)).collect();
    let count = reader.u32()? as usize;
    let stack = reader.take(count.checked_mul(2)?)?;
    let stack = stack.as_chunks().0.iter().map(|&bits| u16::from_le_bytes(bits)).collect();
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
    pub fn check_program(&self, program: &Loaded) -> Result<(), SnapshotError> {
        if self.program != identity(program) {
            return Err(SnapshotError("the snapshot belongs to another program".into()));
        }
        let decoded = program.decoded();
        if !decoded.is_reachable(self.pc) {
            return Err(SnapshotError::damaged("pc is where the program cannot get"));
        }
        if self.calls.iter().any(|&address| !decoded.is_return_site(address)) {
            return Err(SnapshotError::damaged("a return address follows no CALL"));
        }
        Ok(())
    }

    /// Puts the state into a machine at its start, which has memory of the right size.
    pub fn restore(&self, machine: &mut Machine) -> Result<(), SnapshotError> {
        let context = &mut machine.context;
        context.registers = self.registers;
        (context.pc, context.flags) = (self.pc, self.flags);
        machine.set_mode(self.mode);
        machine.gradient = self.gradient;
        for &address in &self.calls {
            let full = || SnapshotError("the snapshot's call stack passes this machine's limit".into());
            machine.push_call(address).ok_or_else(full)?;
        }
        for &bits in &self.stack {
            let full = || SnapshotError("the snapshot's data stack passes this machine's limit".into());
            machine.push_cell(bits).ok_or_else(full)?;
        }
        let (used, rest) = machine.memory_mut().split_at_mut(self.memory.len());
        used.copy_from_slice(self.memory);
        rest.fill(0);
        Ok(())
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
        self.stopped
    }

    /// What the host has written.
    pub fn host(&self) -> &'a [u8] {
        self.host
    }
}
