//! tmp
mod common;
#[test]
fn show() {
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
    let mut c = vsp_isa::asm::assemble(source, "x.sil").unwrap_or_else(|e| panic!("{e}"));
    let t = vsp_isa::disasm::disassemble(&c);
    println!("{t}");
    let d = vsp_isa::asm::assemble(&t, "y").unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(c, d);
    c.symbols.clear();
    c.debug = None;
    c.code[10] = 0x15;
    let t = vsp_isa::disasm::disassemble(&c);
    println!("{t}");
    let d = vsp_isa::asm::assemble(&t, "y").unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(c, d);
}

#[test]
fn random_containers() {
    for seed in 0..3000 {
        let container = common::container(&mut common::Random::new(seed));
        let bytes = container.write().unwrap();
        let text = vsp_isa::disasm::disassemble(&container);
        let again =
            vsp_isa::asm::assemble(&text, "any").unwrap_or_else(|e| panic!("seed {seed}\n{text}\n{e}"));
        assert_eq!(again, container, "seed {seed}\n{text}");
        assert_eq!(again.write().unwrap(), bytes);
    }
}
