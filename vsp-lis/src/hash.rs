//! Hash maps and sets: what they hold is short, and asked for often. The seeds are random, as a program may come from anybody.

use foldhash::fast::RandomState;

pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, RandomState>;
pub(crate) type HashSet<T> = std::collections::HashSet<T, RandomState>;
