//! How much one unit of fuel buys: counted by a host that is asked for everything, in memory that is full of text.
#![cfg(all(feature = "alloc", feature = "interpreter"))]

use std::cell::Cell as Counter;
use std::fmt::{self, Write};
use std::time::Duration;
use vsp_runtime::isa::container::Container;
use vsp_runtime::isa::{Encoded, Opcode, Version};
use vsp_runtime::{
    Cell, Host, HostError, Mode, Outcome, Program, Reg, Registers, Sensed, Syscall, Trap, TrapKind, Vm,
};

/// Counts what it is asked.
#[derive(Default)]
struct Counting {
    /// Every call of a method.
    calls: Counter<u32>,
    /// The bytes of text.
    printed: usize,
}

impl Counting {
    fn count(&self) {
        self.calls.set(self.calls.get() + 1);
    }
}

impl Write for Counting {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.printed += text.len();
        Ok(())
    }
}

impl Host for Counting {
    fn read_port(&mut self, _: u8) -> Result<Cell, HostError> {
        self.count();
        Ok(Cell::MAX)
    }
    fn write_port(&mut self, _: u8, _: Cell) -> Result<(), HostError> {
        self.count();
        Ok(())
    }
    fn sense(&mut self, _: u8) -> Result<Sensed, HostError> {
        self.count();
        Ok(Sensed { cell: Cell::MAX, at_end: false })
    }
    fn act(&mut self, _: u8, _: Cell) -> Result<(), HostError> {
        self.count();
        Ok(())
    }
    fn print(&mut self, text: fmt::Arguments<'_>) -> Result<(), HostError> {
        self.count();
        self.write_fmt(text).map_err(|_| HostError::failed("it does not fit"))
    }
    fn read_line(&mut self) -> Result<Option<&[u8]>, HostError> {
        self.count();
        Ok(Some(b"1"))
    }
    fn yields(&mut self) -> bool {
        self.count();
        false
    }
    fn has_transform(&self, _: u32) -> bool {
        self.count();
        true
    }
    fn transform(&mut self, _: u32, _: &mut Registers) -> Result<(), HostError> {
        self.count();
        Ok(())
    }
    fn sync(&mut self, _: u8) -> Result<(), HostError> {
        self.count();
        Ok(())
    }
    fn broadcast(&mut self, _: u32, _: &Registers) -> Result<(), HostError> {
        self.count();
        Ok(())
    }
    fn receive(&mut self, _: u32) -> Result<Option<Registers>, HostError> {
        self.count();
        Ok(None)
    }
    fn entangle(&mut self, _: Reg, _: u8, _: Cell) -> Result<(), HostError> {
        self.count();
        Ok(())
    }
    fn now(&mut self) -> Result<Duration, HostError> {
        self.count();
        Ok(Duration::MAX)
    }
    fn sleep(&mut self, _: Duration) -> Result<(), HostError> {
        self.count();
        Ok(())
    }
    fn syscall(&mut self, _: Syscall<'_>) -> Result<(), HostError> {
        self.count();
        Ok(())
    }
}

/// Runs one instruction and a HLT with everything set that it may look at; gives what the host was asked, and how that ended.
fn once(instruction: Encoded, mode: Mode, memory: &[u8], registers: Registers) -> (u32, usize, Outcome) {
    let program = Container {
        version: Version::LATEST,
        mode,
        entry: 0,
        code: [instruction.as_bytes(), &[Opcode::Hlt.byte()]].concat(),
        data: Vec::new(),
        symbols: Vec::new(),
        empty_symbols: false,
        debug: None,
    };
    let program = Program::from_container(program).expect("it is sound");
    let mut vm =
        Vm::builder(&program).memory_size(memory.len()).host(Counting::default()).fuel(2).build().unwrap();
    vm.memory_mut().copy_from_slice(memory);
    *vm.registers_mut() = registers;
    let outcome = vm.run();
    (vm.host().calls.get(), vm.host().printed, outcome)
}

/// Memory in which no text could be longer: bytes that are not UTF-8, and a zero as the 65,536th.
fn text() -> Vec<u8> {
    let mut memory = vec![0xff; 1 << 17];
    memory[0xffff] = 0;
    memory
}

#[test]
fn a_syscall_asks_the_host_once_and_prints_no_more_than_a_text() {
    let memory = text();
    // Addresses that are 0, numbers that are long, and raw cells that are.
    let cells = [Cell { rho: 0, theta: 0 }, Cell { rho: -1, theta: 0xfb }, Cell { rho: -128, theta: 0xff }];
    for mode in Mode::ALL {
        for registers in cells.map(Registers::filled) {
            let mut most = 0;
            for id in 0..=0xff {
                let syscall = Encoded::new(Opcode::Syscall, id);
                let (calls, printed, _) = once(syscall, mode, &memory, registers);
                assert!(calls <= 1, "SYSCALL {id:#04x} asked the host {calls} times");
                // 65,535 times U+FFFD, which has three bytes in UTF-8; print_string adds a newline.
                match id {
                    0x01 => assert_eq!(printed, 3 * 65_535 + 1),
                    0x0a => assert!(printed == 3 * 65_535 || printed == 0),
                    _ => most = most.max(printed),
                }
            }
            // No other text is longer than that of print_state: 16 lines of at most 22 bytes after one of 7.
            assert!((1..=7 + 16 * 22).contains(&most), "{most} bytes");
        }
    }
}

#[test]
fn every_instruction_but_pipe_asks_the_host_at_most_once() {
    let memory = text();
    for &opcode in Opcode::ALL {
        for mode in Mode::ALL {
            for operands in [0, 0x0f0f0f, 0xff_ffff] {
                let calls = once(Encoded::new(opcode, operands), mode, &memory, Registers::NULL).0;
                // TRANS asks whether there is the transform, and then for it.
                let most = if opcode == Opcode::Trans { 2 } else { 1 };
                assert!(calls <= most, "{} asked the host {calls} times", opcode.mnemonic());
            }
        }
    }
}

#[test]
fn a_list_of_over_1024_transforms_is_none() {
    let unknown = |kind| Outcome::Trapped(Trap::new(kind, 0));
    let pipe = |count: u32, size: usize| {
        let mut memory = vec![0; size];
        memory[..4].copy_from_slice(&count.to_le_bytes());
        let (calls, _, outcome) = once(Encoded::new(Opcode::Pipe, 0), Mode::Sil8, &memory, Registers::NULL);
        (calls, outcome)
    };
    assert_eq!(pipe(1024, 1 << 16), (2 * 1024, Outcome::Halted));
    // Nobody is asked, whether or not so long a list would be in memory.
    assert_eq!(pipe(1025, 1 << 16), (0, unknown(TrapKind::UnknownTransform)));
    assert_eq!(pipe(1 << 20, 1 << 24), (0, unknown(TrapKind::UnknownTransform)));
    assert_eq!(pipe(u32::MAX, 1 << 16), (0, unknown(TrapKind::UnknownTransform)));
    // A list that is short enough but passes the end of memory; and one whose length does.
    let at = |address: u32| {
        let mut memory = vec![0; 1 << 16];
        memory[0xfffb] = 1;
        let (calls, _, outcome) =
            once(Encoded::new(Opcode::Pipe, address), Mode::Sil8, &memory, Registers::NULL);
        (calls, outcome)
    };
    assert_eq!(at(0xfffb), (0, unknown(TrapKind::AddressOutOfBounds)));
    assert_eq!(at(0xfffd), (0, unknown(TrapKind::AddressOutOfBounds)));
}
