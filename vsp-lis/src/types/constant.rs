//! Values that are known when compiling.

use super::Type;
use super::body::Body;
use super::check::Checker;
use super::convert::Place;
use super::evaluate::{Evaluator, Stop, Value};
use crate::names::Id;
use crate::syntax::tree as syntax;

/// How many steps the evaluation of a constant may take.
const STEPS: u64 = 1_000_000;

/// The value of a constant expression as a type; none if there is none, which has been told.
pub(super) fn value(checker: &mut Checker<'_>, module: Id, expr: &syntax::Expr, ty: &Type) -> Option<Value> {
    if checker.nested >= super::check::MOST_NESTED {
        checker.report.error(expr.span, "this constant depends on too many others");
        return None;
    }
    checker.nested += 1;
    let checked = Body::new(checker, module, None).expr_as(expr, ty, true, Place::Constant);
    checker.nested -= 1;
    let checked = checked?;
    // What it calls must be whole before it can be evaluated.
    while checker.looked_at < checker.finished.len() {
        let next = checker.looked_at;
        checker.looked_at += 1;
        let library = checker.typed.functions[next].library;
        if library && !checker.finished[next] {
            checker.finished[next] = true;
            super::body::check(checker, next);
        }
    }
    match Evaluator::new(&checker.typed, STEPS).constant(&checked) {
        Ok(value) => Some(value),
        Err(stop) => {
            let message = match stop {
                Stop::NotConstant => "this is not a constant",
                Stop::Steps => "this constant takes too long to compute",
                Stop::Failed => "this constant has no value: an index is outside of its array",
            };
            let help = "constants are made of literals, consts, operators, and functions of the library that only compute";
            checker.report.error_help(checked.span, message, help);
            None
        }
    }
}
