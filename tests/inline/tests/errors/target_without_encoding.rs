use vsp_runtime::vsp;

fn main() {
    vsp! {
        main:  NOP
               NOP
        start: TESTINT R0, R4
               JZ start
               JZ R0, start
               HLT
    };
}
