use vsp_runtime::{Program, vsp};

static EMPTY: &Program = vsp! {};

fn main() {
    let _ = vsp!(file 5);
    let _ = vsp!(file "programs/one.sil", "programs/two.sil");
    let _ = vsp!("HLT" "HLT");
    let _ = vsp! {
        // Nothing but this.
    };
    let _ = vsp! {
        /// Doubles an integer.
        double: ADDINT R0, R0
                RET
    };
}
