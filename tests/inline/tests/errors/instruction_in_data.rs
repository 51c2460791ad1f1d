use vsp_runtime::vsp;

fn main() {
    vsp! {
        main: JMP next
        .data
        taps: .byte 1
        next: MOVI R0, 1
              HLT
    };
}
