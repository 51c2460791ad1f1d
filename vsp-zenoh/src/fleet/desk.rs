//! The desk of a fleet, where workers ask for work.

use super::book::{Book, Terms};
use super::message::{Errand, Task};
use crate::error::Error;
use crate::handover::Id;
use crate::keys;
use crate::name::Name;
use crate::node::Node;
use crate::reach::{FOREVER, payload, reply};
use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};
use vsp_runtime::{Program, Registers};
use zenoh::Wait;
use zenoh::liveliness::LivelinessToken;
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
    /// How long a worker may say nothing, as it does while it runs a slice, before it is thought to be dead.
    pub patience: Duration,
    /// How many bytes an input may have, and a snapshot, an output or a text that workers send.
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

/// The book, which what comes from the network changes.
struct Inner {
    book: Mutex<Book>,
    changed: Condvar,
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
    _token: LivelinessToken,
}

impl Desk {
    /// Opens a desk with a name, which is a name as nodes have them, for workers that know it.
    ///
    /// # Errors
    /// If the text is no name, there is a desk of this name, an input is too large, the program cannot be sent, or the network fails.
    pub fn open(node: &Node, name: &str, work: Work) -> Result<Desk, Error> {
        let name: Name = name.parse()?;
        let program = node.programs().keep(&work.program)?.hash;
        if let Some((number, input)) =
            work.inputs.iter().enumerate().find(|(_, input)| input.len() > work.size)
        {
            return Err(Error::Input { number, bytes: input.len(), most: work.size });
        }
        // Two desks would take each other's workers, and send them home.
        let place = node.keys().desk(name.as_str());
        let others = node.session().liveliness().get(&place).wait().map_err(Error::zenoh)?;
        if others.into_iter().any(|reply| reply.result().is_ok()) {
            return Err(Error::DeskTaken(name));
        }
        let token = node.session().liveliness().declare_token(place).wait().map_err(Error::zenoh)?;
        let Work { inputs, slice, fuel, patience, size, .. } = work;
        // A slice of nothing would never end.
        let terms = Terms { program, slice: slice.max(1), fuel, patience: patience.min(FOREVER) };
        let book = Mutex::new(Book::new(terms, inputs));
        let inner = Arc::new(Inner { book, changed: Condvar::new() });

        let (answers, mailbox) = (Arc::clone(&inner), Arc::clone(&node.wire().mailbox));
        let key = node.keys().desk(name.as_str());
        let queryable = node.session().declare_queryable(key).callback(move |query| {
            match Errand::read(&payload(&query), size) {
                Ok(errand) => {
                    let task = answers.book().answer(errand, Instant::now());
                    answers.changed.notify_all();
                    reply(&query, task.write());
                }
                Err(error) => {
                    mailbox.refuse(format!("an errand on {}: {error}", query.key_expr()));
                    // Else it would tell the same again and again.
                    reply(&query, Task::Wait.write());
                }
            }
        });
        let queryable = queryable.wait().map_err(Error::zenoh)?;
        let hears = Arc::clone(&inner);
        let key = node.keys().worker(&format!("{name}/*"));
        let liveliness = node.session().liveliness().declare_subscriber(key).callback(move |sample| {
            let life = Id::parse(keys::last(sample.key_expr().as_str()));
            if let (SampleKind::Delete, Some(life)) = (sample.kind(), life) {
                hears.book().gone(life);
                hears.changed.notify_all();
            }
        });
        let liveliness = liveliness.wait().map_err(Error::zenoh)?;
        Ok(Desk { inner, _queryable: queryable, _liveliness: liveliness, _token: token })
    }

    /// Waits until all is done, and tells of what happens meanwhile. Workers that ask for more are sent home as long as the desk is
    /// there.
    pub fn finish(&self, mut see: impl FnMut(Event)) -> Vec<Done> {
        loop {
            if let Some(results) = self.step(Duration::from_millis(200), &mut see) {
                return results;
            }
        }
    }

    /// Waits until something happens, for so long at most, and tells of it: for those who have more to look after. The results, if all is
    /// done.
    pub fn step(&self, patience: Duration, see: impl FnMut(Event)) -> Option<Vec<Done>> {
        let (events, is_over) = self.inner.wait(patience);
        events.into_iter().for_each(see);
        is_over.then(|| self.inner.book().results())
    }

    /// The workers that are there.
    pub fn workers(&self) -> Vec<Name> {
        self.inner.book().workers()
    }
}

impl Inner {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().expect("nothing panics with it")
    }

    /// Waits for events; and whether all is done.
    fn wait(&self, patience: Duration) -> (VecDeque<Event>, bool) {
        let waited = self.changed.wait_timeout_while(self.book(), patience, |book| book.is_quiet());
        let (mut book, _) = waited.expect("nothing panics with it");
        book.expire(Instant::now());
        (book.events(), book.is_over())
    }
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk").field("book", &self.inner.book).finish_non_exhaustive()
    }
}
