//! The disassembler: a SILC file to SIL assembly.
