//! What a block has just stored in memory need not be loaded again.

use super::ir::{Body, Class, Inst, Mem, V};

/// What is known to lie at a place: a value that has not changed since it was stored there.
struct Known {
    mem: Mem,
    class: Class,
    value: V,
}

impl Known {
    fn overlaps(&self, mem: Mem, class: Class) -> bool {
        let (own, other) = (size(self.class), size(class));
        self.mem.object == mem.object
            && self.mem.offset < mem.offset + other
            && mem.offset < self.mem.offset + own
    }
}

fn size(class: Class) -> u32 {
    match class {
        Class::Word => 8,
        Class::Cell => 1,
    }
}

/// Takes what each block stores from the value instead of from memory, up to whatever may change either.
pub(super) fn forward(body: &mut Body) {
    for &block in &body.order {
        let mut known: Vec<Known> = Vec::new();
        for inst in &mut body.blocks[block].insts {
            if let Inst::Load(to, mem, class) = *inst
                && let Some(it) = known.iter().find(|it| it.mem == mem && it.class == class)
            {
                *inst = Inst::Copy(to, it.value);
            }
            let changes = inst.changes();
            inst.defs(|v| known.retain(|it| it.value != v));
            known.retain(|it| it.value >= 8 || changes & 1 << it.value == 0);
            match *inst {
                Inst::Store(mem, value, class) => {
                    known.retain(|it| !it.overlaps(mem, class));
                    known.push(Known { mem, class, value });
                }
                // These may write anywhere.
                Inst::StoreAt(..)
                | Inst::Syscall { .. }
                | Inst::Fixed { .. }
                | Inst::States { .. }
                | Inst::Call { .. }
                | Inst::Save(..)
                | Inst::Restore(..) => known.clear(),
                Inst::Line(..)
                | Inst::Const(..)
                | Inst::Address(..)
                | Inst::Copy(..)
                | Inst::Op1(..)
                | Inst::Op2(..)
                | Inst::Load(..)
                | Inst::LoadAt(..)
                | Inst::SetCell(..)
                | Inst::GetCell(..)
                | Inst::SaveSize(..) => {}
            }
        }
    }
}
