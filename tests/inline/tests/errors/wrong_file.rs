use vsp_runtime::{Vm, vsp};

vsp! {
    mod wrong = file "wrong.sil";
    mod damaged = file "wrong.silc";
}

fn main() {
    let _ = vsp!(file "wrong.sil");
    wrong::run(&mut Vm::new(&wrong::PROGRAM));
}
