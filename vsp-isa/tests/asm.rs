//! The assembler.

use vsp_isa::asm::assemble;

#[test]
fn sample() {
    let source = r#"
    .mode SIL-64
    .data
    taps:   .byte 0x80, 0x84, 0x88
    init:   .state [80, 80, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00]
    hello:  .string "hello"              ; UTF-8, then a NUL
    .code
    .global main                         ; exported: a function symbol
    main:
        LSTATE init
        LOAD   R1, taps
        MUL    R0, R1
        JZ     R2, done                  ; register form
        JZ     done                      ; flag form
        CALL   print_string, hello       ; an intrinsic's name makes a SYSCALL
    done:
        HLT
"#;
    let c = assemble(source, "x.sil").unwrap_or_else(|e| panic!("{e}"));
    let code = [
        0x27, 0x03, 0x00, 0x00, 0x22, 0x01, 0x00, 0x00, 0x40, 0x10, 0x00, 0x11, 0x02, 0x17, 0x00, 0x11, 0x17,
        0x00, 0x00, 0xff, 0x01, 0x13, 0x00, 0x01,
    ];
    assert_eq!(c.code, code);
}
