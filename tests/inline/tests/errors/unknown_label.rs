use vsp_runtime::vsp;

fn main() {
    vsp! {
        .global strat
        start: JMP away
        next:  JZ nxet
               LOAD R0, start
               LOAD R0, nothing
               CALL prnit_int, 0
               HLT
        .data
        taps:  .byte 1
    };
}
