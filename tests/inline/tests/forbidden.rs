//! Nothing in an expansion needs a lint that somebody may forbid.
#![forbid(
    unsafe_code,
    warnings,
    unused,
    nonstandard_style,
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::all
)]

vsp_runtime::vsp! {
    mod unused {
        .global run
        .global run.fast
        run:      NOP
        run.fast: RET
        .data
        taps: .byte 1
    }
}

#[test]
fn it_is_a_program() {
    assert_eq!(vsp_runtime::vsp! { HLT }.container().code, [0x01]);
}
