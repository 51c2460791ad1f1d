//! Processes of the node that tests kill.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// What a process has said: its name, and the line.
pub type Line = (String, String);

/// Processes, and what they say.
pub struct Peers {
    running: BTreeMap<String, Child>,
    lines: (Sender<Line>, Receiver<Line>),
}

impl Drop for Peers {
    fn drop(&mut self) {
        let names: Vec<String> = self.running.keys().cloned().collect();
        names.iter().for_each(|name| self.kill(name));
    }
}

impl Peers {
    pub fn new() -> Peers {
        Peers { running: BTreeMap::new(), lines: mpsc::channel() }
    }

    /// The command of a peer.
    pub fn command(name: &str, store: &Path, rest: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vsp-zenoh-peer"));
        command.arg(name).arg("--store").arg(store).args(rest);
        command
    }

    /// Starts a process, which must not run yet.
    pub fn start(&mut self, name: &str, mut command: Command) {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let (lines, output) = (self.lines.0.clone(), child.stdout.take().unwrap());
        let says = name.to_string();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let _ = lines.send((says.clone(), line));
            }
        });
        assert!(self.running.insert(name.into(), child).is_none());
    }

    /// Ends a process by SIGKILL.
    pub fn kill(&mut self, name: &str) {
        if let Some(mut child) = self.running.remove(name) {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Whether a process has died by itself; it can then be started again.
    pub fn has_died(&mut self, name: &str) -> bool {
        let Some(child) = self.running.get_mut(name) else { return true };
        let has_died = child.try_wait().unwrap().is_some();
        if has_died {
            self.running.remove(name);
        }
        has_died
    }

    /// The next line.
    pub fn next(&self, patience: Duration) -> Option<Line> {
        self.lines.1.recv_timeout(patience).ok()
    }

    /// Waits for a line that begins with something.
    pub fn wait_for(&self, name: &str, start: &str, patience: Duration) -> String {
        let deadline = Instant::now() + patience;
        let mut seen = Vec::new();
        while let Some((who, line)) = self.next(deadline.saturating_duration_since(Instant::now())) {
            if who == name && line.starts_with(start) {
                return line;
            }
            seen.push(format!("{who}: {line}"));
        }
        panic!("`{name}` did not say `{start}`: {seen:#?}");
    }
}

/// What is known of a machine's way: at each count that it arrived with, where that was.
#[derive(Default)]
pub struct Way {
    places: BTreeMap<u64, String>,
    pub arrivals: usize,
    pub stranded: usize,
    pub ended: Option<String>,
}

impl Way {
    /// Takes a line in, and makes sure that the machine was not in two places.
    pub fn see(&mut self, (who, line): &Line) {
        let mut words = line.split(' ');
        match words.next().unwrap() {
            "arrived" => {
                let count: u64 = words.nth(1).unwrap().parse().unwrap();
                let place = self.places.entry(count).or_insert_with(|| who.clone());
                assert_eq!(place, who, "the machine that had counted to {count} was at both");
                self.arrivals += 1;
            }
            "stranded" => self.stranded += 1,
            // It ends at one place; there perhaps again, if that died before it could say so to its store.
            "ended" => {
                let place = self.places.entry(u64::MAX).or_insert_with(|| who.clone());
                assert_eq!(place, who, "the machine has ended at both");
                self.ended = Some(words.next().unwrap().into());
            }
            "open" | "sent" | "kept" => {}
            other => panic!("what is `{other}`?"),
        }
    }
}
