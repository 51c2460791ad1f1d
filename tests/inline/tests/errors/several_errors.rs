use vsp_runtime::vsp;

fn main() {
    vsp! {
        .mode SIL-64
        main:   LI     R0, 40000
                ADDIT  R0, R4
                JMP    mian
                HLT
    };
}
