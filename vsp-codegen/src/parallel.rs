//! Doing one thing with many items, on all processors, on threads with stacks of a known size.

use crate::Error;
use memmap2::MmapMut;
use std::collections::BTreeMap;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::{io, thread};

/// How large the stacks are, in bytes: several times what Cranelift was seen to need for a region, which is 96 KiB, and 512 KiB
/// in debug builds. Pages that are not used cost nothing.
const STACK: usize = 4 << 20;

/// How many results each thread may be ahead of the first one that is missing.
const AHEAD: usize = 8;

/// How much memory there must be for another thread: its stack, and what the standard library needs besides.
const LEAST_MEMORY: usize = STACK + (1 << 20);

/// A thread to be started.
///
/// # Errors
/// If there is no memory for it. Starting it would tell so, too, unless the stack of a thread that has ended is there, but not
/// the little that the standard library needs besides: then it ends the process.
fn thread() -> io::Result<thread::Builder> {
    // Asked of the system: an allocator may have memory left that threads cannot have.
    let _memory = MmapMut::map_anon(LEAST_MEMORY)?;
    Ok(thread::Builder::new().name("vsp-compile".into()).stack_size(STACK))
}

/// Does something on a thread of its own, so that it does not matter how much stack the caller has.
///
/// # Errors
/// [`Error::no_thread_because`] if no thread can be started.
pub(crate) fn on_own_stack<R: Send>(work: impl FnOnce() -> R + Send) -> Result<R, Error> {
    thread::scope(|scope| {
        let own = thread().and_then(|thread| thread.spawn_scoped(scope, work));
        let own = own.map_err(|error| Error::no_thread(&error))?;
        Ok(own.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

/// Hands what `work` makes of each number below `count` to `take`, in their order, until it breaks off; every thread has tools of
/// its own, made by `tools`.
///
/// This thread works as well, and alone where no other can be started. Results wait for those before them, but not many do.
/// `work` must not panic.
pub(crate) fn for_each<R: Send, C>(
    count: usize,
    tools: impl Fn() -> C + Sync,
    work: impl Fn(&mut C, usize) -> R + Sync,
    take: impl FnMut(R) -> ControlFlow<()> + Send,
) {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(count);
    let line = Line { state: Mutex::new(State::new(take)), moved: Condvar::new(), ahead: threads * AHEAD };
    let take_turns = || {
        let mut tools = tools();
        while let Some(index) = line.next(count) {
            line.deliver(index, work(&mut tools, index));
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            if thread().and_then(|thread| thread.spawn_scoped(scope, take_turns)).is_err() {
                break;
            }
        }
        take_turns();
    });
}

/// What is done, on its way to be taken in order.
struct Line<R, T> {
    state: Mutex<State<R, T>>,
    moved: Condvar,
    ahead: usize,
}

struct State<R, T> {
    take: T,
    /// The next number to be worked at.
    next: usize,
    /// The next to be taken.
    due: usize,
    waiting: BTreeMap<usize, R>,
    stopped: bool,
}

impl<R, T: FnMut(R) -> ControlFlow<()>> State<R, T> {
    fn new(take: T) -> State<R, T> {
        State { take, next: 0, due: 0, waiting: BTreeMap::new(), stopped: false }
    }
}

impl<R, T: FnMut(R) -> ControlFlow<()>> Line<R, T> {
    fn lock(&self) -> MutexGuard<'_, State<R, T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A number to work at, if one is left.
    fn next(&self, count: usize) -> Option<usize> {
        let too_far = |state: &mut State<R, T>| !state.stopped && state.next > state.due + self.ahead;
        let mut state = self.moved.wait_while(self.lock(), too_far).unwrap_or_else(PoisonError::into_inner);
        let index = state.next;
        (index < count && !state.stopped).then(|| {
            state.next += 1;
            index
        })
    }

    fn deliver(&self, index: usize, result: R) {
        let mut guard = self.lock();
        let state = &mut *guard;
        state.waiting.insert(index, result);
        while let Some(result) = state.waiting.remove(&state.due).filter(|_| !state.stopped) {
            state.due += 1;
            state.stopped = (state.take)(result).is_break();
        }
        self.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn results_are_in_the_order_of_the_numbers() {
        let mut squares = Vec::new();
        let take = |square| {
            squares.push(square);
            ControlFlow::Continue(())
        };
        for_each(1000, || (), |(), number| number * number, take);
        assert_eq!(squares, (0..1000).map(|number| number * number).collect::<Vec<_>>());
        for_each(0, || (), |(), number| number, |_| panic!("there is none"));
    }

    #[test]
    fn no_thread_gets_far_ahead_and_all_stop_soon() {
        let (started, mut taken) = (AtomicUsize::new(0), 0);
        let take = |_| {
            taken += 1;
            if taken == 10 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let work = |(): &mut (), number| {
            started.fetch_add(1, Ordering::Relaxed);
            if number == 0 {
                thread::sleep(std::time::Duration::from_millis(50));
            }
        };
        for_each(100_000, || (), work, take);
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        assert_eq!(taken, 10);
        // What was ahead of the first, and what was ahead of the tenth.
        let most = 10 + 2 * (threads * AHEAD + 1) + threads;
        assert!(started.into_inner() <= most, "at most {most}");
    }

    #[test]
    fn an_own_stack_is_large() {
        let caller = thread::Builder::new().stack_size(32 << 10).spawn(|| {
            on_own_stack(|| {
                let large = std::hint::black_box([1_u8; 2 << 20]);
                large.iter().map(|&byte| usize::from(byte)).sum::<usize>()
            })
        });
        assert_eq!(caller.expect("a thread starts").join().expect("it does not panic"), Ok(2 << 20));
    }
}
