//! Control flow: blocks, reachable code in each mode, warnings.
