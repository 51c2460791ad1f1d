//! How much memory compiling while running takes: in proportion to what comes out, however long blocks are.
#![cfg(any(feature = "jit", feature = "cranelift"))]

use vsp_runtime::{Engine, Jit, JitError, Program};
use vsp_test_platform::memory::{Counting, peak};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A program whose code is `pattern`, so many times, and a HLT.
fn repeated(pattern: &[u8], times: usize) -> Program {
    let mut container = vsp_isa::asm::assemble(".mode SIL-64\nHLT", "repeated.sil").expect("it is right");
    let halt = container.code.clone();
    container.code = pattern.repeat(times);
    container.code.extend(halt);
    Program::from_container(container).expect("it is sound")
}

/// The most memory that compiling a program took, and how many bytes of machine code came of it. `None` if there is no such
/// engine here.
fn compiled(engine: Engine, program: &Program) -> Option<(usize, usize)> {
    let jit = Jit::new(engine);
    // On a thread of its own: what threads keep for the next time goes with it.
    let compile = || std::thread::scope(|scope| scope.spawn(|| jit.compile(program)).join());
    match peak(|| compile().expect("it does not panic")) {
        (Ok(_), peak) => Some((peak, jit.statistics().code_bytes as usize)),
        (Err(JitError::EngineNotBuilt { .. } | JitError::UnsupportedTarget { .. }), _) => None,
        (Err(error), _) => panic!("{error}"),
    }
}

/// Checks that a program ten times as long takes ten times the memory, and not much besides the code itself.
fn check(engine: Engine, pattern: &[u8], times: usize) {
    let (once, ten_times) = (repeated(pattern, times), repeated(pattern, 10 * times));
    // What an engine needs once, and keeps, counts for neither.
    compiled(engine, &repeated(pattern, 1));
    let Some((little, _)) = compiled(engine, &once) else { return };
    let (much, code) = compiled(engine, &ten_times).expect("as before");
    println!("{engine}: {little} bytes, then {much}; code {code}");
    assert!(2 * much <= 21 * little, "{engine}: {little} bytes, then {much}");
    let most = 2 * code + 16 * ten_times.image().code.len() + (24 << 20);
    assert!(much <= most, "{engine}: {much} bytes, at most {most}, code {code}");
}

const ENGINES: [Engine; 2] = [Engine::Dynasm, Engine::Cranelift];

// One test alone: what others allocate would be counted, too.
#[test]
fn long_blocks_take_memory_in_proportion() {
    // MUL R0, R1; MUL R1, R2; MUL R2, R3; MUL RF, R0
    let products = [0x40, 0x01, 0, 0x40, 0x12, 0, 0x40, 0x23, 0, 0x40, 0xf0, 0];
    check(Engine::Cranelift, &products, 1000);
    check(Engine::Dynasm, &products, 10_000);
    for engine in ENGINES {
        check(engine, &[0], (2 << 20) / 10);
    }
}
