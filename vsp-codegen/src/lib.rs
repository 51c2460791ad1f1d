//! Compiles programs to machine code.
