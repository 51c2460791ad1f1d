use vsp_runtime::vsp;

fn main() {
    vsp! {
        .bite 1
        .mod SIL-64
        here .word8 5
        HLT
    };
}
