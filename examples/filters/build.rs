//! Compiles the programs to native code. One that can be stopped and gone on with counts fuel.

fn main() {
    vsp_build::Builder::new()
        .file("programs/biquad.lis")
        .file("programs/fir.lis")
        .file("programs/goertzel.lis")
        .file("programs/pid.lis")
        .file("programs/pll.lis")
        .compile();
    vsp_build::Builder::new().file("programs/fft.lis").metering(true).compile();
}
