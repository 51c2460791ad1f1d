//! A node that tests run as a process of its own, and kill: machines that arrive run for a while and go on to the next node.
//!
//! Each line that it prints says what it did: `open`, `arrived ID COUNT`, `sent`, `kept REASON`, `stranded ID`, `ended ID COUNT`.

use clap::Parser;
use std::error::Error;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use vsp_runtime::{DefaultHost, Outcome, Program, Reg, Vm};
use vsp_zenoh::{Machine, Name, Node, Sending, Trust};

#[derive(Parser)]
struct Arguments {
    name: String,
    #[arg(long)]
    store: PathBuf,
    #[arg(long)]
    listen: Option<String>,
    #[arg(long)]
    connect: Option<String>,
    /// Where machines go from here.
    #[arg(long)]
    next: String,
    /// Begins with a machine that counts so far.
    #[arg(long)]
    count: Option<u32>,
    /// How much fuel a machine gets at a time.
    #[arg(long, default_value_t = 100)]
    fuel: u64,
    /// Dies at a step of a hand-over, at once and without a word.
    #[arg(long)]
    die_at: Option<String>,
    /// As often as it has to come to that step.
    #[arg(long, default_value_t = 1)]
    die_after: u32,
    #[arg(long, default_value_t = 2000)]
    patience: u64,
}

/// Counts to a number in R0.
fn counter(end: u32) -> Program {
    let source = format!(
        "
        .mode SIL-64
        .data
        end:    .word64 {end}
        .code
        main:   LI     R0, 0
                LI     R4, 1
                LOADW  R8, end
        next:   ADDINT R0, R4
                STOREW R0, 4096
                CMPINT R0, R8
                JN     next
                HLT
        "
    );
    Program::from_container(vsp_runtime::isa::asm::assemble(&source, "counter.sil").unwrap()).unwrap()
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let next: Name = arguments.next.parse()?;
    let mut builder = Node::builder(&arguments.name)?;
    if let Some(endpoint) = &arguments.listen {
        builder = builder.listen(endpoint)?;
    }
    if let Some(endpoint) = &arguments.connect {
        builder = builder.connect(endpoint)?;
    }
    let left = AtomicU32::new(arguments.die_after);
    let die_at = arguments.die_at;
    let builder = builder.store(arguments.store).trust(Trust::Everybody).on_step(move |step| {
        if die_at.as_deref() == Some(&format!("{step:?}")) && left.fetch_sub(1, Ordering::Relaxed) == 1 {
            std::process::abort();
        }
    });
    let node = builder.patience(Duration::from_millis(arguments.patience)).open()?;
    println!("open");

    let mut first = match arguments.count {
        Some(end) => {
            Some(Vm::builder(&counter(end)).host(node.host(DefaultHost::new())).fuel(0).build()?.into())
        }
        None => None,
    };
    loop {
        let mut machine: Machine<_> = match first.take() {
            Some(machine) => machine,
            None => {
                let Some(arrival) = node.next_arrival(Duration::from_secs(1))? else { continue };
                let builder = Vm::builder(arrival.program()).host(node.host(DefaultHost::new()));
                let machine = arrival.restore(builder)?;
                println!("arrived {} {}", arrival.id(), machine.vm.integer(Reg::R0)?);
                machine
            }
        };
        loop {
            machine.vm.add_fuel(arguments.fuel);
            match machine.vm.run() {
                Outcome::OutOfFuel => {}
                Outcome::Halted => {
                    println!("ended {}", machine.vm.integer(Reg::R0)?);
                    node.finish(machine)?;
                    break;
                }
                other => return Err(format!("the machine has stopped: {other}").into()),
            }
            match node.send(machine, &next) {
                Sending::Moved => println!("sent"),
                Sending::Stranded(id) => println!("stranded {id}"),
                Sending::Kept { machine: kept, reason } => {
                    println!("kept {reason}");
                    std::thread::sleep(Duration::from_millis(20));
                    machine = *kept;
                    continue;
                }
            }
            break;
        }
    }
}
