use vsp_runtime::{Vm, vsp};

vsp! {
    mod wrong = "
        .mode SIL-64
        .global run
    run:  LI R0, 40000
          JMP rnu ; back
    ";
}

fn main() {
    let _ = vsp!("main: MOVE R0, R1");
    let _ = vsp!(r#"main: CALL print_string, text
        HLT
        .data
        text: .string "a\q"
    "#);
    wrong::run(&mut Vm::new(&wrong::PROGRAM));
}
