//! Intrinsics of the machine and the host.

use super::{Done, Next, Step};
use crate::host::Syscall;
use crate::host_error::HostErrorKind;
use crate::trap::Reason;
use core::time::Duration;
use vsp_isa::semantics::intrinsics::{self, Operands};
use vsp_isa::semantics::text::{self, BytesilText, FloatText, StateText, Utf8Text};
use vsp_isa::semantics::word;
use vsp_isa::visit::Intrinsics;
use vsp_isa::{Flags, Intrinsic, Mode, Reg, TrapKind};

impl Intrinsics for Step<'_> {
    fn syscall(&mut self, id: u8, arg: u16) -> Done {
        let Some(intrinsic) = Intrinsic::from_id(id, self.version) else { return self.call_host(id, arg) };
        let (mode, mut flags) = (self.machine.mode(), self.machine.flags());
        let (registers, memory) = self.machine.registers_and_memory();
        let mut operands = Operands { registers, flags: &mut flags, memory, mode, arg };
        match intrinsics::call(intrinsic, &mut operands) {
            Some(result) => {
                result?;
                self.machine.set_flags(flags);
                Ok(Next::On)
            }
            None => self.call_outside(intrinsic, arg),
        }
    }
}

impl Step<'_> {
    /// The intrinsics that have something to do with the world outside.
    fn call_outside(&mut self, intrinsic: Intrinsic, arg: u16) -> Done {
        let registers = self.machine.context.registers;
        let first = registers.get(Reg::R0);
        match intrinsic {
            Intrinsic::Println => self.print(format_args!("\n")),
            Intrinsic::PrintString => {
                let text = text::string_at(self.machine.memory(), arg);
                self.host.print(format_args!("{text}\n")).map_err(|error| self.machine.host_failed(error))?;
                Ok(Next::On)
            }
            Intrinsic::PrintText => {
                let memory = self.machine.memory();
                let text = text::text_at(memory, self.integer(Reg::R0)?)?;
                self.host
                    .print(format_args!("{}", Utf8Text(text)))
                    .map_err(|error| self.machine.host_failed(error))?;
                Ok(Next::On)
            }
            Intrinsic::PrintInt => {
                let value = self.integer(Reg::R0)?;
                self.print(format_args!("{value}"))
            }
            Intrinsic::PrintFloat => {
                let value = word::read_float(&registers, Reg::R0, self.machine.mode())?;
                self.print(format_args!("{}", FloatText(value)))
            }
            Intrinsic::PrintBool => self.print(format_args!("{}", first.rho != 0)),
            Intrinsic::PrintBytesil | Intrinsic::DebugPrint => {
                self.print(format_args!("{}\n", BytesilText(first)))
            }
            Intrinsic::PrintState | Intrinsic::TraceState => {
                self.print(format_args!("{}", StateText(&registers)))
            }
            Intrinsic::ReadInt => {
                let line = self.host.read_line().map_err(|error| self.machine.host_failed(error))?;
                let value = line.and_then(text::parse_integer);
                self.take_number(value, word::write_integer)
            }
            Intrinsic::ReadFloat => {
                let line = self.host.read_line().map_err(|error| self.machine.host_failed(error))?;
                let value = line.and_then(text::parse_float);
                self.take_number(value, word::write_float)
            }
            Intrinsic::TimestampMillis => {
                let now = self.host.now().map_err(|error| self.machine.host_failed(error))?;
                self.set_integer(Reg::R0, now.as_millis() as i64)
            }
            Intrinsic::TimestampMicros => {
                let now = self.host.now().map_err(|error| self.machine.host_failed(error))?;
                self.set_integer(Reg::R0, now.as_micros() as i64)
            }
            Intrinsic::SleepMillis => {
                if let Ok(milliseconds) = u64::try_from(self.integer(Reg::R0)?) {
                    self.host
                        .sleep(Duration::from_millis(milliseconds))
                        .map_err(|error| self.machine.host_failed(error))?;
                }
                Ok(Next::On)
            }
            host => self.call_host(host.id(), arg),
        }
    }

    fn print(&mut self, text: core::fmt::Arguments<'_>) -> Done {
        self.host.print(text).map_err(|error| self.machine.host_failed(error))?;
        Ok(Next::On)
    }

    /// What a line of the input gave, into A0; Z tells that it gave none.
    fn take_number<T>(
        &mut self,
        value: Option<T>,
        write: fn(&mut vsp_isa::Registers, Reg, Mode, T) -> Result<(), TrapKind>,
    ) -> Done {
        self.set_flag(Flags::ZERO, value.is_none());
        if let Some(value) = value {
            let mode = self.machine.mode();
            write(&mut self.machine.context.registers, Reg::R0, mode, value)?;
        }
        Ok(Next::On)
    }

    fn call_host(&mut self, id: u8, arg: u16) -> Done {
        let (mut registers, mut flags) = (self.machine.context.registers, self.machine.flags());
        let mode = self.machine.mode();
        let memory = self.machine.memory_mut();
        let call = Syscall { id, arg, mode, registers: &mut registers, flags: &mut flags, memory };
        self.host.syscall(call).map_err(|error| match error.kind() {
            HostErrorKind::Unsupported => {
                self.machine.reason = Some(Reason::Syscall(id, Intrinsic::from_id(id, self.version)));
                TrapKind::UnsupportedSyscall
            }
            HostErrorKind::Failed => self.machine.host_failed(error),
        })?;
        self.machine.context.registers = registers;
        self.change_flags(|changed| *changed = flags)
    }
}
