//! What has come for a node and waits for its machines: broadcasts in bounded queues, and cells that others have given.

use crate::reach::FOREVER;
use crate::wire::{Kind, Reader, WireError, Writer};
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};
use vsp_runtime::{Cell, Reg, Registers};

/// What happens to broadcasts for which there is no room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overflow {
    /// What comes is dropped, and what waits stays.
    #[default]
    DropNewest,
    /// What has waited longest on the same channel makes room. Where nothing waits on that channel, what comes is dropped.
    DropOldest,
}

/// How many broadcasts may wait for RECEIVE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueLimits {
    /// On one channel.
    pub channel: usize,
    /// On all channels. Each takes some 40 bytes, and a channel with something on it some 200 more.
    pub all: usize,
    /// What happens to more.
    pub overflow: Overflow,
}

impl QueueLimits {
    /// 16,384 on a channel, 65,536 in all; more are dropped as they come.
    pub const DEFAULT: QueueLimits =
        QueueLimits { channel: 1 << 14, all: 1 << 16, overflow: Overflow::DropNewest };
}

impl Default for QueueLimits {
    fn default() -> QueueLimits {
        QueueLimits::DEFAULT
    }
}

/// What a node has seen of others' messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statistics {
    /// How many broadcasts came and were sound.
    pub received: u64,
    /// How many of these were dropped because there was no room.
    pub dropped: u64,
    /// How many messages of any kind were refused: strangers, other versions, damage.
    pub refused: u64,
    /// Why the last of them was.
    pub last_refusal: Option<String>,
}

/// Set in a given cell's number if there is one at all.
const GIVEN: u32 = 1 << 16;

/// What waits, by channel.
type Queues = BTreeMap<u32, VecDeque<Registers>>;

/// Threads that wait for broadcasts on some channels.
#[derive(Default)]
struct Watchers {
    asleep: AtomicUsize,
    came: Condvar,
}

/// How many kinds of channels are told apart, so that few threads are woken in vain.
const WATCHERS: usize = 16;

/// Where it all waits. Whatever others send, its memory is bounded.
pub struct Mailbox {
    limits: QueueLimits,
    queues: Mutex<Queues>,
    /// How many broadcasts wait: read without the lock by those who look again and again.
    waiting: AtomicUsize,
    /// Who waits for broadcasts, by channel.
    watchers: [Watchers; WATCHERS],
    registers: [AtomicU32; 16],
    received: AtomicU64,
    dropped: AtomicU64,
    refused: AtomicU64,
    last_refusal: Mutex<Option<String>>,
}

impl Mailbox {
    pub fn new(limits: QueueLimits) -> Mailbox {
        Mailbox {
            limits,
            queues: Mutex::default(),
            waiting: AtomicUsize::new(0),
            watchers: Default::default(),
            registers: [const { AtomicU32::new(0) }; 16],
            received: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            last_refusal: Mutex::default(),
        }
    }

    /// A broadcast has come.
    pub fn deliver(&self, channel: u32, registers: Registers) {
        self.received.fetch_add(1, Ordering::Relaxed);
        let mut queues = self.queues.lock().expect("nothing panics with it");
        let waiting = self.waiting.load(Ordering::Relaxed);
        let on_channel = queues.get(&channel).map_or(0, VecDeque::len);
        if waiting < self.limits.all && on_channel < self.limits.channel {
            queues.entry(channel).or_default().push_back(registers);
            self.waiting.store(waiting + 1, Ordering::Release);
            let watchers = self.watchers(channel);
            if watchers.asleep.load(Ordering::Relaxed) != 0 {
                // Whoever wakes finds the lock free.
                drop(queues);
                watchers.came.notify_all();
            }
            return;
        }
        self.dropped.fetch_add(1, Ordering::Relaxed);
        match (self.limits.overflow, queues.get_mut(&channel)) {
            (Overflow::DropOldest, Some(queue)) => {
                queue.pop_front();
                queue.push_back(registers);
            }
            (Overflow::DropOldest, None) | (Overflow::DropNewest, _) => {}
        }
    }

    /// Takes what has waited longest on a channel.
    pub fn take(&self, channel: u32) -> Option<Registers> {
        if self.waiting.load(Ordering::Acquire) == 0 {
            return None;
        }
        self.take_from(&mut self.queues.lock().expect("nothing panics with it"), channel)
    }

    fn take_from(&self, queues: &mut Queues, channel: u32) -> Option<Registers> {
        let queue = queues.get_mut(&channel)?;
        let registers = queue.pop_front();
        if queue.is_empty() {
            queues.remove(&channel);
        }
        if registers.is_some() {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
        }
        registers
    }

    /// The same, but waits for it.
    pub fn take_in_time(&self, channel: u32, patience: Duration) -> Option<Registers> {
        let deadline = Instant::now() + patience.min(FOREVER);
        let mut queues = self.queues.lock().expect("nothing panics with it");
        let watchers = self.watchers(channel);
        loop {
            let taken = self.take_from(&mut queues, channel);
            let left = deadline.saturating_duration_since(Instant::now());
            if taken.is_some() || left.is_zero() {
                return taken;
            }
            // With the lock, so that no delivery comes between this and the wait without seeing it.
            watchers.asleep.fetch_add(1, Ordering::Relaxed);
            (queues, _) = watchers.came.wait_timeout(queues, left).expect("nothing panics with it");
            watchers.asleep.fetch_sub(1, Ordering::Relaxed);
        }
    }

    fn watchers(&self, channel: u32) -> &Watchers {
        &self.watchers[channel as usize % WATCHERS]
    }

    /// A cell was given.
    pub fn give(&self, reg: Reg, cell: Cell) {
        self.registers[reg.index()].store(GIVEN | u32::from(cell.to_bits()), Ordering::Relaxed);
    }

    /// What was given last for a register.
    pub fn given(&self, sensor: u8) -> Option<Cell> {
        let bits = self.registers[usize::from(sensor & 15)].load(Ordering::Relaxed);
        (bits & GIVEN != 0).then(|| Cell::from_bits(bits as u16))
    }

    /// A message was refused.
    pub fn refuse(&self, reason: String) {
        self.refused.fetch_add(1, Ordering::Relaxed);
        *self.last_refusal.lock().expect("nothing panics with it") = Some(reason);
    }

    pub fn statistics(&self) -> Statistics {
        Statistics {
            received: self.received.load(Ordering::Relaxed),
            dropped: self.dropped.load(Ordering::Relaxed),
            refused: self.refused.load(Ordering::Relaxed),
            last_refusal: self.last_refusal.lock().expect("nothing panics with it").clone(),
        }
    }
}

/// The message of a broadcast: raw cells, rho and theta a byte each, so that no order of bytes matters.
pub fn write_state(registers: &Registers) -> Vec<u8> {
    Writer::new(Kind::State).raw(registers.image()).finish()
}

pub fn read_state(bytes: &[u8]) -> Result<Registers, WireError> {
    let mut reader = Reader::new(bytes, Kind::State)?;
    let registers = Registers::from_image(reader.array()?);
    reader.finish()?;
    Ok(registers)
}

/// The message of ENTANGLE.
pub fn write_register(reg: Reg, cell: Cell) -> Vec<u8> {
    Writer::new(Kind::Register).u8(reg.index() as u8).raw(&cell.to_bits().to_le_bytes()).finish()
}

pub fn read_register(bytes: &[u8]) -> Result<(Reg, Cell), WireError> {
    let mut reader = Reader::new(bytes, Kind::Register)?;
    let number = reader.u8()?;
    let cell = Cell::from_bits(u16::from_le_bytes(reader.array()?));
    reader.finish()?;
    if number > 15 {
        return Err(WireError::Field("there is no such register"));
    }
    Ok((Reg::from_nibble(number), cell))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(rho: i8) -> Registers {
        Registers::filled(Cell { rho, theta: 0 })
    }

    fn mailbox(overflow: Overflow) -> Mailbox {
        Mailbox::new(QueueLimits { channel: 2, all: 3, overflow })
    }

    #[test]
    fn first_in_first_out_by_channel() {
        let mailbox = mailbox(Overflow::DropNewest);
        for (channel, rho) in [(1, 1), (2, 2), (1, 3)] {
            mailbox.deliver(channel, state(rho));
        }
        let taken = [1, 1, 1, 2, 2].map(|channel| mailbox.take(channel));
        assert_eq!(taken, [Some(state(1)), Some(state(3)), None, Some(state(2)), None]);
    }

    #[test]
    fn who_waits_for_ever_gets_what_comes() {
        let mailbox = mailbox(Overflow::DropNewest);
        std::thread::scope(|scope| {
            let waits = scope.spawn(|| mailbox.take_in_time(1, Duration::MAX));
            mailbox.deliver(1, state(7));
            assert_eq!(waits.join().unwrap(), Some(state(7)));
        });
    }

    #[test]
    fn what_there_is_no_room_for_is_dropped_and_counted() {
        let newest = mailbox(Overflow::DropNewest);
        let oldest = mailbox(Overflow::DropOldest);
        for mailbox in [&newest, &oldest] {
            for (channel, rho) in [(1, 1), (1, 2), (1, 3), (2, 4), (3, 5)] {
                mailbox.deliver(channel, state(rho));
            }
            let statistics = mailbox.statistics();
            assert_eq!((statistics.received, statistics.dropped), (5, 2));
            assert_eq!((mailbox.take(2), mailbox.take(3)), (Some(state(4)), None));
        }
        assert_eq!([newest.take(1), newest.take(1)], [Some(state(1)), Some(state(2))]);
        assert_eq!([oldest.take(1), oldest.take(1)], [Some(state(2)), Some(state(3))]);
    }

    #[test]
    fn messages_are_raw_cells() {
        let registers = Registers::filled(Cell { rho: -128, theta: 0xFF });
        let mut bytes = write_state(&registers);
        assert_eq!(bytes[..8], *b"VSPZ\x01\x01\x80\xFF");
        assert_eq!(read_state(&bytes), Ok(registers));
        bytes.push(0);
        assert_eq!(read_state(&bytes), Err(WireError::Field("something is left over")));
        let bytes = write_register(Reg::from_nibble(10), Cell { rho: 3, theta: 4 });
        assert_eq!(bytes, b"VSPZ\x01\x02\x0A\x03\x04");
        assert_eq!(read_register(&bytes), Ok((Reg::from_nibble(10), Cell { rho: 3, theta: 4 })));
        assert_eq!(
            read_register(b"VSPZ\x01\x02\x10\x03\x04"),
            Err(WireError::Field("there is no such register"))
        );
    }
}
