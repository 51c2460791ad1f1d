//! Calls of functions and of the machine.

use super::value::{Slot, Val};
use super::{Loop, Lower, Scope, class};
use crate::code::ir::{Class, Inst, Mem, Passed, Term, V, Words};
use crate::types::Type;
use crate::types::tree::{Expr, Extern, FnId, Root, Stmt, StmtKind};
use vsp_isa::Opcode;

/// Functions whose trees have at most so many nodes are inlined, and inlined into each other at most so deep.
const SMALL: u32 = 30;
/// A function that is called in one place alone may have so many.
const ONCE: u32 = 200;
const DEEPEST: usize = 6;
/// A function that has grown beyond so many blocks takes no more in.
const MOST_BLOCKS: usize = 4_000;

impl Lower<'_> {
    pub fn call(&mut self, function: FnId, args: &[Expr]) -> Val {
        let vals = self.operands(&args.iter().collect::<Vec<_>>());
        // Where this function's own text calls it: that of an inlined one may stand in many places.
        let once = self.graph.sites[function] == 1 && self.scopes.len() == 1;
        let inlined = !self.graph.is_recursive(function)
            && self.graph.size[function] <= if once { ONCE } else { SMALL }
            && self.scopes.len() <= DEEPEST
            && self.body.blocks.len() < MOST_BLOCKS;
        if inlined { self.inline(function, &vals) } else { self.real_call(function, &vals) }
    }

    fn inline(&mut self, function: FnId, vals: &[Val]) -> Val {
        let it = &self.typed.functions[function];
        let line = self.line;
        let mut slots: Vec<Option<Slot>> = vec![None; it.vars.len()];
        let mut known = Vec::new();
        for (at, val) in vals.iter().enumerate() {
            let var = &it.vars[at];
            if let Val::Const(value) = val
                && !assigned(&it.body, at)
            {
                known.push((at, value.clone()));
                continue;
            }
            // What the function does not assign to can stay where it is.
            slots[at] = match val {
                _ if assigned(&it.body, at) => None,
                Val::V(v) => Some(Slot::V(*v)),
                Val::At(mem) if !self.objects.is_static(mem.object) => Some(Slot::Mem(*mem)),
                Val::At(_) | Val::Const(_) | Val::Dyn(_) | Val::Tuple(_) => None,
            };
            if slots[at].is_none() {
                let slot = self.slot_of(&var.ty, &var.name);
                self.set(&slot, val, &var.ty);
                slots[at] = Some(slot);
            }
        }
        let result = self.slot_of(&it.result, &it.name);
        let end = self.block();
        let inlined = Some((end, result.clone()));
        self.scopes.push(Scope { function, slots, known, loops: Vec::new(), inlined });
        self.stmts(&it.body);
        self.jump(end);
        self.scopes.pop();
        self.start(end);
        // The rest of the line that calls.
        if self.line != line {
            self.line = line;
            self.push(Inst::Line(line.0, line.1));
        }
        result.val()
    }

    fn flat(&mut self, val: &Val, ty: &Type, out: &mut Vec<Val>) {
        match (val, ty) {
            (Val::Tuple(vals), Type::Tuple(types)) => {
                for (val, ty) in vals.iter().zip(types.iter()) {
                    self.flat(val, ty, out);
                }
            }
            _ => out.push(val.clone()),
        }
    }

    fn real_call(&mut self, function: FnId, vals: &[Val]) -> Val {
        let it = &self.typed.functions[function];
        let types: Vec<Type> = it.vars[..it.params].iter().map(|var| var.ty.clone()).collect();
        let (name, result_ty) = (it.name.clone(), it.result.clone());
        let places = super::passed(self.objects, &name, function, &types, true);
        let results = super::passed(self.objects, &name, function, std::slice::from_ref(&result_ty), false);
        let recursive = self.graph.same(self.owner(), function);
        let mut flat = Vec::new();
        for (val, ty) in vals.iter().zip(&types) {
            self.flat(val, ty, &mut flat);
        }
        let all: Vec<Type> = types.iter().flat_map(Type::leaves).cloned().collect();
        if recursive {
            // What is passed in memory may lie where the callee's own parameters do.
            for (val, ty) in flat.iter_mut().zip(&all) {
                if matches!(val, Val::At(_) | Val::Dyn(_)) {
                    *val = self.taken(val, ty);
                }
            }
        }
        let save = recursive.then(|| self.begin_save());
        let mut uses: Words = 0;
        for ((val, place), ty) in flat.iter().zip(&places).zip(&all) {
            if let Passed::Memory(mem) = place {
                self.store(*mem, val, ty);
            }
        }
        // Values before words: making one must not need a word that is taken.
        let scalars: Vec<(u8, V)> = flat
            .iter()
            .zip(&places)
            .filter_map(|(val, place)| match place {
                Passed::Word(word) => Some((*word, val)),
                Passed::Memory(_) => None,
            })
            .map(|(word, val)| match val {
                Val::V(v) | Val::Dyn(v) => (word, *v),
                other => (word, self.scalar(other)),
            })
            .collect();
        for (word, v) in scalars {
            self.push(Inst::Copy(V::from(word), v));
            uses |= 1 << word;
        }
        let result_words: Words = results.iter().fold(0, |words, place| match place {
            Passed::Word(word) => words | 1 << word,
            Passed::Memory(_) => words,
        });
        let changes = self.changes[function] | result_words;
        self.push(Inst::Call { function, uses, changes });
        let result_leaves = result_ty.leaves();
        let mut taken = Vec::new();
        for (place, ty) in results.iter().zip(&result_leaves) {
            taken.push(match place {
                Passed::Word(word) => {
                    let v = self.value_of(ty, None);
                    self.push(Inst::Copy(v, V::from(*word)));
                    Some(Val::V(v))
                }
                Passed::Memory(_) => None,
            });
        }
        // Results in memory are taken when the frame is what it was: their copies belong to it.
        if let Some(save) = save {
            self.end_save(save);
        }
        let mut done = Vec::new();
        for ((place, ty), val) in results.iter().zip(&result_leaves).zip(taken) {
            done.push(match (place, val) {
                (_, Some(val)) => val,
                (Passed::Memory(mem), None) if matches!(ty, Type::State | Type::Array(..)) => {
                    // The next call writes there again.
                    self.taken(&Val::At(*mem), ty)
                }
                (Passed::Memory(mem), None) => {
                    let v = self.value_of(ty, None);
                    self.push(Inst::Load(v, *mem, class(ty)));
                    Val::V(v)
                }
                (Passed::Word(_), None) => Self::known(false),
            });
        }
        let mut done = done.into_iter();
        unflat(&result_ty, &mut done)
    }

    /// Makes room on the stack for what must live over a recursive call.
    fn begin_save(&mut self) -> usize {
        let save = self.body.saves;
        self.body.saves += 1;
        self.body.needs_memory = true;
        let stack = Mem { object: self.objects.stack, offset: 0 };
        let heap = Mem { object: self.objects.heap, offset: 0 };
        let top = self.word();
        self.push(Inst::Load(top, stack, Class::Word));
        let size = self.word();
        self.push(Inst::SaveSize(save, size));
        self.push(Inst::Op2(Opcode::Subint, top, size));
        let limit = self.word();
        self.push(Inst::Load(limit, heap, Class::Word));
        let (overflow, fits) = (self.overflow_block(), self.block());
        self.end(Term::Compare {
            op: Opcode::Cmpint,
            a: top,
            b: limit,
            less: Some(overflow),
            zero: None,
            other: fits,
        });
        self.start(fits);
        self.push(Inst::Store(stack, top, Class::Word));
        self.push(Inst::Save(save, top));
        save
    }

    fn end_save(&mut self, save: usize) {
        let stack = Mem { object: self.objects.stack, offset: 0 };
        let top = self.word();
        self.push(Inst::Load(top, stack, Class::Word));
        self.push(Inst::Restore(save, top));
        let again = self.word();
        self.push(Inst::Load(again, stack, Class::Word));
        let size = self.word();
        self.push(Inst::SaveSize(save, size));
        self.push(Inst::Op2(Opcode::Addint, again, size));
        self.push(Inst::Store(stack, again, Class::Word));
    }

    /// Hands a result to the caller of the function that is compiled.
    pub fn give_result(&mut self, val: &Val, ty: &Type) {
        let function = self.owner();
        let name = self.typed.functions[function].name.clone();
        let places = super::passed(self.objects, &name, function, std::slice::from_ref(ty), false);
        let mut flat = Vec::new();
        self.flat(val, ty, &mut flat);
        let types = ty.leaves();
        for ((val, place), ty) in flat.iter().zip(&places).zip(&types) {
            if let Passed::Memory(mem) = place {
                self.store(*mem, val, ty);
            }
        }
        let mut words: Words = 0;
        let mut scalars = Vec::new();
        for (val, place) in flat.iter().zip(&places) {
            if let Passed::Word(word) = place {
                scalars.push((*word, self.scalar(val)));
                words |= 1 << word;
            }
        }
        for (word, v) in scalars {
            self.push(Inst::Copy(V::from(word), v));
        }
        self.end(Term::Return(words));
    }

    /// A SYSCALL with its arguments where it wants them.
    pub fn syscall(&mut self, it: Extern, args: &[Expr], result: &Type) -> Val {
        let vals = self.operands(&args.iter().collect::<Vec<_>>());
        // A State takes all registers.
        if let Some(Type::State) = args.first().map(|arg| &arg.ty) {
            return self.state_syscall(it, &vals[0], result);
        }
        let in_cells = it.library && args.first().is_some_and(|arg| arg.ty == Type::ByteSil);
        let vs: Vec<V> = vals.iter().map(|val| self.scalar(val)).collect();
        let mut uses: Words = 0;
        if in_cells {
            // Those that begin a word first, for they fill it.
            for (at, v) in vs.iter().enumerate().filter(|(at, _)| at % 4 == 0) {
                self.push(Inst::Copy((at / 4) as V, *v));
                uses |= 1 << (at / 4);
            }
            for (at, v) in vs.iter().enumerate().filter(|(at, _)| at % 4 != 0) {
                self.push(Inst::SetCell(at as u8, *v));
            }
        } else {
            for (at, v) in vs.iter().enumerate() {
                self.push(Inst::Copy(at as V, *v));
                uses |= 1 << at;
            }
        }
        if *result == Type::State {
            return self.state_result(it.id);
        }
        let mut changes: Words = if result.is_unit() { 0 } else { 1 };
        if let Type::Tuple(parts) = result {
            changes |= ((1u16 << parts.len()) - 1) as Words;
        }
        if !it.library {
            // The host may do anything to the registers.
            changes = crate::code::ir::ALL;
        }
        self.push(Inst::Syscall { id: it.id, arg: None, uses, changes });
        // Reading tells by Z whether it failed.
        if it.library && matches!(it.id, 0x08 | 0x09 | 0x0d | 0x0e) {
            return self.reading(result);
        }
        let val = self.word_results(result, !it.library);
        if let (Val::V(v), Type::Bool, false) = (&val, result, it.library) {
            self.truth(*v);
        }
        val
    }

    fn word_results(&mut self, result: &Type, canonical: bool) -> Val {
        match result {
            Type::Tuple(parts) => {
                let vals = parts.iter().enumerate().map(|(at, ty)| {
                    let v = self.value_of(ty, None);
                    self.push(Inst::Copy(v, at as V));
                    Val::V(v)
                });
                Val::Tuple(vals.collect())
            }
            ty => {
                let v = self.value_of(ty, None);
                self.push(Inst::Copy(v, 0));
                if *ty == Type::ByteSil && canonical {
                    self.push(Inst::Op2(Opcode::Orl, v, v));
                }
                Val::V(v)
            }
        }
    }

    /// What was read, or 0 where Z says that nothing was.
    fn reading(&mut self, result: &Type) -> Val {
        let failed = Mem { object: self.objects.failed, offset: 0 };
        let (bad, good, after) = (self.block(), self.block(), self.block());
        let v = self.value_of(result, None);
        self.push(Inst::Copy(v, 0));
        self.end(Term::Flag { zero: bad, other: good });
        self.start(bad);
        self.push(Inst::Const(v, 0));
        let one = self.constant(1);
        self.push(Inst::Store(failed, one, Class::Word));
        self.jump(after);
        self.start(good);
        let zero = self.constant(0);
        self.push(Inst::Store(failed, zero, Class::Word));
        self.jump(after);
        self.start(after);
        Val::V(v)
    }

    /// LSTATE from a State, which must lie at a fixed place within reach.
    pub fn load_state(&mut self, state: &Val) {
        let mem = match state {
            Val::At(mem) => *mem,
            other => {
                let room = self.room("state", 16);
                self.copy_to(Val::At(room), other, 16);
                room
            }
        };
        self.push(Inst::States { op: Opcode::Lstate, mem, uses: 0, changes: crate::code::ir::ALL });
    }

    pub fn store_state(&mut self) -> Val {
        let room = self.room("state", 16);
        self.push(Inst::States { op: Opcode::Sstate, mem: room, uses: crate::code::ir::ALL, changes: 0 });
        Val::At(room)
    }

    fn state_syscall(&mut self, it: Extern, state: &Val, result: &Type) -> Val {
        self.load_state(state);
        if *result == Type::State {
            return self.state_result(it.id);
        }
        self.push(Inst::Syscall { id: it.id, arg: None, uses: crate::code::ir::ALL, changes: 1 });
        if result.is_unit() {
            return Val::Tuple(Vec::new());
        }
        self.word_results(result, true)
    }

    fn state_result(&mut self, id: u8) -> Val {
        let all = crate::code::ir::ALL;
        self.push(Inst::Syscall { id, arg: None, uses: all, changes: all });
        self.store_state()
    }

    pub fn innermost_loop(&self) -> Option<Loop> {
        self.scope().loops.last().copied()
    }
}

fn unflat(ty: &Type, vals: &mut impl Iterator<Item = Val>) -> Val {
    match ty {
        Type::Tuple(parts) => Val::Tuple(parts.iter().map(|part| unflat(part, vals)).collect()),
        _ => vals.next().unwrap_or(Val::Tuple(Vec::new())),
    }
}

/// Whether statements assign to a variable.
pub(super) fn assigned(stmts: &[Stmt], var: usize) -> bool {
    stmts.iter().any(|stmt| match &stmt.kind {
        StmtKind::Assign(place, _) | StmtKind::Update(place, _) => place.root == Root::Var(var),
        StmtKind::Loop(body) | StmtKind::While(_, body) => assigned(body, var),
        StmtKind::For(it, _, _, body) => *it == var || assigned(body, var),
        StmtKind::If(arms, otherwise) => {
            arms.iter().any(|(_, body)| assigned(body, var)) || assigned(otherwise, var)
        }
        StmtKind::Return(_) | StmtKind::Break | StmtKind::Continue | StmtKind::Expr(_) => false,
    })
}
