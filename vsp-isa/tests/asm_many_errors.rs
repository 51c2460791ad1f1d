//! Sources of nothing but errors: what is shown of them is little, and memory is in proportion to the source.
#![cfg(feature = "alloc")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use vsp_isa::asm::{AssembleErrors, assemble};

/// The system's allocator, with a count of bytes.
struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is handed to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        PEAK.fetch_max(NOW.fetch_add(layout.size(), Relaxed) + layout.size(), Relaxed);
        // SAFETY: the caller keeps the contract, which is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The errors of a source, and the bytes at most that they took for each byte of it; and then for showing them.
fn measured(source: &str) -> (AssembleErrors, usize, String) {
    let before = NOW.load(Relaxed);
    PEAK.store(before, Relaxed);
    let errors = assemble(source, "x.sil").unwrap_err();
    let text = errors.to_string();
    let taken = PEAK.load(Relaxed) - before;
    (errors, taken / source.len(), text)
}

// One test, since all would count into one counter.
#[test]
fn nonsense() {
    the_first_hundred_and_how_many_more();
    let lists = |count: usize| format!("HLT\n.byte {}", ",".repeat(count));
    let words = |count: usize| "x\n".repeat(count / 2);
    let lines = |count: usize| format!("{}\n", "JMP nowhere_at_all ;".repeat(20)).repeat(count / 400);
    let long = |count: usize| "FROB ".repeat(count / 5);
    for make in [&lists as &dyn Fn(usize) -> String, &words, &lines, &long] {
        let (small, small_factor, _) = measured(&make(90_000));
        let (large, large_factor, text) = measured(&make(900_000));
        // As many as there are, all of them at hand.
        let (small, large) = (small.iter().count(), large.iter().count());
        assert!(large >= 10 * small - 10 && large <= 10 * small + 10, "{small} {large}");
        // Ten times the source takes ten times the memory, up to what growing lists leave unused.
        assert!(large_factor <= 2 * small_factor + 8, "{small_factor} {large_factor}");
        assert!(large_factor < 400, "{large_factor}");
        assert!(text.len() < 100_000, "{}", text.len());
    }
}

fn the_first_hundred_and_how_many_more() {
    let shown = |count: usize| assemble(&"x\n".repeat(count), "x.sil").unwrap_err().to_string();
    assert_eq!(shown(100).lines().count(), 300);
    let text = shown(101);
    assert!(text.contains("\nx.sil:100:1: error: ") && !text.contains("x.sil:101"), "{text}");
    assert!(text.ends_with("\nx.sil: error: 1 more error is not shown"), "{text}");
    assert!(shown(4_000).ends_with("\nx.sil: error: 3900 more errors are not shown"));
}
