//! Writing the middle's form of a function.

mod aggregate;
mod bools;
mod call;
mod condition;
mod element;
mod expression;
mod loops;
mod prim;
mod statement;
mod value;

use super::graph::Graph;
use super::ir::{Block, BlockId, Body, Class, Inst, Mem, Passed, Term, V, WORDS, Words};
use super::object::Objects;
use crate::hash::HashMap;
use crate::text::{Sources, Span};
use crate::types::Type;
use crate::types::evaluate::Value;
use crate::types::tree::{FnId, Typed, VarId};
use std::rc::Rc;
use value::{Slot, Val};

/// Where a loop goes on and where it ends.
#[derive(Clone, Copy)]
struct Loop {
    next: BlockId,
    end: BlockId,
}

/// A function whose text is being lowered: the one that is compiled, or one that is inlined into it.
struct Scope {
    function: FnId,
    slots: Vec<Option<Slot>>,
    /// Variables whose values are known here.
    known: Vec<(VarId, Value)>,
    loops: Vec<Loop>,
    /// Where `return` goes, and with it the result, in a function that is inlined.
    inlined: Option<(BlockId, Slot)>,
}

struct Lower<'a> {
    typed: &'a Typed,
    sources: &'a Sources,
    graph: &'a Graph,
    changes: &'a [Words],
    objects: &'a mut Objects,
    body: Body,
    at: BlockId,
    depth: u32,
    scopes: Vec<Scope>,
    /// Values that are known to lie in a range, both ends included.
    ranges: HashMap<V, (i64, i64)>,
    /// Where the program goes to trap AssertionFailed, for each line that may: the trap's address says which it was.
    fails: Vec<((u32, u32), BlockId)>,
    overflow: Option<BlockId>,
    line: (u32, u32),
    /// Whether this is a round of a loop that has been unrolled.
    unrolled: bool,
    /// What stands for the old value in `p op= e`.
    old: Vec<Val>,
}

/// Lowers a function.
pub(super) fn function(
    typed: &Typed,
    sources: &Sources,
    graph: &Graph,
    changes: &[Words],
    objects: &mut Objects,
    function: FnId,
) -> Body {
    let body = Body {
        blocks: Vec::new(),
        order: Vec::new(),
        classes: vec![Class::Word; WORDS as usize],
        names: vec![None; WORDS as usize],
        function,
        needs_memory: false,
        saves: 0,
    };
    let mut lower = Lower {
        typed,
        sources,
        graph,
        changes,
        objects,
        body,
        at: 0,
        depth: 0,
        scopes: Vec::new(),
        ranges: HashMap::default(),
        fails: Vec::new(),
        overflow: None,
        line: (u32::MAX, 0),
        unrolled: false,
        old: Vec::new(),
    };
    lower.whole(function);
    lower.body
}

impl Lower<'_> {
    fn whole(&mut self, function: FnId) {
        let it = &self.typed.functions[function];
        let entry = self.block();
        self.start(entry);
        self.scopes.push(Scope {
            function,
            slots: vec![None; it.vars.len()],
            known: Vec::new(),
            loops: Vec::new(),
            inlined: None,
        });
        self.mark_line(it.span);
        let types: Vec<Type> = it.vars[..it.params].iter().map(|var| var.ty.clone()).collect();
        let places = self.places(function, &types, true);
        let mut places = places.into_iter();
        // Words first: nothing may change them before they are taken.
        let mut slots: Vec<Slot> = Vec::new();
        let mut later: Vec<(V, Mem, Class)> = Vec::new();
        for (at, ty) in types.iter().enumerate() {
            let name = it.vars[at].name.clone();
            slots.push(self.param_slot(ty, &name, &mut places, &mut later));
        }
        for (v, mem, class) in later {
            self.push(Inst::Load(v, mem, class));
        }
        let scope = self.scopes.last_mut().map(|scope| &mut scope.slots);
        if let Some(into) = scope {
            for (at, slot) in slots.into_iter().enumerate() {
                into[at] = Some(slot);
            }
        }
        if self.typed.exports.iter().any(|export| export.function == function) {
            self.make_bools(&types);
        }
        self.stmts(&it.body);
        // Unit functions end by themselves.
        self.end(Term::Return(0));
        self.cold_blocks();
    }

    fn param_slot(
        &mut self,
        ty: &Type,
        name: &Rc<str>,
        places: &mut impl Iterator<Item = Passed>,
        later: &mut Vec<(V, Mem, Class)>,
    ) -> Slot {
        if let Type::Tuple(parts) = ty {
            return Slot::Tuple(
                parts.iter().map(|part| self.param_slot(part, name, places, later)).collect(),
            );
        }
        match places.next() {
            Some(Passed::Word(word)) => {
                let v = self.value_of(ty, Some(name.clone()));
                self.push(Inst::Copy(v, V::from(word)));
                Slot::V(v)
            }
            Some(Passed::Memory(mem)) if matches!(ty, Type::State | Type::Array(..)) => Slot::Mem(mem),
            Some(Passed::Memory(mem)) => {
                let v = self.value_of(ty, Some(name.clone()));
                later.push((v, mem, class(ty)));
                Slot::V(v)
            }
            None => Slot::Tuple(Vec::new()),
        }
    }

    /// Where the leaves of parameters, or of a result, are passed: the first four scalars in words, all else in memory.
    fn places(&mut self, function: FnId, types: &[Type], params: bool) -> Vec<Passed> {
        let name = &self.typed.functions[function].name;
        passed(self.objects, name, function, types, params)
    }

    fn block(&mut self) -> BlockId {
        self.body.blocks.push(Block { insts: Vec::new(), term: Term::Return(0), depth: self.depth });
        self.body.blocks.len() - 1
    }

    /// Goes on writing in a block, which stands behind those that are there.
    fn start(&mut self, block: BlockId) {
        self.body.blocks[block].depth = self.depth;
        self.body.order.push(block);
        self.at = block;
    }

    fn push(&mut self, inst: Inst) {
        self.body.blocks[self.at].insts.push(inst);
    }

    /// Ends the block; what follows goes to one that nothing leads to, unless another is started.
    fn end(&mut self, term: Term) {
        self.body.blocks[self.at].term = term;
        self.at = self.block();
    }

    fn jump(&mut self, to: BlockId) {
        self.end(Term::Jump(to));
    }

    fn value(&mut self, class: Class) -> V {
        self.body.classes.push(class);
        self.body.names.push(None);
        self.body.classes.len() as V - 1
    }

    fn value_of(&mut self, ty: &Type, name: Option<Rc<str>>) -> V {
        let v = self.value(class(ty));
        self.body.names[v as usize] = name;
        v
    }

    fn word(&mut self) -> V {
        self.value(Class::Word)
    }

    fn constant(&mut self, bits: i64) -> V {
        let v = self.word();
        self.push(Inst::Const(v, bits));
        v
    }

    fn copy_of(&mut self, v: V) -> V {
        let copy = self.value(self.body.classes[v as usize]);
        self.push(Inst::Copy(copy, v));
        copy
    }

    fn scope(&self) -> &Scope {
        &self.scopes[self.scopes.len() - 1]
    }

    /// The function whose text this is.
    fn owner(&self) -> FnId {
        self.body.function
    }

    /// Room in the frame.
    fn room(&mut self, name: &str, size: u32) -> Mem {
        let owner = self.owner();
        let name = format!("{}.{name}", self.typed.functions[owner].name);
        Mem { object: self.objects.frame(name, size, owner), offset: 0 }
    }

    fn mark_line(&mut self, span: Span) {
        let here = (span.file, self.sources.line(span));
        // The library's own lines say nothing to the reader of a program: they belong to the line that calls it.
        let library = self.scopes.last().is_some_and(|scope| self.typed.functions[scope.function].library);
        if !library && self.line != here {
            self.line = here;
            self.push(Inst::Line(here.0, here.1));
        }
    }

    /// Where the program goes to trap AssertionFailed.
    fn fail_block(&mut self) -> BlockId {
        if let Some((_, block)) = self.fails.iter().rfind(|(line, _)| *line == self.line) {
            return *block;
        }
        let block = self.block();
        self.fails.push((self.line, block));
        block
    }

    fn overflow_block(&mut self) -> BlockId {
        if let Some(block) = self.overflow {
            return block;
        }
        let block = self.block();
        self.overflow = Some(block);
        block
    }

    fn cold_blocks(&mut self) {
        self.depth = 0;
        for ((file, line), block) in std::mem::take(&mut self.fails) {
            self.start(block);
            if file != u32::MAX {
                self.push(Inst::Line(file, line));
            }
            self.push(Inst::Const(0, 0));
            self.push(Inst::Syscall { id: 0xf2, arg: None, uses: 1, changes: 0 });
            self.body.blocks[block].term = Term::Return(0);
        }
        if let Some(block) = self.overflow {
            self.start(block);
            self.body.blocks[block].term = Term::Overflow;
        }
    }
}

/// What of a type's word counts.
fn class(ty: &Type) -> Class {
    if *ty == Type::ByteSil { Class::Cell } else { Class::Word }
}

/// Where a function's parameters or results are: see the crate's documentation.
pub(crate) fn passed(
    objects: &mut Objects,
    name: &str,
    function: FnId,
    types: &[Type],
    params: bool,
) -> Vec<Passed> {
    let all: Vec<&Type> = types.iter().flat_map(Type::leaves).collect();
    let scalar = |ty: &Type| !matches!(ty, Type::State | Type::Array(..));
    let mut words = 0u8;
    let what = if params { "param" } else { "result" };
    let make = |objects: &mut Objects| {
        let mut words = 0;
        let mut made = Vec::new();
        for (at, ty) in all.iter().enumerate() {
            if scalar(ty) && words < WORDS {
                words += 1;
            } else {
                let object = objects.frame(format!("{name}.{what}{at}"), ty.size() as u32, function);
                made.push(Mem { object, offset: 0 });
            }
        }
        made
    };
    let memory = if params { objects.params(function, make) } else { objects.results(function, make) };
    let mut memory = memory.into_iter();
    let mut places = Vec::new();
    for ty in &all {
        if scalar(ty) && u32::from(words) < WORDS {
            places.push(Passed::Word(words));
            words += 1;
        } else {
            places.extend(memory.next().map(Passed::Memory));
        }
    }
    places
}
