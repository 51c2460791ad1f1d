//! Hand-overs among three nodes over a network that loses, doubles and delays, with deaths at any step: a machine that goes from
//! one to the other is always at exactly one, as it was.

use super::*;
use crate::error::Error;
use crate::name::Name;
use crate::programs::{Hash, Kept, Programs};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Once};
use std::time::Duration;
use vsp_runtime::{DefaultHost, Outcome, Program, Reg, Vm};

/// What a hook panics with: the node is dead.
struct Death;

/// Deaths need not be told of.
fn quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !info.payload().is::<Death>() {
                before(info);
            }
        }));
    });
}

/// A node: its folder, and its office while it lives.
struct Node {
    name: Name,
    folder: PathBuf,
    office: RefCell<Option<Arc<Office>>>,
    programs: RefCell<Arc<Programs>>,
    /// After how many more steps it dies; 0 for never.
    dies: Arc<AtomicU32>,
}

/// All nodes, and what is on its way.
struct World {
    nodes: Vec<Node>,
    random: RefCell<fastrand::Rng>,
    /// Whether the network does its worst.
    is_bad: Cell<bool>,
    /// What may come once more, at any time: from, to, request.
    late: RefCell<Vec<(usize, usize, Request)>>,
    faults: Cell<u32>,
    steps: Arc<std::sync::Mutex<BTreeMap<String, u32>>>,
}

/// The network as one of the nodes sees it.
struct Network<'a>(&'a World, usize);

impl Carrier for Network<'_> {
    fn ask(&self, to: &Name, request: &Request) -> Option<Reply> {
        let &Network(world, from) = self;
        let to = world.nodes.iter().position(|node| node.name == *to).unwrap();
        if world.happens(8) {
            return None;
        }
        if world.is_bad.get() && world.random.borrow_mut().u8(..) < 64 {
            let mut late = world.late.borrow_mut();
            late.push((from, to, request.clone()));
            if late.len() > 50 {
                late.remove(0);
            }
        }
        let reply = world.deliver(from, to, request);
        if world.happens(8) {
            return None;
        }
        reply
    }

    fn program(&self, hash: &Hash) -> Result<Kept, Error> {
        // Whoever has it gives it, through the checks that it has on the wire.
        let &Network(world, from) = self;
        let found = world.nodes.iter().find_map(|node| node.programs.borrow().message(hash));
        let programs = world.nodes[from].programs.borrow();
        let message = found.ok_or(Error::NoProgram(*hash))?;
        programs.keep_file(*hash, programs.read_message(&message)?)
    }
}

impl World {
    fn new(folder: &Path, seed: u64) -> World {
        quiet();
        let node = |name: &str| Node {
            name: name.parse().unwrap(),
            folder: folder.join(name),
            office: RefCell::default(),
            programs: RefCell::new(Arc::new(Programs::new(None, false, 0))),
            dies: Arc::default(),
        };
        let world = World {
            nodes: ["one", "two", "three"].map(node).into(),
            random: RefCell::new(fastrand::Rng::with_seed(seed)),
            is_bad: Cell::new(false),
            late: RefCell::default(),
            faults: Cell::new(0),
            steps: Arc::default(),
        };
        (0..3).for_each(|node| world.start(node));
        world
    }

    /// Whether one of so many things happens, while the network is bad.
    fn happens(&self, of: u32) -> bool {
        let happens = self.is_bad.get() && self.random.borrow_mut().u32(..of) == 0;
        self.faults.set(self.faults.get() + u32::from(happens));
        happens
    }

    fn start(&self, number: usize) {
        let node = &self.nodes[number];
        let store = Store::open(&node.folder, false).unwrap();
        let programs = Arc::new(Programs::new(Some(store.programs()), false, 1 << 20));
        let (dies, steps) = (Arc::clone(&node.dies), Arc::clone(&self.steps));
        dies.store(0, Ordering::Relaxed);
        let hook = move |step| {
            let left = dies.load(Ordering::Relaxed);
            if left > 0 {
                dies.store(left - 1, Ordering::Relaxed);
                if left == 1 {
                    *steps.lock().unwrap().entry(format!("{step:?}")).or_default() += 1;
                    resume_unwind(Box::new(Death));
                }
            }
        };
        let trust = Trust::Named(self.nodes.iter().map(|node| node.name.clone()).collect());
        let office =
            Office::open(store, Arc::clone(&programs), trust, MoveLimits::DEFAULT, Some(Arc::new(hook)));
        *node.office.borrow_mut() = Some(Arc::new(office.unwrap()));
        *node.programs.borrow_mut() = programs;
    }

    /// Does something at a node, which may die of it. What it gave, if it lives.
    fn at<T>(&self, number: usize, act: impl FnOnce(&Office) -> T) -> Option<T> {
        let office = self.nodes[number].office.borrow().clone()?;
        match catch_unwind(AssertUnwindSafe(|| act(&office))) {
            Ok(done) => Some(done),
            Err(death) if death.is::<Death>() => {
                *self.nodes[number].office.borrow_mut() = None;
                None
            }
            Err(other) => resume_unwind(other),
        }
    }

    fn deliver(&self, from: usize, to: usize, request: &Request) -> Option<Reply> {
        let (name, request) = (self.nodes[from].name.clone(), request.clone());
        self.at(to, |office| office.answer(&name, request, &Network(self, to)))?
    }

    fn is_dead(&self, number: usize) -> bool {
        self.nodes[number].office.borrow().is_none()
    }

    /// All come back, the network heals, and everybody asks about what it does not know.
    fn heal(&self) {
        self.is_bad.set(false);
        for number in 0..3 {
            self.nodes[number].dies.store(0, Ordering::Relaxed);
            if self.is_dead(number) {
                self.start(number);
            }
        }
        for _ in 0..2 {
            for number in 0..3 {
                self.at(number, |office| office.resolve(Duration::ZERO, &Network(self, number)));
            }
        }
    }
}

/// Counts in R0 as a word, with a number that each step changes in memory, too.
fn program() -> Program {
    let source = "
        .mode SIL-64
        main:  LI     R4, 1
        next:  ADDINT R0, R4
               STOREW R0, 4096
               JMP    next
    ";
    Program::from_container(vsp_runtime::isa::asm::assemble(source, "count.sil").unwrap()).unwrap()
}

fn hand_overs(count: u32, seed: u64) {
    let folder = tempfile::tempdir().unwrap();
    let world = World::new(folder.path(), seed);
    let program = program();
    let mut alone = Vm::builder(&program).fuel(0).build().unwrap();
    let mut vm = Vm::builder(&program).host(DefaultHost::new()).fuel(0).build().unwrap();
    let (mut at, mut record) = (0, None);
    let (mut moved, mut kept, mut stranded) = (0, 0, 0);

    for hand_over in 0..count {
        // It runs where it is, and so does the one that never moves.
        let fuel = world.random.borrow_mut().u64(1..50);
        for vm in [&mut vm, &mut alone] {
            vm.add_fuel(fuel);
            assert_eq!(vm.run(), Outcome::OutOfFuel);
        }
        // Then it is sent, and things go wrong.
        let to = (at + world.random.borrow_mut().usize(1..3)) % 3;
        world.is_bad.set(true);
        for number in [at, to] {
            // Half of the time; six steps are what one side has at most.
            let dies = world.random.borrow_mut().u32(..12);
            world.nodes[number].dies.store(if dies > 6 { 0 } else { dies }, Ordering::Relaxed);
        }
        let kept_program = world.nodes[at].programs.borrow().keep(&program).unwrap();
        let (snapshot, name) = (vm.snapshot().unwrap(), world.nodes[to].name.clone());
        let sent =
            world.at(at, |office| office.send(&kept_program, snapshot, &name, record, &Network(&world, at)));
        // What is late comes now, or later, or more than once.
        while world.random.borrow_mut().bool() && !world.late.borrow().is_empty() {
            let which = world.random.borrow_mut().usize(..world.late.borrow().len());
            let (from, to, request) = world.late.borrow()[which].clone();
            world.deliver(from, to, &request);
        }
        let (from, in_hand) = (at, matches!(sent, Some(Sent::Kept(..))));
        let is_unknown = match &sent {
            Some(Sent::Moved) => false,
            Some(Sent::Kept(_, new)) => {
                record = *new;
                kept += 1;
                false
            }
            Some(Sent::Stranded(_)) | None => true,
        };
        stranded += u32::from(is_unknown);
        // If the node died after that, what was in its hands is as lost as any process's memory, unless it has a record.
        world.heal();

        // It is at exactly one of them.
        let mut found = Vec::new();
        for number in 0..3 {
            while let Some((record, _)) =
                world.at(number, |office| office.next(Duration::ZERO)).unwrap().unwrap()
            {
                found.push((number, record));
            }
        }
        if in_hand {
            // One with a record may have come up again, if its node died after giving up.
            found.retain(|(_, found)| Some(found.id) != record);
            assert!(found.is_empty(), "{hand_over}: twice: {sent:?}, {found:?}");
            at = from;
        } else {
            let [(number, ref arrived)] = found[..] else { panic!("{hand_over}: {sent:?}, at {found:?}") };
            vm = Vm::builder(&program).host(DefaultHost::new()).restore(&arrived.snapshot).unwrap();
            record = Some(arrived.id);
            assert!(!matches!(sent, Some(Sent::Moved)) || number == to);
            moved += u32::from(number == to);
            at = number;
        }
        for number in 0..3 {
            let office = world.nodes[number].office.borrow().clone().unwrap();
            assert_eq!(office.stranded(), [], "{hand_over}: still stranded");
        }
        assert_eq!((vm.registers(), vm.memory()), (alone.registers(), alone.memory()), "{hand_over}");
        assert_eq!(vm.integer(Reg::R0), alone.integer(Reg::R0));
    }
    // Nothing is left but the machine itself.
    if let Some(id) = record {
        world.at(at, |office| office.release(id)).unwrap().unwrap();
        world.heal();
    }
    for node in &world.nodes {
        let files = [node.folder.join("in"), node.folder.join("out")];
        let left = files.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
        let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
        assert!(left.is_empty(), "{left:?}");
    }
    let (faults, steps) = (world.faults.get(), world.steps.lock().unwrap());
    println!(
        "{count} hand-overs, {faults} messages lost, deaths {steps:?}: \
         {moved} moved, {kept} kept, {stranded} stranded for a time, 0 lost, 0 twice"
    );
    let known = ["Written", "Held", "Told", "Given", "Here", "Taken", "Removed", "Forgotten", "Left"];
    assert!(count < 1000 || known.iter().all(|step| steps.contains_key(*step)), "{steps:?}");
}

#[test]
fn ten_thousand_hand_overs_with_faults() {
    for seed in 0..4 {
        hand_overs(2_500, seed);
    }
}

#[test]
fn who_is_not_trusted_or_too_large_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::new(folder.path(), 0);
    let (one, two): (Name, Name) = ("one".parse().unwrap(), "two".parse().unwrap());
    let program = program();
    let kept = world.nodes[0].programs.borrow().keep(&program).unwrap();
    let office = |trust, limits| {
        let store = Store::open(&folder.path().join("strict"), false).unwrap();
        let programs = Arc::new(Programs::new(Some(store.programs()), false, 1 << 20));
        Office::open(store, programs, trust, limits, None).unwrap()
    };
    let offer = |fuel: Option<u64>| {
        let mut vm = Vm::new(&program);
        vm.set_fuel(fuel);
        let (snapshot, store) = (vm.snapshot().unwrap(), Id([7; 16]));
        Request::Offer { id: Id::random(), store, program: kept.hash, snapshot }
    };
    let named = || Trust::Named([one.clone()].into());
    let small = MoveLimits { fuel: 100, machines: 1, ..MoveLimits::DEFAULT };
    let reason = |reply: Option<Reply>| match reply {
        Some(Reply::Refused(reason)) => reason,
        other => panic!("{other:?}"),
    };
    {
        let office = office(named(), small);
        let carrier = Network(&world, 0);
        let answer = |from: &Name, request| office.answer(from, request, &carrier);
        assert_eq!(reason(answer(&two, offer(None))), "it takes no machines from `two`");
        let refused = reason(answer(&one, offer(Some(101))));
        assert_eq!(refused, "it has 101 units of fuel, and the limit is 100");
        let Request::Offer { id, store, program, mut snapshot } = offer(None) else { unreachable!() };
        snapshot[40] ^= 1;
        let damaged = reason(answer(&one, Request::Offer { id, store, program, snapshot: snapshot.clone() }));
        assert!(damaged.contains("checksum"), "{damaged}");
        let unknown = Request::Offer { id, store, program: Hash([0; 32]), snapshot };
        assert!(reason(answer(&one, unknown)).contains("no node has given the program 0000"));

        let first = offer(Some(100));
        let Some(Reply::Held { token, store }) = answer(&one, first.clone()) else { panic!() };
        assert_eq!(reason(answer(&one, first.clone())), "it knows this hand-over already");
        assert_eq!(reason(answer(&one, offer(None))), "it has 1 machines, which is its limit");
        // Nobody but the sender, with the token, to this store, makes it run.
        let Request::Offer { id, .. } = first else { unreachable!() };
        assert_eq!(answer(&two, Request::Go { id, token, store }), Some(Reply::Unknown));
        assert_eq!(answer(&one, Request::Go { id, token: Id([0; 16]), store }), Some(Reply::Unknown));
        assert_eq!(answer(&one, Request::Go { id, token, store: Id([0; 16]) }), None);
        assert!(office.next(Duration::ZERO).unwrap().is_none());
        assert_eq!(answer(&one, Request::Go { id, token, store }), Some(Reply::Taken));
        assert_eq!(answer(&one, Request::Go { id, token, store }), Some(Reply::Taken));
        assert_eq!(office.next(Duration::ZERO).unwrap().unwrap().0.id, id);
        assert!(office.next(Duration::ZERO).unwrap().is_none());
    }
    let nobody = office(Trust::Nobody, small);
    assert!(reason(nobody.answer(&one, offer(None), &Network(&world, 0))).contains("takes no machines"));
}

#[test]
fn a_store_belongs_to_one_node() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), true).unwrap();
    let again = Store::open(folder.path(), true).map(drop).unwrap_err();
    assert!(again.to_string().contains("another node uses this store"), "{again}");
    let identity = store.identity();
    drop(store);
    assert_eq!(Store::open(folder.path(), true).unwrap().identity(), identity);
}

#[test]
fn what_was_half_written_is_removed_and_damage_is_told() {
    let folder = tempfile::tempdir().unwrap();
    drop(Store::open(folder.path(), true).unwrap());
    let half = folder.path().join("in").join(format!("{}.held.7.half", Id::random()));
    std::fs::write(&half, b"VSPZ").unwrap();
    drop(Store::open(folder.path(), true).unwrap());
    assert!(!half.exists());
    // A record that the disk has damaged: the error names the file, and what to do.
    let damaged = folder.path().join("in").join(format!("{}.here", Id::random()));
    std::fs::write(&damaged, b"VSPZ\x01\x07").unwrap();
    let store = Store::open(folder.path(), false).unwrap();
    let programs = Arc::new(Programs::new(None, false, 0));
    let error =
        Office::open(store, programs, Trust::Nobody, MoveLimits::DEFAULT, None).map(drop).unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with(&damaged.display().to_string()) && text.contains("out of the store"), "{text}");
}

/// Counts what is asked, and gives no answer.
struct Silence(Cell<u32>);

impl Carrier for Silence {
    fn ask(&self, _: &Name, _: &Request) -> Option<Reply> {
        self.0.set(self.0.get() + 1);
        None
    }

    fn program(&self, hash: &Hash) -> Result<Kept, Error> {
        Err(Error::NoProgram(*hash))
    }
}

#[test]
fn a_dead_node_is_asked_once_in_a_round_and_does_not_fill_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::new(folder.path(), 0);
    let one: Name = "one".parse().unwrap();
    let kept = world.nodes[0].programs.borrow().keep(&program()).unwrap();
    let store = Store::open(&folder.path().join("small"), false).unwrap();
    let programs = Arc::new(Programs::new(Some(store.programs()), false, 1 << 20));
    let limits = MoveLimits { machines: 3, ..MoveLimits::DEFAULT };
    let office = Office::open(store, programs, Trust::Everybody, limits, None).unwrap();
    let carrier = Network(&world, 0);
    let offer = || {
        let (snapshot, store) = (Vm::new(&program()).snapshot().unwrap(), Id([7; 16]));
        Request::Offer { id: Id::random(), store, program: kept.hash, snapshot }
    };
    // Its machines come and end, but it never says that they are done.
    for _ in 0..3 {
        let request = offer();
        let Request::Offer { id, .. } = request else { unreachable!() };
        let Some(Reply::Held { token, store }) = office.answer(&one, request, &carrier) else { panic!() };
        assert_eq!(office.answer(&one, Request::Go { id, token, store }, &carrier), Some(Reply::Taken));
        assert_eq!(office.next(Duration::ZERO).unwrap().unwrap().0.id, id);
        office.release(id).unwrap();
    }
    let refused = office.answer(&one, offer(), &carrier);
    let why = "`one` has not said of 3 hand-overs that they are done";
    assert_eq!(refused, Some(Reply::Refused(why.into())));
    // Others are not made to pay for it.
    let held = office.answer(&"two".parse().unwrap(), offer(), &carrier);
    assert!(matches!(held, Some(Reply::Held { .. })), "{held:?}");
    let silence = Silence(Cell::new(0));
    office.resolve(Duration::ZERO, &silence);
    assert_eq!(silence.0.get(), 2);
}

#[test]
fn what_cannot_be_read_now_comes_up_again() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::new(folder.path(), 0);
    let (one, two): (Name, Name) = ("one".parse().unwrap(), "two".parse().unwrap());
    let kept = world.nodes[0].programs.borrow().keep(&program()).unwrap();
    let snapshot = Vm::new(&program()).snapshot().unwrap();
    let sent = world.at(0, |office| office.send(&kept, snapshot, &two, None, &Network(&world, 0)));
    assert!(matches!(sent, Some(Sent::Moved)), "{sent:?}");
    let here = folder.path().join("two").join("in");
    let path = here.read_dir().unwrap().next().unwrap().unwrap().path();
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..10]).unwrap();
    assert!(world.at(1, |office| office.next(Duration::ZERO)).unwrap().is_err());
    std::fs::write(&path, bytes).unwrap();
    let (record, again) = world.at(1, |office| office.next(Duration::ZERO)).unwrap().unwrap().unwrap();
    assert_eq!((record.other, again), (one, false));
}
