//! Everything that lies in memory.

use super::ir::{Mem, ObjectId};
use crate::hash::HashMap;
use crate::types::evaluate::Value;
use crate::types::tree::{FnId, GlobalId, Typed};
use crate::types::{Part, Type};

/// Something in memory.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub name: String,
    pub size: u32,
    pub kind: ObjectKind,
}

#[derive(Clone, Debug)]
pub(crate) enum ObjectKind {
    /// Lives as long as the machine, and begins with these bytes.
    Data(Vec<u8>),
    /// Belongs to a function.
    Frame(FnId),
}

/// Objects above this size lie behind all others, so that these have addresses of 16 bits.
pub(crate) const NEAR: u32 = 1_024;

/// Everything that lies in memory.
#[derive(Clone, Debug)]
pub(crate) struct Objects {
    pub all: Vec<Object>,
    /// For each global: its object; a const's is made when it is needed.
    globals: Vec<Option<ObjectId>>,
    /// How many objects are statics: the first ones.
    static_count: usize,
    /// The exported statics that Bools are in: a host may have written any numbers for those.
    pub with_bools: Vec<GlobalId>,
    constants: HashMap<Vec<u8>, ObjectId>,
    params: HashMap<FnId, Vec<Mem>>,
    results: HashMap<FnId, Vec<Mem>>,
    /// Where free memory begins and ends, and whether the last reading failed.
    pub heap: ObjectId,
    pub stack: ObjectId,
    pub failed: ObjectId,
    /// The word that says where free memory begins, and room for a register while a run begins.
    pub free: ObjectId,
    pub saved: ObjectId,
}

/// Whether a type's values have Bools in them.
fn has_bools(ty: &Type) -> bool {
    match ty {
        Type::Bool | Type::Array(Part::Bool, _) => true,
        Type::Tuple(types) => types.iter().any(has_bools),
        Type::Int | Type::Float | Type::String | Type::ByteSil | Type::State | Type::Array(..) => false,
    }
}

impl Objects {
    pub fn new(typed: &Typed) -> Objects {
        let mut objects = Objects {
            all: Vec::new(),
            globals: vec![None; typed.globals.len()],
            static_count: 0,
            with_bools: Vec::new(),
            constants: HashMap::default(),
            params: HashMap::default(),
            results: HashMap::default(),
            heap: 0,
            stack: 0,
            failed: 0,
            free: 0,
            saved: 0,
        };
        for (at, global) in typed.globals.iter().enumerate() {
            if global.is_static {
                let mut bytes = Vec::new();
                global.value.bytes(&mut bytes);
                objects.globals[at] = Some(objects.data(&global.name, bytes));
            }
        }
        objects.static_count = objects.all.len();
        let exported = typed.statics.iter().map(|&(_, global)| global);
        objects.with_bools = exported.filter(|&global| has_bools(&typed.globals[global].ty)).collect();
        objects.heap = objects.data("lis.heap", vec![0; 8]);
        objects.stack = objects.data("lis.stack", vec![0; 8]);
        objects.failed = objects.data("lis.failed", vec![0; 8]);
        objects.free = objects.data("lis.free", vec![0; 8]);
        objects.saved = objects.data("lis.saved", vec![0; 8]);
        objects
    }

    pub fn data(&mut self, name: &str, bytes: Vec<u8>) -> ObjectId {
        let size = bytes.len() as u32;
        self.all.push(Object { name: name.to_owned(), size, kind: ObjectKind::Data(bytes) });
        self.all.len() - 1
    }

    pub fn frame(&mut self, name: String, size: u32, function: FnId) -> ObjectId {
        self.all.push(Object { name, size, kind: ObjectKind::Frame(function) });
        self.all.len() - 1
    }

    pub fn global(&mut self, at: usize, name: &str, value: &Value) -> Mem {
        let object = self.globals[at].unwrap_or_else(|| {
            let object = self.constant(name, value);
            self.globals[at] = Some(object);
            object
        });
        Mem { object, offset: 0 }
    }

    /// The objects of statics, and of consts that are used.
    pub fn statics(&self) -> impl Iterator<Item = ObjectId> + '_ {
        self.globals.iter().flatten().copied()
    }

    /// What functions are handed and give back in memory.
    pub fn passed(&self) -> impl Iterator<Item = ObjectId> + '_ {
        self.params.values().chain(self.results.values()).flatten().map(|mem| mem.object)
    }

    /// The objects that hold results of a function.
    pub fn results_of(&self, function: FnId) -> impl Iterator<Item = ObjectId> + '_ {
        self.results.get(&function).into_iter().flatten().map(|mem| mem.object)
    }

    /// Whether an object is a static, which any call may change.
    pub fn is_static(&self, object: ObjectId) -> bool {
        object < self.static_count
    }

    pub fn static_object(&self, at: usize) -> Option<ObjectId> {
        self.globals[at]
    }

    /// An object with a constant, which is never written.
    pub fn constant(&mut self, name: &str, value: &Value) -> ObjectId {
        let mut bytes = Vec::new();
        match value {
            // The length before, a NUL behind.
            Value::Text(text) => {
                bytes.extend((text.len() as u64).to_le_bytes());
                bytes.extend(text.as_bytes());
                bytes.push(0);
            }
            other => other.bytes(&mut bytes),
        }
        if let Some(object) = self.constants.get(&bytes) {
            return *object;
        }
        let object = self.data(name, bytes.clone());
        self.constants.insert(bytes, object);
        object
    }

    pub fn is_near(&self, mem: Mem) -> bool {
        self.all[mem.object].size <= NEAR
    }

    /// Where a function's parameters are, those that do not fit into words.
    pub fn params(&mut self, function: FnId, make: impl FnOnce(&mut Objects) -> Vec<Mem>) -> Vec<Mem> {
        if let Some(known) = self.params.get(&function) {
            return known.clone();
        }
        let made = make(self);
        self.params.insert(function, made.clone());
        made
    }

    /// Likewise its results.
    pub fn results(&mut self, function: FnId, make: impl FnOnce(&mut Objects) -> Vec<Mem>) -> Vec<Mem> {
        if let Some(known) = self.results.get(&function) {
            return known.clone();
        }
        let made = make(self);
        self.results.insert(function, made.clone());
        made
    }
}
