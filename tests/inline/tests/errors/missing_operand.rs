use vsp_runtime::vsp;

fn main() {
    vsp! {
        main: MUL R0
              MUL R0,
              MUL , R1
              MUL R0 R1
              JMP
              HLT
    };
}
