//! Restoring snapshots from strangers, and going on from them.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    vsp_fuzzing::snapshots::check(bytes);
    Corpus::Keep
});
