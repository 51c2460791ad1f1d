//! Machines whose memory is a static do the same as those that allocate theirs.

use vsp_runtime::{Engine, Host, Outcome, Program, SetupError, Storage, Unattached, Vm, VmBuilder};
use vsp_tests::programs::{CORPUS, Compiled, GENERATED};
use vsp_tests::{Observation, Runner, TestHost};

/// A machine of the default sizes.
type Whole = Storage<65536, 1024, 16384>;

/// Runs with fuel, and goes on a few times where the run stops.
fn observe(builder: VmBuilder<TestHost>, function: Option<&str>) -> Vec<Observation> {
    let mut vm = builder.fuel(2_000).build().expect("the machine can be set up");
    let mut outcome = match function {
        Some(function) => vm.call(function).expect("the function is exported"),
        None => vm.run(),
    };
    let mut seen = vec![Observation::of(&vm, vm.host().inner(), &outcome)];
    while outcome.can_go_on() && seen.len() < 6 {
        vm.add_fuel(50);
        outcome = vm.run();
        seen.push(Observation::of(&vm, vm.host().inner(), &outcome));
    }
    seen
}

fn same<const MEMORY: usize, const CALLS: usize, const STACK: usize>(
    storage: &'static Storage<MEMORY, CALLS, STACK>,
    compiled: &Compiled,
    function: Option<&str>,
) {
    for runner in Runner::here() {
        let builder = || runner.builder(compiled, TestHost::new(Some(vec![0x80; 20])));
        let expected = observe(builder(), function);
        let seen = observe(builder().storage(storage), function);
        assert_eq!(seen, expected, "{compiled:?}, {function:?}, {runner:?}");
    }
}

#[test]
fn the_corpus_in_a_storage() {
    // Each run finds what the one before has left, and must not see it.
    static STORAGE: Whole = Storage::new();
    for compiled in CORPUS {
        same(&STORAGE, compiled, None);
        for (function, _) in compiled.plain.image().functions() {
            same(&STORAGE, compiled, Some(function));
        }
    }
}

#[test]
fn generated_programs_in_a_storage_that_is_larger_than_they_need() {
    static STORAGE: Storage<100_000, 1025, 20_000> = Storage::new();
    for compiled in GENERATED.iter().step_by(5) {
        same(&STORAGE, compiled, None);
    }
}

fn any() -> &'static Program {
    CORPUS[0].plain
}

fn set_up<const MEMORY: usize, const CALLS: usize, const STACK: usize>(
    storage: &'static Storage<MEMORY, CALLS, STACK>,
) -> Result<Vm<Unattached>, SetupError> {
    Vm::builder(any()).host(Unattached).storage(storage).build()
}

#[test]
fn a_storage_has_one_machine_at_a_time() {
    static STORAGE: Whole = Storage::new();
    let vm = set_up(&STORAGE).unwrap();
    assert_eq!(set_up(&STORAGE).unwrap_err(), SetupError::StorageInUse);
    drop(vm);
    let vm = set_up(&STORAGE).unwrap();
    // A machine gives its storage back wherever it ends.
    std::thread::spawn(move || drop(vm)).join().unwrap();
    assert!(set_up(&STORAGE).is_ok());
    // A machine that is not set up leaves the storage free.
    let impossible = Vm::builder(any()).memory_size(1).storage(&STORAGE).build().map(drop);
    assert_eq!(impossible, Err(SetupError::MemorySize { asked: 1, least: 65_536 }));
    assert!(set_up(&STORAGE).is_ok());
}

#[test]
fn small_storages_are_refused() {
    static MEMORY: Storage<65_535, 1024, 16_384> = Storage::new();
    static CALLS: Storage<65_536, 1023, 16_384> = Storage::new();
    static STACK: Storage<65_536, 1024, 16_383> = Storage::new();
    static NOTHING: Storage<0, 0, 0> = Storage::new();
    let needed = SetupError::StorageTooSmall { memory: 65_536, calls: 1024, stack: 16_384 };
    assert_eq!(set_up(&MEMORY).unwrap_err(), needed);
    assert_eq!(set_up(&CALLS).unwrap_err(), needed);
    assert_eq!(set_up(&STACK).unwrap_err(), needed);
    assert_eq!(set_up(&NOTHING).unwrap_err(), needed);
    assert!(needed.to_string().contains("Storage<65536, 1024, 16384>"), "{needed}");

    static SMALL: Storage<65_536, 3, 0> = Storage::new();
    let builder = Vm::builder(any()).host(Unattached).storage(&SMALL).call_limit(3).stack_limit(0);
    assert!(builder.clone().build().is_ok());
    let more = builder.memory_size(65_537).build().map(drop).unwrap_err();
    assert_eq!(more, SetupError::StorageTooSmall { memory: 65_537, calls: 3, stack: 0 });
}

#[test]
fn stacks_end_where_their_limits_say_whatever_the_storage_holds() {
    static STORAGE: Storage<65_536, 8, 8> = Storage::new();
    let mut vm =
        Vm::builder(any()).host(Unattached).storage(&STORAGE).call_limit(1).stack_limit(2).build().unwrap();
    for expected in [true, true, false] {
        assert_eq!(vm.push(vsp_runtime::Cell::ONE).is_ok(), expected);
    }
}

#[test]
fn snapshots_go_into_storages_and_into_buffers() {
    static STORAGE: Whole = Storage::new();
    fn begin<H: Host>(builder: VmBuilder<H>) -> Vm<H> {
        let mut vm = builder.engine(Engine::Interpreter).fuel(3).build().unwrap();
        assert_eq!(vm.run(), Outcome::OutOfFuel);
        vm
    }
    let compiled = CORPUS.iter().find(|compiled| compiled.name == "corpus_collatz").unwrap();
    let mut vm = begin(Vm::builder(compiled.plain).host(TestHost::new(Some(vec![1, 2, 3]))));
    let bytes = vm.snapshot().unwrap();

    let size = vm.snapshot_size().unwrap();
    let mut room = vec![0xaa; size + 1];
    assert_eq!(vm.snapshot_into(&mut room), Ok(size));
    assert_eq!(room[..size], bytes);
    assert_eq!(room[size], 0xaa);
    let error = vm.snapshot_into(&mut room[..size - 1]).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("the snapshot needs {size} bytes, and there is room for {}", size - 1)
    );

    let builder = Vm::builder(compiled.plain).host(TestHost::new(None)).undecoded().storage(&STORAGE);
    let mut other = builder.clone().restore(&bytes).unwrap();
    vm.add_fuel(1000);
    other.add_fuel(1000);
    let outcome = vm.run();
    assert_eq!(other.run(), outcome);
    let seen = Observation::of(&other, other.host().inner(), &outcome);
    assert_eq!(seen, Observation::of(&vm, vm.host().inner(), &outcome));

    // A snapshot that is refused gives the storage back.
    drop(other);
    let mut damaged = bytes.clone();
    damaged[20] ^= 1;
    assert!(builder.clone().restore(&damaged).is_err());
    assert!(builder.restore(&bytes).is_ok());
}
