//! Compiles the detector to native code.

fn main() {
    vsp_build::compile("programs/detector.sil");
}
