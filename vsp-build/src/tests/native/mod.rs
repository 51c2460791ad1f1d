//! What needs the code generator.

mod apple;
mod fallback;
mod files;
mod unwanted;

use super::{Package, Run, environment_of, variables};
use vsp_codegen::targets::TARGETS;

/// A target without native code, and why there is none.
pub const ELSEWHERE: (&str, &str) =
    ("wasm32-unknown-unknown", "the code generator does not know its processor, `wasm32`");

/// All targets with tested native code.
pub fn native_targets() -> impl Iterator<Item = &'static str> {
    TARGETS.iter().filter(|target| target.support.is_native()).map(|target| target.triple)
}

impl Package {
    /// The only generated library of a program.
    fn library(&self, program: &str) -> String {
        let marker = format!("_my_app_{program}_");
        let mut libraries: Vec<String> =
            self.files().into_iter().filter(|file| file.contains(&marker)).collect();
        assert_eq!(libraries.len(), 1, "{libraries:?}");
        libraries.remove(0)
    }
}
