//! Compiles the programs that are measured, each with and without fuel.

/// Programs of this crate, and those that it shares with the crate of benchmarks.
const PROGRAMS: [(&str, &[&str]); 2] = [
    (
        "programs",
        &[
            "takeuchi",
            "prefix",
            "sort",
            "crc",
            "mandelbrot",
            "matrix",
            "filters",
            "registers",
            "frame",
            "saturating",
            "queens",
            "calls",
            "fir",
            "floyd",
        ],
    ),
    ("../programs", &["collatz", "fibonacci", "sieve", "polynomial", "products", "sums"]),
];

fn main() {
    let (mut plain, mut metered) = (vsp_build::Builder::new(), vsp_build::Builder::new());
    metered.metering(true).interrupts(true);
    for (folder, names) in PROGRAMS {
        for name in names {
            let path = format!("{folder}/{name}.sil");
            plain.file(&path);
            metered.named(format!("{name}_metered"), path);
        }
    }
    plain.compile();
    metered.compile();
    // What the compiler of the build scripts is measured for.
    println!("cargo::rustc-env=VSP_PEERS_TARGET={}", std::env::var("TARGET").expect("Cargo sets it"));
}
