//! The programs that the build script has compiled.

use vsp_runtime::Program;

/// A program, compiled in both ways.
pub struct Compiled {
    /// Its name: `corpus_...`, `generated_...`, or `typed_...` where it was generated in LIS and exports `f() -> Int`.
    pub name: &'static str,
    /// Without metering.
    pub plain: &'static Program,
    /// With metering.
    pub metered: &'static Program,
    /// The source, for programs of the corpus.
    pub source: &'static str,
}

impl std::fmt::Debug for Compiled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

include!(concat!(env!("OUT_DIR"), "/programs.rs"));
