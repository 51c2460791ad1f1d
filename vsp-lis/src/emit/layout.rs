//! Where everything lies in memory.
//!
//! First what is small: statics and constants, then the frames; functions that cannot run at the same time share their frames'
//! bytes. Then what is large, which is reached by addresses in words alone. Behind it lies free memory: Strings from there
//! upwards, what recursive calls save from the end downwards.

use crate::code::Code;
use crate::code::ir::{Inst, Mem, ObjectId};
use crate::code::object::{NEAR, ObjectKind};
use crate::hash::HashMap;
use crate::types::tree::FnId;
use std::collections::BTreeMap;

/// The machine's memory has at least so many bytes.
const DEFAULT_MEMORY: u32 = 65_536;
/// What programs with Strings or recursion find free at least.
const FREE: u32 = 40_960;
/// The most bytes of data that a file may have.
const LARGEST: u64 = 16 << 20;
/// The greatest address that an LI makes.
pub(super) const SHORT: u32 = 32_767;

#[derive(Clone, Debug)]
pub(crate) struct Layout {
    addresses: Vec<u32>,
    /// Constants that no LI makes, and their addresses.
    pub pool: BTreeMap<i64, u32>,
    /// Objects in the file's data, by address.
    pub data: Vec<(u32, ObjectId)>,
    /// How long the data is.
    pub length: u32,
    /// Where free memory begins.
    pub free: u32,
}

impl Layout {
    pub fn new(code: &Code) -> Result<Layout, String> {
        let objects = &code.objects.all;
        let used = used(code);
        let mut layout = Layout {
            addresses: vec![0; objects.len()],
            pool: BTreeMap::new(),
            data: Vec::new(),
            length: 0,
            free: 0,
        };
        let (bits, places) = constants(code);
        let total: u64 = objects.iter().map(|it| u64::from(it.size)).sum::<u64>() + bits.len() as u64 * 8;
        if total > LARGEST {
            return Err(format!(
                "the program's variables take {total} bytes; a machine has at most {LARGEST}"
            ));
        }
        let mut at = 0u32;
        for value in bits {
            layout.pool.insert(value, at);
            at += 8;
        }
        // Addresses that are too great for an LI are constants, too. Their number is known before their values are.
        let pooled = if total > u64::from(SHORT) - 64 { places.len() as u32 } else { 0 };
        let address_pool = at;
        at += pooled * 8;
        let place = |layout: &mut Layout, object: ObjectId, at: &mut u32| {
            layout.addresses[object] = *at;
            layout.data.push((*at, object));
            *at += objects[object].size;
        };
        let is_used = |object: &ObjectId| used[*object];
        for object in (0..objects.len()).filter(is_used) {
            if matches!(objects[object].kind, ObjectKind::Data(_)) && objects[object].size <= NEAR {
                place(&mut layout, object, &mut at);
            }
        }
        at = at.next_multiple_of(8);
        let mut end = at;
        let bases = frames(code, at, &used);
        let mut own: HashMap<FnId, u32> = bases.clone();
        for object in (0..objects.len()).filter(is_used) {
            if let ObjectKind::Frame(function) = objects[object].kind
                && objects[object].size <= NEAR
            {
                let Some(next) = own.get_mut(&function) else { continue };
                place(&mut layout, object, next);
                end = end.max(*next);
            }
        }
        if end > DEFAULT_MEMORY {
            return Err(format!(
                "small variables and constants take {end} bytes; at most {DEFAULT_MEMORY} are possible"
            ));
        }
        at = end.next_multiple_of(8);
        for object in (0..objects.len()).filter(is_used) {
            if objects[object].size > NEAR && matches!(objects[object].kind, ObjectKind::Data(_)) {
                place(&mut layout, object, &mut at);
                at = at.next_multiple_of(8);
            }
        }
        layout.length = at;
        for object in (0..objects.len()).filter(is_used) {
            if objects[object].size > NEAR && matches!(objects[object].kind, ObjectKind::Frame(_)) {
                layout.addresses[object] = at;
                at = (at + objects[object].size).next_multiple_of(8);
            }
        }
        layout.free = at;
        let needs_memory = code.functions.iter().flatten().any(|body| body.needs_memory);
        let wanted = at + if needs_memory { FREE } else { 0 };
        // Memory is as large as the data says, if that is more than the least.
        if wanted > DEFAULT_MEMORY {
            layout.length = wanted;
        }
        if pooled > 0 {
            for (index, mem) in places.into_iter().enumerate() {
                let address = i64::from(layout.address(mem));
                layout.pool.entry(address).or_insert(address_pool + index as u32 * 8);
            }
        }
        layout.data.sort_unstable_by_key(|&(at, object)| (at, object));
        Ok(layout)
    }

    pub fn address(&self, mem: Mem) -> u32 {
        self.addresses[mem.object] + mem.offset
    }
}

/// Which objects anything refers to; statics always are.
fn used(code: &Code) -> Vec<bool> {
    let mut used = vec![false; code.objects.all.len()];
    for object in code.objects.statics() {
        used[object] = true;
    }
    let memory = code.functions.iter().flatten().any(|body| body.needs_memory);
    used[code.objects.heap] = memory;
    used[code.objects.stack] = memory;
    used[code.objects.free] = memory;
    used[code.objects.saved] = memory;
    for inst in code.functions.iter().flatten().flat_map(|body| body.insts()) {
        if let Some(mem) = place_of(inst) {
            used[mem.object] = true;
        }
    }
    for object in code.objects.passed() {
        used[object] = true;
    }
    used
}

/// The place that an instruction names.
fn place_of(inst: &Inst) -> Option<Mem> {
    match inst {
        Inst::Load(_, mem, _) | Inst::Store(mem, ..) | Inst::Address(_, mem) => Some(*mem),
        Inst::States { mem, .. } => Some(*mem),
        Inst::Syscall { arg, .. } => *arg,
        _ => None,
    }
}

/// Constants that no LI makes, and places whose addresses are constants.
fn constants(code: &Code) -> (Vec<i64>, Vec<Mem>) {
    let (mut bits, mut places) = (Vec::new(), Vec::new());
    for body in code.functions.iter().flatten() {
        for inst in body.order.iter().flat_map(|&block| &body.blocks[block].insts) {
            match inst {
                Inst::Const(_, value) if i16::try_from(*value).is_err() => bits.push(*value),
                Inst::Address(_, mem) => places.push(*mem),
                _ => {}
            }
        }
    }
    bits.sort_unstable();
    bits.dedup();
    places.sort_unstable_by_key(|mem| (mem.object, mem.offset));
    places.dedup();
    (bits, places)
}

/// Where each function's frame begins: behind those of all that may have called it.
fn frames(code: &Code, start: u32, used: &[bool]) -> HashMap<FnId, u32> {
    let mut sizes: HashMap<FnId, u32> = HashMap::default();
    for (at, object) in code.objects.all.iter().enumerate() {
        if let ObjectKind::Frame(function) = object.kind
            && object.size <= NEAR
            && used[at]
        {
            *sizes.entry(function).or_default() += object.size;
        }
    }
    let mut bases: HashMap<FnId, u32> = HashMap::default();
    let mut starts = vec![start; code.functions.len()];
    // Callers first. Functions that call each other stand one behind the other.
    for component in code.components.iter().rev() {
        let mut at = component.iter().map(|&it| starts[it]).max().unwrap_or(start);
        for &function in component {
            bases.insert(function, at);
            at += sizes.get(&function).copied().unwrap_or(0);
        }
        let at = at.next_multiple_of(8);
        for &function in component {
            for callee in code.functions[function].iter().flat_map(|body| body.calls()) {
                if !component.contains(&callee) {
                    starts[callee] = starts[callee].max(at);
                }
            }
        }
    }
    bases
}
