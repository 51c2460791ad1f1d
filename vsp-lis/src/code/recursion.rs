//! Recursive calls: what lives over one goes to the stack in memory, for the callee uses the same words and the same frame.

use super::flow::{self, Rows};
use super::ir::{BlockId, Body, Class, Inst, Mem, ObjectId, V, WORDS};
use super::liveness::{self, Live, Liveness};
use super::object::{ObjectKind, Objects};
use vsp_isa::Opcode;

/// What a recursive call saves.
#[derive(Default)]
struct Saved {
    values: Vec<V>,
    objects: Vec<ObjectId>,
    before: Vec<V>,
}

/// The place that an instruction reads, or whose address it takes.
fn place_read(inst: &Inst) -> Option<Mem> {
    match inst {
        Inst::Load(_, mem, _) | Inst::Address(_, mem) => Some(*mem),
        Inst::States { mem, .. } => Some(*mem),
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
        | Inst::Fixed { .. }
        | Inst::Call { .. }
        | Inst::Save(..)
        | Inst::Restore(..)
        | Inst::SaveSize(..) => None,
    }
}

/// The frame's objects that may be read behind a place.
struct Frame {
    /// They have numbers, in their order.
    objects: Vec<ObjectId>,
    /// Those whose address is taken anywhere: who has it may read them anywhere.
    addressed: Vec<usize>,
    /// For each block, those that it or a block behind it reads.
    read: Rows,
}

impl Frame {
    fn new(body: &Body, objects: &Objects) -> Frame {
        let is_own = |object: &ObjectId| {
            let own = matches!(objects.all[*object].kind, ObjectKind::Frame(it) if it == body.function);
            // A result is taken after the frame has come back.
            own && !objects.results_of(body.function).any(|result| result == *object)
        };
        let insts = || body.order.iter().flat_map(|&block| &body.blocks[block].insts);
        let mut own: Vec<ObjectId> = insts().filter_map(place_read).map(|mem| mem.object).collect();
        own.sort_unstable();
        own.dedup();
        own.retain(is_own);
        let mut frame = Frame { objects: own, addressed: Vec::new(), read: Rows::new(0, 0) };
        let addresses = insts().filter_map(|inst| match inst {
            Inst::Address(_, mem) => frame.number(mem.object),
            _ => None,
        });
        frame.addressed = addresses.collect();
        frame.addressed.sort_unstable();
        frame.addressed.dedup();
        let mut wants = Rows::new(body.blocks.len(), frame.objects.len());
        for &block in &body.order {
            for number in body.blocks[block].insts.iter().filter_map(|inst| frame.read_by(inst)) {
                wants.insert(block, number);
            }
        }
        let none = Rows::new(body.blocks.len(), frame.objects.len());
        frame.read = flow::back(body, wants, &none);
        frame
    }

    fn number(&self, object: ObjectId) -> Option<usize> {
        self.objects.binary_search(&object).ok()
    }

    fn read_by(&self, inst: &Inst) -> Option<usize> {
        self.number(place_read(inst)?.object)
    }

    /// What may be read behind an instruction of a block.
    fn read_behind(&self, body: &Body, block: BlockId, at: usize) -> Vec<ObjectId> {
        let behind = body.blocks[block].insts[at + 1..].iter();
        let mut found: Vec<usize> = behind.filter_map(|inst| self.read_by(inst)).collect();
        found.extend(&self.addressed);
        body.blocks[block].term.targets(|to| found.extend(self.read.of(to)));
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|number| self.objects[number]).collect()
    }
}

/// Writes out what each recursive call saves.
pub(super) fn save(body: &mut Body, objects: &Objects) {
    if body.saves == 0 {
        return;
    }
    let mut saved: Vec<Saved> = (0..body.saves).map(|_| Saved::default()).collect();
    let mut after: Vec<Vec<V>> = vec![Vec::new(); body.saves];
    let liveness = Liveness::new(body);
    let mut live = Live::new(body.classes.len());
    let frame = Frame::new(body, objects);
    for &block in &body.order {
        liveness.at_end(body, block, &mut live);
        for (at, inst) in body.blocks[block].insts.iter().enumerate().rev() {
            match inst {
                Inst::Save(id, _) => saved[*id].before = live.all().to_vec(),
                Inst::Restore(id, _) => {
                    after[*id] = live.all().to_vec();
                    saved[*id].objects = frame.read_behind(body, block, at);
                }
                _ => {}
            }
            live.before(inst);
        }
    }
    for (it, mut after) in saved.iter_mut().zip(after) {
        after.sort_unstable();
        it.values = std::mem::take(&mut it.before);
        it.values.retain(|v| *v >= WORDS && after.binary_search(v).is_ok());
        it.values.sort_unstable();
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
    liveness::drop_dead(body);
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
            self.out.push(Inst::Op2(Opcode::Addint, self.base, step));
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
