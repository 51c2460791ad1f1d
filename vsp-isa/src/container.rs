//! The SILC file: header, code, data, symbols, debug information.
