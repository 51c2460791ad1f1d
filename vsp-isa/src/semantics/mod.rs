//! The meaning of every operation, as small pure functions.
//!
//! Every engine calls these, so that no two can differ. Nothing here touches flags,
//! and nothing panics: each function is defined for every cell, canonical or not, and every number.

pub mod cells;
pub mod complex;
pub mod convert;
pub mod elementary;
pub mod float;
pub mod folding;
pub mod gates;
pub mod half;
pub mod integer;
pub mod intrinsics;
pub mod layers;
pub mod text;
pub mod word;
