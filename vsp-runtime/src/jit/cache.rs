//! What has been compiled, and what was refused.

use super::JitError;
use crate::program::Program;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// The programs that a JIT knows. They stay until it is cleared, so that no other program can have their identity.
#[derive(Default)]
pub(super) struct Cache {
    entries: RwLock<HashMap<usize, Arc<Entry>>>,
}

struct Entry {
    /// The program itself, kept while somebody compiles it and after a refusal too.
    program: Program,
    /// The same with machine code, or why there is none, once that is clear.
    compiled: OnceLock<Result<Program, JitError>>,
}

impl Cache {
    /// What is known of a program.
    pub fn get(&self, program: &Program) -> Option<Result<Program, JitError>> {
        self.read().get(&program.identity())?.compiled.get().cloned()
    }

    /// What is known of a program, or what `compile` finds. Whoever wants the same program meanwhile waits for it; others
    /// do not.
    pub fn get_or_compile(
        &self,
        program: &Program,
        compile: impl FnOnce(&Program) -> Result<Program, JitError>,
    ) -> Result<Program, JitError> {
        if let Some(known) = self.get(program) {
            return known;
        }
        let new = || Arc::new(Entry { program: program.with_compiled(None), compiled: OnceLock::new() });
        let entry = self.write().entry(program.identity()).or_insert_with(new).clone();
        entry.compiled.get_or_init(|| compile(&entry.program)).clone()
    }

    pub fn clear(&self) {
        // Dropping code takes calls of the system; nobody should wait for them.
        let entries = std::mem::take(&mut *self.write());
        drop(entries);
    }

    // A panic cannot leave the map half changed.

    fn read(&self) -> RwLockReadGuard<'_, HashMap<usize, Arc<Entry>>> {
        self.entries.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, HashMap<usize, Arc<Entry>>> {
        self.entries.write().unwrap_or_else(PoisonError::into_inner)
    }
}
