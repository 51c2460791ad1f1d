//! The README's build scripts, one line of each.

fn main() {
    vsp_build::compile("filter.lis");
    vsp_build::compile("collatz.sil");
}
