use vsp_runtime::vsp;

vsp! {
    mod double {
        /// Doubles an integer.
        double: ADDINT R0, R0 // This is right.
                RET /** This is not. */
    }
}

fn main() {}
