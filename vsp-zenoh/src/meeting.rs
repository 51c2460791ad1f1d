//! SYNC: two nodes meet, or one of them has waited in vain.
//!
//! Each counts how often it has come to meet the other. The one that comes asks the other for its count, and is told its own
//! at the same time; it has met the other as soon as that has come as often as itself. Asking again changes nothing, so what the
//! network loses does no harm. A node that was started anew has another *life*, a random number, and both count anew.

use crate::wire::{Kind, Reader, WireError, Writer};
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// What one node says to another about their meetings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Who says it.
    pub number: u8,
    /// Of which of its lives.
    pub life: u64,
    /// How often it has come.
    pub count: u64,
}

impl Arrival {
    pub fn write(self) -> Vec<u8> {
        Writer::new(Kind::Meeting).u8(self.number).u64(self.life).u64(self.count).finish()
    }

    pub fn read(bytes: &[u8]) -> Result<Arrival, WireError> {
        let mut reader = Reader::new(bytes, Kind::Meeting)?;
        let arrival = Arrival { number: reader.u8()?, life: reader.u64()?, count: reader.u64()? };
        reader.finish()?;
        Ok(arrival)
    }
}

/// What is known of another node.
#[derive(Clone, Copy, Debug, Default)]
struct Other {
    /// Its life; 0 if it has not been heard of.
    life: u64,
    /// How often it has come to meet this node.
    theirs: u64,
    /// How often this node has come to meet it.
    ours: u64,
    /// How many machines wait for it now; never more than `ours`.
    waiting: u64,
    /// Whether it has been heard of since that machine came: what it said before may no longer hold.
    heard: bool,
}

/// The meetings of a node with all others, of which there are 256 at most.
#[derive(Debug)]
pub struct Meetings {
    number: u8,
    life: u64,
    others: Mutex<BTreeMap<u8, Other>>,
    changed: Condvar,
}

/// How long a node waits before it asks again, at first and at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(5), Duration::from_millis(200));

impl Meetings {
    pub fn new(number: u8, life: u64) -> Meetings {
        Meetings { number, life, others: Mutex::default(), changed: Condvar::new() }
    }

    pub fn number(&self) -> u8 {
        self.number
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u8, Other>> {
        self.others.lock().expect("nothing panics with it")
    }

    /// Another node has said how often it has come; gives what this one has to say.
    pub fn heard(&self, arrival: Arrival) -> Arrival {
        let mut others = self.lock();
        let other = others.entry(arrival.number).or_default();
        if other.life != arrival.life {
            if other.life != 0 {
                other.ours = other.waiting;
            }
            (other.life, other.theirs) = (arrival.life, 0);
        }
        (other.theirs, other.heard) = (arrival.count, true);
        self.changed.notify_all();
        Arrival { number: self.number, life: self.life, count: other.ours }
    }

    /// Meets another node by `deadline`; `ask` tells it of this node's arrival and gives its own, if it answers. Whether it came.
    pub fn meet(
        &self,
        number: u8,
        deadline: Instant,
        mut ask: impl FnMut(Arrival, Duration) -> Option<Arrival>,
    ) -> bool {
        {
            let mut others = self.lock();
            let other = others.entry(number).or_default();
            (other.ours, other.waiting, other.heard) = (other.ours + 1, other.waiting + 1, false);
        }
        let mut pause = PAUSES.0;
        loop {
            let count = self.lock().get(&number).map_or(0, |other| other.ours);
            let left = deadline.saturating_duration_since(Instant::now());
            if let Some(answer) = ask(Arrival { number: self.number, life: self.life, count }, left) {
                self.heard(Arrival { number, ..answer });
            }
            let is_there = |others: &BTreeMap<u8, Other>| {
                others.get(&number).is_some_and(|other| other.heard && other.theirs >= other.ours)
            };
            let left = deadline.saturating_duration_since(Instant::now());
            let waited =
                self.changed.wait_timeout_while(self.lock(), pause.min(left), |others| !is_there(others));
            let (mut others, _) = waited.expect("nothing panics with it");
            let came = is_there(&others);
            if came || left.is_zero() {
                let other = others.entry(number).or_default();
                other.waiting -= 1;
                // Who has gone away was not there.
                other.ours -= u64::from(!came);
                return came;
            }
            pause = (2 * pause).min(PAUSES.1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::thread;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(20)
    }

    #[test]
    fn both_go_on_together() {
        let (one, two) = (Meetings::new(1, 11), Meetings::new(2, 22));
        let turns = AtomicU32::new(0);
        thread::scope(|scope| {
            scope.spawn(|| {
                for turn in 0..100 {
                    // Half of what is said gets lost.
                    let mut said = 0;
                    let ask = |arrival, _| {
                        said += 1;
                        (said % 2 == 0).then(|| two.heard(arrival))
                    };
                    assert!(one.meet(2, soon(), ask));
                    assert!(turns.load(Ordering::SeqCst) >= turn);
                }
            });
            for turn in 0..100 {
                turns.store(turn, Ordering::SeqCst);
                assert!(two.meet(1, soon(), |arrival, _| Some(one.heard(arrival))));
            }
        });
    }

    #[test]
    fn who_waits_in_vain_has_not_been_there() {
        let (one, two) = (Meetings::new(1, 11), Meetings::new(2, 22));
        let past = Instant::now();
        assert!(!one.meet(2, past, |arrival, _| Some(two.heard(arrival))));
        // The other has heard of it, but asks again, and is told that nobody is there any more.
        let later = Instant::now() + Duration::from_millis(20);
        assert!(!two.meet(1, later, |arrival, _| Some(one.heard(arrival))));
    }

    #[test]
    fn machines_that_wait_while_the_other_starts_anew_do_no_harm() {
        // Two machines of one node wait for the same other, which is heard of in one life and another, as any stranger can say.
        let one = Meetings::new(1, 11);
        let lives = AtomicU32::new(1);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let later = Instant::now() + Duration::from_millis(50);
                    assert!(!one.meet(2, later, |_, _| {
                        let life = lives.fetch_add(1, Ordering::SeqCst).into();
                        Some(Arrival { number: 2, life, count: 0 })
                    }));
                });
            }
        });
        assert!(one.meet(2, soon(), |_, _| Some(Arrival { number: 2, life: 1 << 40, count: 1 })));
    }

    #[test]
    fn a_new_life_counts_anew() {
        let one = Meetings::new(1, 11);
        for count in 1..=5 {
            assert!(one.meet(2, soon(), |_, _| Some(Arrival { number: 2, life: 22, count })));
        }
        assert!(one.meet(2, soon(), |_, _| Some(Arrival { number: 2, life: 23, count: 1 })));
        assert_eq!(one.heard(Arrival { number: 2, life: 24, count: 0 }).count, 0);
    }

    #[test]
    fn messages_are_checked() {
        let arrival = Arrival { number: 3, life: 4, count: 5 };
        let bytes = arrival.write();
        assert_eq!(Arrival::read(&bytes), Ok(arrival));
        assert!(Arrival::read(&bytes[..bytes.len() - 1]).is_err());
    }
}
