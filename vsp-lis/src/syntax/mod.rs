//! The syntax tree, and how it is read from tokens.

mod expression;
mod item;
mod parser;
mod statement;
pub(crate) mod tree;

pub(crate) use parser::parse;
