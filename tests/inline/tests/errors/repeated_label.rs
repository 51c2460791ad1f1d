use vsp_runtime::vsp;

fn main() {
    vsp! {
        main: NOP
        next: NOP
        main: HLT
        R7:   HLT
    };
}
