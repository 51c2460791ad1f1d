//! The README's build script.

fn main() {
    vsp_build::compile("programs/collatz.sil");
}
