//! Taking a value that has been computed before: where it dominates, an operation without effects need not be done again.

use crate::{Block, Function, Graph, Op, Type, Value};
use core::hash::{BuildHasherDefault, Hasher};
use std::collections::HashMap;

/// A fast hash of a few numbers. A program may be made so that its operations collide, but a function has too few for that to take
/// long.
#[derive(Default)]
struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(byte.into()));
    }
    fn write_u32(&mut self, number: u32) {
        self.write_u64(number.into());
    }
    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    fn write_i64(&mut self, number: i64) {
        self.write_u64(number as u64);
    }
    fn write_isize(&mut self, number: isize) {
        self.write_u64(number as u64);
    }
}

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    let mut known: HashMap<(Op, Type), (Value, Block), BuildHasherDefault<Mixer>> = HashMap::default();
    let mut forward: Vec<Value> = (0..function.value_count() as u32).map(Value).collect();
    for &block in graph.order() {
        let mut body = core::mem::take(&mut function.blocks[block.index()].body);
        body.retain(|&value| {
            let mut op = function.op(value);
            op.map_operands(|operand| forward[operand.index()]);
            if let Op::Binary(binary, a, b) = op
                && binary.is_commutative()
                && b < a
                && function.constant(b).is_none()
            {
                op = Op::Binary(binary, b, a);
            }
            function.set_op(value, op);
            if !op.is_pure() {
                return true;
            }
            let key = (op, function.kind(value));
            match known.get(&key) {
                Some(&(earlier, home)) if graph.dominates(home, block) => {
                    forward[value.index()] = earlier;
                    false
                }
                Some(_) | None => {
                    known.insert(key, (value, block));
                    true
                }
            }
        });
        function.blocks[block.index()].body = body;
    }
    function.map_uses(|value| forward[value.index()]);
}
