//! Messages between machines on two nodes, and what strangers put on the keys.

mod common;

use common::{PATIENCE, machine, pair, pair_with};
use std::thread;
use std::time::{Duration, Instant};
use vsp_runtime::{Cell, Outcome, Reg, Registers};
use vsp_zenoh::zenoh::Wait;
use vsp_zenoh::zenoh::qos::CongestionControl;
use vsp_zenoh::{Node, Overflow, QueueLimits, free_endpoint};

/// Until something holds.
fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < PATIENCE, "never: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Puts bytes on a key, as anyone on the network can.
fn put(node: &Node, key: &str, bytes: &[u8]) {
    node.session().put(key, bytes).congestion_control(CongestionControl::Block).wait().unwrap();
}

#[test]
fn broadcasts_are_raw_cells_in_order() {
    let (one, two) = pair();
    // R0 counts to 200 as an integer word, most of which are no ByteSils; each value is sent.
    let source = "
        .mode SIL-16
        main:  LI       R0, 0
               LI       R1, 1
               LI       R2, 200
        next:  ADDINT   R0, R1
               BROADCAST 0xABCDEF
               CMPINT   R0, R2
               JN       next
               HLT
    ";
    let mut vm = machine(&one, source);
    assert_eq!(vm.run(), Outcome::Halted);
    for count in 1..=200_u16 {
        let heard = two.next_broadcast(0xAB_CDEF, PATIENCE).unwrap();
        let expected = [Cell::from_bits(count), Cell::from_bits(1), Cell::from_bits(200)].map(Cell::to_bits);
        assert_eq!([Reg::R0, Reg::R1, Reg::R2].map(|reg| heard.get(reg).to_bits()), expected);
    }
    // The sender does not hear itself, and other channels have nothing.
    let mut vm = machine(&one, "main: MOVI R0, 3\n RECEIVE 0xABCDEF\n HLT");
    assert_eq!((vm.run(), vm.cell(Reg::R0)), (Outcome::Halted, Cell { rho: 3, theta: 0 }));
    assert_eq!(two.next_broadcast(1, Duration::ZERO), None);
}

#[test]
fn a_program_receives_what_another_sends() {
    let (one, two) = pair();
    let mut sends = machine(&one, "main: MOVI R3, -2\n BROADCAST 5\n HLT");
    assert_eq!(sends.run(), Outcome::Halted);
    eventually("the broadcast comes", || two.statistics().received == 1);
    let mut receives = machine(&two, "main: RECEIVE 5\n HLT");
    assert_eq!(receives.run(), Outcome::Halted);
    assert_eq!(receives.registers(), sends.registers());
}

#[test]
fn a_node_that_hears_itself_has_one_queue_as_a_default_host() {
    let endpoint = free_endpoint().unwrap();
    let node = Node::builder("alone").unwrap().listen(&endpoint).unwrap().hears_itself().open().unwrap();
    let mut vm = machine(&node, "main: MOVI R0, 6\n BROADCAST 9\n MOVI R0, 0\n YIELD\n RECEIVE 9\n HLT");
    vm.host_mut().inner_mut().stop_at_yields(true);
    assert_eq!(vm.run(), Outcome::Yielded);
    eventually("the broadcast comes back", || node.statistics().received == 1);
    assert_eq!((vm.run(), vm.cell(Reg::R0)), (Outcome::Halted, Cell { rho: 6, theta: 0 }));
}

#[test]
fn nodes_meet_in_step() {
    let (one, two) = pair();
    let source = |other| format!("main: MOVI RC, 0\n again: SYNC {other}\n YIELD\n LOOP again\n HLT");
    let mut first = machine(&one, &source(2));
    let mut second = machine(&two, &source(1));
    thread::scope(|scope| {
        scope.spawn(|| assert_eq!(first.run(), Outcome::Halted));
        // Who comes late is waited for.
        thread::sleep(Duration::from_millis(100));
        assert_eq!(second.run(), Outcome::Halted);
    });
    // With itself a node is always met.
    assert_eq!(machine(&one, "main: SYNC 1\n HLT").run(), Outcome::Halted);
}

#[test]
fn who_does_not_come_is_given_up_with_a_reason() {
    let (one, _two) = pair_with(|builder| builder.patience(Duration::from_millis(200)));
    for (other, text) in [(2, "node 2 has not come within 200ms"), (77, "node 77 has not come within 200ms")]
    {
        let outcome = machine(&one, &format!("main: SYNC {other}\n HLT")).run();
        let Outcome::Trapped(trap) = outcome else { panic!("{outcome}") };
        assert!(trap.to_string().contains(text), "{trap}");
    }
}

#[test]
fn an_entangled_register_is_sensed_elsewhere() {
    let (one, two) = pair();
    let mut gives = machine(&one, "main: MOVI R6, 5\n ENTANGLE R6, 2\n HLT");
    assert_eq!(gives.run(), Outcome::Halted);
    let mut senses = machine(&two, "main: SENSE R6\n SENSE R7\n JMP main");
    senses.host_mut().inner_mut().set_input([0x94]);
    eventually("the cell comes", || {
        senses.set_fuel(Some(3));
        assert_eq!(senses.run(), Outcome::OutOfFuel);
        senses.cell(Reg::R6) == Cell { rho: 5, theta: 0 }
    });
}

#[test]
fn garbage_is_refused_counted_and_harms_nobody() {
    let (one, two) = pair();
    let sound = [b"VSPZ\x01\x01".as_slice(), &[7; 32]].concat();
    let mut later = sound.clone();
    later[4] = 2;
    let mut long = sound.clone();
    long.push(0);
    let mut random = fastrand::Rng::with_seed(16);
    let mut refused = 0;
    let messages = [b"".to_vec(), b"VSPZ".to_vec(), later, long, sound[..20].to_vec()];
    let noise = (0..200).map(|_| (0..random.usize(..100)).map(|_| random.u8(..)).collect::<Vec<u8>>());
    for message in messages.into_iter().chain(noise) {
        for key in ["vsp/channel/000001", "vsp/register/2/stranger"] {
            put(&one, key, &message);
            refused += 1;
        }
        // What queries bring is no better; nobody answers it.
        for key in ["vsp/sync/2/stranger", "vsp/post/two/stranger", "vsp/program/zz"] {
            let replies = one.session().get(key).payload(message.clone()).timeout(PATIENCE).wait().unwrap();
            assert!(replies.into_iter().all(|reply| reply.result().is_ok()));
            refused += u64::from(key.contains("sync"));
        }
    }
    put(&one, "vsp/channel/1", &sound);
    put(&one, "vsp/channel/000001", &sound);
    refused += 1;
    let heard = two.next_broadcast(1, PATIENCE);
    assert_eq!(heard, Some(Registers::from_image([7; 32])));
    let statistics = two.statistics();
    assert_eq!((statistics.received, statistics.refused), (1, refused));
    let reason = statistics.last_refusal.unwrap();
    assert!(reason.contains("a broadcast on no channel"), "{reason}");
}

#[test]
fn other_versions_and_prefixes_do_not_mix() {
    let (one, two) = pair();
    put(&one, "vsp/channel/000001", b"VSPZ\x02\x01 and what a later version has");
    eventually("the message is refused", || two.statistics().refused == 1);
    let reason = two.statistics().last_refusal.unwrap();
    assert!(reason.contains("version 2, and this node knows version 1 only"), "{reason}");
    let mut sound = b"VSPZ\x01\x01".to_vec();
    sound.extend([1; 32]);
    put(&one, "other/channel/000001", &sound);
    put(&one, "vsp/channel/000001", &sound);
    assert!(two.next_broadcast(1, PATIENCE).is_some());
    assert_eq!(two.statistics().received, 1);
}

#[test]
fn a_flood_is_bounded_and_what_it_costs_is_counted() {
    let limits = QueueLimits { channel: 100, all: 150, overflow: Overflow::DropOldest };
    let (one, two) = pair_with(|builder| builder.queues(limits));
    let mut sound = b"VSPZ\x01\x01".to_vec();
    sound.extend([0; 32]);
    for number in 0..20_000_u32 {
        sound[6..10].copy_from_slice(&number.to_le_bytes());
        put(&one, &format!("vsp/channel/{:06x}", number % 2), &sound);
    }
    eventually("all of them come", || two.statistics().received == 20_000);
    let statistics = two.statistics();
    assert_eq!((statistics.dropped, statistics.refused), (20_000 - 150, 0));
    let waiting = |channel| std::iter::from_fn(|| two.next_broadcast(channel, Duration::ZERO)).count();
    assert_eq!(waiting(0) + waiting(1), 150);
}

#[test]
fn a_name_belongs_to_one_node() {
    let endpoint = free_endpoint().unwrap();
    let _one = Node::builder("two").unwrap().listen(&endpoint).unwrap().open().unwrap();
    let again = Node::builder("two").unwrap().connect(&endpoint).unwrap().open();
    assert_eq!(again.unwrap_err().to_string(), "there is a node `two` already");
    assert!(Node::builder("no/name").is_err());
    assert!(Node::builder("x").unwrap().prefix("a//b").open().is_err());
}
