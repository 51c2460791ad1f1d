//! The graph of a function's blocks: an order, what leads where, what dominates what, and loops.

use crate::{Block, Function};

/// The graph of a function's blocks, as it was when this was found.
///
/// ```
/// use vsp_middle::{Function, Graph};
/// let text = "b0:\n enter b1\nb1:\n v0: bool = const 1\n branch v0, b1, b2\nb2:\n leave halted at 1 in SIL-8 {}";
/// let function: Function = text.parse().unwrap();
/// let graph = Graph::of(&function);
/// let [b0, b1, b2] = [0, 1, 2].map(|index| graph.order()[index]);
/// assert!(graph.dominates(b0, b2) && !graph.dominates(b2, b1));
/// assert_eq!((graph.depth(b1), graph.depth(b2)), (1, 0));
/// ```
#[derive(Clone, Debug)]
pub struct Graph {
    /// The blocks that can be reached, each after all that dominate it.
    order: Vec<Block>,
    /// Where each block stands in the order.
    place: Vec<u32>,
    /// The blocks that lead to each, one after the other; a block with two ways counts twice.
    predecessors: Vec<Block>,
    /// Where those of each block begin.
    first: Vec<u32>,
    /// The block that each is dominated by next, by places in the order.
    dominator: Vec<u32>,
    /// The innermost loop that each block is in, by the place of its head.
    heads: Vec<u32>,
    /// The loop around the loop of each head, likewise.
    outer: Vec<u32>,
    depths: Vec<u32>,
}

const NOWHERE: u32 = u32::MAX;

impl Graph {
    /// Finds the graph of a function.
    ///
    /// # Panics
    /// If it has no blocks.
    pub fn of(function: &Function) -> Graph {
        let count = function.blocks.len();
        let mut order = postorder(function, &[Block(0)], |_| false);
        order.reverse();
        let mut place = vec![NOWHERE; count];
        for (&block, at) in order.iter().zip(0..) {
            place[block.index()] = at;
        }
        let mut first = vec![0; count + 1];
        for &block in &order {
            for edge in function.blocks[block.index()].end.edges() {
                first[edge.to.index() + 1] += 1;
            }
        }
        for index in 0..count {
            first[index + 1] += first[index];
        }
        let mut next = first.clone();
        let mut predecessors = vec![Block(0); first[count] as usize];
        for &block in &order {
            for edge in function.blocks[block.index()].end.edges() {
                let slot = &mut next[edge.to.index()];
                predecessors[*slot as usize] = block;
                *slot += 1;
            }
        }
        let (heads, outer, depths) = (vec![NOWHERE; order.len()], Vec::new(), vec![0; order.len()]);
        let mut graph =
            Graph { order, place, predecessors, first, dominator: Vec::new(), heads, outer, depths };
        graph.find_dominators();
        graph.find_loops();
        graph
    }

    /// The blocks that can be reached, each after all that dominate it.
    pub fn order(&self) -> &[Block] {
        &self.order
    }

    /// Whether a block can be reached.
    pub fn is_reachable(&self, block: Block) -> bool {
        self.place[block.index()] != NOWHERE
    }

    /// How many blocks the function had, those that cannot be reached included.
    pub(crate) fn block_count(&self) -> usize {
        self.place.len()
    }

    /// Where a block stands in the order.
    pub fn place(&self, block: Block) -> usize {
        self.place[block.index()] as usize
    }

    /// The blocks that lead to a block; one that does so in two ways counts twice.
    pub fn predecessors(&self, block: Block) -> &[Block] {
        &self.predecessors[self.first[block.index()] as usize..self.first[block.index() + 1] as usize]
    }

    /// The block that dominates a block next; that of the first is itself.
    pub fn dominator(&self, block: Block) -> Block {
        self.order[self.dominator[self.place(block)] as usize]
    }

    /// Whether every way to `below` leads through `above`. Both must be reachable.
    pub fn dominates(&self, above: Block, below: Block) -> bool {
        let (above, mut at) = (self.place[above.index()], self.place[below.index()]);
        while at > above {
            at = self.dominator[at as usize];
        }
        at == above
    }

    /// The head of the innermost loop that a block is in.
    pub fn head(&self, block: Block) -> Option<Block> {
        let head = self.heads[self.place(block)];
        (head != NOWHERE).then(|| self.order[head as usize])
    }

    /// Whether a block is in the loop of a head.
    pub fn is_in_loop(&self, block: Block, head: Block) -> bool {
        let (mut at, head) = (self.heads[self.place(block)], self.place[head.index()]);
        while at != NOWHERE && at != head {
            at = self.outer[at as usize];
        }
        at == head
    }

    /// The blocks in the loop of a head, the head first, each after all that dominate it.
    pub(crate) fn loop_blocks(&self, head: Block) -> impl Iterator<Item = Block> {
        // They stand after the head, mostly at once.
        let after = self.order[self.place(head)..].iter().copied();
        after.filter(move |&block| self.is_in_loop(block, head))
    }

    /// The blocks that lead back to the head of a loop.
    pub(crate) fn ways_back(&self, head: Block) -> impl Iterator<Item = Block> {
        self.predecessors(head).iter().copied().filter(move |&from| self.is_in_loop(from, head))
    }

    /// In how many loops a block is.
    pub fn depth(&self, block: Block) -> u32 {
        self.depths[self.place(block)]
    }

    /// Cooper, Harvey and Kennedy: dominators met until nothing changes.
    fn find_dominators(&mut self) {
        self.dominator = vec![NOWHERE; self.order.len()];
        self.dominator[0] = 0;
        let mut changed = true;
        while changed {
            changed = false;
            for at in 1..self.order.len() {
                let mut found = NOWHERE;
                for &predecessor in self.predecessors(self.order[at]) {
                    let from = self.place[predecessor.index()];
                    if self.dominator[from as usize] != NOWHERE {
                        found = if found == NOWHERE { from } else { self.meet(found, from) };
                    }
                }
                if self.dominator[at] != found {
                    self.dominator[at] = found;
                    changed = true;
                }
            }
        }
    }

    fn meet(&self, mut one: u32, mut other: u32) -> u32 {
        while one != other {
            while one > other {
                one = self.dominator[one as usize];
            }
            while other > one {
                other = self.dominator[other as usize];
            }
        }
        one
    }

    /// Natural loops: what leads back to a head that dominates it. A cycle that is entered at several places is none.
    fn find_loops(&mut self) {
        let mut parents = vec![NOWHERE; self.order.len()];
        // Inner loops stand after their outer ones, so that going backwards each block's first head is its innermost.
        for head in (0..self.order.len() as u32).rev() {
            let block = self.order[head as usize];
            let back = self.predecessors(block).iter().filter(|&&from| self.dominates(block, from));
            let mut work: Vec<u32> = back.map(|from| self.place[from.index()]).collect();
            if work.is_empty() {
                continue;
            }
            self.heads[head as usize] = head;
            while let Some(at) = work.pop() {
                let inside = match self.outermost(&parents, at) {
                    Some(outer) if outer == head => continue,
                    Some(inner) => {
                        parents[inner as usize] = head;
                        inner
                    }
                    None => {
                        self.heads[at as usize] = head;
                        at
                    }
                };
                let from = self.predecessors(self.order[inside as usize]);
                work.extend(from.iter().map(|from| self.place[from.index()]));
            }
        }
        for at in 0..self.order.len() {
            let mut head = self.heads[at];
            while head != NOWHERE {
                self.depths[at] += 1;
                head = parents[head as usize];
            }
        }
        self.outer = parents;
    }

    /// The outermost loop, of those that are known, that the block at a place is in.
    fn outermost(&self, parents: &[u32], at: u32) -> Option<u32> {
        let mut head = self.heads[at as usize];
        while head != NOWHERE && parents[head as usize] != NOWHERE {
            head = parents[head as usize];
        }
        (head != NOWHERE).then_some(head)
    }
}

/// The blocks that can be reached from some, each after those that it leads to but for loops. Ways to what `is_cut` says are left out.
pub(crate) fn postorder(function: &Function, roots: &[Block], is_cut: impl Fn(Block) -> bool) -> Vec<Block> {
    let mut seen = vec![false; function.blocks.len()];
    let mut order = Vec::with_capacity(function.blocks.len());
    let mut stack: Vec<(Block, Vec<Block>)> = Vec::new();
    let successors = |block: Block| {
        let ends = function.blocks[block.index()].end.edges().map(|edge| edge.to);
        ends.filter(|&to| !is_cut(to)).collect::<Vec<Block>>()
    };
    for &root in roots {
        if core::mem::replace(&mut seen[root.index()], true) {
            continue;
        }
        stack.push((root, successors(root)));
        while let Some((block, waiting)) = stack.last_mut() {
            match waiting.pop() {
                Some(next) if seen[next.index()] => {}
                Some(next) => {
                    seen[next.index()] = true;
                    stack.push((next, successors(next)));
                }
                None => {
                    order.push(*block);
                    stack.pop();
                }
            }
        }
    }
    order
}
