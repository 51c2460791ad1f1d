//! The assembler, and the disassembler on what it gave.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    vsp_fuzzing::assembly::check(bytes);
    Corpus::Keep
});
