//! Giving each value one of the four machine words, or a place in the frame: colouring of the graph of values that live at the
//! same time, with copies joined where that costs nothing, and the values that are used least, weighted by loops, spilled.

use super::ir::{Body, Class, Inst, V, WORDS};
use super::object::Objects;
use super::{liveness, spill};
use std::collections::{HashMap, HashSet};

/// After so many rounds everything that can be spilled is.
const ROUNDS: usize = 12;

struct Graph {
    count: usize,
    edges: HashSet<u64>,
    near: Vec<Vec<V>>,
    alias: Vec<V>,
}

impl Graph {
    fn key(a: V, b: V) -> u64 {
        u64::from(a.min(b)) << 32 | u64::from(a.max(b))
    }

    fn find(&self, mut v: V) -> V {
        while self.alias[v as usize] != v {
            v = self.alias[v as usize];
        }
        v
    }

    fn add(&mut self, a: V, b: V) {
        if a != b && !(a < WORDS && b < WORDS) && self.edges.insert(Self::key(a, b)) {
            self.near[a as usize].push(b);
            self.near[b as usize].push(a);
        }
    }

    fn meet(&self, a: V, b: V) -> bool {
        (a < WORDS && b < WORDS) || self.edges.contains(&Self::key(a, b))
    }

    fn degree(&self, v: V) -> usize {
        if v < WORDS { usize::MAX } else { self.near[v as usize].len() }
    }

    /// Whether joining two values cannot make colouring harder (Briggs; George for machine words).
    fn safe(&self, a: V, b: V) -> bool {
        let many = |v: V| self.degree(v) >= WORDS as usize;
        if a < WORDS {
            return self.near[b as usize].iter().all(|&t| !many(t) || self.meet(t, a));
        }
        let mut count = 0;
        for &t in &self.near[a as usize] {
            // A neighbour of both loses one when they are joined.
            let lost = usize::from(self.meet(t, b));
            count += usize::from(t < WORDS || self.degree(t) - lost >= WORDS as usize);
        }
        for &t in &self.near[b as usize] {
            count += usize::from(!self.meet(t, a) && many(t));
        }
        count < WORDS as usize
    }

    /// Makes `b` another name of `a`.
    fn join(&mut self, a: V, b: V) {
        self.alias[b as usize] = a;
        for t in std::mem::take(&mut self.near[b as usize]) {
            self.edges.remove(&Self::key(b, t));
            self.near[t as usize].retain(|&it| it != b);
            self.add(a, t);
        }
    }
}

fn build(body: &Body) -> Graph {
    let count = body.classes.len();
    let mut graph = Graph {
        count,
        edges: HashSet::new(),
        near: vec![Vec::new(); count],
        alias: (0..count as V).collect(),
    };
    let outs = liveness::outs(body);
    for &block in &body.order {
        let mut live = outs[block].clone();
        body.blocks[block].term.uses(|v| live.insert(v));
        for inst in body.blocks[block].insts.iter().rev() {
            let from = match inst {
                Inst::Copy(_, from) => Some(*from),
                _ => None,
            };
            let mut defs = Vec::new();
            inst.defs(|v| defs.push(v));
            let changes = inst.changes();
            defs.extend((0..WORDS).filter(|word| changes & 1 << word != 0));
            for &def in &defs {
                for other in live.iter().filter(|&other| Some(other) != from) {
                    graph.add(def, other);
                }
            }
            liveness::before(inst, &mut live);
        }
    }
    graph
}

/// Brings a function's values down to the machine's words.
pub(super) fn allocate(body: &mut Body, objects: &mut Objects) {
    liveness::drop_dead(body);
    let mut fixed: HashSet<V> = HashSet::new();
    let mut round = 0;
    let colours = loop {
        match colour(body, &fixed, round >= ROUNDS) {
            Ok(colours) => break colours,
            Err(spilled) => {
                spill::rename(body, &spilled.names);
                spill::spill(body, objects, &spilled.values, &mut fixed);
            }
        }
        round += 1;
        assert!(round < 4 * ROUNDS, "a function whose values do not fit into the machine's words");
    };
    for block in &mut body.blocks {
        for inst in &mut block.insts {
            copy_class(inst, &body.classes);
            inst.map(|v| colours[v as usize]);
        }
        block.insts.retain(|inst| !matches!(inst, Inst::Copy(a, b) | Inst::Op2("MOV", a, b) if a == b));
        if let super::ir::Term::Compare { a, b, .. } = &mut block.term {
            *a = colours[*a as usize];
            *b = colours[*b as usize];
        }
    }
    liveness::tidy(body);
}

/// Copies of cells are one instruction.
fn copy_class(inst: &mut Inst, classes: &[Class]) {
    if let Inst::Copy(a, b) = inst
        && (classes[*a as usize] == Class::Cell || classes[*b as usize] == Class::Cell)
    {
        *inst = Inst::Op2("MOV", *a, *b);
    }
}

/// How much keeping each value in memory would cost.
fn costs(body: &Body, graph: &Graph) -> Vec<f64> {
    let mut costs = vec![0.0; graph.count];
    for &block in &body.order {
        let it = &body.blocks[block];
        let weight = 10f64.powi(it.depth.min(8) as i32);
        let mut add = |v: V| costs[graph.find(v) as usize] += weight;
        for inst in &it.insts {
            inst.uses(&mut add);
            inst.defs(&mut add);
        }
        it.term.uses(&mut add);
    }
    costs
}

/// A word for each value, or the values that must be spilled.
fn colour(body: &Body, fixed: &HashSet<V>, all: bool) -> Result<Vec<V>, Spilled> {
    let mut graph = build(body);
    let mut copies = Vec::new();
    for &block in &body.order {
        for inst in &body.blocks[block].insts {
            if let Inst::Copy(a, b) = inst {
                copies.push((body.blocks[block].depth, *a, *b));
            }
        }
    }
    copies.sort_by_key(|&(depth, ..)| std::cmp::Reverse(depth));
    let mut fixed = fixed.clone();
    let mut again = true;
    while again {
        again = false;
        for &(_, a, b) in &copies {
            let (a, b) = (graph.find(a), graph.find(b));
            let (a, b) = if b < WORDS { (b, a) } else { (a, b) };
            if a != b && b >= WORDS && !graph.meet(a, b) && graph.safe(a, b) {
                graph.join(a, b);
                // What was made to be short must stay in a word, whatever else it is.
                if fixed.remove(&b) && a >= WORDS {
                    fixed.insert(a);
                }
                again = true;
            }
        }
    }
    let costs = costs(body, &graph);
    let mut degree: Vec<usize> = graph.near.iter().map(Vec::len).collect();
    let mut removed = vec![false; graph.count];
    let nodes: Vec<V> = (WORDS..graph.count as V).filter(|&v| graph.alias[v as usize] == v).collect();
    let mut low: Vec<V> = nodes.iter().copied().filter(|&v| degree[v as usize] < WORDS as usize).collect();
    let mut high: Vec<V> = nodes.iter().copied().filter(|&v| degree[v as usize] >= WORDS as usize).collect();
    let mut stack = Vec::with_capacity(nodes.len());
    loop {
        let v = match low.pop() {
            Some(v) => v,
            None => {
                high.retain(|&v| !removed[v as usize]);
                let cost = |v: V| {
                    let cost = costs[v as usize] / (degree[v as usize] + 1) as f64;
                    if fixed.contains(&v) { f64::INFINITY } else { cost }
                };
                let Some(best) = high.iter().copied().min_by(|&a, &b| cost(a).total_cmp(&cost(b))) else {
                    break;
                };
                best
            }
        };
        if std::mem::replace(&mut removed[v as usize], true) {
            continue;
        }
        stack.push(v);
        for &t in &graph.near[v as usize] {
            if t >= WORDS && !removed[t as usize] {
                degree[t as usize] -= 1;
                if degree[t as usize] == WORDS as usize - 1 {
                    low.push(t);
                }
            }
        }
    }
    let mut partners: HashMap<V, Vec<V>> = HashMap::new();
    for &(_, a, b) in &copies {
        let (a, b) = (graph.find(a), graph.find(b));
        partners.entry(a).or_default().push(b);
        partners.entry(b).or_default().push(a);
    }
    let mut colours: Vec<Option<V>> = (0..graph.count as V).map(|v| (v < WORDS).then_some(v)).collect();
    let mut spilled = Vec::new();
    while let Some(v) = stack.pop() {
        let mut free = [true; WORDS as usize];
        for &t in &graph.near[v as usize] {
            if let Some(colour) = colours[t as usize] {
                free[colour as usize] = false;
            }
        }
        let wish = partners
            .get(&v)
            .into_iter()
            .flatten()
            .filter_map(|&t| colours[t as usize])
            .find(|&c| free[c as usize]);
        let any = (0..WORDS).find(|&c| free[c as usize]);
        match wish.or(any) {
            Some(colour) => colours[v as usize] = Some(colour),
            None if fixed.contains(&v) => {
                // It cannot be spilled: the cheapest of those that are in its way is.
                let near =
                    graph.near[v as usize].iter().copied().filter(|t| *t >= WORDS && !fixed.contains(t));
                let cheapest = near.min_by(|&a, &b| costs[a as usize].total_cmp(&costs[b as usize]));
                spilled.extend(cheapest);
            }
            None => spilled.push(v),
        }
    }
    if spilled.is_empty()
        && let Some(colours) =
            (0..graph.count as V).map(|v| colours[graph.find(v) as usize].or(Some(0))).collect()
    {
        return Ok(colours);
    }
    if all {
        spilled.extend(nodes.iter().copied().filter(|v| !fixed.contains(v)));
    }
    let set: HashSet<V> = spilled.into_iter().collect();
    let names =
        (0..graph.count as V).map(|v| if set.contains(&graph.find(v)) { graph.find(v) } else { v }).collect();
    Err(Spilled { values: set, names })
}

/// Values that go to memory, and for each value the one whose name it takes because both were joined.
struct Spilled {
    values: HashSet<V>,
    names: Vec<V>,
}
