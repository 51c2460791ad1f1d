//! A machine that visits nodes on processors of three kinds, one of which has the other order of bytes.
//!
//! Needs `vsp-zenoh-peer` for 64-bit ARM and s390x, and emulators: `vsp-zenoh/foreign` builds them and runs this. That compiles zenoh twice
//! more, for which CI has no time.

mod common;

use common::PATIENCE;
use common::peer::{Peers, Way};
use std::process::Command;
use std::time::{Duration, Instant};
use vsp_zenoh::free_endpoint;

#[test]
fn a_machine_visits_three_kinds_of_processors() {
    let Ok(folder) = std::env::var("VSP_FOREIGN_PEERS") else {
        println!("skipped: `vsp-zenoh/foreign` builds what this needs");
        return;
    };
    let (stores, mut peers) = (tempfile::tempdir().unwrap(), Peers::new());
    let endpoint = free_endpoint().unwrap();
    let native = env!("CARGO_BIN_EXE_vsp-zenoh-peer").to_string();
    let foreign = |target: &str| format!("{folder}/{target}/debug/vsp-zenoh-peer");
    let kinds = [
        ("arm", "s390x", vec!["qemu-aarch64-static".into(), foreign("aarch64-unknown-linux-gnu")]),
        ("s390x", "x86", vec!["qemu-s390x-static".into(), foreign("s390x-unknown-linux-gnu")]),
        ("x86", "arm", vec![native]),
    ];
    for (name, next, program) in kinds {
        let mut command = Command::new(&program[0]);
        if program[0].starts_with("qemu-s390x") {
            // The C library of that processor.
            command.args(["-L", "/usr/s390x-linux-gnu"]);
        }
        command.args(&program[1..]).arg(name).arg("--store").arg(stores.path().join(name));
        command.args(["--next", next, "--patience", "20000"]);
        // The first listens, and the last has the machine.
        match name {
            "arm" => command.args(["--listen", &endpoint]),
            "x86" => command.args(["--connect", &endpoint, "--count", "1000"]),
            _ => command.args(["--connect", &endpoint]),
        };
        peers.start(name, command);
        peers.wait_for(name, "open", 4 * PATIENCE);
    }
    let mut way = Way::default();
    let mut visited = std::collections::BTreeSet::new();
    let deadline = Instant::now() + 4 * PATIENCE;
    while way.ended.is_none() {
        assert!(Instant::now() < deadline, "the machine is lost after {} arrivals", way.arrivals);
        if let Some(line) = peers.next(Duration::from_millis(50)) {
            if line.1.starts_with("arrived") {
                visited.insert(line.0.clone());
            }
            way.see(&line);
        }
    }
    assert_eq!((way.ended.as_deref(), visited.len()), (Some("1000"), 3));
    println!("{} arrivals at {visited:?}", way.arrivals);
}
