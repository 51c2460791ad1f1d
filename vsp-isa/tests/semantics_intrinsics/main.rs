//! Every intrinsic of the machine, called by its number, with results worked out by hand.

mod bytesil;
mod coverage;
mod debug;
mod math;
mod state;
mod text;
mod transform;

use vsp_isa::semantics::{intrinsics, word};
use vsp_isa::{Cell, Flags, Intrinsic, Mode, Reg, Registers, TrapKind, Version};

fn cell(rho: i8, theta: u8) -> Cell {
    Cell { rho, theta }
}

/// What intrinsics work on.
#[derive(Clone, Debug, PartialEq)]
struct Machine {
    registers: Registers,
    flags: Flags,
    memory: Vec<u8>,
    mode: Mode,
    arg: u16,
}

impl Machine {
    /// In SIL-64, with these cells in R0, R1 and so on, NULL in the others, and 64 bytes of memory.
    fn with(cells: &[Cell]) -> Machine {
        let mut registers = Registers::NULL;
        for (reg, &cell) in Reg::all().zip(cells) {
            registers.set(reg, cell);
        }
        Machine { registers, flags: Flags::NONE, memory: vec![0; 64], mode: Mode::Sil64, arg: 0 }
    }

    /// With sixteen different cells: (i - 8, i) in R[i].
    fn numbered() -> Machine {
        let cells: [Cell; 16] = core::array::from_fn(|i| cell(i as i8 - 8, i as u8));
        Machine::with(&cells)
    }

    /// With these integers as A0, A1 and A2.
    fn with_integers(mode: Mode, integers: &[i64]) -> Machine {
        let mut machine = Machine { mode, ..Machine::with(&[]) };
        for (number, &integer) in integers.iter().enumerate() {
            let reg = Reg::from_nibble((number * mode.word_cells()) as u8);
            word::write_integer(&mut machine.registers, reg, mode, integer).unwrap();
        }
        machine
    }

    /// With these floats as A0, A1 and A2.
    fn with_floats(mode: Mode, floats: &[f64]) -> Machine {
        let mut machine = Machine { mode, ..Machine::with(&[]) };
        for (number, &float) in floats.iter().enumerate() {
            let reg = Reg::from_nibble((number * mode.word_cells()) as u8);
            word::write_float(&mut machine.registers, reg, mode, float).unwrap();
        }
        machine
    }

    fn try_call(&mut self, intrinsic: Intrinsic) -> Option<Result<(), TrapKind>> {
        let Machine { registers, flags, memory, mode, arg } = self;
        let mut on = intrinsics::Operands { registers, flags, memory, mode: *mode, arg: *arg };
        intrinsics::call(intrinsic, &mut on)
    }

    /// Calls the intrinsic of this number.
    fn call(mut self, id: u8) -> Machine {
        let intrinsic = Intrinsic::from_id(id, Version::LATEST).expect("an intrinsic");
        assert_eq!(self.try_call(intrinsic), Some(Ok(())), "{intrinsic:?}");
        self
    }

    /// Calls the intrinsic of this number, which must trap and change nothing.
    fn trap(mut self, id: u8) -> TrapKind {
        let before = self.clone();
        let intrinsic = Intrinsic::from_id(id, Version::LATEST).expect("an intrinsic");
        let kind = self.try_call(intrinsic).expect("an intrinsic of the machine").expect_err("a trap");
        assert_eq!(self, before, "{intrinsic:?} has trapped");
        kind
    }

    fn r0(&self) -> Cell {
        self.registers.get(Reg::R0)
    }

    fn integer(&self) -> i64 {
        word::read_integer(&self.registers, Reg::R0, self.mode).unwrap()
    }

    fn float(&self) -> f64 {
        word::read_float(&self.registers, Reg::R0, self.mode).unwrap()
    }

    /// Asserts that the registers are these cells, from R0 on, and NULL after them.
    #[track_caller]
    fn assert_registers(&self, cells: &[Cell]) {
        assert_eq!(self.registers, Machine::with(cells).registers);
    }
}
