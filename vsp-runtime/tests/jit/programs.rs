//! What the tests run, how, and what can be seen of it.

use vsp_runtime::isa::container::fnv1a_64;
use vsp_runtime::{
    Cell, DefaultHost, Engine, Flags, Host, HostError, Jit, Mode, Outcome, Program, Reg, Registers, Sensed,
    Vm,
};

/// The engines that are built in and can make code for this processor.
pub const ENGINES: &[Engine] = &[
    #[cfg(all(feature = "jit", any(target_arch = "x86_64", target_arch = "aarch64")))]
    Engine::Dynasm,
    #[cfg(feature = "cranelift")]
    Engine::Cranelift,
];

/// Adds R0 + ... + 1 up in R8 and sends each sum, then halts. SIL-64, so that a word takes four registers.
const SUM: &str = "
            .mode SIL-64
            .global main
            .global sum
    main:   CALL    sum
            HLT
    sum:    LI      R4, 1
            LI      R8, 0
    next:   ADDINT  R8, R0
            ACT     R8
            SUBINT  R0, R4
            TESTINT R0, R0
            JZ      done
            JMP     next
            .align  64
    done:   RET
";

/// What the instructions of [`SUM`] cost: CALL; the two LI; each round four or, but for the last, five and the JZ; RET; HLT.
pub const fn cost_of_sum(rounds: u64) -> u64 {
    1 + 2 + rounds * 5 + (rounds - 1) + 1 + 1
}

/// Does a bit of everything that can stop a run: it yields, collapses in the middle of a block, and at last traps, deep in
/// calls and with cells on the stack.
pub const STOPS: &str = "
            .mode SIL-32
    main:   LI      R4, 1
            MOVI    RC, -4
    again:  ADDINT  R0, R4
            PUSH    R0
            YIELD
            SENSE   R8
            SCALE   RF, -1          ; RF is null: sets C, which was clear only the first time
            MUL     R8, R9
            OUT     R0, 3
            LOOP    again
            CALL    inner
            HLT
    inner:  CVTI2F  R0
            SQRTFLOAT R0
            STOREW  R0, 100
            ADD     R1, R2
            LERP    R1, R2, 100
            TRUNCATE SIL-16
            POP     R9
            LI      R5, 3
            CALL    inner2
            RET
    inner2: ACT     R5
            LI      R6, -1
            LOADWX  R0, R6, 0       ; below memory
            RET
";

pub fn program(source: &str) -> Program {
    Program::from_container(vsp_isa::asm::assemble(source, "test.sil").unwrap()).unwrap()
}

pub fn sum() -> Program {
    program(SUM)
}

/// The program as an engine runs it.
#[track_caller]
pub fn compiled(engine: Engine, program: &Program) -> Program {
    let compiled = Jit::new(engine).compile(program).unwrap();
    assert_eq!(compiled.engine(), engine);
    compiled
}

/// A host that is asked much and yields each time but the third.
#[derive(Clone, Debug, Default)]
pub struct Busy {
    pub inner: DefaultHost,
    pub yields: u32,
}

impl Host for Busy {
    fn read_port(&mut self, port: u8) -> Result<Cell, HostError> {
        self.inner.read_port(port)
    }
    fn write_port(&mut self, port: u8, cell: Cell) -> Result<(), HostError> {
        self.inner.write_port(port, cell)
    }
    fn sense(&mut self, sensor: u8) -> Result<Sensed, HostError> {
        Ok(Sensed { cell: Cell { rho: -1, theta: sensor }, at_end: false })
    }
    fn act(&mut self, actuator: u8, cell: Cell) -> Result<(), HostError> {
        self.inner.act(actuator, cell)
    }
    fn yields(&mut self) -> bool {
        self.yields += 1;
        !self.yields.is_multiple_of(3)
    }
    fn save(&self, to: &mut vsp_runtime::SnapshotWriter<'_>) {
        to.write(&self.yields.to_le_bytes());
        self.inner.save(to);
    }
    fn load(&mut self, saved: &[u8]) -> Result<(), HostError> {
        let (yields, rest) = saved.split_first_chunk().ok_or(HostError::failed("the test wants it so"))?;
        self.yields = u32::from_le_bytes(*yields);
        self.inner.load(rest)
    }
}

/// Everything that can be seen of a machine between runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    pub outcome: Option<Outcome>,
    pub pc: u32,
    pub mode: Mode,
    pub flags: Flags,
    pub registers: Registers,
    pub memory: u64,
    pub fuel: Option<(u64, u64)>,
    pub calls: Vec<u32>,
    pub stack: Vec<Cell>,
    pub output: Vec<Cell>,
    pub yields: u32,
}

pub fn seen(vm: &Vm<Busy>) -> Seen {
    Seen {
        outcome: vm.outcome(),
        pc: vm.pc(),
        mode: vm.mode(),
        flags: vm.flags(),
        registers: *vm.registers(),
        memory: fnv1a_64(vm.memory()),
        fuel: vm.fuel().zip(vm.fuel_used()),
        calls: vm.call_stack().to_vec(),
        stack: vm.data_stack().collect(),
        output: vm.host().inner.output().to_vec(),
        yields: vm.host().yields,
    }
}

/// A machine with a busy host.
pub fn machine(program: &Program, fuel: Option<u64>) -> Vm<Busy> {
    let mut vm = Vm::builder(program).host(Busy::default()).build().unwrap();
    vm.set_fuel(fuel);
    vm
}

/// Runs until nothing can go on, with more fuel whenever there is too little, and records every stop.
pub fn run_to_end(vm: &mut Vm<Busy>, refuel: u64) -> Vec<Seen> {
    let mut stops = Vec::new();
    loop {
        let outcome = vm.run();
        stops.push(seen(vm));
        if !outcome.can_go_on() {
            return stops;
        }
        if outcome == Outcome::OutOfFuel {
            vm.add_fuel(refuel);
        }
    }
}

/// Puts the number that SUM counts from into a machine.
pub fn set_rounds<H: Host>(vm: &mut Vm<H>, rounds: i64) {
    vm.set_integer(Reg::R0, rounds).unwrap();
}
