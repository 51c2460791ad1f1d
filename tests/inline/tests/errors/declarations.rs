use vsp_runtime::{Vm, vsp};

vsp! {
    mod no_program;
    mod no_text = 5;
    mod no_path = file;
    mod no_semicolon = "HLT"
    mod two_ends { HLT };
    pub fn function() {}
    mod match { HLT }
    /// Something else is wrong with the others.
    pub mod right {
        .global run
        run: RET
    }
    mod empty {}
    mod only_settings { .mode SIL-64 }
}

vsp! { pub }

fn main() {
    right::run(&mut Vm::new(&right::PROGRAM));
    // Its name is known, and that it is a program.
    Vm::new(&no_text::PROGRAM).run();
}
