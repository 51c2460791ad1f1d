//! How much memory compiling takes: in proportion to what comes out, however long blocks are.

use vsp_codegen::{Code, Options, Target, compile, object};
use vsp_isa::container::Container;
use vsp_isa::flow::AnalysedProgram;
use vsp_test_platform::memory::{Counting, peak};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A program whose code is `pattern`, so many times, and a HLT.
fn repeated(pattern: &[u8], times: usize) -> Container {
    let mut container = vsp_isa::asm::assemble(".mode SIL-64\nHLT", "repeated.sil").expect("it is right");
    let halt = container.code.clone();
    container.code = pattern.repeat(times);
    container.code.extend(halt);
    container
}

fn target() -> Target {
    Target::new("x86_64-unknown-linux-gnu", &[]).expect("there is a back end")
}

/// The code of a program, and the most memory that making it took.
fn compiled(program: &Container) -> (Code, usize) {
    let target = target();
    let (code, peak) =
        peak(|| compile(&AnalysedProgram::of(program).expect("it is sound"), &target, &Options::default()));
    (code.expect("it compiles"), peak)
}

/// Checks that a program ten times as long takes ten times the memory, and not much besides the code itself.
fn check(what: &str, pattern: &[u8], times: usize) {
    let (once, ten_times) = (repeated(pattern, times), repeated(pattern, 10 * times));
    let (_, little) = compiled(&once);
    let (code, much) = compiled(&ten_times);
    println!("{what}: {little} bytes, then {much}; code {}", code.bytes.len());
    assert!(2 * much <= 21 * little, "{what}: {little} bytes, then {much}");
    // What each thread works with is a few megabytes.
    let most = 3 * code.bytes.len() / 2 + 8 * ten_times.code.len() + (24 << 20);
    assert!(much <= most, "{what}: {much} bytes, at most {most}, code {}", code.bytes.len());
    let target = target();
    let (object, much) = peak(|| object(&code, &target, "the_symbol").expect("it is an object"));
    let most = object.len() + object.len() / 4 + (4 << 20);
    assert!(much <= most, "{what}: {much} bytes for an object file of {}", object.len());
}

/// MUL R0, R1; MUL R1, R2; MUL R2, R3; MUL R3, R0
const PRODUCTS: [u8; 12] = [0x40, 0x01, 0, 0x40, 0x12, 0, 0x40, 0x23, 0, 0x40, 0x30, 0];

// One test alone: what others allocate would be counted, too.
#[test]
fn long_blocks_take_memory_in_proportion() {
    check("products", &PRODUCTS, 1000);
    check("NOP", &[0], (2 << 20) / 10);
}
