//! Compiles the detectors to native code.

fn main() {
    vsp_build::Builder::new().file("programs/detector.sil").file("programs/streaming.lis").compile();
}
