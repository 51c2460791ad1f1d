#![deny(deprecated)]
use vsp_runtime::vsp;

vsp! {
    mod tokens {
        .mode SIL-64
        main: next: ADDINT RE, R0
              HLT
    }

    mod unfinished {
        main: SYSCALL 200, 5
              NOP
    }

    mod text = "
        main: NOP
              SYSCALL 200
              HLT
    ";

    mod from_file = file "doubtful.sil";

    #[allow(deprecated)]
    mod known {
        main: NOP
    }
}

fn main() {
    let _ = vsp! { NOP };
}
