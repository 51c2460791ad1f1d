//! Tests of templates, of both kinds on every machine: only running them needs the processor.
//!
//! Expected instructions were assembled by another assembler (GNU's), as the text beside them says.

mod aarch64;
mod programs;
mod x64;
