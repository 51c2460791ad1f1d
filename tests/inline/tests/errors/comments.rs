#![deny(warnings)]
use vsp_runtime::vsp;

fn main() {
    vsp! { NOP; HLT };
    vsp! {
        MOVI R0, 1; // HLT
        ; HLT
        ; the HLT above is none
        HLT;
    };
    vsp! {
        # from another assembler
        HLT
    };
    vsp!("
        MOVI R0, 1 // as in Rust
        // HLT
        HLT
    ");
}
