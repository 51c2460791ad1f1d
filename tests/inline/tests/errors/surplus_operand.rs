use vsp_runtime::vsp;

fn main() {
    vsp! {
        .mode SIL-64, SIL-8
        main: NOP 5
              MUL R0, R1, R2
              CALL main, 3
              HLT
    };
}
