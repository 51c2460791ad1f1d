//! The reader of files, and all that works on what was read.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    vsp_fuzzing::files::check(bytes);
    Corpus::Keep
});
