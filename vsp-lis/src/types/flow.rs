//! Which variables have certainly been set, and whether a place can be reached.

/// What is known on the way to a place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Flow {
    pub reachable: bool,
    set: Vec<u64>,
}

impl Flow {
    pub fn start() -> Flow {
        Flow { reachable: true, set: Vec::new() }
    }

    pub fn set(&mut self, var: usize) {
        if self.set.len() <= var / 64 {
            self.set.resize(var / 64 + 1, 0);
        }
        self.set[var / 64] |= 1 << (var % 64);
    }

    pub fn is_set(&self, var: usize) -> bool {
        !self.reachable || self.set.get(var / 64).is_some_and(|bits| bits & 1 << (var % 64) != 0)
    }

    pub fn stop(&mut self) {
        self.reachable = false;
    }

    /// Another way leads here as well.
    pub fn join(&mut self, other: &Flow) {
        if !other.reachable {
            return;
        }
        if !self.reachable {
            self.clone_from(other);
            return;
        }
        for (at, bits) in self.set.iter_mut().enumerate() {
            *bits &= other.set.get(at).copied().unwrap_or(0);
        }
    }
}
