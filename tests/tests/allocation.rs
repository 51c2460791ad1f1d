//! No engine allocates while a program runs.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell as Counter;
use vsp_runtime::{Host, HostError, Registers, Vm};
use vsp_tests::Runner;
use vsp_tests::programs::GENERATED;

/// Counts this thread's allocations.
struct Counting;

thread_local! {
    static ALLOCATIONS: Counter<usize> = const { Counter::new(0) };
}

// SAFETY: all is passed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller keeps the allocator's contract.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the allocator's contract.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// A host that does something and allocates nothing.
struct Quiet {
    yields: bool,
}

impl Host for Quiet {
    fn yields(&mut self) -> bool {
        self.yields = !self.yields;
        self.yields
    }
    fn has_transform(&self, _: u32) -> bool {
        true
    }
    fn transform(&mut self, _: u32, registers: &mut Registers) -> Result<(), HostError> {
        vsp_isa::semantics::layers::fold(registers);
        Ok(())
    }
    fn print(&mut self, text: std::fmt::Arguments<'_>) -> Result<(), HostError> {
        /// Takes any text and keeps none.
        struct Nowhere;
        impl std::fmt::Write for Nowhere {
            fn write_str(&mut self, _: &str) -> std::fmt::Result {
                Ok(())
            }
        }
        std::fmt::Write::write_fmt(&mut Nowhere, text).map_err(|_| HostError::failed("the test wants it so"))
    }
}

#[test]
fn the_counter_counts() {
    let before = ALLOCATIONS.with(Counter::get);
    drop(std::hint::black_box(Box::new(1)));
    assert_eq!(ALLOCATIONS.with(Counter::get), before + 1);
}

#[test]
fn running_allocates_nothing() {
    for compiled in GENERATED {
        for runner in Runner::here() {
            let builder = runner.builder(compiled, Quiet { yields: false });
            let mut vm = builder.build().expect("the program has such an engine");
            if runner.counts_fuel() {
                vm.set_fuel(Some(5_000));
            } else {
                // Endless programs are known by running out of fuel, which this runner cannot.
                let mut probe =
                    Vm::builder(compiled.metered).host(Quiet { yields: false }).fuel(5_000).build().unwrap();
                while probe.run().can_go_on() && probe.outcome() != Some(vsp_runtime::Outcome::OutOfFuel) {}
                if probe.outcome() == Some(vsp_runtime::Outcome::OutOfFuel) {
                    continue;
                }
            }
            let before = ALLOCATIONS.with(Counter::get);
            for _ in 0..5 {
                let _as_before = vm.run();
            }
            let allocated = ALLOCATIONS.with(Counter::get) - before;
            assert_eq!(allocated, 0, "{compiled:?}, {runner:?}, {:?}", vm.outcome());
        }
    }
}
