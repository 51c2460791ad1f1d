//! The assembler: SIL assembly to a SILC file.
