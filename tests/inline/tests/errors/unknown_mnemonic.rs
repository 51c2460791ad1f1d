use vsp_runtime::vsp;

fn main() {
    vsp! {
        main: MOVE R0, R1
              MULTIPLY R0, R1
              FROBNICATE R0, 5
              HLT
    };
}
