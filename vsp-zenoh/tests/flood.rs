//! What strangers send costs others no more memory than is said here, measured in processes of their own.

mod common;

use common::PATIENCE;
use common::peer::Peers;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use vsp_zenoh::zenoh::Wait;
use vsp_zenoh::zenoh::qos::CongestionControl;
use vsp_zenoh::{Node, free_endpoint};

/// How many MiB a process may have at most under a flood. Offers of 8 MiB are the most of it: four of them at a time, each of which
/// zenoh, the question and the answer have once.
const BOUND: u64 = 256;

/// A process that ends with the test.
struct Ends(Child);

impl Drop for Ends {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The most memory that a process has had, in MiB.
fn peak(process: &Ends) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.0.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

/// Connects to a process, as soon as that listens and its `key` answers.
fn stranger(endpoint: &str, key: &str) -> Node {
    let node = Node::builder("stranger").unwrap().connect(endpoint).unwrap().open().unwrap();
    let start = Instant::now();
    let answers = || {
        let found = node.session().liveliness().get(key).wait().unwrap();
        found.into_iter().any(|reply| reply.result().is_ok())
    };
    while !answers() {
        assert!(start.elapsed() < PATIENCE, "nobody is at {key}");
        std::thread::sleep(Duration::from_millis(20));
    }
    node
}

fn put(node: &Node, key: &str, bytes: &[u8]) {
    node.session().put(key, bytes).congestion_control(CongestionControl::Block).wait().unwrap();
}

/// Asks, and waits for what comes.
fn ask(node: &Node, key: &str, bytes: Vec<u8>) -> usize {
    let query = node.session().get(key).payload(bytes).congestion_control(CongestionControl::Block);
    query
        .timeout(Duration::from_secs(5))
        .wait()
        .unwrap()
        .into_iter()
        .filter(|reply| reply.result().is_ok())
        .count()
}

/// An offer of a machine of so many bytes, of a program that nobody has.
fn offer(bytes: usize, random: &mut fastrand::Rng) -> Vec<u8> {
    let mut message = b"VSPZ\x01\x05\0".to_vec();
    message.extend((0..64).map(|_| random.u8(..)));
    message.extend((bytes as u32).to_le_bytes());
    message.resize(message.len() + bytes, 7);
    message
}

#[test]
fn a_node_s_memory_is_bounded_under_a_flood() {
    let folder = tempfile::tempdir().unwrap();
    let endpoint = free_endpoint().unwrap();
    let mut command = Peers::command("one", folder.path(), &["--listen", &endpoint, "--next", "two"]);
    let peer = Ends(command.stdout(Stdio::null()).spawn().unwrap());
    let node = stranger(&endpoint, "vsp/node/one");
    let before = peak(&peer);
    let mut random = fastrand::Rng::with_seed(16);
    // Broadcasts on more channels than there is room for, and garbage.
    let mut sound = b"VSPZ\x01\x01".to_vec();
    sound.extend([0; 32]);
    for number in 0..150_000 {
        put(&node, &format!("vsp/channel/{number:06x}"), &sound);
    }
    let garbage = vec![0xA5; 1 << 20];
    for key in ["vsp/channel/000001", "vsp/register/1/x"] {
        (0..100).for_each(|_| put(&node, key, &garbage));
    }
    let messages = peak(&peer);
    // Programs that nobody has, and steps of hand-overs that nobody began, from many at a time.
    std::thread::scope(|scope| {
        for thread in 0..8_u64 {
            let (node, mut random) = (&node, random.fork());
            scope.spawn(move || {
                for _ in 0..200 {
                    let step = [b"VSPZ\x01\x05\x01".as_slice(), &[random.u8(..); 48]].concat();
                    ask(node, &format!("vsp/post/one/stranger-{thread}"), step);
                    ask(node, &format!("vsp/program/{:064x}", random.u128(..)), Vec::new());
                }
            });
        }
    });
    // Machines of 8 MiB, of which a node that trusts everybody looks at a few at a time.
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (node, mut random) = (&node, random.fork());
            scope.spawn(move || {
                (0..6).for_each(|_| {
                    ask(node, &format!("vsp/post/one/sender-{thread}"), offer(8 << 20, &mut random));
                });
            });
        }
    });
    let after = peak(&peer);
    println!("a node: {before} MiB at first, {messages} after messages, {after} after offers");
    assert!(after < BOUND, "{before} MiB at first, {messages} after messages, {after} after offers");
    // And it is well: it still answers.
    let step = [b"VSPZ\x01\x05\x01".as_slice(), &[7; 48]].concat();
    ask(&node, "vsp/post/one/stranger", step);
    node.wait_for(&"one".parse().unwrap(), PATIENCE).unwrap();
}

#[test]
fn a_desk_s_memory_is_bounded_under_a_flood() {
    let folder = tempfile::tempdir().unwrap();
    let endpoint = free_endpoint().unwrap();
    std::fs::write(folder.path().join("a.sil"), "main: HLT").unwrap();
    std::fs::write(folder.path().join("input"), [1]).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_vsp-fleet"));
    command.current_dir(&folder).args(["run", "a.sil", "input", "--workers", "0", "--listen", &endpoint]);
    let desk = Ends(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    let node = stranger(&endpoint, "vsp/desk/fleet");
    let before = peak(&desk);
    let mut random = fastrand::Rng::with_seed(16);
    let mut answers = 0;
    for number in 0..20_000 {
        // Workers that are never heard of again; now and then one with a large report about nothing.
        let mut errand = b"VSPZ\x01\x08\x01\0\0\0w".to_vec();
        errand.extend((0..16).map(|_| random.u8(..)));
        if number % 100 == 0 {
            errand.extend([1, 1]);
            errand.extend([0; 16]);
            errand.extend((4_u32 << 20).to_le_bytes());
            errand.resize(errand.len() + (4 << 20), 7);
        } else {
            errand.extend([1, 0]);
        }
        answers += ask(&node, "vsp/desk/fleet", errand);
    }
    let after = peak(&desk);
    println!("a desk: {before} MiB at first, {after} after 20,000 workers");
    assert!(after < BOUND, "{before} MiB at first, {after} after 20,000 workers");
    assert_eq!(answers, 20_000);
}
