//! Keeping values in memory: each use loads, each definition stores, or what is cheap is made again.

use super::ir::{Body, Class, Inst, Mem, ObjectId, Term, V};
use super::object::Objects;
use std::collections::{HashMap, HashSet};

/// What was joined and goes to memory together becomes one value.
pub(super) fn rename(body: &mut Body, names: &[V]) {
    for (v, &name) in names.iter().enumerate() {
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

/// What a spilled value is made from again, if that is no more than a load.
fn remade(body: &Body, spilled: &HashSet<V>) -> HashMap<V, Inst> {
    let mut defs: HashMap<V, Vec<Inst>> = HashMap::new();
    for &block in &body.order {
        for inst in &body.blocks[block].insts {
            inst.defs(|v| {
                if spilled.contains(&v) {
                    defs.entry(v).or_default().push(inst.clone());
                }
            });
        }
    }
    defs.into_iter()
        .filter_map(|(v, mut insts)| match (insts.pop(), insts.pop()) {
            (Some(inst @ (Inst::Const(..) | Inst::Address(..))), None) => Some((v, inst)),
            _ => None,
        })
        .collect()
}

/// Puts values into the frame; what stands for them for a moment is `fixed`.
pub(super) fn spill(body: &mut Body, objects: &mut Objects, set: &HashSet<V>, fixed: &mut HashSet<V>) {
    let remade = remade(body, set);
    let mut slots: HashMap<V, ObjectId> = HashMap::new();
    let function = body.function;
    let order = body.order.clone();
    for block in order {
        let insts = std::mem::take(&mut body.blocks[block].insts);
        let mut out = Vec::with_capacity(insts.len() * 2);
        for mut inst in insts {
            let mut used = Vec::new();
            let mut made = Vec::new();
            inst.uses(|v| used.extend(set.contains(&v).then_some(v)));
            inst.defs(|v| made.extend(set.contains(&v).then_some(v)));
            if used.is_empty() && made.is_empty() {
                out.push(inst);
                continue;
            }
            if made.iter().all(|v| remade.contains_key(v)) && used.is_empty() {
                // Made again where it is used.
                continue;
            }
            if let Inst::Copy(to, from) = inst {
                let from_memory = set.contains(&from);
                if from_memory != set.contains(&to) {
                    if from_memory {
                        out.push(fetch(body, objects, &mut slots, &remade, function, to, from));
                    } else {
                        let slot = slot(body, objects, &mut slots, function, to);
                        out.push(Inst::Store(slot, from, body.classes[to as usize]));
                    }
                    continue;
                }
            }
            let mut temps: HashMap<V, V> = HashMap::new();
            for v in used.iter().chain(&made) {
                if !temps.contains_key(v) {
                    body.classes.push(body.classes[*v as usize]);
                    body.names.push(body.names[*v as usize].clone());
                    let temp = body.classes.len() as V - 1;
                    fixed.insert(temp);
                    temps.insert(*v, temp);
                    if used.contains(v) {
                        out.push(fetch(body, objects, &mut slots, &remade, function, temp, *v));
                    }
                }
            }
            inst.map(|v| temps.get(&v).copied().unwrap_or(v));
            out.push(inst);
            for v in made {
                let slot = slot(body, objects, &mut slots, function, v);
                out.push(Inst::Store(slot, temps[&v], body.classes[v as usize]));
            }
        }
        let mut used = Vec::new();
        body.blocks[block].term.uses(|v| used.extend(set.contains(&v).then_some(v)));
        let mut temps: HashMap<V, V> = HashMap::new();
        for v in used {
            if temps.contains_key(&v) {
                continue;
            }
            body.classes.push(body.classes[v as usize]);
            body.names.push(body.names[v as usize].clone());
            let temp = body.classes.len() as V - 1;
            fixed.insert(temp);
            temps.insert(v, temp);
            out.push(fetch(body, objects, &mut slots, &remade, function, temp, v));
        }
        if let Term::Compare { a, b, .. } = &mut body.blocks[block].term {
            *a = temps.get(a).copied().unwrap_or(*a);
            *b = temps.get(b).copied().unwrap_or(*b);
        }
        body.blocks[block].insts = out;
    }
}

fn slot(body: &Body, objects: &mut Objects, slots: &mut HashMap<V, ObjectId>, function: usize, v: V) -> Mem {
    let object = *slots.entry(v).or_insert_with(|| {
        let size = if body.classes[v as usize] == Class::Word { 8 } else { 1 };
        let name = body.names[v as usize].as_deref().unwrap_or("temp");
        objects.frame(format!("frame{function}.{name}"), size, function)
    });
    Mem { object, offset: 0 }
}

/// Gets a spilled value from memory, or makes it again.
fn fetch(
    body: &Body,
    objects: &mut Objects,
    slots: &mut HashMap<V, ObjectId>,
    remade: &HashMap<V, Inst>,
    function: usize,
    to: V,
    from: V,
) -> Inst {
    match remade.get(&from) {
        Some(Inst::Const(_, bits)) => Inst::Const(to, *bits),
        Some(Inst::Address(_, mem)) => Inst::Address(to, *mem),
        _ => Inst::Load(to, slot(body, objects, slots, function, from), body.classes[from as usize]),
    }
}
