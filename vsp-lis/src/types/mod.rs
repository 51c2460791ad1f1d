//! Types: what every expression is, which function each call means, and what looks wrong.

mod body;
mod call;
mod check;
mod constant;
mod convert;
mod definition;
pub(crate) mod evaluate;
mod expression;
mod flow;
mod operator;
mod place;
mod prim;
mod statement;
pub(crate) mod tree;
mod ty;

pub(crate) use check::{Expected, check, expected};
pub(crate) use prim::Prim;
pub use ty::{Part, Type};
