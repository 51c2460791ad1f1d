//! Compiles programs in build scripts.
