//! Giving each value one of the four machine words, or a place in the frame: colouring of the graph of values that live at the
//! same time, with copies joined where that costs nothing, and the values that are used least, weighted by loops, spilled.

use super::interference::Graph;
use super::ir::{Body, Class, Inst, Term, V, WORDS, Words};
use super::liveness::{self, Live, Liveness};
use super::object::Objects;
use super::{slots, spill};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use vsp_isa::Opcode;

/// After so many rounds everything that can be spilled is.
const ROUNDS: usize = 12;
/// Where more values than that live at once, the cheapest are spilled before there is a graph, which so stays in proportion.
const CROWD: usize = 24;

/// Values that go to memory, and for each value the one whose name it takes because both were joined.
struct Spilled {
    values: Vec<V>,
    names: Vec<V>,
}

/// Brings a function's values down to the machine's words.
pub(super) fn allocate(body: &mut Body, objects: &mut Objects) {
    let first_slot = objects.all.len();
    // Values that stand for spilled ones for a moment, and must stay in a word.
    let mut fixed = vec![false; body.classes.len()];
    let mut round = 0;
    let colours = loop {
        let most = if round == 0 { CROWD } else { usize::MAX };
        match Graph::new(body, most).map(|graph| colour(body, graph, &fixed, round >= ROUNDS)) {
            Some(Ok(colours)) => break colours,
            Some(Err(spilled)) => {
                spill::rename(body, &spilled.names);
                spill::spill(body, objects, &spilled.values, &mut fixed);
            }
            None => {
                let crowd = crowded(body);
                spill::spill(body, objects, &crowd, &mut fixed);
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
        block.insts.retain(|inst| !matches!(inst, Inst::Copy(a, b) | Inst::Op2(Opcode::Mov, a, b) if a == b));
        if let Term::Compare { a, b, .. } = &mut block.term {
            *a = colours[*a as usize];
            *b = colours[*b as usize];
        }
    }
    slots::drop_dead(body, first_slot..objects.all.len());
    liveness::tidy(body);
}

/// Copies of cells are one instruction.
fn copy_class(inst: &mut Inst, classes: &[Class]) {
    if let Inst::Copy(a, b) = inst
        && (classes[*a as usize] == Class::Cell || classes[*b as usize] == Class::Cell)
    {
        *inst = Inst::Op2(Opcode::Mov, *a, *b);
    }
}

/// How much keeping each value in memory would cost, if values have these names.
fn costs(body: &Body, names: Option<&[V]>) -> Vec<f64> {
    let mut costs = vec![0.0; body.classes.len()];
    for &block in &body.order {
        let it = &body.blocks[block];
        let weight = 10f64.powi(it.depth.min(8) as i32);
        let mut add = |v: V| costs[names.map_or(v, |names| names[v as usize]) as usize] += weight;
        for inst in &it.insts {
            inst.uses(&mut add);
            inst.defs(&mut add);
        }
        it.term.uses(&mut add);
    }
    costs
}

/// Values to spill so that nowhere a crowd lives at once.
fn crowded(body: &Body) -> Vec<V> {
    let liveness = Liveness::new(body);
    let mut live = Live::new(body.classes.len());
    let costs = costs(body, None);
    let mut spilled = Vec::new();
    let mut is_spilled = vec![false; body.classes.len()];
    for &block in &body.order {
        liveness.at_end(body, block, &mut live);
        for inst in body.blocks[block].insts.iter().rev() {
            if live.all().len() > CROWD {
                let mut all: Vec<V> = live.all().to_vec();
                all.retain(|&v| v >= WORDS && !is_spilled[v as usize]);
                let stay = CROWD - WORDS as usize;
                if all.len() > stay {
                    let dearest =
                        |&a: &V, &b: &V| costs[b as usize].total_cmp(&costs[a as usize]).then(a.cmp(&b));
                    all.select_nth_unstable_by(stay, dearest);
                    for &v in &all[stay..] {
                        is_spilled[v as usize] = true;
                        spilled.push(v);
                    }
                }
                live.retain(|v| !is_spilled[v as usize]);
            }
            live.before(inst);
        }
    }
    spilled.sort_unstable();
    spilled
}

/// The copies of a function, those in the most loops first.
fn copies(body: &Body) -> Vec<(V, V)> {
    let mut copies = Vec::new();
    for &block in &body.order {
        for inst in &body.blocks[block].insts {
            if let Inst::Copy(a, b) = inst {
                copies.push((body.blocks[block].depth, *a, *b));
            }
        }
    }
    copies.sort_by_key(|&(depth, ..)| Reverse(depth));
    copies.into_iter().map(|(_, a, b)| (a, b)).collect()
}

/// Joins what copies connect, where that is safe.
fn coalesce(graph: &mut Graph, copies: &[(V, V)], fixed: &mut [bool]) {
    let mut open = copies.to_vec();
    let mut again = true;
    while again {
        again = false;
        // A copy stays open while it is not safe to join its values: it may become so.
        open.retain(|&(a, b)| {
            let (a, b) = (graph.find(a), graph.find(b));
            // What has fewer neighbours gets the other's name, since they move.
            let swap = b < WORDS || (a >= WORDS && graph.degree(a) < graph.degree(b));
            let (a, b) = if swap { (b, a) } else { (a, b) };
            if a == b || b < WORDS || graph.meet(a, b) {
                return false;
            }
            if !graph.safe(a, b) {
                return true;
            }
            graph.join(a, b);
            // What was made to be short must stay in a word, whatever else it is.
            if std::mem::take(&mut fixed[b as usize]) && a >= WORDS {
                fixed[a as usize] = true;
            }
            again = true;
            false
        });
    }
}

/// The order in which values are taken from the graph: those with few neighbours, and where there are none, the cheapest of the
/// others. They get words in the opposite order.
fn simplify(graph: &Graph, nodes: &[V], costs: &[f64], fixed: &[bool]) -> Vec<V> {
    let mut degree = graph.degrees().to_vec();
    let mut removed = vec![false; graph.count];
    let mut low: Vec<V> = nodes.iter().copied().filter(|&v| degree[v as usize] < WORDS).collect();
    // Costs are not negative, so their bits are in their order. While neighbours go they only rise: what comes first is looked at
    // again.
    let rank = |v: V, degree: u32| {
        let cost = if fixed[v as usize] { f64::INFINITY } else { costs[v as usize] / f64::from(degree + 1) };
        Reverse((cost.to_bits(), v))
    };
    let high = nodes.iter().map(|&v| (v, degree[v as usize])).filter(|&(_, degree)| degree >= WORDS);
    let mut high: BinaryHeap<_> = high.map(|(v, degree)| rank(v, degree)).collect();
    let mut stack = Vec::with_capacity(nodes.len());
    loop {
        let v = match low.pop() {
            Some(v) => v,
            None => {
                let Some(first) = high.pop() else { break };
                let Reverse((_, v)) = first;
                let now = rank(v, degree[v as usize]);
                if !removed[v as usize] && now != first {
                    high.push(now);
                    continue;
                }
                v
            }
        };
        if std::mem::replace(&mut removed[v as usize], true) {
            continue;
        }
        stack.push(v);
        for t in graph.near(v).filter(|&t| !removed[t as usize]) {
            degree[t as usize] -= 1;
            if degree[t as usize] == WORDS - 1 {
                low.push(t);
            }
        }
    }
    stack
}

/// For each value, those that copies connect it with, in their order.
struct Partners {
    first: Vec<usize>,
    all: Vec<V>,
}

impl Partners {
    fn new(names: &[V], copies: &[(V, V)]) -> Partners {
        let mut first = vec![0; names.len() + 1];
        let found =
            || copies.iter().map(|&(a, b)| (names[a as usize], names[b as usize])).filter(|(a, b)| a != b);
        for (a, b) in found() {
            first[a as usize + 1] += 1;
            first[b as usize + 1] += 1;
        }
        for v in 0..names.len() {
            first[v + 1] += first[v];
        }
        let mut next = first.clone();
        let mut all = vec![0; first[names.len()]];
        let mut put = |v: V, partner: V| {
            all[next[v as usize]] = partner;
            next[v as usize] += 1;
        };
        for (a, b) in found() {
            put(a, b);
            put(b, a);
        }
        Partners { first, all }
    }

    fn of(&self, v: V) -> &[V] {
        &self.all[self.first[v as usize]..self.first[v as usize + 1]]
    }
}

/// A word for each value, or the values that must be spilled.
fn colour(body: &Body, mut graph: Graph, fixed: &[bool], all: bool) -> Result<Vec<V>, Spilled> {
    let copies = copies(body);
    let mut fixed = fixed.to_vec();
    coalesce(&mut graph, &copies, &mut fixed);
    let names = graph.names();
    let costs = costs(body, Some(&names));
    let nodes: Vec<V> = (WORDS..graph.count as V).filter(|&v| names[v as usize] == v).collect();
    let mut stack = simplify(&graph, &nodes, &costs, &fixed);
    let partners = Partners::new(&names, &copies);
    // The word of each, as a bit of its own.
    let mut colours: Vec<Words> = (0..graph.count as V).map(|v| if v < WORDS { 1 << v } else { 0 }).collect();
    let mut spilled = Vec::new();
    while let Some(v) = stack.pop() {
        let taken = graph.near(v).fold(graph.words(v), |taken, t| taken | colours[t as usize]);
        let is_free = |&colour: &Words| colour != 0 && colour & taken == 0;
        let wish = partners.of(v).iter().map(|&t| colours[t as usize]).find(is_free);
        match wish.or((0..WORDS).map(|word| 1 << word).find(is_free)) {
            Some(colour) => colours[v as usize] = colour,
            None if fixed[v as usize] => {
                // It cannot be spilled: the cheapest of those that are in its way is.
                let near = graph.near(v).filter(|&t| !fixed[t as usize]);
                let cheapest =
                    near.min_by(|&a, &b| costs[a as usize].total_cmp(&costs[b as usize]).then(a.cmp(&b)));
                assert!(
                    cheapest.is_some(),
                    "values that cannot be spilled do not fit into the machine's words"
                );
                spilled.extend(cheapest);
            }
            None => spilled.push(v),
        }
    }
    if spilled.is_empty() {
        // What is in no word is never used.
        let word = |&name: &V| colours[name as usize].checked_ilog2().unwrap_or(0);
        return Ok(names.iter().map(word).collect());
    }
    if all {
        spilled.extend(nodes.iter().copied().filter(|&v| !fixed[v as usize]));
    }
    spilled.sort_unstable();
    spilled.dedup();
    let names = names.into_iter().enumerate().map(|(v, name)| match spilled.binary_search(&name) {
        Ok(_) => name,
        Err(_) => v as V,
    });
    Err(Spilled { names: names.collect(), values: spilled })
}
