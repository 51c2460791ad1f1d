//! Machines that move between processes, which are killed meanwhile.

mod common;

use common::peer::{Peers, Way};
use common::{PATIENCE, machine, pair_with, program};
use std::path::Path;
use std::time::{Duration, Instant};
use vsp_runtime::{Outcome, Reg};
use vsp_zenoh::{Node, Sending, Trust, free_endpoint};

#[test]
fn a_machine_is_kept_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = pair_with(|builder| builder);
    let source = "main: MOVI R0, 1\n YIELD\n next: JMP next";
    let make = |node: &Node| {
        let mut vm = machine(node, source);
        vm.host_mut().inner_mut().stop_at_yields(true);
        assert_eq!(vm.run(), Outcome::Yielded);
        vm
    };
    let reason = |sending| match sending {
        Sending::Kept { machine, reason } => {
            let machine: Box<vsp_zenoh::Machine<_>> = machine;
            assert_eq!(machine.vm.cell(Reg::R0).rho, 1);
            reason
        }
        other => panic!("{other:?}"),
    };
    assert!(reason(one.send(make(&one), two.name())).contains("the node has no store"));
    drop((one, two));

    let endpoint = free_endpoint().unwrap();
    let one = Node::builder("one").unwrap().store(folder.path().join("one")).listen(&endpoint).unwrap();
    let one = one.open().unwrap();
    let two = Node::builder("two").unwrap().store(folder.path().join("two")).connect(&endpoint).unwrap();
    let two = two.trust(Trust::Named(["three".parse().unwrap()].into())).open().unwrap();
    one.wait_for(two.name(), PATIENCE).unwrap();
    assert_eq!(reason(one.send(make(&one), one.name())), "it is at `one` already");
    let nobody = "nobody".parse().unwrap();
    assert_eq!(reason(one.send(make(&one), &nobody)), "`nobody` does not answer");
    let refused = reason(one.send(make(&one), two.name()));
    assert!(refused.starts_with("`two` refuses it: it takes no machines from"), "{refused}");
    let mut ended = machine(&one, "main: MOVI R0, 1\n HLT");
    assert_eq!(ended.run(), Outcome::Halted);
    assert_eq!(reason(one.send(ended, two.name())), "the run has ended, so nothing can go on");
    assert_eq!((one.stranded().unwrap(), two.stranded().unwrap()), (vec![], vec![]));
    // Nothing of it is left in either store.
    let left = ["one", "two"].map(|name| folder.path().join(name).join("out").read_dir().unwrap().count());
    assert_eq!(left, [0, 0]);
}

#[test]
fn a_machine_goes_on_with_its_input_and_its_fuel() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = pair_with(|builder| {
        // Told apart by their folders only: the builder does not say its name.
        let store = folder.path().join(fastrand::u64(..).to_string());
        builder.store(store).trust(Trust::Everybody)
    });
    let echo = "main: SENSE R0\n JZ done\n ACT R0\n JMP main\n .align 32\n done: HLT";
    let mut vm = machine(&one, echo);
    vm.host_mut().inner_mut().set_input([0x80, 0x94, 0xA1, 0x7F]);
    vm.set_fuel(Some(9));
    assert_eq!(vm.run(), Outcome::OutOfFuel);
    vm.add_fuel(100);
    let (fuel, used) = (vm.fuel(), vm.fuel_used());
    let Sending::Moved = one.send(vm, two.name()) else { panic!() };
    let arrival = two.next_arrival(PATIENCE).unwrap().unwrap();
    assert_eq!((arrival.other(), arrival.is_again()), (one.name(), false));
    let builder = vsp_runtime::Vm::builder(arrival.program());
    let mut machine = arrival.restore(builder.host(two.host(vsp_runtime::DefaultHost::new()))).unwrap();
    assert_eq!((machine.vm.fuel(), machine.vm.fuel_used()), (fuel, used));
    assert_eq!(machine.vm.run(), Outcome::Halted);
    let output: Vec<u8> = machine.vm.host().inner().output().iter().map(|cell| cell.pack()).collect();
    assert_eq!(output, [0x80, 0x94, 0xA1, 0x7F]);
    two.finish(machine).unwrap();
    // Programs are fetched once, and kept: the second time nobody has to give it.
    let kept = program(echo).container().write().unwrap();
    assert_eq!(vsp_zenoh::Hash::of(&kept).to_string().len(), 64);
}

#[test]
fn who_lies_about_programs_does_not_hide_them() {
    use vsp_zenoh::zenoh::Wait;
    let folder = tempfile::tempdir().unwrap();
    let endpoint = free_endpoint().unwrap();
    let open = |name: &str| {
        let builder = Node::builder(name).unwrap().store(folder.path().join(name)).trust(Trust::Everybody);
        let way = if name == "one" { builder.listen(&endpoint) } else { builder.connect(&endpoint) };
        way.unwrap().open().unwrap()
    };
    let (one, two) = (open("one"), open("two"));
    let liar = Node::builder("liar").unwrap().connect(&endpoint).unwrap().open().unwrap();
    let lies = liar.session().declare_queryable("vsp/program/*").callback(|query| {
        let _ = query.reply(query.key_expr().clone(), b"VSPZ\x01\x04\x01\0\0\0x".to_vec()).wait();
    });
    let _lies = lies.wait().unwrap();
    for name in [two.name(), liar.name()] {
        one.wait_for(name, PATIENCE).unwrap();
        two.wait_for(one.name(), PATIENCE).unwrap();
    }
    for number in 0..10 {
        let mut vm = machine(&one, &format!("main: MOVI R0, {number}\n next: JMP next"));
        vm.set_fuel(Some(5));
        assert_eq!(vm.run(), Outcome::OutOfFuel);
        match one.send(vm, two.name()) {
            Sending::Moved => {}
            other => panic!("{other:?}"),
        }
    }
}

/// Two peers between which a machine goes back and forth.
struct Table {
    folder: tempfile::TempDir,
    endpoint: String,
    peers: Peers,
}

impl Table {
    fn new() -> Table {
        Table {
            folder: tempfile::tempdir().unwrap(),
            endpoint: free_endpoint().unwrap(),
            peers: Peers::new(),
        }
    }

    fn start(&mut self, name: &str, rest: &[&str]) {
        let (way, next) = if name == "one" { ("--listen", "two") } else { ("--connect", "one") };
        let store: &Path = &self.folder.path().join(name);
        let arguments = [&[way, &self.endpoint, "--next", next], rest].concat();
        self.peers.start(name, Peers::command(name, store, &arguments));
    }

    /// Lets the machine come to its end, starting again what dies of itself.
    fn play(&mut self, way: &mut Way, end: Instant) {
        while way.ended.is_none() {
            assert!(Instant::now() < end, "the machine is lost after {} arrivals", way.arrivals);
            if let Some(line) = self.peers.next(Duration::from_millis(20)) {
                way.see(&line);
            }
            for name in ["one", "two"] {
                if self.peers.has_died(name) {
                    self.start(name, &[]);
                }
            }
        }
    }
}

#[test]
fn either_side_dies_at_every_step() {
    let steps = [
        ("one", ["Written", "Told", "Given", "Taken", "Removed", "Forgotten"].as_slice()),
        ("two", &["Held", "Here", "Left", "Written", "Given", "Forgotten"]),
    ];
    for (name, steps) in steps {
        for step in steps {
            let mut table = Table::new();
            let (mut one, mut two) = (vec!["--count", "200"], vec![]);
            let dies = if name == "one" { &mut one } else { &mut two };
            dies.extend(["--die-at", step]);
            table.start("two", &two);
            table.start("one", &one);
            let mut way = Way::default();
            table.play(&mut way, Instant::now() + 2 * PATIENCE);
            assert_eq!(way.ended.as_deref(), Some("200"), "`{name}` dies at {step}");
        }
    }
}

#[test]
fn kill_9_at_random() {
    // How many times; VSP_KILLS=1000 for as many as the README tells of.
    let kills: u32 = std::env::var("VSP_KILLS").map_or(20, |text| text.parse().unwrap());
    let mut random = fastrand::Rng::with_seed(9);
    let mut table = Table::new();
    // It counts by about 25 each time, and has to be under way until the last kill.
    let end = (kills * 1500).to_string();
    table.start("two", &[]);
    table.start("one", &["--count", &end]);
    let mut way = Way::default();
    let (mut done, start) = (0, Instant::now());
    while done < kills && way.ended.is_none() {
        let pause = Instant::now() + Duration::from_millis(random.u64(..400));
        while let Some(line) = table.peers.next(pause.saturating_duration_since(Instant::now())) {
            way.see(&line);
        }
        // Nothing was sent yet if this one has not begun: then it would be lost as any process's memory is.
        if way.arrivals == 0 {
            continue;
        }
        let name = *random.choice(&["one", "two"]).unwrap();
        table.peers.kill(name);
        table.start(name, &[]);
        done += 1;
    }
    table.play(&mut way, Instant::now() + (4 + kills / 10) * PATIENCE);
    assert_eq!(way.ended, Some(end));
    println!(
        "{done} kills in {:?}, {} arrivals, {} stranded for a time, 0 lost, 0 twice",
        start.elapsed(),
        way.arrivals,
        way.stranded
    );
}
