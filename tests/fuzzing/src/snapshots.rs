//! Restoring snapshots from strangers, and going on from them.

use crate::checksum::repair_snapshot;
use std::sync::LazyLock;
use std::time::Duration;
use vsp_isa::asm::assemble;
use vsp_runtime::{Bounds, DefaultHost, HostLimits, Outcome, Program, Vm};

/// The sources of the programs that snapshots may be of. Nothing in them asks for the time.
pub const SOURCES: [&str; 7] = [
    include_str!("../../corpus/control.sil"),
    include_str!("../../corpus/fuel.sil"),
    include_str!("../../corpus/host.sil"),
    include_str!("../../corpus/layers.sil"),
    include_str!("../../corpus/memory.sil"),
    include_str!("../../corpus/modes.sil"),
    include_str!("../../corpus/printing.sil"),
];

/// The programs, each with the snapshot of a machine that has not run.
static PROGRAMS: LazyLock<Vec<(Program, Vec<u8>)>> = LazyLock::new(|| {
    let program = |source: &&str| {
        let assembled = assemble(source, "fuzz.sil").expect("the corpus is sound");
        let program = Program::from_container(assembled).expect("the corpus is sound");
        let fresh = Vm::new(&program).snapshot().expect("a machine that has not run can go on");
        (program, fresh)
    };
    SOURCES.iter().map(program).collect()
});

/// The program that an input is about, and its bytes as they are and as a snapshot of that program.
///
/// Its first byte is the program's number, the rest is the snapshot.
pub(crate) fn parts(input: &[u8]) -> Option<(&'static Program, [Vec<u8>; 2])> {
    let (number, bytes) = input.split_first()?;
    let (program, fresh) = &PROGRAMS[usize::from(*number) % SOURCES.len()];
    Some((program, [bytes.to_vec(), repair_snapshot(bytes, fresh)]))
}

/// The host that snapshots are restored with: it neither sleeps nor keeps much.
pub(crate) fn host() -> DefaultHost {
    let mut limits = HostLimits::default();
    (limits.output, limits.printed, limits.messages) = (1000, 10_000, 8);
    limits.sleep = Duration::ZERO;
    DefaultHost::with_limits(limits)
}

/// How much fuel each run gets.
pub(crate) const FUEL: u64 = 200;

/// What snapshots may ask for.
pub(crate) const BOUNDS: Bounds = Bounds { memory: 1 << 17, fuel: FUEL };

/// How many times a run goes on at most.
pub(crate) const TURNS: usize = 3;

/// A machine from the bytes, if they are taken.
fn restore(program: &Program, bytes: &[u8]) -> Option<Vm> {
    Vm::builder(program).host(host()).restore_untrusted(bytes, BOUNDS).ok()
}

/// Restores the bytes as they are, and with the head and the checksum of a snapshot of the program. What is taken must
/// be written as a snapshot that gives the same machine, and go on within its fuel in the same way as that.
///
/// # Panics
/// Where one of these fails.
pub fn check(input: &[u8]) -> bool {
    let Some((program, forms)) = parts(input) else { return false };
    let mut taken = false;
    for bytes in forms {
        let Some(first) = restore(program, &bytes) else { continue };
        taken = true;
        let written = first.snapshot().expect("what was restored can go on");
        let second = restore(program, &written).expect("what was written is a snapshot");
        assert_eq!(second.snapshot().as_ref(), Ok(&written));
        go_on(first, second);
    }
    taken
}

/// Two machines in the same state must do the same.
fn go_on(mut first: Vm, mut second: Vm) {
    for _ in 0..TURNS {
        let (outcome, other) = (first.run(), second.run());
        assert_eq!(outcome, other);
        assert_eq!(first.snapshot(), second.snapshot());
        assert_eq!((first.pc(), first.mode(), first.flags()), (second.pc(), second.mode(), second.flags()));
        assert_eq!((first.registers(), first.fuel()), (second.registers(), second.fuel()));
        assert!(first.memory() == second.memory());
        assert_eq!((first.output(), first.printed()), (second.output(), second.printed()));
        assert!(first.fuel_used() <= Some(FUEL), "{outcome:?}");
        if !outcome.can_go_on() {
            break;
        }
        if outcome == Outcome::OutOfFuel {
            first.set_fuel(Some(FUEL));
            second.set_fuel(Some(FUEL));
        }
    }
}
