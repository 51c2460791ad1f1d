//! Machines that move, and work of a fleet, over a network that is slow, and loses what is on its way.

mod common;

use common::PATIENCE;
use common::peer::{Peers, Way};
use common::proxy::Proxy;
use std::time::{Duration, Instant};
use vsp_zenoh::fleet::{Desk, Event, Work, work};
use vsp_zenoh::{Node, free_endpoint};

#[test]
fn a_machine_survives_a_slow_cable_that_is_cut_again_and_again() {
    let (folder, endpoint) = (tempfile::tempdir().unwrap(), free_endpoint().unwrap());
    let proxy = Proxy::lay(&endpoint, Duration::from_millis(5));
    let mut peers = Peers::new();
    let one = vec!["--listen", &endpoint, "--next", "two", "--count", "3000"];
    let two = vec!["--connect", proxy.endpoint(), "--next", "one"];
    for (name, arguments) in [("one", one), ("two", two)] {
        peers.start(name, Peers::command(name, &folder.path().join(name), &arguments));
    }
    let (mut way, mut cuts, mut random) = (Way::default(), 0, fastrand::Rng::with_seed(16));
    let deadline = Instant::now() + 4 * PATIENCE;
    while way.ended.is_none() {
        assert!(Instant::now() < deadline, "the machine is lost after {} arrivals", way.arrivals);
        let Some(line) = peers.next(Duration::from_millis(20)) else { continue };
        way.see(&line);
        // In the middle of one of its steps, wherever that is.
        if line.1.starts_with("arrived") && way.arrivals % 15 == 0 && cuts < 6 {
            std::thread::sleep(Duration::from_millis(random.u64(..100)));
            proxy.cut();
            cuts += 1;
        }
    }
    assert_eq!((way.ended.as_deref(), cuts), (Some("3000"), 6));
    println!("{} arrivals, {cuts} cuts, {} stranded for a time, 0 lost, 0 twice", way.arrivals, way.stranded);
}

#[test]
fn a_worker_that_is_thought_to_be_dead_and_goes_on_does_no_harm() {
    let endpoint = free_endpoint().unwrap();
    let proxy = Proxy::lay(&endpoint, Duration::from_millis(2));
    let boss = Node::builder("boss").unwrap().listen(&endpoint).unwrap().open().unwrap();
    // Counts for a while for each byte of the input, in many slices.
    let source =
        "main: SENSE R1\n MOVI R2, 0\n next: MOVI RC, 100\n again: LOOP again\n SENSE R1\n JZ done\n JMP next
                  .align 32\n done: MOVI R0, 7\n ACT R0\n HLT";
    let inputs: Vec<Vec<u8>> = (0..120).map(|number| vec![0x90; number % 30 + 1]).collect();
    let count = inputs.len();
    let work_to_do = Work { slice: 20, ..Work::new(&common::program(source), inputs) };
    let desk = Desk::open(&boss, "split", work_to_do).unwrap();
    let workers = ["near", "far"].map(|name| {
        // Whoever is cut off goes on with what it has, and tells of it later.
        let endpoint = if name == "near" { &endpoint } else { proxy.endpoint() };
        let node = Node::builder(name).unwrap().connect(endpoint).unwrap().open().unwrap();
        std::thread::spawn(move || work(&node, "split", Default::default(), || true))
    });
    // Each time that it has come, it is cut off some slices later, when it surely has a task.
    let (mut done_once, mut slices, mut cut_at) = (vec![0; count], 0, None);
    let done = desk.finish(|event| match event {
        Event::Done(number) => done_once[number] += 1,
        Event::Slice(_) => {
            slices += 1;
            if cut_at == Some(slices) {
                proxy.cut();
            }
        }
        Event::Joined(name) if name.as_str() == "far" => cut_at = Some(slices + 10),
        _ => {}
    });
    assert_eq!(done_once, vec![1; count]);
    assert!(done.iter().all(|done| (done.outcome.as_str(), done.output.len()) == ("halted", 2)), "{done:?}");
    let again: u32 = done.iter().map(|done| done.again).sum();
    assert!(again > 0, "nobody was cut off with a task");
    println!("{slices} slices, {again} given out again");
    for worker in workers {
        worker.join().unwrap().unwrap();
    }
}
