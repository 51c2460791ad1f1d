//! Threaded code: each program is translated once into operations, and then runs from operation to operation.
//!
//! `table` lists the operations (`rows` makes rows of it); `kind` says what each does, as far as the translator must know; the bodies stand in
//! `integers`, `floats`, `cells`, `memory`, `stack`, `choice` and `control` (`branch` is what branches share). `dispatch` goes from one to the next. `translate` makes operations of
//! instructions (`select`, one by one; `fuse`, `stacks`, `choices` and `branches`, together), which are a `draft` at first; `analysis` finds which words they hand on to each other,
//! `verify` checks it all, and `translation` is what comes out. `run` goes in, `exits` out.

#[macro_use]
mod rows;
#[macro_use]
mod table;

mod analysis;
mod branch;
mod branches;
mod cells;
mod choice;
mod choices;
mod control;
mod dispatch;
mod draft;
mod exits;
mod floats;
mod fuse;
mod integers;
mod kind;
mod map;
mod memory;
mod operation;
mod run;
mod select;
mod stack;
mod stacks;
#[cfg(test)]
mod tests;
mod translate;
mod translation;
mod translations;
mod verify;
mod words;

pub(crate) use run::run;
pub(crate) use translation::Translation;
pub(crate) use translations::Translations;
