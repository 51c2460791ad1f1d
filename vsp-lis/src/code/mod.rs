//! From the typed tree to the machine: an own middle of blocks over the machine's instructions and any number of words, which the
//! allocation then brings down to four.
//!
//! `graph` finds out which functions call each other, `lower` writes the middle (with constants folded and small functions
//! inlined), `forward` leaves out loads of what has just been stored, `recursion` saves what recursive calls must not lose,
//! `allocate` gives each value a machine word or a place in the frame (`spill`), by what `liveness` and `interference` know.

mod allocate;
mod flow;
mod forward;
mod graph;
mod interference;
pub(crate) mod ir;
mod liveness;
mod lower;
pub(crate) mod object;
mod recursion;
mod spill;

pub(crate) use lower::passed;

use crate::text::Sources;
use crate::types::tree::{FnId, Typed};
use ir::Body;
use object::Objects;

/// A program's functions in the middle's form, their values in the machine's words.
pub(crate) struct Code {
    /// For each function of the typed program: its code, if something calls it.
    pub functions: Vec<Option<Body>>,
    pub objects: Objects,
    /// Functions that call each other, callees first.
    pub components: Vec<Vec<FnId>>,
}

/// Compiles every function that a run can come to.
pub(crate) fn compile(typed: &Typed, sources: &Sources) -> Code {
    let graph = graph::Graph::new(typed);
    let mut objects = Objects::new(typed);
    let mut functions: Vec<Option<Body>> = typed.functions.iter().map(|_| None).collect();
    // What each function changes: unknown ones change everything.
    let mut changes = vec![ir::ALL; typed.functions.len()];
    for component in &graph.components {
        for &function in component {
            let mut body = lower::function(typed, sources, &graph, &changes, &mut objects, function);
            forward::forward(&mut body);
            liveness::tidy(&mut body);
            liveness::drop_dead(&mut body);
            recursion::save(&mut body, &objects);
            allocate::allocate(&mut body, &mut objects);
            functions[function] = Some(body);
        }
        for &function in component {
            // Within a component the callee's changes are not known while the caller is compiled: everything.
            let recursive = graph.is_recursive(function);
            changes[function] =
                if recursive { ir::ALL } else { functions[function].as_ref().map_or(ir::ALL, Body::changes) };
        }
    }
    keep_called(typed, &mut functions);
    Code { functions, objects, components: graph.components }
}

/// Drops functions that nothing calls any more, for they were inlined.
fn keep_called(typed: &Typed, functions: &mut [Option<Body>]) {
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
