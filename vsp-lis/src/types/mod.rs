//! Types: the type of every expression, the function that each call means, and warnings.

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
