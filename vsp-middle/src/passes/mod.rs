//! What makes functions better, a file each. None changes what a function does.

mod addresses;
mod ahead;
mod assume;
mod bound;
mod carry;
mod common;
mod conditions;
mod copies;
mod cover;
mod dead;
mod depths;
mod entries;
mod fold;
mod forms;
mod hoist;
mod live;
mod loads;
mod memory;
mod overwritten;
mod prepay;
mod range;
mod ranges;
mod rules;
mod select;
mod sink;
mod thresholds;
mod unroll;
mod versions;
mod whole;
mod words;

use crate::Function;
use crate::names::names;

names! {
    /// A pass.
    Pass {
        /// Looks at the fuel once for all that follows up to the next look.
        Ahead "ahead",
        /// Assumes that ways in from outside bring the constants that the other ways do.
        Assume "assume",
        /// Assumes that ways in from outside bring numbers between the bounds that the other ways give.
        Bound "bound",
        /// Folds operations by rules, as far as their operands tell.
        Fold "fold",
        /// Takes values that have been computed before.
        Common "common",
        /// Removes what nobody wants.
        Dead "dead",
        /// Hands words whole from block to block where they come in parts.
        Whole "whole",
        /// Hands floats, and parts of words and cells, from block to block.
        Forms "forms",
        /// Computes before a loop what does not change in it.
        Hoist "hoist",
        /// Loads words as floats where that is what they are taken for.
        Loads "loads",
        /// Has the ways to loops look for interrupts, charge fuel and check addresses.
        Prepay "prepay",
        /// Chooses between values where a branch would be short.
        Select "select",
        /// Has one check cover several accesses near each other.
        Cover "cover",
        /// Has one look at the depth of a stack do for several pushes or pops.
        Depths "depths",
        /// Keeps words of memory in values over the turns of loops.
        Carry "carry",
        /// Computes after a loop what is wanted only there.
        Sink "sink",
        /// Makes copies of loops in which memory need not be checked.
        Versions "versions",
        /// Leaves out stores that others overwrite.
        Overwritten "overwritten",
        /// Has several turns of short loops stand one after the other.
        Unroll "unroll",
        /// Puts words on the data stack whole, and takes them off it so.
        Words "words",
        /// Takes for what memory or the data stack has what has been put there.
        Memory "memory",
    }
}

impl Pass {
    /// Changes a function.
    pub fn run(self, function: &mut Function) {
        match self {
            Pass::Ahead => ahead::run(function),
            Pass::Assume => assume::run(function),
            Pass::Bound => bound::run(function),
            Pass::Carry => carry::run(function),
            Pass::Cover => cover::run(function),
            Pass::Loads => loads::run(function),
            Pass::Sink => sink::run_on_ways(function),
            Pass::Fold => fold::run(function),
            Pass::Common => common::run(function),
            Pass::Dead => dead::run(function),
            Pass::Depths => depths::run(function),
            Pass::Forms => forms::run(function),
            Pass::Hoist => hoist::run(function),
            Pass::Prepay => prepay::run(function),
            Pass::Overwritten => overwritten::run(function),
            Pass::Versions => versions::run(function),
            Pass::Unroll => unroll::run(function),
            Pass::Select => select::run(function),
            Pass::Memory => memory::run(function),
            Pass::Whole => whole::run(function),
            Pass::Words => words::run(function),
        }
    }
}

/// The passes that make fast code, in the order in which they run.
pub const FAST: &[Pass] = &[
    Pass::Dead,
    Pass::Fold,
    Pass::Whole,
    Pass::Ahead,
    Pass::Assume,
    Pass::Bound,
    Pass::Versions,
    Pass::Common,
    Pass::Cover,
    Pass::Depths,
    Pass::Words,
    Pass::Memory,
    Pass::Carry,
    Pass::Fold,
    Pass::Dead,
    Pass::Forms,
    Pass::Loads,
    Pass::Unroll,
    Pass::Prepay,
    Pass::Dead,
    Pass::Overwritten,
    Pass::Select,
    Pass::Fold,
    Pass::Common,
    Pass::Hoist,
    Pass::Sink,
    Pass::Dead,
];

/// The passes that make code quickly.
pub const QUICK: &[Pass] = &[Pass::Dead, Pass::Fold, Pass::Dead];

/// Makes a function better by passes, and calls `after` with each one and what it has made.
///
/// ```
/// use vsp_middle::{Function, passes};
/// let text = "b0:\n v0: i64 = const 2\n v1: i64 = add v0, v0\n leave halted at 1 in SIL-64 {R0:4 = v1}";
/// let mut function: Function = text.parse().unwrap();
/// passes::run(&mut function, passes::FAST, |_, _| {});
/// assert_eq!(function.to_string(), "b0:\n    v0: i64 = const 4\n    leave halted at 1 in SIL-64 {R0:4 = v0}\n");
/// ```
pub fn run(function: &mut Function, passes: &[Pass], mut after: impl FnMut(Pass, &Function)) {
    for &pass in passes {
        pass.run(function);
        after(pass, function);
    }
}
