//! What is used of wrong programs is no error besides.
use vsp_runtime::{Outcome, Program, Reg, Vm, vsp};

vsp! {
    /// Neither its function, nor the label that should have been exported, nor its data.
    pub(crate) mod wrong {
        .global run
        run:   LOAD R0, taps
               JMP nowhere
        other: RET
        .data
        taps:  .byte 1
    }
}

static PROGRAM: &Program = vsp! { RUN };
const NAME: fn() -> &'static str = || vsp! { WALK }.name();

fn generic<T: Into<i64>>(value: T) -> Outcome {
    let mut vm = Vm::new(vsp! { STOP });
    vm.set_integer(Reg::R0, value.into()).unwrap();
    vm.run()
}

fn main() {
    let program = vsp! { GO };
    let mut vm = Vm::new(program);
    let _: Outcome = vm.run();
    let outcomes = [wrong::run(&mut vm), wrong::other(&mut vm), generic(5)];
    println!("{outcomes:?} {} {PROGRAM:?} {}", wrong::TAPS + 1, NAME());
}
