//! Which block of a function each numbered block of Cranelift's assembly is.

use cranelift_codegen::Context;
use cranelift_codegen::ir::Block;
use std::collections::HashMap;

/// The blocks in the order of their numbers in the assembly; `None` is a block that stands on a way between two others.
///
/// Cranelift does not say. It numbers blocks in reverse postorder, each followed by its critical edges, which get a block of
/// their own: edges from a block with several successors to one with several predecessors. Tests compare that with what blocks do.
pub(super) fn order(context: &Context) -> Vec<Option<Block>> {
    let function = &context.func;
    let mut ways_in: HashMap<Block, usize> = HashMap::new();
    for block in function.layout.blocks() {
        function.block_successors(block).for_each(|to| *ways_in.entry(to).or_default() += 1);
    }
    let mut order = Vec::new();
    for &block in context.domtree.cfg_rpo() {
        order.push(Some(block));
        let ways_out: Vec<Block> = function.block_successors(block).collect();
        if ways_out.len() > 1 {
            order.extend(ways_out.iter().filter(|&to| ways_in[to] > 1).map(|_| None));
        }
    }
    order
}
