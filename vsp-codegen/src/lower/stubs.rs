//! Exit stubs: what is done where an exit in the middle of a block is taken.
//!
//! Exits that stand near each other leave nearly the same state. Each stub stores what it alone has to; what several in a row store alike
//! is stored by a tail that they jump to, and so on from tail to tail.

use super::Lowering;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, InstBuilder, MemFlagsData, types};
use vsp_isa::Mode;
use vsp_isa::abi::{Helper, offset};
use vsp_middle::{Exit, ExitData, Location, Pc, Value};

/// What stands for a reason to leave where the runtime executes the instruction at the context's pc, and leaves as that says.
pub(super) const EXECUTE: u32 = u32::MAX;

/// How many stubs share tails at most.
const MOST: usize = 64;

/// How much a tail stores at least.
const LEAST: usize = 2;

/// How a stub leaves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stub {
    /// With the state of an exit, for its reason.
    Leave(Exit),
    /// With the state of an exit; the runtime executes the instruction there.
    Execute(Exit),
    /// With the state of an exit but for the fuel, which the context has. An argument says why: the code of a reason, or [`EXECUTE`].
    AsTold(Exit),
}

impl Stub {
    fn exit(self) -> Exit {
        let (Stub::Leave(exit) | Stub::Execute(exit) | Stub::AsTold(exit)) = self;
        exit
    }
}

/// A stub that is not written yet.
pub(super) struct Wanted {
    block: ir::Block,
    stub: Stub,
    stores: Vec<Store>,
}

/// Something that is stored to the context.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Store {
    /// What a location that is no flag holds.
    Location(Location, Value),
    /// The flags that an exit names.
    Flags(Exit),
    Pc(Pc),
    Mode(Mode),
}

/// Stubs, and the tails that they share.
enum Tree {
    Stub(Wanted),
    /// What all of both store.
    Shared(Vec<Store>, Box<[Tree; 2]>),
}

impl Tree {
    /// That of some stubs in a row.
    fn of(mut stubs: Vec<Wanted>) -> Tree {
        if stubs.len() == 1 {
            return Tree::Stub(stubs.remove(0));
        }
        let second = stubs.split_off(stubs.len() / 2);
        let halves = [Tree::of(stubs), Tree::of(second)];
        let shared = halves[0].stores().iter().filter(|store| halves[1].stores().contains(store));
        Tree::Shared(shared.copied().collect(), Box::new(halves))
    }

    /// What all of it stores.
    fn stores(&self) -> &[Store] {
        match self {
            Tree::Stub(wanted) => &wanted.stores,
            Tree::Shared(stores, _) => stores,
        }
    }

    /// Whether all of it leaves for reasons that are known.
    fn is_leaving(&self) -> bool {
        match self {
            Tree::Stub(wanted) => matches!(wanted.stub, Stub::Leave(_)),
            Tree::Shared(_, halves) => halves.iter().all(Tree::is_leaving),
        }
    }
}

impl Lowering<'_, '_> {
    /// The block of a stub. It is written where the current block of the middle ends.
    pub(super) fn stub(&mut self, stub: Stub) -> ir::Block {
        let block = self.b.create_block();
        self.b.set_cold_block(block);
        if let Stub::AsTold(_) = stub {
            self.b.append_block_param(block, types::I32);
        }
        let stores = self.stores(stub);
        self.stubs.push(Wanted { block, stub, stores });
        block
    }

    /// All that a stub stores.
    fn stores(&self, stub: Stub) -> Vec<Store> {
        let exit = stub.exit();
        let ExitData { pc, mode, states, .. } = self.function.exits[exit.index()];
        let mut stores = vec![Store::Mode(mode), Store::Pc(pc)];
        let mut has_flags = false;
        for &(location, value) in self.function.named(states) {
            match location {
                Location::Flag(_) => has_flags = true,
                Location::Fuel if matches!(stub, Stub::AsTold(_)) => {}
                Location::Registers { .. } | Location::Fuel | Location::CallDepth | Location::StackDepth => {
                    stores.push(Store::Location(location, value));
                }
            }
        }
        if has_flags {
            let before = self.stubs.last().map(|before| before.stub.exit());
            let same = before.filter(|&before| self.has_same_flags(before, exit));
            stores.push(Store::Flags(same.unwrap_or(exit)));
        }
        stores
    }

    fn has_same_flags(&self, one: Exit, other: Exit) -> bool {
        let [one, other] = [one, other].map(|exit| {
            let states = self.function.exits[exit.index()].states;
            self.function.named(states).iter().filter(|(location, _)| matches!(location, Location::Flag(_)))
        });
        one.eq(other)
    }

    /// Writes the stubs that the current block of the middle wants.
    pub(super) fn write_stubs(&mut self) {
        let mut stubs = core::mem::take(&mut self.stubs);
        while !stubs.is_empty() {
            let rest = stubs.split_off(stubs.len().min(MOST));
            let tree = Tree::of(core::mem::replace(&mut stubs, rest));
            let out = if tree.is_leaving() { self.exit } else { self.exit_or_execute() };
            self.write_tree(tree, out, &[]);
        }
    }

    /// Writes stubs and tails, that go to a block which stores, or has stored, something already.
    fn write_tree(&mut self, tree: Tree, onward: ir::Block, stored: &[Store]) {
        match tree {
            Tree::Stub(Wanted { block, stub, stores }) => {
                self.b.switch_to_block(block);
                self.store_all(&stores, stored);
                let code = match stub {
                    Stub::Leave(exit) => {
                        let reason = self.function.exits[exit.index()].reason;
                        self.b.ins().iconst(types::I32, i64::from(reason.code()))
                    }
                    Stub::Execute(_) => self.b.ins().iconst(types::I32, i64::from(EXECUTE)),
                    Stub::AsTold(_) => self.b.block_params(block)[0],
                };
                self.b.ins().jump(onward, &[code.into()]);
            }
            Tree::Shared(stores, halves) => {
                let own = stores.iter().filter(|store| !stored.contains(store)).count();
                if own < LEAST {
                    return halves.into_iter().for_each(|half| self.write_tree(half, onward, stored));
                }
                let tail = self.b.create_block();
                self.b.set_cold_block(tail);
                let code = self.b.append_block_param(tail, types::I32);
                self.b.switch_to_block(tail);
                self.store_all(&stores, stored);
                self.b.ins().jump(onward, &[code.into()]);
                for half in *halves {
                    self.write_tree(half, tail, &stores);
                }
            }
        }
    }

    /// Stores what has not been stored already.
    fn store_all(&mut self, stores: &[Store], stored: &[Store]) {
        for &store in stores.iter().filter(|store| !stored.contains(store)) {
            match store {
                Store::Location(location, value) => self.store_location(location, value),
                Store::Flags(exit) => self.store_flags(self.function.exits[exit.index()].states),
                Store::Pc(pc) => self.store_pc(pc),
                Store::Mode(mode) => self.store_mode(mode),
            }
        }
        self.forget_computed();
    }

    /// The way out where it may be that the runtime first executes an instruction.
    fn exit_or_execute(&mut self) -> ir::Block {
        if let Some(block) = self.exit_or_execute {
            return block;
        }
        let block = self.b.create_block();
        self.b.set_cold_block(block);
        self.b.append_block_param(block, types::I32);
        *self.exit_or_execute.insert(block)
    }

    /// Writes that way out, if there is one.
    pub(super) fn write_exit_or_execute(&mut self) {
        let Some(block) = self.exit_or_execute else { return };
        let execute = self.b.create_block();
        self.b.set_cold_block(execute);
        self.b.switch_to_block(block);
        let code = self.b.block_params(block)[0];
        let is_execute = self.b.ins().icmp_imm_u(IntCC::Equal, code, i64::from(EXECUTE));
        self.b.ins().brif(is_execute, execute, &[], self.exit, &[code.into()]);
        self.b.switch_to_block(execute);
        let pc = self.b.ins().load(types::I32, MemFlagsData::trusted(), self.context, offset::PC);
        let result = self.call(Helper::execute, &[self.context, pc]);
        self.b.ins().return_(&[result]);
    }
}
