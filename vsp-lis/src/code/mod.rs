//! From the typed tree to the machine: an own middle of blocks over the machine's instructions and any number of words, which the
//! allocation then brings down to four.
//!
//! `graph` finds out which functions call each other, `lower` writes the middle (with constants folded and small functions
//! inlined), `forward` leaves out loads of what has just been stored, `facts` checks that have been made, `recursion` saves what recursive calls must not lose,
//! `allocate` gives each value a machine word or a place in the frame (`spill`), by what `liveness` and `interference` know.

mod allocate;
mod facts;
mod flow;
mod forward;
mod graph;
mod interference;
pub(crate) mod ir;
mod liveness;
mod lower;
pub(crate) mod object;
mod recursion;
mod slots;
mod spill;

pub(crate) use lower::passed;

use crate::text::Sources;
use crate::types::tree::{FnId, Typed};
use ir::Finished;
use object::Objects;

/// A program's functions in the middle's form, their values in the machine's words.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    /// For each function of the typed program: its code, if something calls it.
    pub functions: Vec<Option<Finished>>,
    pub objects: Objects,
    /// Functions that call each other, callees first.
    pub components: Vec<Vec<FnId>>,
}

/// Compiles every function that a run can come to.
pub(crate) fn compile(typed: &Typed, sources: &Sources) -> Code {
    let graph = graph::Graph::new(typed);
    let mut objects = Objects::new(typed);
    let mut functions: Vec<Option<Finished>> = typed.functions.iter().map(|_| None).collect();
    // What each function changes: unknown ones change everything.
    let mut changes = vec![ir::ALL; typed.functions.len()];
    for component in &graph.components {
        for &function in component {
            let mut body = lower::function(typed, sources, &graph, &changes, &mut objects, function);
            forward::forward(&mut body);
            facts::answer(&mut body);
            liveness::tidy(&mut body);
            liveness::drop_dead(&mut body);
            recursion::save(&mut body, &objects);
            allocate::allocate(&mut body, &mut objects);
            functions[function] = Some(body.into());
        }
        for &function in component {
            // Within a component the callee's changes are not known while the caller is compiled: everything.
            let recursive = graph.is_recursive(function);
            changes[function] = if recursive {
                ir::ALL
            } else {
                functions[function].as_ref().map_or(ir::ALL, Finished::changes)
            };
        }
    }
    keep_called(typed, &mut functions);
    Code { functions, objects, components: graph.components }
}

impl Code {
    /// For each function: whether it, or what it calls, needs free memory to be set up.
    pub fn needs_memory(&self) -> Vec<bool> {
        let mut needs = vec![false; self.functions.len()];
        for component in &self.components {
            let bodies = || component.iter().filter_map(|&function| self.functions[function].as_ref());
            let any = bodies().any(|body| body.needs_memory || body.calls().any(|callee| needs[callee]));
            component.iter().for_each(|&function| needs[function] = any);
        }
        needs
    }
}

/// Drops functions that nothing calls any more, for they were inlined.
fn keep_called(typed: &Typed, functions: &mut [Option<Finished>]) {
    let mut wanted = vec![false; functions.len()];
    let mut open: Vec<FnId> = typed.exports.iter().map(|it| it.function).collect();
    while let Some(function) = open.pop() {
        if std::mem::replace(&mut wanted[function], true) {
            continue;
        }
        if let Some(body) = &functions[function] {
            open.extend(body.calls());
        }
    }
    for (function, wanted) in functions.iter_mut().zip(wanted) {
        if !wanted {
            *function = None;
        }
    }
}
