//! Oscillators in processes of their own, at different speeds, fall into step by nothing but BROADCAST and RECEIVE.
//!
//! ```sh
//! cargo run --release --example swarm
//! ```
//!
//! Each line of the plot is a moment; each digit is an oscillator at its phase.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use vsp_runtime::{DefaultHost, Outcome, Program, Vm};
use vsp_zenoh::{Node, free_endpoint};

const SOURCE: &str = include_str!("swarm.lis");
const OSCILLATORS: u64 = 6;

/// How often each of them moves on, and how often in all.
const TICK: Duration = Duration::from_millis(20);
const TICKS: u64 = 250;

/// Once round.
const ROUND: f64 = 65536.0;

/// How many columns the plot has, and how many ticks are between its lines.
const COLUMNS: usize = 72;
const EVERY: u64 = 8;

/// How much in step they are at the end, at least: 1 is entirely.
const IN_STEP: f64 = 0.98;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    match (arguments.next(), arguments.next(), arguments.next()) {
        (Some(first), Some(endpoint), Some(number)) if first == "oscillator" => {
            oscillate(&endpoint, number.parse()?)
        }
        (None, None, None) => lead(),
        _ => Err("usage: swarm".into()),
    }
}

/// Runs one oscillator, and says its phase at each tick of the clock that all have.
fn oscillate(endpoint: &str, number: u64) -> Result<(), Box<dyn Error>> {
    let node = Node::builder(&format!("oscillator-{number}"))?;
    let node = node.listen("tcp/127.0.0.1:0")?.connect(endpoint)?.open()?;
    let program = Program::from_lis(SOURCE, "swarm.lis").map_err(|errors| errors.to_string())?;
    let mut host = DefaultHost::new();
    host.stop_at_yields(true);
    // Phases all round, and speeds that differ by a fifth.
    let (phase, speed) = (number * 65_536 / OSCILLATORS / 2 + number * 977, 900 + 36 * number);
    host.set_input(format!("{phase}\n{speed}\n"));
    let mut vm = Vm::builder(&program).host(node.host(host)).fuel(0).build()?;
    let mut output = std::io::stdout().lock();
    loop {
        let tick = tick();
        while tick == self::tick() {
            thread::sleep(Duration::from_millis(1));
        }
        vm.set_fuel(Some(1_000_000));
        match vm.run() {
            Outcome::Yielded => {
                let phase = vm.host_mut().inner_mut().take_printed();
                writeln!(output, "{} {phase}", tick + 1)?;
                output.flush()?;
            }
            outcome => return Err(format!("the oscillator has stopped: {outcome}").into()),
        }
    }
}

/// The number of a moment, the same for all processes.
fn tick() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    (now.as_millis() / TICK.as_millis()) as u64
}

/// Processes that end with this.
struct Oscillators(Vec<Child>);

impl Drop for Oscillators {
    fn drop(&mut self) {
        for child in &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn lead() -> Result<(), Box<dyn Error>> {
    // The one whom all others find first; it hears nothing.
    let endpoint = free_endpoint()?;
    let _node = Node::builder("meeting-place")?.channels([]).listen(&endpoint)?.open()?;
    let (says, said) = mpsc::channel();
    let mut oscillators = Oscillators(Vec::new());
    for number in 0..OSCILLATORS {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["oscillator", &endpoint, &number.to_string()]).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let output = BufReader::new(child.stdout.take().ok_or("the oscillator has no output")?);
        oscillators.0.push(child);
        let says = says.clone();
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let mut words = line.split(' ').map(str::parse::<u64>);
                if let (Some(Ok(tick)), Some(Ok(phase))) = (words.next(), words.next()) {
                    let _ = says.send((tick, number, phase));
                }
            }
        });
    }
    drop(says);

    let mut moments: BTreeMap<u64, BTreeMap<u64, u64>> = BTreeMap::new();
    let (mut first, mut last) = (None, 0.0);
    for (tick, number, phase) in said {
        let phases = moments.entry(tick).or_default();
        phases.insert(number, phase);
        if (phases.len() as u64) < OSCILLATORS {
            continue;
        }
        // All have spoken for the first time when the last has come.
        let start = first.get_or_insert(tick);
        last = step(phases.values());
        if (tick - *start).is_multiple_of(EVERY) {
            println!("{:5.2} s |{}| {last:.2}", (tick - *start) as f64 * TICK.as_secs_f64(), plot(phases));
        }
        if tick - *start >= TICKS {
            break;
        }
        moments = moments.split_off(&tick);
    }
    println!("in step: {last:.3}");
    if last < IN_STEP { Err("they did not fall into step".into()) } else { Ok(()) }
}

/// How much in step phases are: the length of the mean of as many hands of a clock.
fn step<'a>(phases: impl ExactSizeIterator<Item = &'a u64>) -> f64 {
    let count = phases.len() as f64;
    let hands = phases.map(|&phase| (phase as f64 / ROUND * std::f64::consts::TAU).sin_cos());
    let (x, y) = hands.fold((0.0, 0.0), |(x, y), (sin, cos)| (x + cos, y + sin));
    f64::hypot(x, y) / count
}

/// A line with a digit at each phase.
fn plot(phases: &BTreeMap<u64, u64>) -> String {
    let mut line = vec![' '; COLUMNS];
    for (number, &phase) in phases {
        let column = (phase as f64 / ROUND * COLUMNS as f64) as usize;
        line[column.min(COLUMNS - 1)] = char::from_digit((number % 10) as u32, 10).unwrap_or('?');
    }
    line.into_iter().collect()
}
