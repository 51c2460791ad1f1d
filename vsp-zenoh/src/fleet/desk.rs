//! The desk of a fleet: who has which task, and what has come of it.

use super::message::{End, Errand, Report, Start, Task, Ticket};
use crate::error::Error;
use crate::handover::Id;
use crate::keys;
use crate::name::Name;
use crate::node::{Node, payload, reply};
use crate::programs::Hash;
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};
use vsp_runtime::{Program, Registers};
use zenoh::Wait;
use zenoh::pubsub::Subscriber;
use zenoh::query::Queryable;
use zenoh::sample::SampleKind;

/// What is to be done.
#[derive(Clone, Debug)]
pub struct Work {
    /// The program.
    pub program: Program,
    /// An input for each task.
    pub inputs: Vec<Vec<u8>>,
    /// How much fuel a machine gets before it may move on to another worker.
    pub slice: u64,
    /// How much a task may use in all.
    pub fuel: u64,
    /// How long a worker may take for a slice before it is thought to be dead.
    pub patience: Duration,
    /// How many bytes a snapshot, an output or a text may have that workers send.
    pub size: usize,
}

impl Work {
    /// A program with inputs: slices of 100 million units of fuel, 2^40 in all, a minute for each slice, 32 MiB.
    pub fn new(program: &Program, inputs: Vec<Vec<u8>>) -> Work {
        let patience = Duration::from_secs(60);
        Work { program: program.clone(), inputs, slice: 100_000_000, fuel: 1 << 40, patience, size: 32 << 20 }
    }
}

/// What came of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Done {
    /// How it ended, as text: `halted`, `trapped: ...`, or why no worker could do it.
    pub outcome: String,
    /// Whether the program ended as programs mean to: Halted or Returned.
    pub is_good: bool,
    /// The registers at the end.
    pub registers: Registers,
    /// The fuel that it has used.
    pub fuel: u64,
    /// What ACT has sent: raw cells, rho then theta.
    pub output: Vec<u8>,
    /// What it has printed.
    pub printed: String,
    /// Who has done how many slices of it, the last at the end; what was done in vain is not among them.
    pub workers: Vec<Name>,
    /// How often it was given out again because a worker had died or said nothing.
    pub again: u32,
}

/// What happens at a desk.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A worker has asked for the first time.
    Joined(Name),
    /// A worker is gone, and had this many tasks.
    Left(Name, usize),
    /// A task has used a slice, and goes on.
    Slice(usize),
    /// A task is done.
    Done(usize),
}

/// Where a task is.
#[derive(Debug)]
enum Place {
    /// In the queue.
    Waits,
    /// At a worker, since when.
    Given {
        life: Id,
        since: Instant,
    },
    Done(Box<Done>),
}

/// A task, and the last that is known of its machine.
#[derive(Debug)]
struct Entry {
    start: Start,
    /// How often it was given out.
    time: u64,
    /// The fuel that it was given in slices that are done.
    given: u64,
    place: Place,
    workers: Vec<Name>,
    again: u32,
}

/// What there is to know at the desk.
#[derive(Debug)]
struct Book {
    tasks: Vec<Entry>,
    queue: VecDeque<usize>,
    workers: BTreeMap<Id, Name>,
    events: VecDeque<Event>,
    left: usize,
}

struct Inner {
    book: Mutex<Book>,
    changed: Condvar,
    program: Hash,
    slice: u64,
    fuel: u64,
    patience: Duration,
    size: usize,
}

/// Where the workers of a fleet ask for work, as long as it is there.
///
/// ```
/// use std::time::Duration;
/// use vsp_runtime::Program;
/// use vsp_zenoh::{Node, fleet};
///
/// # let endpoint = vsp_zenoh::free_endpoint()?;
/// # let endpoint = endpoint.as_str();
/// // Doubles each byte's magnitude's exponent.
/// let source = "main: SENSE R0\n JZ done\n MUL R0, R0\n ACT R0\n JMP main\n .align 32\n done: HLT";
/// let program = Program::from_container(vsp_runtime::isa::asm::assemble(source, "square.sil")?)?;
///
/// let boss = Node::builder("boss")?.listen(endpoint)?.open()?;
/// let desk = fleet::Desk::open(&boss, "squares", fleet::Work::new(&program, vec![vec![0x90], vec![0xA0, 0xB0]]))?;
/// // Otherwise in another process, on another computer.
/// let worker = Node::builder("worker")?.connect(endpoint)?.open()?;
/// let works = std::thread::spawn(move || fleet::work(&worker, "squares", Default::default(), || true));
///
/// let done = desk.finish(|_| {});
/// assert_eq!(done[1].output, [4, 0, 6, 0]);
/// works.join().unwrap()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Desk {
    inner: Arc<Inner>,
    _queryable: Queryable<()>,
    _liveliness: Subscriber<()>,
}

impl Desk {
    /// Opens a desk with a name, which is a name as nodes have them, for workers that know it.
    ///
    /// # Errors
    /// If the text is no name, the program cannot be sent, or the network fails.
    pub fn open(node: &Node, name: &str, work: Work) -> Result<Desk, Error> {
        let name: Name = name.parse()?;
        let program = node.programs().keep(&work.program)?.hash;
        let entry = |input| Entry {
            start: Start::Input(input),
            time: 0,
            given: 0,
            place: Place::Waits,
            workers: Vec::new(),
            again: 0,
        };
        let tasks: Vec<Entry> = work.inputs.into_iter().map(entry).collect();
        let (queue, left) = ((0..tasks.len()).collect(), tasks.len());
        let (workers, events) = (BTreeMap::new(), VecDeque::new());
        let book = Mutex::new(Book { tasks, queue, workers, events, left });
        // A slice of nothing would never end.
        let (slice, changed) = (work.slice.max(1), Condvar::new());
        let Work { fuel, patience, size, .. } = work;
        let inner = Arc::new(Inner { book, changed, program, slice, fuel, patience, size });

        let (answers, mailbox) = (Arc::clone(&inner), Arc::clone(&node.wire().mailbox));
        let key = node.keys().desk(name.as_str());
        let queryable = node.session().declare_queryable(key).callback(move |query| {
            match Errand::read(&payload(&query), answers.size) {
                Ok(errand) => reply(&query, answers.answer(errand).write()),
                Err(error) => mailbox.refuse(format!("an errand on {}: {error}", query.key_expr())),
            }
        });
        let queryable = queryable.wait().map_err(Error::zenoh)?;
        let hears = Arc::clone(&inner);
        let key = node.keys().worker(&format!("{name}/*"));
        let liveliness = node.session().liveliness().declare_subscriber(key).callback(move |sample| {
            let life = Id::parse(keys::last(sample.key_expr().as_str()));
            if let (SampleKind::Delete, Some(life)) = (sample.kind(), life) {
                hears.gone(life);
            }
        });
        let liveliness = liveliness.wait().map_err(Error::zenoh)?;
        Ok(Desk { inner, _queryable: queryable, _liveliness: liveliness })
    }

    /// Waits until all is done, and tells of what happens meanwhile. Workers that ask for more are sent home as long as the desk is
    /// there.
    pub fn finish(&self, mut see: impl FnMut(Event)) -> Vec<Done> {
        loop {
            let (events, is_over) = self.inner.wait(Duration::from_millis(200));
            events.into_iter().for_each(&mut see);
            if is_over {
                return self.inner.results();
            }
        }
    }

    /// The workers that are there.
    pub fn workers(&self) -> Vec<Name> {
        self.inner.book().workers.values().cloned().collect()
    }
}

impl Inner {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().expect("nothing panics with it")
    }

    /// Takes a report, and gives a task.
    fn answer(&self, Errand { worker, life, report, wants }: Errand) -> Task {
        let mut book = self.book();
        if wants && !book.workers.contains_key(&life) {
            book.workers.insert(life, worker.clone());
            book.events.push_back(Event::Joined(worker.clone()));
        }
        if let Some((ticket, report)) = report {
            self.take(&mut book, &worker, ticket, report);
        }
        self.changed.notify_all();
        match book.queue.pop_front() {
            _ if book.left == 0 => Task::Over,
            None => Task::Wait,
            Some(number) if !wants => {
                book.queue.push_front(number);
                Task::Wait
            }
            Some(number) => {
                let entry = &mut book.tasks[number];
                entry.time += 1;
                entry.place = Place::Given { life, since: Instant::now() };
                Task::Run {
                    ticket: Ticket { task: number as u64, time: entry.time },
                    program: self.program,
                    start: entry.start.clone(),
                    fuel: self.slice.min(self.fuel - entry.given),
                    is_last: self.fuel - entry.given <= self.slice,
                }
            }
        }
    }

    /// Takes a report in, if it is the one that is waited for.
    fn take(&self, book: &mut Book, worker: &Name, ticket: Ticket, report: Report) {
        let number = usize::try_from(ticket.task).ok().filter(|&number| number < book.tasks.len());
        let Some(number) = number else { return };
        let entry = &mut book.tasks[number];
        if entry.time != ticket.time || !matches!(entry.place, Place::Given { .. }) {
            return;
        }
        entry.workers.push(worker.clone());
        match report {
            Report::Goes(snapshot) => {
                // A last slice does not come back so; whoever says that it does is asked for it once more.
                entry.given += self.slice.min(self.fuel - entry.given);
                (entry.start, entry.place) = (Start::Snapshot(snapshot), Place::Waits);
                book.queue.push_back(number);
                book.events.push_back(Event::Slice(number));
            }
            Report::Ended(end) => self.done(book, number, *end),
            Report::Failed(reason) => {
                self.done(book, number, ended(&format!("`{worker}` cannot do it: {reason}")))
            }
        }
    }

    fn done(&self, book: &mut Book, number: usize, end: End) {
        let entry = &mut book.tasks[number];
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
        book.left -= 1;
        book.events.push_back(Event::Done(number));
    }

    /// A worker has died.
    fn gone(&self, life: Id) {
        let mut book = self.book();
        let given = book.again(|given, _| given == life);
        if let Some(worker) = book.workers.remove(&life) {
            book.events.push_back(Event::Left(worker, given));
        }
        self.changed.notify_all();
    }

    /// Waits for events; and whether all is done.
    fn wait(&self, patience: Duration) -> (VecDeque<Event>, bool) {
        let is_quiet = |book: &mut Book| book.events.is_empty() && book.left > 0;
        let waited = self.changed.wait_timeout_while(self.book(), patience, is_quiet);
        let (mut book, _) = waited.expect("nothing panics with it");
        book.again(|_, since| since.elapsed() > self.patience);
        (std::mem::take(&mut book.events), book.left == 0)
    }

    /// What has come of all tasks.
    fn results(&self) -> Vec<Done> {
        let done = |entry: &Entry| match &entry.place {
            Place::Done(done) => Some((**done).clone()),
            Place::Waits | Place::Given { .. } => None,
        };
        self.book().tasks.iter().filter_map(done).collect()
    }
}

impl Book {
    /// Gives tasks out again, before all others, if they are where they will not be done. How many.
    fn again(&mut self, is_lost: impl Fn(Id, Instant) -> bool) -> usize {
        let mut count = 0;
        for (number, entry) in self.tasks.iter_mut().enumerate() {
            let Place::Given { life, since } = entry.place else { continue };
            if is_lost(life, since) {
                entry.place = Place::Waits;
                entry.again += 1;
                self.queue.push_front(number);
                count += 1;
            }
        }
        count
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

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk").field("book", &self.inner.book).finish_non_exhaustive()
    }
}
