//! A program in the interpreter and in both JITs, with fuel, interrupts, and going on by another engine.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    vsp_fuzzing::engines::check(bytes);
    Corpus::Keep
});
