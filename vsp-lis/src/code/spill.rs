//! Keeping values in memory: each use loads, each definition stores, or what is cheap is made again.

use super::ir::{Body, Class, Inst, Mem, ObjectId, Term, V};
use super::object::Objects;

/// What was joined and goes to memory together becomes one value.
pub(super) fn rename(body: &mut Body, names: &[V]) {
    for (v, &name) in names.iter().enumerate().filter(|&(v, &name)| v != name as usize) {
        if body.classes[v] == Class::Word {
            body.classes[name as usize] = Class::Word;
        }
        if body.names[name as usize].is_none() {
            body.names[name as usize] = body.names[v].clone();
        }
    }
    for block in &mut body.blocks {
        for inst in &mut block.insts {
            inst.map(|v| names[v as usize]);
        }
        block.insts.retain(|inst| !matches!(inst, Inst::Copy(a, b) if a == b));
        if let Term::Compare { a, b, .. } = &mut block.term {
            *a = names[*a as usize];
            *b = names[*b as usize];
        }
    }
}

/// A value that goes to memory.
struct Home {
    v: V,
    /// Its place, once something is stored there.
    slot: Option<ObjectId>,
    /// What makes it again, if that is no more than a load.
    remade: Option<Inst>,
}

const WORD: u32 = u32::MAX;

struct Spiller<'a> {
    body: &'a mut Body,
    objects: &'a mut Objects,
    fixed: &'a mut Vec<bool>,
    homes: Vec<Home>,
    /// For each value the number of its home; values in words have none.
    home_of: Vec<u32>,
    /// What stands for spilled values in the instruction at hand, and stood for them in the one before: what that has left in a
    /// word need not be fetched.
    temps: Vec<(V, V)>,
    before: Vec<(V, V)>,
    out: Vec<Inst>,
}

/// Puts values into the frame; what stands for them for a moment is `fixed`.
pub(super) fn spill(body: &mut Body, objects: &mut Objects, values: &[V], fixed: &mut Vec<bool>) {
    let mut home_of = vec![WORD; body.classes.len()];
    for (home, &v) in values.iter().enumerate() {
        home_of[v as usize] = home as u32;
    }
    let homes = values.iter().map(|&v| Home { v, slot: None, remade: None }).collect();
    let mut spiller = Spiller {
        body,
        objects,
        fixed,
        homes,
        home_of,
        temps: Vec::new(),
        before: Vec::new(),
        out: Vec::new(),
    };
    spiller.find_remade();
    for at in 0..spiller.body.order.len() {
        spiller.block(spiller.body.order[at]);
    }
}

impl Spiller<'_> {
    fn home(&self, v: V) -> Option<usize> {
        // Temps are newer than the table, and never spilled.
        let home = *self.home_of.get(v as usize)?;
        (home != WORD).then_some(home as usize)
    }

    fn find_remade(&mut self) {
        let mut defined = vec![0u32; self.homes.len()];
        for &block in &self.body.order {
            for inst in &self.body.blocks[block].insts {
                inst.defs(|v| {
                    let home = self.home_of[v as usize];
                    if home != WORD {
                        let home = home as usize;
                        defined[home] += 1;
                        let again = matches!(inst, Inst::Const(..) | Inst::Address(..));
                        self.homes[home].remade = (again && defined[home] == 1).then_some(*inst);
                    }
                });
            }
        }
    }

    fn block(&mut self, block: usize) {
        let insts = std::mem::take(&mut self.body.blocks[block].insts);
        let emptied = std::mem::replace(&mut self.out, Vec::with_capacity(insts.len() * 3 / 2));
        debug_assert!(emptied.is_empty(), "what was written belongs to a block");
        self.temps.clear();
        for inst in insts {
            self.inst(inst);
        }
        self.next();
        let mut term = self.body.blocks[block].term;
        if let Term::Compare { a, b, .. } = &mut term {
            *a = self.used(*a);
            *b = self.used(*b);
        }
        self.body.blocks[block].term = term;
        self.body.blocks[block].insts = std::mem::take(&mut self.out);
    }

    fn inst(&mut self, mut inst: Inst) {
        let (mut used, mut made) = (false, None);
        inst.uses(|v| used |= self.home(v).is_some());
        inst.defs(|v| made = self.home(v).map(|home| (v, home)));
        if !used && made.is_none() {
            if !matches!(inst, Inst::Line(..)) {
                self.next();
            }
            self.out.push(inst);
            return;
        }
        if let Some((_, home)) = made
            && !used
            && self.homes[home].remade.is_some()
        {
            // Made again where it is used.
            return;
        }
        if let Inst::Copy(to, from) = inst {
            match (self.home(to), self.home(from)) {
                (None, Some(home)) => {
                    self.next();
                    let fetched = self.fetch(home, to);
                    self.out.push(fetched);
                    return;
                }
                (Some(home), None) => {
                    self.next();
                    let slot = self.slot(home);
                    self.out.push(Inst::Store(slot, from, self.body.classes[to as usize]));
                    return;
                }
                (None, None) | (Some(_), Some(_)) => {}
            }
        }
        self.next();
        inst.uses(|v| {
            self.used(v);
        });
        let store = made.map(|(v, home)| (self.temp(v), self.slot(home), self.body.classes[v as usize]));
        let temps = &self.temps;
        inst.map(|v| temps.iter().find(|(of, _)| *of == v).map_or(v, |&(_, temp)| temp));
        self.out.push(inst);
        if let Some((temp, slot, class)) = store {
            self.out.push(Inst::Store(slot, temp, class));
        }
    }

    /// Goes on to the next instruction.
    fn next(&mut self) {
        std::mem::swap(&mut self.temps, &mut self.before);
        self.temps.clear();
    }

    /// What an instruction reads instead of a value.
    fn used(&mut self, v: V) -> V {
        let Some(home) = self.home(v) else { return v };
        if let Some(&(_, temp)) = self.temps.iter().find(|(of, _)| *of == v) {
            return temp;
        }
        if let Some(&kept) = self.before.iter().find(|(of, _)| *of == v) {
            self.temps.push(kept);
            return kept.1;
        }
        let temp = self.temp(v);
        let fetched = self.fetch(home, temp);
        self.out.push(fetched);
        temp
    }

    fn temp(&mut self, v: V) -> V {
        if let Some(&(_, temp)) = self.temps.iter().find(|(of, _)| *of == v) {
            return temp;
        }
        let name = self.body.names[v as usize].clone();
        self.body.classes.push(self.body.classes[v as usize]);
        self.body.names.push(name);
        self.fixed.push(true);
        let temp = self.body.classes.len() as V - 1;
        self.temps.push((v, temp));
        temp
    }

    /// The place of a value in memory.
    fn slot(&mut self, home: usize) -> Mem {
        let v = self.homes[home].v as usize;
        let object = *self.homes[home].slot.get_or_insert_with(|| {
            let size = if self.body.classes[v] == Class::Word { 8 } else { 1 };
            let name = self.body.names[v].as_deref().unwrap_or("temp");
            self.objects.frame(format!("frame{}.{name}", self.body.function), size, self.body.function)
        });
        Mem { object, offset: 0 }
    }

    /// Gets a spilled value from memory, or makes it again.
    fn fetch(&mut self, home: usize, to: V) -> Inst {
        match self.homes[home].remade {
            Some(Inst::Const(_, bits)) => Inst::Const(to, bits),
            Some(Inst::Address(_, mem)) => Inst::Address(to, mem),
            _ => Inst::Load(to, self.slot(home), self.body.classes[self.homes[home].v as usize]),
        }
    }
}
