//! Ways in from outside.

use super::Lowering;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, JumpTableData, types};
use vsp_isa::abi::Exit as Reason;
use vsp_middle::Edge;

/// Up to so many ways in are told apart by comparisons: a jump by a table takes longer.
const FEW: usize = 4;

impl Lowering<'_, '_> {
    /// Goes where the number says that the code is called with.
    pub(super) fn enter(&mut self, edges: &[Edge]) {
        let entry = self.b.func.dfg.block_params(self.blocks[0])[1];
        let unknown = self.b.create_block();
        if edges.len() <= FEW {
            for (edge, number) in edges.iter().zip(0..) {
                let (args, next) = (self.args(edge), self.b.create_block());
                let is_it = self.b.ins().icmp_imm_u(IntCC::Equal, entry, number);
                self.b.ins().brif(is_it, self.blocks[edge.to.index()], &args, next, &[]);
                self.b.switch_to_block(next);
            }
            self.b.ins().jump(unknown, &[]);
        } else {
            let calls = edges.iter().map(|edge| {
                let args = self.args(edge);
                let block = self.blocks[edge.to.index()];
                self.b.func.dfg.block_call(block, &args)
            });
            let calls: Vec<_> = calls.collect();
            let default = self.b.func.dfg.block_call(unknown, &[]);
            let table = self.b.create_jump_table(JumpTableData::new(default, &calls));
            self.b.ins().br_table(entry, table);
        }
        // The runtime asks only for entries that there are; anything else leaves at once with nothing done.
        self.b.set_cold_block(unknown);
        self.b.switch_to_block(unknown);
        let code = self.b.ins().iconst(types::I32, i64::from(Reason::Dispatch.code()));
        self.b.ins().return_(&[code]);
    }
}
