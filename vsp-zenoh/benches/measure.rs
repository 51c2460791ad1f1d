//! Measures what the README says: messages beside zenoh's own, moves, and a fleet of one and of two workers.
//!
//! ```sh
//! cargo bench --bench measure                 # all
//! cargo bench --bench measure messages        # or: moves, fleet
//! ```
//!
//! Each pair is measured in turns, a few times, and the shortest counts: what else a computer does makes things longer only.

use std::error::Error;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};
use vsp_runtime::{DefaultHost, Host, Outcome, Program, Registers, Vm};
use vsp_zenoh::fleet::{Desk, Work, WorkerLimits, work};
use vsp_zenoh::zenoh::Wait;
use vsp_zenoh::zenoh::qos::CongestionControl;
use vsp_zenoh::{Node, Overflow, QueueLimits, Sending, Trust, free_endpoint};

/// How many messages are sent for throughput, and there and back for latency.
const MESSAGES: u32 = 50_000;
const TURNS: usize = 300;
const ROUNDS: usize = 40;
/// How often a fleet's work is done by one worker, and by two.
const FLEETS: usize = 8;

const PATIENCE: Duration = Duration::from_secs(30);

/// What a broadcast has on the wire: six bytes of header, and 32 of registers.
const BYTES: usize = 38;

/// As many may wait as are sent: none is dropped.
const ALL: QueueLimits = QueueLimits { channel: 1 << 20, all: 1 << 20, overflow: Overflow::DropNewest };

type Any = Box<dyn Error>;

fn main() -> Result<(), Any> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["echo", endpoint] => echo(endpoint),
        ["plain-echo", endpoint] => plain_echo(endpoint),
        ["take", endpoint, folder] => take(endpoint, folder),
        ["worker", endpoint, name] => worker(endpoint, name),
        [] => messages().and_then(|()| moves()).and_then(|()| fleet()),
        ["messages"] => messages(),
        ["moves"] => moves(),
        ["fleet"] => fleet(),
        _ => Err("usage: measure [messages | moves | fleet]".into()),
    }
}

/// A process of this program, which ends with this.
struct Other(Child);

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(words: &[&str]) -> Result<Other, Any> {
    Ok(Other(Command::new(std::env::current_exe()?).args(words).spawn()?))
}

/// A node that hears some channels.
fn hears(name: &str, endpoint: &str, channels: &[u32]) -> Result<Node, Any> {
    let builder = Node::builder(name)?.listen("tcp/127.0.0.1:0")?.connect(endpoint)?;
    Ok(builder.queues(ALL).channels(channels.iter().copied()).open()?)
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// How fast something is: the time of a message of many, and the median of one there and back.
#[derive(Clone, Copy)]
struct Speed {
    each: Duration,
    back: Duration,
}

impl Speed {
    const WORST: Speed = Speed { each: Duration::MAX, back: Duration::MAX };

    fn better(self, other: Speed) -> Speed {
        Speed { each: self.each.min(other.each), back: self.back.min(other.back) }
    }
}

// Messages.

/// Sends all back that comes on channel 1; on channel 2 it counts, and tells when it has them all.
fn echo(endpoint: &str) -> Result<(), Any> {
    let node = hears("echo", endpoint, &[1, 2])?;
    let mut host = node.host(DefaultHost::new());
    let sends = thread::spawn({
        let (node, mut host) = (node.clone(), node.host(DefaultHost::new()));
        move || -> Result<(), String> {
            loop {
                if let Some(registers) = node.next_broadcast(1, PATIENCE) {
                    host.broadcast(3, &registers).map_err(|error| error.to_string())?;
                }
            }
        }
    });
    let mut count = 0;
    while !sends.is_finished() {
        if node.next_broadcast(2, PATIENCE).is_some() {
            count += 1;
            if count == MESSAGES {
                count = 0;
                host.broadcast(4, &Registers::NULL)?;
            }
        }
    }
    Ok(())
}

/// The same by nothing but zenoh.
fn plain_echo(endpoint: &str) -> Result<(), Any> {
    // It must not hear what it is compared with.
    let node = hears("plain-echo", endpoint, &[])?;
    let session = node.session();
    let (back, end) = (publisher(session, "plain/3")?, publisher(session, "plain/4")?);
    let turns = session.declare_subscriber("plain/1").wait().map_err(|error| error.to_string())?;
    let many = session.declare_subscriber("plain/2").wait().map_err(|error| error.to_string())?;
    let answers = thread::spawn(move || {
        while let Ok(sample) = turns.recv() {
            if back.put(sample.payload().to_bytes().into_owned()).wait().is_err() {
                break;
            }
        }
    });
    let mut count = 0;
    while many.recv().is_ok() && !answers.is_finished() {
        count += 1;
        if count == MESSAGES {
            count = 0;
            end.put([0; BYTES]).wait().map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}

type Publisher = vsp_zenoh::zenoh::pubsub::Publisher<'static>;

fn publisher(session: &vsp_zenoh::zenoh::Session, key: &'static str) -> Result<Publisher, Any> {
    let publisher = session.declare_publisher(key).congestion_control(CongestionControl::Block);
    Ok(publisher.wait().map_err(|error| error.to_string())?)
}

fn messages() -> Result<(), Any> {
    let endpoint = free_endpoint()?;
    let node = Node::builder("measure")?.queues(ALL).channels([3, 4]).listen(&endpoint)?.open()?;
    let _echo = start(&["echo", &endpoint])?;
    let _plain = start(&["plain-echo", &endpoint])?;
    node.wait_for(&"echo".parse()?, PATIENCE)?;
    node.wait_for(&"plain-echo".parse()?, PATIENCE)?;
    thread::sleep(Duration::from_secs(1));

    let mut host = node.host(DefaultHost::new());
    let (one, two) = (publisher(node.session(), "plain/1")?, publisher(node.session(), "plain/2")?);
    let subscriber = |key: &'static str| node.session().declare_subscriber(key).wait();
    let back = subscriber("plain/3").map_err(|error| error.to_string())?;
    let end = subscriber("plain/4").map_err(|error| error.to_string())?;
    thread::sleep(Duration::from_secs(1));

    let (mut ours, mut plain) = (Speed::WORST, Speed::WORST);
    for _ in 0..ROUNDS {
        ours = ours.better(speed(
            |many| host.broadcast(if many { 2 } else { 1 }, &Registers::NULL).map_err(Any::from),
            |many| {
                node.next_broadcast(if many { 4 } else { 3 }, PATIENCE).map(drop).ok_or("no answer".into())
            },
        )?);
        plain = plain.better(speed(
            |many| {
                let publisher = if many { &two } else { &one };
                publisher.put([0; BYTES]).wait().map_err(|error| error.to_string().into())
            },
            |many| {
                let subscriber = if many { &end } else { &back };
                let sample = subscriber.recv_timeout(PATIENCE).map_err(|error| error.to_string())?;
                sample.map(drop).ok_or("no answer".into())
            },
        )?);
    }
    println!("messages of {BYTES} bytes between two processes       node      zenoh     ratio");
    for (what, ours, plain) in
        [("time of each of many", ours.each, plain.each), ("there and back, median", ours.back, plain.back)]
    {
        let ratio = ours.as_secs_f64() / plain.as_secs_f64();
        println!("  {what:45} {:>9} {:>9} {ratio:9.2}", shown(ours), shown(plain));
    }
    Ok(())
}

fn shown(time: Duration) -> String {
    format!("{:.2} µs", time.as_secs_f64() * 1e6)
}

fn speed(
    mut send: impl FnMut(bool) -> Result<(), Any>,
    mut receive: impl FnMut(bool) -> Result<(), Any>,
) -> Result<Speed, Any> {
    let start = Instant::now();
    for _ in 0..MESSAGES {
        send(true)?;
    }
    receive(true)?;
    let each = start.elapsed() / MESSAGES;
    let mut times = Vec::with_capacity(TURNS);
    for _ in 0..TURNS {
        let start = Instant::now();
        send(false)?;
        receive(false)?;
        times.push(start.elapsed());
    }
    Ok(Speed { each, back: median(&mut times) })
}

// Moves.

/// A machine that waits, with all of its 64 KiB in use.
fn machine(node: &Node) -> Result<Vm<vsp_zenoh::NodeHost<DefaultHost>>, Any> {
    let program =
        vsp_runtime::isa::asm::assemble("main: JMP main", "waits.sil").map_err(|e| e.to_string())?;
    let program = Program::from_container(program)?;
    let mut vm = Vm::builder(&program).host(node.host(DefaultHost::new())).fuel(1000).build()?;
    vm.memory_mut().fill(0xA5);
    match vm.run() {
        Outcome::OutOfFuel => Ok(vm),
        outcome => Err(outcome.to_string().into()),
    }
}

fn mover(name: &str, folder: &str) -> Result<vsp_zenoh::NodeBuilder, Any> {
    let builder = Node::builder(name)?.store(format!("{folder}/{name}")).trust(Trust::Everybody);
    Ok(if folder.ends_with("durable") { builder.durable() } else { builder })
}

/// Takes machines, and sends them back.
fn take(endpoint: &str, folder: &str) -> Result<(), Any> {
    let node = mover("takes", folder)?.connect(endpoint)?.open()?;
    loop {
        let Some(arrival) = node.next_arrival(PATIENCE)? else { continue };
        let builder = Vm::builder(arrival.program()).host(node.host(DefaultHost::new()));
        match node.send(arrival.restore(builder)?, arrival.other()) {
            Sending::Moved => {}
            other => return Err(format!("{other:?}").into()),
        }
    }
}

fn moves() -> Result<(), Any> {
    let folder = tempfile::tempdir()?;
    println!("a machine of 64 KiB moves to another process");
    for (kind, count) in [("fast", 400), ("durable", 50)] {
        let folder = folder.path().join(kind).display().to_string();
        let endpoint = free_endpoint()?;
        let node = mover("sends", &folder)?.listen(&endpoint)?.open()?;
        let _other = start(&["take", &endpoint, &folder])?;
        let to = "takes".parse()?;
        node.wait_for(&to, PATIENCE)?;
        let mut machine = vsp_zenoh::Machine::from(machine(&node)?);
        let mut times = Vec::new();
        for _ in 0..count {
            let start = Instant::now();
            let sent = node.send(machine, &to);
            let elapsed = start.elapsed();
            let Sending::Moved = sent else { return Err(format!("{sent:?}").into()) };
            times.push(elapsed);
            let arrival = node.next_arrival(PATIENCE)?.ok_or("it does not come back")?;
            let builder = Vm::builder(arrival.program()).host(node.host(DefaultHost::new()));
            machine = arrival.restore(builder)?;
        }
        let what = if kind == "fast" { "outliving processes" } else { "outliving the loss of power" };
        println!("  {what:45} {:.2} ms, median of {count}", median(&mut times).as_secs_f64() * 1e3);
    }
    Ok(())
}

// A fleet.

/// Counts down from what its input says, for some ten milliseconds.
const SLOW: &str = "
    .mode SIL-64
    .data
    long:   .word64 3000000
    .code
    main:   LOADW  R0, long
            LI     R4, 1
            LI     R8, 0
    next:   SUBINT R0, R4
            CMPINT R8, R0
            JN     next
            HLT
";

fn worker(endpoint: &str, name: &str) -> Result<(), Any> {
    work(&hears(name, endpoint, &[])?, "bench", WorkerLimits::DEFAULT, || true)?;
    Ok(())
}

/// How long so many workers take for it.
fn fleet_of(workers: usize) -> Result<Duration, Any> {
    let program = vsp_runtime::isa::asm::assemble(SLOW, "slow.sil").map_err(|errors| errors.to_string())?;
    let program = Program::from_container(program)?;
    let endpoint = free_endpoint()?;
    let node = Node::builder("desk")?.listen(&endpoint)?.open()?;
    let names: Vec<String> = (0..workers).map(|number| format!("worker-{number}")).collect();
    let others: Result<Vec<Other>, Any> =
        names.iter().map(|name| start(&["worker", &endpoint, name])).collect();
    let _others = others?;
    for name in &names {
        node.wait_for(&name.parse()?, PATIENCE)?;
    }
    thread::sleep(Duration::from_millis(500));
    let start = Instant::now();
    let desk = Desk::open(&node, "bench", Work::new(&program, vec![Vec::new(); 200]))?;
    let done = desk.finish(|_| {});
    let elapsed = start.elapsed();
    if let Some(bad) = done.iter().find(|done| !done.is_good) {
        return Err(bad.outcome.clone().into());
    }
    Ok(elapsed)
}

fn fleet() -> Result<(), Any> {
    let (mut one, mut two) = (Duration::MAX, Duration::MAX);
    for _ in 0..FLEETS {
        one = one.min(fleet_of(1)?);
        two = two.min(fleet_of(2)?);
    }
    println!("a fleet's 200 tasks");
    println!("  one worker {one:.2?}, two workers {two:.2?}: {:.2}", two.as_secs_f64() / one.as_secs_f64());
    Ok(())
}
