//! Running a machine that moves to faster engines.

use super::Vm;
use super::running::code;
use crate::guard::Panic;
use crate::host::Host;
use crate::native_code::Checks;
use vsp_isa::abi::Exit;

impl<H: Host> Vm<H> {
    /// Runs until something stops the program, and moves to the next engine whenever it is time.
    ///
    /// What is left until then is the fuel of a run; where that is used up, so that a block begins, the machine moves, and the
    /// run goes on. The user's own fuel is counted beside it, and comes first.
    pub(super) fn run_tiers(&mut self) -> Result<Exit, Panic> {
        loop {
            let Some(slice) = self.tiers.left().filter(|_| self.counts()) else {
                return self.run_engine(self.fuel_given.is_some());
            };
            if slice == 0 {
                self.next_tier();
                continue;
            }
            let fuel = self.machine.context.fuel;
            let given = fuel.min(slice);
            self.machine.context.fuel = given;
            let exit = self.run_engine(true);
            let used = given - self.machine.context.fuel;
            self.machine.context.fuel = fuel - used;
            self.tiers.add(used);
            if !matches!(exit, Ok(Exit::OutOfFuel)) || given == fuel {
                return exit;
            }
            self.next_tier();
        }
    }

    /// Whether instructions are counted until it is time for the next engine.
    pub(super) fn is_moving(&self) -> bool {
        self.tiers.left().is_some() && self.counts()
    }

    /// Whether what runs can count instructions.
    fn counts(&self) -> bool {
        let code = code(&self.program, self.engine, self.needed());
        code.is_none_or(|code| code.checks().fuel)
    }

    /// Moves to the next engine; where the program is refused, or its code cannot be interrupted and the machine has a handle,
    /// the machine stays where it is.
    fn next_tier(&mut self) {
        let Some(jit) = self.tiers.advance() else { return };
        match jit.compile(&self.program) {
            Ok(program) => {
                let needed = Checks { fuel: false, ..self.needed() };
                if code(&program, jit.engine(), needed).is_some() {
                    self.go_on_in(&program);
                    jit.count_execution();
                }
            }
            Err(error) if error.is_lasting() => {}
            Err(_) => self.tiers.try_again(&jit),
        }
    }
}
