//! A fleet whose workers die, and the command.

mod common;

use common::PATIENCE;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use vsp_runtime::{Outcome, Program, Vm};
use vsp_zenoh::fleet::{Desk, Event, FleetHost, Work, work};
use vsp_zenoh::{Node, free_endpoint};

/// For each byte of the input: counts for a while, sends the byte's square, and prints how far it has counted.
const SOURCE: &str = "
    .mode SIL-64
    .data
    long:   .word64 20000
    .code
    main:   LI     R8, 0
            LI     R4, 1
    byte:   SENSE  RC
            JZ     done
            ACT    RC
            LI     R0, 0
    count:  ADDINT R0, R4
            ADDINT R8, R4
            MOVI   RD, 0
            STOREW RC, 4096
            LOADW  RC, long
            CMPINT R0, RC
            LOADW  RC, 4096
            JN     count
            JMP    byte
            .align 32
    done:   LI     R0, 0
            ADDINT R0, R8
            CALL   print_int
            HLT
";

fn program() -> Program {
    common::program(SOURCE)
}

fn inputs() -> Vec<Vec<u8>> {
    (0..40_u8).map(|number| (0..number % 7).map(|byte| byte * 16 + number).collect()).collect()
}

/// What one machine alone gives: registers, fuel, output, text.
fn alone(input: &[u8]) -> (vsp_runtime::Registers, u64, Vec<u8>, String) {
    let builder = Vm::builder(&program()).host(FleetHost::new(input, Default::default()));
    let mut vm = builder.fuel(1 << 40).build().unwrap();
    assert_eq!(vm.run(), Outcome::Halted);
    let host = vm.host().inner();
    let output = host.output().iter().flat_map(|cell| cell.to_bits().to_le_bytes()).collect();
    (*vm.registers(), vm.fuel_used().unwrap(), output, host.printed().into())
}

fn worker(endpoint: &str, name: &str) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vsp-fleet"));
    command.args(["worker", "--connect", endpoint, "--name", name, "--fleet", "tests"]);
    command.stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn results_are_those_of_one_machine_whoever_dies() {
    let endpoint = free_endpoint().unwrap();
    let node = Node::builder("boss").unwrap().listen(&endpoint).unwrap().open().unwrap();
    let work = Work { slice: 10_000, ..Work::new(&program(), inputs()) };
    let desk = Desk::open(&node, "tests", work).unwrap();
    let mut random = fastrand::Rng::with_seed(3);
    let mut workers: Vec<Child> = (0..2).map(|number| worker(&endpoint, &format!("w{number}"))).collect();
    let (mut slices, mut deaths, mut left) = (0, 0, 0);
    let done = desk.finish(|event| match event {
        Event::Slice(_) => {
            slices += 1;
            // Again and again one is killed, and another comes.
            if slices % 60 == 0 && deaths < 6 {
                let victim = random.usize(..workers.len());
                workers[victim].kill().unwrap();
                workers[victim].wait().unwrap();
                deaths += 1;
                workers[victim] = worker(&endpoint, &format!("w{}", deaths + 1));
            }
        }
        Event::Left(..) => left += 1,
        _ => {}
    });
    for (number, (input, done)) in inputs().iter().zip(&done).enumerate() {
        let (registers, fuel, output, printed) = alone(input);
        assert_eq!(done.outcome, "halted", "{number}");
        assert_eq!((done.registers, done.fuel), (registers, fuel), "{number}");
        assert_eq!((&done.output, &done.printed), (&output, &printed), "{number}");
        assert!(done.workers.len() as u64 >= done.fuel / 10_000, "{number}");
    }
    assert_eq!((done.len(), deaths), (40, 6));
    println!(
        "{slices} slices, {left} workers gone, {} given out again",
        done.iter().map(|done| done.again).sum::<u32>()
    );
    for mut worker in workers {
        worker.kill().unwrap();
        worker.wait().unwrap();
    }
}

#[test]
fn what_cannot_end_well_says_why() {
    let endpoint = free_endpoint().unwrap();
    let node = Node::builder("boss").unwrap().listen(&endpoint).unwrap().open().unwrap();
    let helper = Node::builder("helper").unwrap().connect(&endpoint).unwrap().open().unwrap();
    for (source, fuel, outcome) in [
        ("main: JMP main", 1000, "out of fuel"),
        ("main: CALL time_millis\n HLT", 1000, "no clock"),
        ("main: POP R0", 1000, "the data stack is empty"),
    ] {
        let program = common::program(&source.replace("CALL time_millis", "SYSCALL 0xF5, 0"));
        let work_to_do = Work { slice: 100, fuel, ..Work::new(&program, vec![vec![]]) };
        let desk = Desk::open(&node, "unwell", work_to_do).unwrap();
        let helper = helper.clone();
        let works = std::thread::spawn(move || work(&helper, "unwell", Default::default(), || true));
        let done = desk.finish(|_| {});
        let text = done[0].outcome.to_lowercase();
        assert!(text.contains(outcome) && !done[0].is_good, "{source}: {text}");
        works.join().unwrap().unwrap();
    }
}

#[test]
fn a_worker_that_hangs_loses_its_task() {
    let endpoint = free_endpoint().unwrap();
    let node = Node::builder("boss").unwrap().listen(&endpoint).unwrap().open().unwrap();
    let work = Work { patience: Duration::from_millis(300), ..Work::new(&program(), vec![vec![1, 2, 3]]) };
    let desk = Desk::open(&node, "hangs", work).unwrap();
    // This one takes the task and is never heard of again, though its node lives.
    let errand = |life: u8| {
        let mut bytes = b"VSPZ\x01\x08\x05\0\0\0lazyb".to_vec();
        bytes.extend([life; 16]);
        bytes.extend([1, 0]);
        bytes
    };
    let lazy = Node::builder("lazy").unwrap().connect(&endpoint).unwrap().open().unwrap();
    lazy.wait_for(node.name(), PATIENCE).unwrap();
    use vsp_zenoh::zenoh::Wait;
    let replies = lazy.session().get("vsp/desk/hangs").payload(errand(7)).wait().unwrap();
    assert_eq!(replies.into_iter().filter(|reply| reply.result().is_ok()).count(), 1);
    let busy = Node::builder("busy").unwrap().connect(&endpoint).unwrap().open().unwrap();
    let works =
        std::thread::spawn(move || vsp_zenoh::fleet::work(&busy, "hangs", Default::default(), || true));
    let done = desk.finish(|_| {});
    assert_eq!((done[0].outcome.as_str(), done[0].again), ("halted", 1));
    assert_eq!(done[0].printed, alone(&[1, 2, 3]).3);
    works.join().unwrap().unwrap();
}

#[test]
fn the_command_runs_a_program_over_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("count.sil"), SOURCE).unwrap();
    std::fs::write(path("a"), [0x80, 0x94]).unwrap();
    std::fs::write(path("b"), []).unwrap();
    let fleet = |rest: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vsp-fleet"));
        let output = command.current_dir(&folder).arg("run").args(rest).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    };
    let (code, output, errors) = fleet(&["count.sil", "a", "b", "--workers", "2", "--out", "results"]);
    assert_eq!(code, 0, "{output}{errors}");
    assert!(output.contains("2 of 2 tasks ended well"), "{output}");
    assert_eq!(std::fs::read(path("results/a.out")).unwrap(), alone(&[0x80, 0x94]).2);
    assert_eq!(std::fs::read_to_string(path("results/a.txt")).unwrap(), "40000");
    assert_eq!(std::fs::read_to_string(path("results/b.txt")).unwrap(), "0");

    let (code, _, errors) = fleet(&["missing.sil", "a"]);
    assert_eq!(code, 1);
    assert!(errors.contains("missing.sil: No such file"), "{errors}");
    std::fs::write(path("wrong.sil"), "main: MOVV R0, 1").unwrap();
    let (_, _, errors) = fleet(&["wrong.sil", "a"]);
    assert!(errors.contains("wrong.sil:1:7"), "{errors}");
    let (_, _, errors) = fleet(&["count.sil", "a", "./a", "--out", "results"]);
    assert!(errors.contains("two inputs would write to results/a"), "{errors}");
    let (code, _, errors) = fleet(&["count.sil"]);
    assert_eq!(code, 2, "{errors}");
}

#[test]
fn a_fleet_has_one_desk_and_takes_no_input_that_workers_cannot() {
    let endpoint = free_endpoint().unwrap();
    let node = Node::builder("boss").unwrap().listen(&endpoint).unwrap().open().unwrap();
    let other = Node::builder("other").unwrap().connect(&endpoint).unwrap().open().unwrap();
    other.wait_for(node.name(), PATIENCE).unwrap();
    let _desk = Desk::open(&node, "one", Work::new(&program(), vec![vec![1]])).unwrap();
    // As soon as the other node has heard of it.
    let start = std::time::Instant::now();
    let again = loop {
        match Desk::open(&other, "one", Work::new(&program(), vec![vec![1]])) {
            Err(again) => break again.to_string(),
            Ok(_) => assert!(start.elapsed() < PATIENCE, "there are two desks"),
        }
    };
    assert_eq!(again, "there is a fleet `one` already: give this one another name");
    let large = Work { size: 2, ..Work::new(&program(), vec![vec![1], vec![1, 2, 3]]) };
    let large = Desk::open(&node, "two", large).unwrap_err();
    assert_eq!(large.to_string(), "input 1 has 3 bytes, and the limit is 2: see `Work::size`");
}

#[test]
fn a_worker_with_too_little_room_ends_the_task_with_a_reason() {
    let endpoint = free_endpoint().unwrap();
    let node = Node::builder("boss").unwrap().listen(&endpoint).unwrap().open().unwrap();
    let helper = Node::builder("helper").unwrap().connect(&endpoint).unwrap().open().unwrap();
    let work_to_do = Work { slice: 100, ..Work::new(&program(), vec![vec![1, 2]]) };
    let desk = Desk::open(&node, "small", work_to_do).unwrap();
    // It can read the input, but not send the machine back.
    let limits = vsp_zenoh::fleet::WorkerLimits { snapshot: 100, ..Default::default() };
    let works = std::thread::spawn(move || work(&helper, "small", limits, || true));
    let done = desk.finish(|_| {});
    let text = &done[0].outcome;
    assert!(text.starts_with("given up after 8 tries: `helper` cannot do it: its snapshot has"), "{text}");
    works.join().unwrap().unwrap();
}

#[test]
fn the_command_says_so_when_all_its_workers_have_died() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("endless.sil"), "main: JMP main").unwrap();
    std::fs::write(folder.path().join("input"), [1]).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_vsp-fleet"));
    command.current_dir(&folder).args(["run", "endless.sil", "input", "--workers", "1"]);
    let run = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let path = format!("/proc/{0}/task/{0}/children", run.id());
    let start = std::time::Instant::now();
    let worker = loop {
        let children = std::fs::read_to_string(&path).unwrap();
        if let Some(child) = children.split_whitespace().next() {
            break child.to_string();
        }
        assert!(start.elapsed() < PATIENCE, "there is no worker");
        std::thread::sleep(Duration::from_millis(5));
    };
    assert!(Command::new("kill").args(["-9", &worker]).status().unwrap().success());
    let output = run.wait_with_output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.contains("all workers that were started here have ended"), "{errors}");
}
