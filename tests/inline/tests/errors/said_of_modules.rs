//! What the compiler says of a module is said of its declaration.
#![deny(missing_docs, unused)]
use vsp_runtime::vsp;

vsp! {
    pub mod undocumented {
        .global run
        run: RET
    }
}

fn main() {
}
