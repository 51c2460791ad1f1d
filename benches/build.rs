//! Compiles the programs that are measured.

fn main() {
    let mut builder = vsp_build::Builder::new();
    for name in ["collatz", "fibonacci", "sieve", "products", "sums", "polynomial", "turns", "returns"] {
        builder.file(format!("programs/{name}.sil"));
    }
    builder.file("programs/affine.lis");
    builder.compile();
    // What the compiler of the build scripts is measured for.
    println!("cargo::rustc-env=VSP_BENCHES_TARGET={}", std::env::var("TARGET").expect("Cargo sets it"));
}
