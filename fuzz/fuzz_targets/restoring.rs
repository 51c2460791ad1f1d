//! A snapshot from strangers, in the interpreter and in both JITs.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    vsp_fuzzing::restoring::check(bytes);
    Corpus::Keep
});
