//! Reachability, blocks and costs, against a model that does no more than follow SILC.md's section on fuel word by word.

use std::collections::{BTreeMap, BTreeSet};
use vsp_isa::Instruction;
use vsp_isa::container::{Container, Symbol, SymbolKind};
use vsp_isa::flow::{Block, Flow, Marks, Reach};

/// What the model finds.
#[derive(Default)]
struct Model {
    reachable: BTreeSet<u32>,
    starts: BTreeSet<u32>,
    return_sites: BTreeSet<u32>,
    after_compat: BTreeSet<u32>,
    /// Where jumps go that stand there or later, and CALLs, and returns.
    gone_back_to: BTreeSet<u32>,
    /// How many reachable instructions go on to an address.
    fallen_into: BTreeMap<u32, u32>,
}

impl Model {
    fn of(program: &Container) -> Model {
        let mut model = Model::default();
        // "A block starts at the entry point, at every function symbol,"
        let functions = program.symbols.iter().filter(|symbol| symbol.kind == SymbolKind::Function);
        model.starts.extend(functions.map(|function| function.address).chain([program.entry]));
        let mut work: Vec<u32> = model.starts.iter().copied().collect();
        while let Some(at) = work.pop() {
            if at as usize >= program.code.len() || !model.reachable.insert(at) {
                continue;
            }
            let Some(next) = after(program, at) else { continue };
            let bytes = |first: u32, count: u32| {
                (0..count).map(|k| u32::from(program.code[(at + first + k) as usize]) << (8 * k)).sum::<u32>()
            };
            let opcode = bytes(0, 1);
            // "at every target of JMP JZ JN JC JO CALL LOOP,"
            let target = match opcode {
                0x11 | 0x12 if bytes(1, 1) < 16 => Some(bytes(2, 2)),
                0x10..=0x16 => Some(bytes(1, 3)),
                _ => None,
            };
            // "and at the instruction after JZ JN JC JO LOOP CALL or YIELD,"
            let after_it = matches!(opcode, 0x11..=0x16 | 0x03).then_some(next);
            for start in target.into_iter().chain(after_it) {
                model.starts.insert(start);
                work.push(start);
            }
            let back = target.filter(|&target| target <= at || opcode == 0x15);
            model.gone_back_to.extend(back.into_iter().chain((opcode == 0x15).then_some(next)));
            // JMP, RET and HLT do not go on.
            if !ends(program, at) {
                work.push(next);
                *model.fallen_into.entry(next).or_default() += 1;
            }
            if opcode == 0x15 {
                model.return_sites.insert(next);
            }
            if opcode == 0xa7 {
                model.after_compat.insert(next);
            }
        }
        model
    }

    /// "it runs to the next start, or through the first JMP, RET or HLT. A place that does not decode costs nothing".
    fn block(&self, program: &Container, start: u32) -> Block {
        let mut block = Block { start, end: start, cost: 0 };
        while let Some(next) = after(program, block.end) {
            let ends = ends(program, block.end);
            (block.end, block.cost) = (next, block.cost + 1);
            if ends || self.starts.contains(&next) {
                break;
            }
        }
        block
    }
}

/// The addresses of the instructions from one address up to another.
fn instructions(program: &Container, start: u32, end: u32) -> impl Iterator<Item = u32> {
    std::iter::successors(Some(start), |&at| after(program, at)).take_while(move |&at| at < end)
}

/// The address after the instruction at an address, if there is one.
fn after(program: &Container, at: u32) -> Option<u32> {
    Instruction::decode(&program.code, at, program.version).ok().map(|instruction| at + instruction.length())
}

/// Whether a JMP, RET or HLT stands at an address.
fn ends(program: &Container, at: u32) -> bool {
    matches!(program.code[at as usize], 0x10 | 0x02 | 0x01)
}

/// Compares all that there is to know with the model; gives how many blocks there are.
fn check(program: &Container) -> usize {
    let (model, image) = (Model::of(program), program.image());
    let reach = Reach::find(&image);
    let (costs, bytes) = (reach.costs(&image), reach.marks());
    let marks = Marks::new(&bytes);
    let size = program.code.len() as u32;
    for address in 0..size + 8 {
        let here = address < size;
        let is_start = here && model.starts.contains(&address);
        let meet = model.fallen_into.get(&address).is_some_and(|&many| many > 1);
        let begins = is_start || here && (meet || model.after_compat.contains(&address));
        let cost = is_start.then(|| model.block(program, address).cost);
        assert_eq!(reach.is_reachable(address), model.reachable.contains(&address), "at {address}");
        assert_eq!(reach.is_start(address), is_start, "at {address}");
        assert_eq!(reach.begins(address), begins, "at {address}");
        assert_eq!(costs.at(address), cost, "at {address}");
        if let Some(cost) = cost {
            match reach.cost_if_undivided(&image, address) {
                Some(alone) => assert_eq!(alone, cost, "at {address}"),
                None => {
                    let end = model.block(program, address).end;
                    let mut others = instructions(program, address, end).skip(1).chain([end]);
                    assert!(others.any(|at| reach.begins(at)), "at {address}");
                }
            }
        }
        assert_eq!(marks.is_reachable(address), reach.is_reachable(address), "at {address}");
        assert_eq!(marks.is_start(address), is_start, "at {address}");
        let is_checkpoint = model.gone_back_to.contains(&address) && after(program, address).is_some();
        assert_eq!(reach.is_checkpoint(address), is_checkpoint, "at {address}");
        assert_eq!(marks.is_checkpoint(address), is_checkpoint, "at {address}");
    }
    assert!(reach.return_sites().iter().eq(&model.return_sites));
    assert!(reach.starts_beyond().iter().eq(model.starts.range(size..)));
    let blocks: Vec<Block> = model.starts.iter().map(|&start| model.block(program, start)).collect();
    assert_eq!(reach.blocks(&image), blocks);
    let flow = Flow::analyse(program);
    assert_eq!((flow.blocks(), flow.marks()), (&blocks[..], bytes));
    blocks.len()
}

#[test]
fn generated_programs() {
    let blocks: usize = (0..3000).map(|seed| check(&vsp_test_generator::program(seed))).sum();
    assert!(blocks > 20_000, "{blocks} blocks");
}

/// A program of these bytes, with some addresses exported.
fn raw(code: Vec<u8>, functions: &[u32], seed: u64) -> Container {
    let export = |&address: &u32| Symbol { name: format!("f{address}"), address, kind: SymbolKind::Function };
    Container {
        entry: functions[0],
        code,
        symbols: functions.iter().map(export).collect(),
        ..vsp_test_generator::program(seed)
    }
}

#[test]
fn random_bytes() {
    let mut rng = fastrand::Rng::with_seed(1);
    // Mostly short instructions, and jumps that hit: bytes of which most are opcodes of any kind, or targets near by.
    let likely =
        [0x00, 0x20, 0x2c, 0x4c, 0x24, 0xa0, 0xa7, 0x03, 0x01, 0x02, 0x10, 0x11, 0x12, 0x13, 0x15, 0x16];
    let mut blocks = 0;
    for seed in 0..3000 {
        let size = rng.usize(1..200);
        let any = rng.u8(1..5);
        let byte = |rng: &mut fastrand::Rng| match rng.u8(..8) {
            kind if kind < any => rng.u8(..),
            kind if kind < 6 => likely[rng.usize(..likely.len())],
            _ => 0,
        };
        let code: Vec<u8> = (0..size).map(|_| byte(&mut rng)).collect();
        let functions: Vec<u32> = (0..rng.usize(1..12)).map(|_| rng.u32(..size as u32)).collect();
        blocks += check(&raw(code, &functions, seed));
    }
    assert!(blocks > 20_000, "{blocks} blocks");
}

#[test]
fn every_length_and_every_end() {
    // Long runs, of any length around those of groups of addresses, that end in the middle of every kind of instruction.
    for size in (1..200).chain([255, 256, 257, 4095, 4096, 4097]) {
        for filling in [0x00, 0x24, 0x20, 0x22, 0x13] {
            check(&raw(vec![filling; size], &[0], 0));
            check(&raw(vec![filling; size], &[size as u32 / 2, size as u32 - 1], 0));
        }
    }
}
