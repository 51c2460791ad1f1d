use vsp_runtime::vsp;

fn main() {
    vsp! {
        main: MOVI   R0, 128
              SCALE  R0, -129
              ROTATE R0, -1
              LI     R0, 0x8000
              LOAD   R0, 65536
              JMP    -1
              SYSCALL 256, 1
              HLT
        .data
        table: .byte 1, 256, 3
               .float16 70000.0
    };
}
