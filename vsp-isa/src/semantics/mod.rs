//! The meaning of every operation, as small pure functions.
