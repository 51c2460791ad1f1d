//! What has been compiled, and what was refused.

use super::JitError;
use crate::program::{Identity, Program};
use core::sync::atomic::AtomicUsize;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// The programs that a JIT knows. They stay until it is cleared.
#[derive(Default)]
pub(super) struct Cache {
    entries: RwLock<HashMap<Identity, Arc<Entry>>>,
}

struct Entry {
    /// The program itself, kept while somebody compiles it and after a refusal too.
    program: Program,
    /// The same with machine code, or why there never is any, once that is clear.
    compiled: OnceLock<Result<Program, JitError>>,
    /// Locked by the thread that compiles it.
    turn: Mutex<()>,
    attempts: Mutex<Attempts>,
    /// How many bytes of machine code the system gave no memory for the last time.
    refused: AtomicUsize,
}

/// Attempts that failed for what may pass.
#[derive(Default)]
struct Attempts {
    count: u64,
    last: Option<JitError>,
}

impl Entry {
    fn new(program: &Program) -> Entry {
        Entry {
            program: program.with_compiled(None),
            compiled: OnceLock::new(),
            turn: Mutex::default(),
            attempts: Mutex::default(),
            refused: AtomicUsize::new(0),
        }
    }

    fn attempts(&self) -> MutexGuard<'_, Attempts> {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get_or_compile(
        &self,
        compile: impl FnOnce(&Program, &AtomicUsize) -> Result<Program, JitError>,
    ) -> Result<Program, JitError> {
        let count = self.attempts().count;
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = self.compiled.get() {
            return known.clone();
        }
        if let Attempts { count: now, last: Some(error) } = &*self.attempts()
            && *now != count
        {
            // It was this attempt that has been waited for.
            return Err(error.clone());
        }
        match compile(&self.program, &self.refused) {
            Err(error) if !error.is_lasting() => {
                let mut attempts = self.attempts();
                attempts.count += 1;
                attempts.last = Some(error.clone());
                Err(error)
            }
            result => self.compiled.get_or_init(|| result).clone(),
        }
    }
}

impl Cache {
    /// What is known of a program, or came of the last attempt.
    pub fn get(&self, program: &Program) -> Option<Result<Program, JitError>> {
        let entry = self.read().get(&program.identity())?.clone();
        let known = entry.compiled.get().cloned();
        known.or_else(|| entry.attempts().last.clone().map(Err))
    }

    /// What is known of a program, or what `compile` finds, which is also given how many bytes of machine code the system gave
    /// no memory for the last time. Threads that want the same program meanwhile wait for it; others do not. Only what depends on
    /// the program alone is remembered.
    pub fn get_or_compile(
        &self,
        program: &Program,
        compile: impl FnOnce(&Program, &AtomicUsize) -> Result<Program, JitError>,
    ) -> Result<Program, JitError> {
        let known = self.read().get(&program.identity()).cloned();
        let entry = known.unwrap_or_else(|| {
            self.write().entry(program.identity()).or_insert_with(|| Arc::new(Entry::new(program))).clone()
        });
        match entry.compiled.get() {
            Some(known) => known.clone(),
            None => entry.get_or_compile(compile),
        }
    }

    pub fn clear(&self) {
        // Dropping code takes calls of the system; nobody should wait for them.
        let entries = std::mem::take(&mut *self.write());
        drop(entries);
    }

    // A panic cannot leave the map half changed.

    fn read(&self) -> RwLockReadGuard<'_, HashMap<Identity, Arc<Entry>>> {
        self.entries.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, HashMap<Identity, Arc<Entry>>> {
        self.entries.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::sync::atomic::Ordering;
    use std::string::ToString;
    use std::sync::Barrier;
    use std::{io, thread};

    fn program() -> Program {
        let container = vsp_isa::asm::assemble("HLT", "halt.sil").expect("it is right");
        Program::from_container(container).expect("it is sound")
    }

    fn lacking() -> JitError {
        JitError::MemoryRefused { kind: io::ErrorKind::OutOfMemory, os_error: None }
    }

    #[test]
    fn only_what_lasts_is_remembered() {
        let (cache, program) = (Cache::default(), program());
        for _ in 0..2 {
            let refused = cache.get_or_compile(&program, |_, _| Err(lacking()));
            assert_eq!(refused.map(drop), Err(lacking()));
            assert_eq!(cache.get(&program).map(|known| known.map(drop)), Some(Err(lacking())));
        }
        assert!(cache.get_or_compile(&program, |program, _| Ok(program.clone())).is_ok());
        assert!(matches!(cache.get(&program), Some(Ok(_))));
        assert!(cache.get_or_compile(&program, |_, _| panic!("it is known")).is_ok());

        cache.clear();
        let bug = || JitError::CodeGenerator("bug".to_string());
        assert_eq!(cache.get_or_compile(&program, |_, _| Err(bug())).map(drop), Err(bug()));
        assert_eq!(cache.get_or_compile(&program, |_, _| panic!("it is known")).map(drop), Err(bug()));
    }

    #[test]
    fn who_waited_for_an_attempt_makes_none_of_its_own() {
        let (cache, program, barrier) = (Cache::default(), program(), Barrier::new(2));
        let mut late = false;
        thread::scope(|scope| {
            let first = scope.spawn(|| {
                cache.get_or_compile(&program, |_, refused| {
                    barrier.wait();
                    // The other one must come to wait for this; it has nothing else to do.
                    thread::sleep(core::time::Duration::from_millis(300));
                    refused.store(7, Ordering::Relaxed);
                    Err(lacking())
                })
            });
            barrier.wait();
            let second = cache.get_or_compile(&program, |program, refused| {
                // It came only after the first attempt, which nothing can rule out.
                assert_eq!(refused.load(Ordering::Relaxed), 7);
                late = true;
                Ok(program.clone())
            });
            assert_eq!(first.join().expect("it does not panic").map(drop), Err(lacking()));
            assert_eq!(second.map(drop), if late { Ok(()) } else { Err(lacking()) });
        });
    }
}
