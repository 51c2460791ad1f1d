//! What a desk knows: who has which task, and what has come of it.

use super::desk::{Done, Event};
use super::message::{End, Errand, Report, Start, Task, Ticket};
use crate::handover::Id;
use crate::name::Name;
use crate::programs::Hash;
use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};
use vsp_runtime::Registers;

/// How often a task is given out without coming any further before it is given up: some inputs kill whoever takes them.
const TRIES: u32 = 8;

/// How many workers there may be. Strangers can say that they are as many as they like.
const WORKERS: usize = 1 << 12;

/// How many events wait for who sees them; slices beyond are not told of.
const EVENTS: usize = 1 << 14;

/// What all tasks have in common.
#[derive(Debug)]
pub struct Terms {
    pub program: Hash,
    /// The fuel of a slice, of which there is some.
    pub slice: u64,
    /// The fuel of a task.
    pub fuel: u64,
    /// How long a worker may say nothing.
    pub patience: Duration,
}

/// Where a task is.
#[derive(Debug)]
enum Place {
    /// In the queue.
    Waits,
    /// At a worker.
    Given(Id),
    Done(Box<Done>),
}

/// A task, and the last that is known of its machine.
#[derive(Debug)]
struct Entry {
    start: Start,
    /// The number with which it was last given out, which nobody else gives: another desk of the same name has workers, too.
    number: u64,
    /// The fuel that it was given in slices that are done.
    given: u64,
    place: Place,
    workers: Vec<Name>,
    again: u32,
    /// How often it was given out since it came any further.
    tries: u32,
}

/// A worker, which does one task at a time.
#[derive(Debug)]
struct Worker {
    name: Name,
    task: Option<usize>,
    /// When it was last heard of.
    heard: Instant,
}

/// What there is to know at the desk.
#[derive(Debug)]
pub struct Book {
    terms: Terms,
    tasks: Vec<Entry>,
    queue: VecDeque<usize>,
    workers: BTreeMap<Id, Worker>,
    events: VecDeque<Event>,
    left: usize,
}

impl Book {
    pub fn new(terms: Terms, inputs: Vec<Vec<u8>>) -> Book {
        let entry = |input| Entry {
            start: Start::Input(input),
            number: 0,
            given: 0,
            place: Place::Waits,
            workers: Vec::new(),
            again: 0,
            tries: 0,
        };
        let tasks: Vec<Entry> = inputs.into_iter().map(entry).collect();
        let (queue, left) = ((0..tasks.len()).collect(), tasks.len());
        Book { terms, tasks, queue, workers: BTreeMap::new(), events: VecDeque::new(), left }
    }

    pub fn is_over(&self) -> bool {
        self.left == 0
    }

    pub fn is_quiet(&self) -> bool {
        self.events.is_empty() && self.left > 0
    }

    pub fn events(&mut self) -> VecDeque<Event> {
        std::mem::take(&mut self.events)
    }

    pub fn workers(&self) -> Vec<Name> {
        self.workers.values().map(|worker| worker.name.clone()).collect()
    }

    /// What has come of all tasks.
    pub fn results(&self) -> Vec<Done> {
        let done = |entry: &Entry| match &entry.place {
            Place::Done(done) => Some((**done).clone()),
            Place::Waits | Place::Given(_) => None,
        };
        self.tasks.iter().filter_map(done).collect()
    }

    fn tell(&mut self, event: Event) {
        if self.events.len() < EVENTS || !matches!(event, Event::Slice(_)) {
            self.events.push_back(event);
        }
    }

    /// Takes a report, and gives a task.
    pub fn answer(&mut self, Errand { worker, life, report, wants }: Errand, now: Instant) -> Task {
        if let Some((ticket, report)) = report {
            self.take(&worker, life, ticket, report);
        }
        if let Some(known) = self.workers.get_mut(&life) {
            known.heard = now;
            // Who asks has nothing to do: what it was given has not arrived, or what it told was refused.
            if let Some(number) = known.task.take() {
                self.give_back(number, "its worker has lost it");
            }
        } else if wants && self.left > 0 && self.workers.len() < WORKERS {
            self.workers.insert(life, Worker { name: worker.clone(), task: None, heard: now });
            self.tell(Event::Joined(worker));
        }
        if self.left == 0 {
            return Task::Over;
        }
        let known = self.workers.get_mut(&life).filter(|_| wants);
        let Some((known, number)) = known.and_then(|known| Some((known, self.queue.pop_front()?))) else {
            return Task::Wait;
        };
        known.task = Some(number);
        let entry = &mut self.tasks[number];
        entry.number = fastrand::u64(..);
        entry.tries += 1;
        entry.place = Place::Given(life);
        let left = self.terms.fuel - entry.given;
        Task::Run {
            ticket: Ticket { task: number as u64, time: entry.number },
            program: self.terms.program,
            start: entry.start.clone(),
            fuel: self.terms.slice.min(left),
            is_last: left <= self.terms.slice,
        }
    }

    /// Takes a report in, if it is the one that is waited for.
    fn take(&mut self, worker: &Name, life: Id, ticket: Ticket, report: Report) {
        let number = usize::try_from(ticket.task).ok().filter(|&number| number < self.tasks.len());
        let Some(number) = number else { return };
        let entry = &mut self.tasks[number];
        if entry.number != ticket.time || !matches!(entry.place, Place::Given(given) if given == life) {
            return;
        }
        if let Some(known) = self.workers.get_mut(&life) {
            known.task = None;
        }
        match report {
            Report::Goes(snapshot) => {
                entry.workers.push(worker.clone());
                // A last slice does not come back so; whoever says that it does is asked for it once more.
                entry.given += self.terms.slice.min(self.terms.fuel - entry.given);
                (entry.start, entry.place, entry.tries) = (Start::Snapshot(snapshot), Place::Waits, 0);
                self.queue.push_back(number);
                self.tell(Event::Slice(number));
            }
            Report::Ended(end) => {
                entry.workers.push(worker.clone());
                self.done(number, *end);
            }
            // Another may have more room, or reach who has the program.
            Report::Failed(reason) => self.give_back(number, &format!("`{worker}` cannot do it: {reason}")),
        }
    }

    /// Gives a task out again that was not done, before all others; or gives it up.
    fn give_back(&mut self, number: usize, reason: &str) {
        let entry = &mut self.tasks[number];
        if entry.tries >= TRIES {
            return self.done(number, ended(&format!("given up after {TRIES} tries: {reason}")));
        }
        entry.place = Place::Waits;
        entry.again += 1;
        self.queue.push_front(number);
    }

    fn done(&mut self, number: usize, end: End) {
        let entry = &mut self.tasks[number];
        let End { outcome, is_good, registers, fuel, output, printed } = end;
        entry.place = Place::Done(Box::new(Done {
            outcome,
            is_good,
            registers: Registers::from_image(registers),
            fuel,
            output,
            printed,
            workers: std::mem::take(&mut entry.workers),
            again: entry.again,
        }));
        // Whatever it was is not needed any more.
        entry.start = Start::Input(Vec::new());
        self.left -= 1;
        self.tell(Event::Done(number));
    }

    /// A worker has died.
    pub fn gone(&mut self, life: Id) {
        let Some(worker) = self.workers.remove(&life) else { return };
        if let Some(number) = worker.task {
            self.give_back(number, &format!("`{}` is gone", worker.name));
        }
        self.tell(Event::Left(worker.name, usize::from(worker.task.is_some())));
    }

    /// Gives up who has said nothing for too long.
    pub fn expire(&mut self, now: Instant) {
        let is_silent = |worker: &Worker| now.saturating_duration_since(worker.heard) > self.terms.patience;
        let silent = self.workers.iter().filter(|(_, worker)| is_silent(worker));
        let silent: Vec<Id> = silent.map(|(&life, _)| life).collect();
        silent.into_iter().for_each(|life| self.gone(life));
    }
}

/// The end of a machine of which nothing else is known.
fn ended(outcome: &str) -> End {
    End {
        outcome: outcome.into(),
        is_good: false,
        registers: *Registers::NULL.image(),
        fuel: 0,
        output: Vec::new(),
        printed: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn book(tasks: u8) -> Book {
        let terms = Terms { program: Hash([1; 32]), slice: 10, fuel: 25, patience: MINUTE };
        Book::new(terms, (0..tasks).map(|number| vec![number]).collect())
    }

    fn errand(life: u8, report: Option<(Ticket, Report)>) -> Errand {
        Errand { worker: format!("w{life}").parse().unwrap(), life: Id([life; 16]), report, wants: true }
    }

    fn asks(book: &mut Book, life: u8) -> Ticket {
        tells(book, life, None).unwrap()
    }

    fn tells(book: &mut Book, life: u8, report: Option<(Ticket, Report)>) -> Option<Ticket> {
        match book.answer(errand(life, report), Instant::now()) {
            Task::Run { ticket, .. } => Some(ticket),
            Task::Wait | Task::Over => None,
        }
    }

    fn end(outcome: &str) -> Report {
        Report::Ended(Box::new(ended(outcome)))
    }

    #[test]
    fn only_who_was_given_a_task_reports_on_it() {
        let (mut book, mut other) = (book(1), book(1));
        let (ticket, elsewhere) = (asks(&mut book, 1), asks(&mut other, 1));
        // A stranger that has seen the ticket; and the worker, about the same task of another desk.
        tells(&mut book, 2, Some((ticket, end("forged"))));
        assert!(!book.is_over());
        book.take(&"w1".parse().unwrap(), Id([1; 16]), elsewhere, end("another desk's"));
        assert!(!book.is_over());
        tells(&mut book, 1, Some((ticket, end("halted"))));
        assert_eq!(book.results()[0].outcome, "halted");
    }

    #[test]
    fn an_answer_that_is_lost_costs_no_patience() {
        let mut book = book(2);
        let lost = asks(&mut book, 1);
        let again = asks(&mut book, 1);
        assert_eq!((again.task, again.time == lost.time), (lost.task, false));
        // What was told about the first counts no more.
        book.take(&"w1".parse().unwrap(), Id([1; 16]), lost, end("late"));
        assert_eq!(book.results(), []);
    }

    #[test]
    fn who_cannot_do_a_task_leaves_it_to_others() {
        let mut book = book(1);
        let ticket = asks(&mut book, 1);
        let failed = || Report::Failed("no node has given the program".into());
        let next = tells(&mut book, 1, Some((ticket, failed()))).unwrap();
        assert!(book.results().is_empty());
        book.gone(Id([1; 16]));
        assert_ne!(asks(&mut book, 2).time, next.time);
        // But not for ever: some tasks kill whoever takes them.
        for life in 3..100 {
            book.gone(Id([life - 1; 16]));
            if book.is_over() {
                break;
            }
            asks(&mut book, life);
        }
        // The first has had it twice, so that the seventh has it for the eighth time.
        let done = &book.results()[0];
        assert_eq!((done.outcome.as_str(), done.is_good), ("given up after 8 tries: `w7` is gone", false));
    }

    #[test]
    fn workers_and_events_are_bounded() {
        let mut book = book(1);
        for life in 0..10_000_u128 {
            let life = Id(life.to_le_bytes());
            book.answer(
                Errand { worker: "w".parse().unwrap(), life, report: None, wants: true },
                Instant::now(),
            );
        }
        assert_eq!((book.workers.len(), book.events.len()), (WORKERS, WORKERS));
        // They are forgotten in time, and others come in.
        book.expire(Instant::now() + 2 * MINUTE);
        assert_eq!((book.workers.len(), book.tasks[0].again), (0, 1));
        asks(&mut book, 1);
    }
}
