//! Compiles the program that is measured.

fn main() {
    vsp_build::compile("programs/collatz.sil");
}
