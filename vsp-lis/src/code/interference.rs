//! The graph of values that live at the same time, and so need different words.

use super::ir::{Body, Inst, V, WORDS, Words};
use super::liveness::{Live, Liveness};
use crate::hash::HashSet;

/// Up to so many values the pairs are a table of bits.
const SMALL: usize = 2_048;
/// Beyond so many neighbours, those of the other value alone say whether two are joined.
const MANY: u32 = 64;

/// Pairs of values.
enum Pairs {
    Table(Vec<u64>),
    Set(HashSet<(V, V)>),
}

impl Pairs {
    fn new(values: usize) -> Pairs {
        if values <= SMALL {
            Pairs::Table(vec![0; (values * values).div_ceil(128)])
        } else {
            Pairs::Set(HashSet::default())
        }
    }

    /// Where a pair is in the table, of which half is enough.
    fn place(a: V, b: V) -> (usize, u64) {
        let (low, high) = (a.min(b) as usize, a.max(b) as usize);
        let at = high * (high - 1) / 2 + low;
        (at / 64, 1 << (at % 64))
    }

    fn contains(&self, a: V, b: V) -> bool {
        match self {
            _ if a == b => false,
            Pairs::Table(table) => {
                let (at, bit) = Self::place(a, b);
                table[at] & bit != 0
            }
            Pairs::Set(set) => set.contains(&(a.min(b), a.max(b))),
        }
    }

    /// Whether the pair is new.
    fn insert(&mut self, a: V, b: V) -> bool {
        match self {
            Pairs::Table(table) => {
                let (at, bit) = Self::place(a, b);
                let is_new = table[at] & bit == 0;
                table[at] |= bit;
                is_new
            }
            Pairs::Set(set) => set.insert((a.min(b), a.max(b))),
        }
    }
}

const END: u32 = u32::MAX;

pub(super) struct Graph {
    pub count: usize,
    pairs: Pairs,
    /// The machine words that each value must not have. They have no lists: almost everything may stand in them.
    words: Vec<Words>,
    /// Each value's list of neighbours: the first link, and links that lead on.
    first: Vec<u32>,
    links: Vec<(V, u32)>,
    degree: Vec<u32>,
    alias: Vec<V>,
}

impl Graph {
    /// None if more values than `most` live at once anywhere.
    pub fn new(body: &Body, most: usize) -> Option<Graph> {
        let count = body.classes.len();
        let mut graph = Graph {
            count,
            pairs: Pairs::new(count),
            words: vec![0; count],
            first: vec![END; count],
            links: Vec::with_capacity(4 * count),
            degree: vec![0; count],
            alias: (0..count as V).collect(),
        };
        let liveness = Liveness::new(body);
        let mut live = Live::new(count);
        for &block in &body.order {
            liveness.at_end(body, block, &mut live);
            for inst in body.blocks[block].insts.iter().rev() {
                if live.all().len() > most {
                    return None;
                }
                let from = match inst {
                    Inst::Copy(_, from) => Some(*from),
                    _ => None,
                };
                let mut add = |def: V| {
                    for &other in live.all().iter().filter(|&&other| Some(other) != from) {
                        graph.add(def, other);
                    }
                };
                inst.defs(&mut add);
                let changes = inst.changes();
                (0..WORDS).filter(|word| changes & 1 << word != 0).for_each(add);
                live.before(inst);
            }
        }
        Some(graph)
    }

    /// Makes two values neighbours.
    fn add(&mut self, a: V, b: V) {
        let (a, b) = (a.min(b), a.max(b));
        if a == b || b < WORDS {
            return;
        }
        if a < WORDS {
            self.degree[b as usize] += u32::from(self.words[b as usize] & 1 << a == 0);
            self.words[b as usize] |= 1 << a;
        } else if self.pairs.insert(a, b) {
            self.link(a, b);
            self.link(b, a);
            self.degree[a as usize] += 1;
            self.degree[b as usize] += 1;
        }
    }

    fn link(&mut self, from: V, to: V) {
        self.links.push((to, self.first[from as usize]));
        self.first[from as usize] = self.links.len() as u32 - 1;
    }

    /// What a value is called after the joins so far.
    pub fn find(&mut self, mut v: V) -> V {
        while self.alias[v as usize] != v {
            // The way is halved for the next who asks.
            let next = self.alias[v as usize];
            self.alias[v as usize] = self.alias[next as usize];
            v = next;
        }
        v
    }

    /// What each value is called in the end.
    pub fn names(&mut self) -> Vec<V> {
        (0..self.count as V).map(|v| self.find(v)).collect()
    }

    /// How many neighbours a value has, machine words among them.
    pub fn degree(&self, v: V) -> u32 {
        self.degree[v as usize]
    }

    /// The same of all values.
    pub fn degrees(&self) -> &[u32] {
        &self.degree
    }

    /// The machine words that a value must not have.
    pub fn words(&self, v: V) -> Words {
        self.words[v as usize]
    }

    /// The neighbours of a value but for machine words.
    pub fn near(&self, v: V) -> impl Iterator<Item = V> + '_ {
        let mut at = self.first[v as usize];
        let links = std::iter::from_fn(move || {
            let &(to, next) = self.links.get(at as usize)?;
            at = next;
            Some(to)
        });
        // What has been joined with something else stands there under that name.
        links.filter(|&to| self.alias[to as usize] == to)
    }

    pub fn meet(&self, a: V, b: V) -> bool {
        let (a, b) = (a.min(b), a.max(b));
        match (a < WORDS, b < WORDS) {
            (_, true) => true,
            (true, false) => self.words[b as usize] & 1 << a != 0,
            (false, false) => self.pairs.contains(a, b),
        }
    }

    /// Whether joining two values cannot make colouring harder (Briggs; George for machine words and what has many neighbours).
    pub fn safe(&self, a: V, b: V) -> bool {
        if a < WORDS || self.degree(a) > MANY {
            return self.absorbs(a, b);
        }
        if self.degree(b) > MANY {
            return self.absorbs(b, a);
        }
        let mut count = (self.words(a) | self.words(b)).count_ones();
        for t in self.near(a) {
            // A neighbour of both loses one when they are joined.
            let lost = u32::from(self.meet(t, b));
            count += u32::from(self.degree(t) - lost >= WORDS);
        }
        count += self.near(b).filter(|&t| !self.meet(t, a) && self.degree(t) >= WORDS).count() as u32;
        count < WORDS
    }

    /// Whether all neighbours of `b` that matter are neighbours of `a` already.
    fn absorbs(&self, a: V, b: V) -> bool {
        let words = if a < WORDS { 0 } else { self.words(b) & !self.words(a) };
        words == 0 && self.near(b).all(|t| self.degree(t) < WORDS || self.meet(t, a))
    }

    /// Makes `b` another name of `a`.
    pub fn join(&mut self, a: V, b: V) {
        self.alias[b as usize] = a;
        let mut at = self.first[b as usize];
        while let Some(&(t, next)) = self.links.get(at as usize) {
            at = next;
            if self.alias[t as usize] == t {
                self.degree[t as usize] -= 1;
                self.add(a, t);
            }
        }
        if a >= WORDS {
            let more = self.words(b) & !self.words(a);
            self.words[a as usize] |= more;
            self.degree[a as usize] += more.count_ones();
        }
    }
}
