//! What workers and the desk say to each other.

use crate::handover::Id;
use crate::name::Name;
use crate::programs::Hash;
use crate::wire::{Kind, Reader, WireError, Writer};

/// Which task, given out for which time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    pub task: u64,
    /// A random number.
    pub time: u64,
}

/// How a machine's run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// As text: `halted`, or why it trapped.
    pub outcome: String,
    /// Whether that is an end as a program wants it: Halted or Returned.
    pub is_good: bool,
    /// The image of its registers.
    pub registers: [u8; 32],
    /// The fuel that it has used, from its beginning.
    pub fuel: u64,
    /// What ACT has sent, as raw cells.
    pub output: Vec<u8>,
    /// What it has printed.
    pub printed: String,
}

/// What became of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// Its slice is used up, and this is the machine.
    Goes(Vec<u8>),
    /// It has ended.
    Ended(Box<End>),
    /// The worker cannot do it: its limits, or no program.
    Failed(String),
}

/// What a worker says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errand {
    pub worker: Name,
    /// This life of the worker.
    pub life: Id,
    pub report: Option<(Ticket, Report)>,
    /// Whether it wants another task.
    pub wants: bool,
}

/// What a task begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    Input(Vec<u8>),
    Snapshot(Vec<u8>),
}

/// What the desk has for a worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    Run {
        ticket: Ticket,
        program: Hash,
        start: Start,
        fuel: u64,
        /// Whether it ends with this slice, whatever the machine says.
        is_last: bool,
    },
    /// Nothing at the moment.
    Wait,
    /// All is done.
    Over,
}

/// How long an outcome's text may be.
const OUTCOME: usize = 4096;

impl Errand {
    pub fn write(&self) -> Vec<u8> {
        let head = Writer::new(Kind::Errand).bytes(self.worker.as_str().as_bytes()).raw(&self.life.0);
        let head = head.u8(u8::from(self.wants));
        let Some((ticket, report)) = &self.report else { return head.u8(0).finish() };
        let with = |number: u8| head.u8(number).u64(ticket.task).u64(ticket.time);
        match report {
            Report::Goes(snapshot) => with(1).bytes(snapshot),
            Report::Ended(end) => {
                let End { outcome, is_good, registers, fuel, output, printed } = &**end;
                let outcome = &outcome.as_bytes()[..outcome.floor_char_boundary(OUTCOME)];
                let fixed = with(2).bytes(outcome).u8(u8::from(*is_good)).raw(registers).u64(*fuel);
                fixed.bytes(output).bytes(printed.as_bytes())
            }
            Report::Failed(reason) => {
                with(3).bytes(&reason.as_bytes()[..reason.floor_char_boundary(OUTCOME)])
            }
        }
        .finish()
    }

    /// Reads one whose parts have at most so many bytes.
    pub fn read(bytes: &[u8], most: usize) -> Result<Errand, WireError> {
        let mut reader = Reader::new(bytes, Kind::Errand)?;
        let worker = reader.text(Name::LONGEST)?.parse();
        let worker = worker.map_err(|_| WireError::Field("there is no such name"))?;
        let (life, wants) = (Id(reader.array()?), reader.u8()? != 0);
        let number = reader.u8()?;
        let mut ticket = || Ok(Ticket { task: reader.u64()?, time: reader.u64()? });
        let report = match number {
            0 => None,
            1 => Some((ticket()?, Report::Goes(reader.bytes(most)?.into()))),
            2 => {
                let ticket = ticket()?;
                let end = End {
                    outcome: reader.text(OUTCOME)?.into(),
                    is_good: reader.u8()? != 0,
                    registers: reader.array()?,
                    fuel: reader.u64()?,
                    output: reader.bytes(most)?.into(),
                    printed: reader.text(most)?.into(),
                };
                Some((ticket, Report::Ended(Box::new(end))))
            }
            3 => Some((ticket()?, Report::Failed(reader.text(OUTCOME)?.into()))),
            _ => return Err(WireError::Field("there is no such report")),
        };
        reader.finish()?;
        Ok(Errand { worker, life, report, wants })
    }
}

impl Task {
    pub fn write(&self) -> Vec<u8> {
        let head = Writer::new(Kind::Task);
        match self {
            Task::Run { ticket, program, start, fuel, is_last } => {
                let (number, bytes) = match start {
                    Start::Input(bytes) => (0, bytes),
                    Start::Snapshot(bytes) => (1, bytes),
                };
                let fixed = head.u8(number).u64(ticket.task).u64(ticket.time).raw(&program.0);
                fixed.u64(*fuel).u8(u8::from(*is_last)).bytes(bytes).finish()
            }
            Task::Wait => head.u8(2).finish(),
            Task::Over => head.u8(3).finish(),
        }
    }

    /// Reads one whose input or snapshot has at most so many bytes.
    pub fn read(bytes: &[u8], most: usize) -> Result<Task, WireError> {
        let mut reader = Reader::new(bytes, Kind::Task)?;
        let number = reader.u8()?;
        let task = match number {
            0 | 1 => {
                let ticket = Ticket { task: reader.u64()?, time: reader.u64()? };
                let (program, fuel) = (Hash(reader.array()?), reader.u64()?);
                let is_last = reader.u8()? != 0;
                let bytes = reader.bytes(most)?.to_vec();
                let start = if number == 0 { Start::Input(bytes) } else { Start::Snapshot(bytes) };
                Task::Run { ticket, program, start, fuel, is_last }
            }
            2 => Task::Wait,
            3 => Task::Over,
            _ => return Err(WireError::Field("there is no such task")),
        };
        reader.finish()?;
        Ok(task)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_come_back_as_they_were() {
        let ticket = Ticket { task: 1, time: 2 };
        let end = End {
            outcome: "halted".into(),
            is_good: true,
            registers: [3; 32],
            fuel: 4,
            output: vec![5, 6],
            printed: "7".into(),
        };
        let reports = [
            None,
            Some((ticket, Report::Goes(vec![8; 9]))),
            Some((ticket, Report::Ended(Box::new(end)))),
            Some((ticket, Report::Failed("why".into()))),
        ];
        for report in reports {
            let errand = Errand { worker: "w".parse().unwrap(), life: Id([1; 16]), report, wants: true };
            let bytes = errand.write();
            assert_eq!(Errand::read(&bytes, 9), Ok(errand));
            assert!((0..bytes.len()).all(|length| Errand::read(&bytes[..length], 9).is_err()));
        }
        let run = |start| Task::Run { ticket, program: Hash([1; 32]), start, fuel: 9, is_last: true };
        for task in [run(Start::Input(vec![1])), run(Start::Snapshot(vec![2])), Task::Wait, Task::Over] {
            let bytes = task.write();
            assert_eq!(Task::read(&bytes, 1), Ok(task));
            assert!((0..bytes.len()).all(|length| Task::read(&bytes[..length], 1).is_err()));
        }
    }

    #[test]
    fn noise_is_no_message() {
        let mut random = fastrand::Rng::with_seed(16);
        for _ in 0..100_000 {
            let kind = [Kind::Errand, Kind::Task][random.usize(..2)];
            let noise: Vec<u8> = (0..random.usize(..200)).map(|_| random.u8(..6)).collect();
            let bytes = Writer::new(kind).raw(&noise).finish();
            let (_, _) = (Errand::read(&bytes, 50), Task::read(&bytes, 50));
        }
    }
}
