//! Nodes in network namespaces of their own, between which messages get lost, come late, or do not come at all for a while.
//!
//! Needs root, `ip`, `nft`, and for delays a kernel with netem; what is missing is said. With VSP_REQUIRE_CROSS set, a test that
//! cannot run fails, but for netem, which nobody can install.

mod common;

use common::PATIENCE;
use common::peer::{Peers, Way};
use std::process::Command;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// Two namespaces with a cable between them: 10.77.0.1 in the first, 10.77.0.2 in the second.
struct Cable {
    spaces: [String; 2],
    _alone: MutexGuard<'static, ()>,
}

/// Cables have the same addresses, so that there is one at a time; and their tests are about time.
static ALONE: Mutex<()> = Mutex::new(());

/// Runs a command, and whether it went well.
fn does(command: &str) -> bool {
    let mut words = command.split(' ');
    let output = Command::new(words.next().unwrap()).args(words).output();
    output.is_ok_and(|output| output.status.success())
}

fn must(command: &str) {
    assert!(does(command), "`{command}` failed");
}

impl Cable {
    /// Lays a cable, or says why there is none.
    fn lay() -> Option<Cable> {
        let alone = ALONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let spaces = ["a", "b"].map(|end| format!("vsp-{}-{end}", std::process::id()));
        if !does(&format!("ip netns add {}", spaces[0])) || !does("nft --version") {
            does(&format!("ip netns del {}", spaces[0]));
            let why = "network namespaces need root, iproute2 and nftables";
            assert!(std::env::var_os("VSP_REQUIRE_CROSS").is_none(), "{why}");
            println!("skipped: {why}");
            return None;
        }
        must(&format!("ip netns add {}", spaces[1]));
        let cable = Cable { spaces, _alone: alone };
        let [a, b] = &cable.spaces;
        must(&format!("ip link add veth-a netns {a} type veth peer name veth-b netns {b}"));
        for (end, (space, link)) in [(a, "veth-a"), (b, "veth-b")].into_iter().enumerate() {
            must(&format!("ip -n {space} addr add 10.77.0.{}/24 dev {link}", end + 1));
            for link in ["lo", link] {
                must(&format!("ip -n {space} link set {link} up"));
            }
            // For those who look for each other.
            must(&format!("ip -n {space} route add 224.0.0.0/4 dev {link}"));
        }
        Some(cable)
    }

    /// Loses so many packets of a hundred in both directions; delays them, if the kernel can.
    fn worsen(&self, loss: u32, delay: &str) {
        for (space, link) in self.spaces.iter().zip(["veth-a", "veth-b"]) {
            let inside = |command: &str| must(&format!("ip netns exec {space} {command}"));
            inside("nft add table inet bad");
            inside("nft add chain inet bad in { type filter hook input priority 0 ; }");
            inside(&format!("nft add rule inet bad in iif {link} numgen random mod 100 < {loss} drop"));
            if !does(&format!("tc -n {space} qdisc add dev {link} root netem delay {delay}")) {
                println!("no delay: this kernel has no netem");
            }
        }
    }

    /// Cuts the cable, or mends it.
    fn cut(&self, is_cut: bool) {
        let state = if is_cut { "down" } else { "up" };
        must(&format!("ip -n {} link set veth-a {state}", self.spaces[0]));
        if !is_cut {
            // It went with the link.
            does(&format!("ip -n {} route add 224.0.0.0/4 dev veth-a", self.spaces[0]));
        }
    }

    /// A command in the first or the second namespace.
    fn inside(&self, end: usize, command: Command) -> Command {
        let mut inside = Command::new("ip");
        inside.args(["netns", "exec", &self.spaces[end]]).arg(command.get_program()).args(command.get_args());
        inside
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        for space in &self.spaces {
            does(&format!("ip netns del {space}"));
        }
    }
}

/// Lets a machine count to a number, and cuts the cable for some time after each of some arrivals.
fn play(cable: &Cable, peers: &mut Peers, end: &str, cuts: &[(usize, Duration)]) -> Way {
    let mut way = Way::default();
    let mut cuts = cuts.iter();
    let mut next = cuts.next();
    let deadline = Instant::now() + 4 * PATIENCE;
    while way.ended.is_none() {
        assert!(Instant::now() < deadline, "the machine is lost after {} arrivals", way.arrivals);
        if let Some(line) = peers.next(Duration::from_millis(20)) {
            way.see(&line);
        }
        if let Some(&(arrivals, pause)) = next.filter(|(arrivals, _)| way.arrivals >= *arrivals) {
            println!("cut after {arrivals} arrivals, for {pause:?}");
            cable.cut(true);
            std::thread::sleep(pause);
            cable.cut(false);
            next = cuts.next();
        }
    }
    assert_eq!((way.ended.as_deref(), next), (Some(end), None));
    way
}

#[test]
fn a_machine_survives_loss_delay_and_cuts() {
    let Some(cable) = Cable::lay() else { return };
    let (folder, mut peers) = (tempfile::tempdir().unwrap(), Peers::new());
    let endpoint = "tcp/10.77.0.1:7447";
    for (end, (name, arguments)) in [
        ("one", ["--listen", endpoint, "--next", "two", "--count", "4000"].as_slice()),
        ("two", &["--connect", endpoint, "--next", "one"]),
    ]
    .into_iter()
    .enumerate()
    {
        let command = Peers::command(name, &folder.path().join(name), arguments);
        peers.start(name, cable.inside(end, command));
    }
    cable.worsen(5, "2ms");
    // The first cut is shorter than zenoh takes to give a link up, the second is longer.
    let cuts = [(20, Duration::from_secs(3)), (60, Duration::from_secs(13))];
    let start = Instant::now();
    let way = play(&cable, &mut peers, "4000", &cuts);
    println!("{} arrivals in {:?}, {} stranded for a time", way.arrivals, start.elapsed(), way.stranded);
}

#[test]
fn nodes_find_each_other_with_nothing_set_up() {
    let Some(cable) = Cable::lay() else { return };
    let (folder, mut peers) = (tempfile::tempdir().unwrap(), Peers::new());
    for (end, (name, next, rest)) in
        [("two", "one", [].as_slice()), ("one", "two", &["--count", "200"])].into_iter().enumerate()
    {
        let arguments = [&["--next", next], rest].concat();
        let command = Peers::command(name, &folder.path().join(name), &arguments);
        peers.start(name, cable.inside(end, command));
        peers.wait_for(name, "open", PATIENCE);
    }
    play(&cable, &mut peers, "200", &[]);
}
