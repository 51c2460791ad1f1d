//! Recursive calls: what lives over one goes to the stack in memory, for the callee uses the same words and the same frame.

use super::ir::{BlockId, Body, Class, Inst, Mem, ObjectId, V, WORDS};
use super::liveness::{self, Set};
use super::object::{ObjectKind, Objects};
use std::collections::BTreeSet;

/// What a recursive call saves.
#[derive(Default)]
struct Saved {
    values: Vec<V>,
    objects: Vec<ObjectId>,
    before: Option<Set>,
}

/// The place that an instruction reads, or whose address it takes.
fn place_read(inst: &Inst) -> Option<Mem> {
    match inst {
        Inst::Load(_, mem, _) | Inst::Address(_, mem) => Some(*mem),
        Inst::Raw { mem, .. } => *mem,
        Inst::Syscall { arg, .. } => *arg,
        Inst::Line(..)
        | Inst::Const(..)
        | Inst::Copy(..)
        | Inst::Op1(..)
        | Inst::Op2(..)
        | Inst::Store(..)
        | Inst::LoadAt(..)
        | Inst::StoreAt(..)
        | Inst::SetCell(..)
        | Inst::GetCell(..)
        | Inst::Call { .. }
        | Inst::Save(..)
        | Inst::Restore(..)
        | Inst::SaveSize(..) => None,
    }
}

/// The frame's objects that may be read behind a place.
struct Frame<'a> {
    body: &'a Body,
    objects: &'a Objects,
    /// Objects whose address is taken anywhere: who has it may read them anywhere.
    addressed: BTreeSet<ObjectId>,
}

impl<'a> Frame<'a> {
    fn new(body: &'a Body, objects: &'a Objects) -> Frame<'a> {
        let mut frame = Frame { body, objects, addressed: BTreeSet::new() };
        let insts = body.order.iter().flat_map(|&block| &body.blocks[block].insts);
        frame.addressed = insts
            .filter_map(|inst| match inst {
                Inst::Address(_, mem) => Some(mem.object),
                _ => None,
            })
            .filter(|&object| frame.is_own(object))
            .collect();
        frame
    }

    fn is_own(&self, object: ObjectId) -> bool {
        let own = matches!(self.objects.all[object].kind, ObjectKind::Frame(it) if it == self.body.function);
        // A result is taken after the frame has come back.
        own && !self.objects.is_result(object)
    }

    /// What may be read behind an instruction of a block.
    fn read_behind(&self, block: BlockId, at: usize) -> Vec<ObjectId> {
        let mut found = self.addressed.clone();
        let mut look = |insts: &[Inst]| {
            let read = insts.iter().filter_map(place_read).map(|mem| mem.object);
            found.extend(read.filter(|&object| self.is_own(object)));
        };
        look(&self.body.blocks[block].insts[at + 1..]);
        let mut seen = vec![false; self.body.blocks.len()];
        let mut open = Vec::new();
        self.body.blocks[block].term.targets(|to| open.push(to));
        while let Some(next) = open.pop() {
            if !std::mem::replace(&mut seen[next], true) {
                look(&self.body.blocks[next].insts);
                self.body.blocks[next].term.targets(|to| open.push(to));
            }
        }
        found.into_iter().collect()
    }
}

/// Writes out what each recursive call saves.
pub(super) fn save(body: &mut Body, objects: &Objects) {
    liveness::tidy(body);
    liveness::drop_dead(body);
    if body.saves == 0 {
        return;
    }
    let mut saved: Vec<Saved> = (0..body.saves).map(|_| Saved::default()).collect();
    let mut after: Vec<Option<Set>> = vec![None; body.saves];
    let outs = liveness::outs(body);
    let frame = Frame::new(body, objects);
    for &block in &body.order {
        let mut live = outs[block].clone();
        body.blocks[block].term.uses(|v| live.insert(v));
        for (at, inst) in body.blocks[block].insts.iter().enumerate().rev() {
            match inst {
                Inst::Save(id, _) => saved[*id].before = Some(live.clone()),
                Inst::Restore(id, _) => {
                    after[*id] = Some(live.clone());
                    saved[*id].objects = frame.read_behind(block, at);
                }
                _ => {}
            }
            liveness::before(inst, &mut live);
        }
    }
    for (it, after) in saved.iter_mut().zip(after) {
        if let (Some(before), Some(after)) = (&it.before, after) {
            it.values = before.iter().filter(|&v| v >= WORDS && after.contains(v)).collect();
        }
    }
    let order = body.order.clone();
    for block in order {
        let insts = std::mem::take(&mut body.blocks[block].insts);
        let mut writer = Writer { body, objects, out: Vec::with_capacity(insts.len()), base: 0, offset: 0 };
        for inst in insts {
            match inst {
                Inst::SaveSize(id, v) => {
                    let bytes = |&object: &ObjectId| objects.all[object].size.next_multiple_of(8);
                    let size =
                        saved[id].values.len() as u32 * 8 + saved[id].objects.iter().map(bytes).sum::<u32>();
                    writer.out.push(Inst::Const(v, i64::from(size)));
                }
                Inst::Save(id, top) => {
                    writer.begin(top);
                    for &v in &saved[id].values {
                        let offset = writer.next(8);
                        writer.out.push(Inst::StoreAt(
                            writer.base,
                            offset,
                            v,
                            writer.body.classes[v as usize],
                        ));
                    }
                    saved[id].objects.iter().for_each(|&object| writer.object(object, true));
                }
                Inst::Restore(id, top) => {
                    writer.begin(top);
                    for &v in &saved[id].values {
                        let offset = writer.next(8);
                        writer.out.push(Inst::LoadAt(
                            v,
                            writer.base,
                            offset,
                            writer.body.classes[v as usize],
                        ));
                    }
                    saved[id].objects.iter().for_each(|&object| writer.object(object, false));
                }
                other => writer.out.push(other),
            }
        }
        let out = writer.out;
        body.blocks[block].insts = out;
    }
}

struct Writer<'a> {
    body: &'a mut Body,
    objects: &'a Objects,
    out: Vec<Inst>,
    base: V,
    offset: u32,
}

impl Writer<'_> {
    fn value(&mut self, class: Class) -> V {
        self.body.classes.push(class);
        self.body.names.push(None);
        self.body.classes.len() as V - 1
    }

    fn begin(&mut self, top: V) {
        self.base = self.value(Class::Word);
        self.out.push(Inst::Copy(self.base, top));
        self.offset = 0;
    }

    /// The offset of the next so many bytes; the base moves on where offsets of a byte do not reach.
    fn next(&mut self, bytes: u32) -> u8 {
        if self.offset + bytes > 256 {
            let step = self.value(Class::Word);
            self.out.push(Inst::Const(step, i64::from(self.offset)));
            self.out.push(Inst::Op2("ADDINT", self.base, step));
            self.offset = 0;
        }
        let offset = self.offset;
        self.offset += bytes;
        offset as u8
    }

    fn object(&mut self, object: ObjectId, save: bool) {
        let size = self.objects.all[object].size;
        let mut at = 0;
        while at < size {
            let (class, bytes) = if size - at >= 8 { (Class::Word, 8) } else { (Class::Cell, 1) };
            let mem = Mem { object, offset: at };
            let offset = self.next(bytes);
            let v = self.value(class);
            let far = (!self.objects.is_near(mem)).then(|| {
                let address = self.value(Class::Word);
                self.out.push(Inst::Address(address, mem));
                address
            });
            if save {
                self.out.push(
                    far.map_or(Inst::Load(v, mem, class), |address| Inst::LoadAt(v, address, 0, class)),
                );
                self.out.push(Inst::StoreAt(self.base, offset, v, class));
            } else {
                self.out.push(Inst::LoadAt(v, self.base, offset, class));
                self.out.push(
                    far.map_or(Inst::Store(mem, v, class), |address| Inst::StoreAt(address, 0, v, class)),
                );
            }
            at += bytes;
        }
        // The next object begins at a whole word.
        self.offset = self.offset.next_multiple_of(8);
    }
}
