//! The compiler of LIS, and what it gave.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    vsp_fuzzing::lis::check(bytes);
    Corpus::Keep
});
