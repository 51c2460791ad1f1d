//! What a trap says of its reason.
#![cfg(all(feature = "alloc", feature = "interpreter"))]

use vsp_runtime::isa::asm::assemble;
use vsp_runtime::{
    Cell, Host, HostError, HostErrorKind, HostLimits, Outcome, Program, Reg, Registers, Sensed, Syscall,
    Trap, TrapKind, Unattached, Vm,
};

fn program(source: &str) -> Program {
    let container = assemble(source, "test.sil").unwrap_or_else(|errors| panic!("{errors}"));
    Program::from_container(container).expect("the assembler makes sound programs")
}

fn text<H: Host>(source: &str, host: H) -> String {
    Vm::builder(&program(source)).host(host).build().unwrap().run().to_string()
}

/// Fails at everything, and says what it was asked for.
struct Failing;

impl Host for Failing {
    fn read_port(&mut self, port: u8) -> Result<Cell, HostError> {
        Err(HostError::failed(format!("port {port} is closed")))
    }
    fn write_port(&mut self, _: u8, _: Cell) -> Result<(), HostError> {
        Err("the port is closed".into())
    }
    fn sense(&mut self, sensor: u8) -> Result<Sensed, HostError> {
        Err(format!("sensor {sensor} is blind").into())
    }
    fn act(&mut self, _: u8, _: Cell) -> Result<(), HostError> {
        Err(HostError::failed("the actuator is stuck"))
    }
    fn has_transform(&self, id: u32) -> bool {
        id < 10
    }
    fn transform(&mut self, id: u32, _: &mut Registers) -> Result<(), HostError> {
        if id == 0 { Err(HostError::failed("no matrix")) } else { Err(HostError::unsupported()) }
    }
    fn syscall(&mut self, call: Syscall<'_>) -> Result<(), HostError> {
        if call.arg == 0 { Err(HostError::failed("no network")) } else { Err(HostError::unsupported()) }
    }
    fn read_line(&mut self) -> Result<Option<&[u8]>, HostError> {
        Err(HostError::failed("no terminal"))
    }
}

#[test]
fn the_hosts_own_words_reach_the_outcome() {
    for (code, expected) in [
        ("IN R0, 3", "trapped: HostError at 0x0001: port 3 is closed"),
        ("OUT R0, 3", "trapped: HostError at 0x0001: the port is closed"),
        ("SENSE R2", "trapped: HostError at 0x0001: sensor 2 is blind"),
        ("ACT R2", "trapped: HostError at 0x0001: the actuator is stuck"),
        ("CALL read_int", "trapped: HostError at 0x0001: no terminal"),
        ("CALL timestamp_millis", "trapped: HostError at 0x0001: the host does not have this"),
        ("TRANS 0", "trapped: HostError at 0x0001: no matrix"),
        ("CALL http_get", "trapped: HostError at 0x0001: no network"),
    ] {
        assert_eq!(text(&format!("main: NOP\n {code}\n HLT"), Failing), expected, "{code}");
    }
}

#[test]
fn what_the_host_does_not_have_is_named() {
    let transform = |id: u32| format!(".data\n .word32 {id}\n .code\n main: TRANS 0");
    for (source, expected) in [
        (transform(3), "trapped: UnknownTransform at 0x0000: the host has no transform 3 (0x3)"),
        (transform(258), "trapped: UnknownTransform at 0x0000: the host has no transform 258 (0x102)"),
        (
            "main: SYSCALL 0x70, 1".to_owned(),
            "trapped: UnsupportedSyscall at 0x0000: the host does not have string_len (0x70)",
        ),
        (
            "main: SYSCALL 0x8f, 1".to_owned(),
            "trapped: UnsupportedSyscall at 0x0000: neither the machine nor the host has an intrinsic 0x8f",
        ),
    ] {
        assert_eq!(text(&source, Failing), expected);
    }
    assert_eq!(
        text("main: CALL http_get", Unattached),
        "trapped: UnsupportedSyscall at 0x0000: the host does not have http_get (0xa0)"
    );
}

#[test]
fn the_reason_belongs_to_its_trap_alone() {
    let source =
        ".global port\n .global assertion\n port: IN R0, 3\n assertion: MOVI R0, 0\n CALL assert_true";
    let program = program(source);
    let mut vm = Vm::builder(&program).host(Failing).build().unwrap();
    let closed = vm.call("port").unwrap();
    assert_eq!(closed.trap().unwrap().host_message(), Some("port 3 is closed"));
    assert_eq!(vm.run(), closed, "a machine that has ended says the same again");
    assert_eq!(vm.run().to_string(), closed.to_string());
    let failed = vm.call("assertion").unwrap();
    assert_eq!(
        failed.to_string(),
        "trapped: AssertionFailed at 0x0006: An assertion of the program does not hold."
    );
    // For comparing, kind and place count.
    assert_eq!(closed, Outcome::Trapped(Trap::new(TrapKind::HostError, 0)));
    assert_ne!(closed, Outcome::Trapped(Trap::new(TrapKind::HostError, 1)));
    vm.reset();
    vm.set_cell(Reg::R0, Cell::ONE);
    assert_eq!(vm.outcome(), None);
}

#[test]
fn the_default_host_says_which_limit_was_reached() {
    let limits = HostLimits { output: 0, printed: 0, messages: 0, ..HostLimits::DEFAULT };
    for (code, expected) in [
        ("ACT R0", "the host's limit of 0 cells of output is reached"),
        ("CALL println", "the host's limit of 0 bytes of printed text is reached"),
        ("BROADCAST 1", "the host's limit of 0 waiting messages is reached"),
    ] {
        let host = vsp_runtime::DefaultHost::with_limits(limits);
        let expected = format!("trapped: HostError at 0x0000: {expected}");
        assert_eq!(text(&format!("main: {code}"), host), expected);
    }
}

#[test]
fn an_unknown_function_is_named_with_the_nearest() {
    let program = program(".global steps\n steps: RET");
    let mut vm = Vm::new(&program);
    for (asked, expected) in [
        ("step", "the program exports no function `step`; did you mean `steps`?"),
        ("other", "the program exports no function `other`; `.global NAME` exports one"),
        ("a\u{1b}[2Jb", "the program exports no function `a\\u{1b}[2Jb`; `.global NAME` exports one"),
    ] {
        assert_eq!(vm.call(asked).unwrap_err().to_string(), expected);
    }
}

#[test]
fn an_error_of_a_host_is_an_error() {
    let error: Box<dyn std::error::Error + Send + Sync> = Box::new(HostError::failed("broken"));
    assert_eq!(error.to_string(), "broken");
    assert_eq!(HostError::unsupported().kind(), HostErrorKind::Unsupported);
    assert_eq!(HostError::from("broken").kind(), HostErrorKind::Failed);
}
