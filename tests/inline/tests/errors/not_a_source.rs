use vsp_runtime::vsp;

const TEXT: &str = "HLT";

vsp! {
    mod from_a_constant = TEXT;
    mod from_a_macro = include_str!("wrong.sil");
    mod of_bytes = b"HLT";
    mod without_an_end = "HLT"
}

fn main() {
    let _ = TEXT;
    let _ = vsp!(concat!("HLT", "\n"));
    let _ = vsp!(c"HLT");
    let _ = vsp!("programs/filter.sil");
}
