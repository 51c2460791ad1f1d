use vsp_runtime::vsp;

fn main() {
    vsp! {
        .mode SIL-12
        main: MOV R10, R0
              MOV R0, 5
              MOVI RA, R1
              MOVI RA, 1_000
              MOVI RA, 1 2
              SETMODE SIL - 64
              JMP R1
              SYSCALL squirt
              HLT
    };
}
