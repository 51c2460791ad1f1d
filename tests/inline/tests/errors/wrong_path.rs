use vsp_runtime::vsp;

vsp! {
    mod missing = file "programs/missing.sil";
    mod folder = file "";
}

fn main() {
    let _ = vsp!(file "/nowhere/at all.sil");
}
