//! `vsp targets`: the list of targets, with the support level of each.

use crate::failure::Failure;
use crate::output;
use serde::Serialize;
use std::fmt::Write;
use vsp_codegen::Target;
use vsp_codegen::targets::{TARGETS, support};

/// Lists the targets that are tested, with their support levels; or those of the targets given
///
/// Programs give the same bits on all targets. Those that are not listed have native code where their processor, calling
/// convention and object files are like those of a listed one; all others get the interpreter.
#[derive(clap::Args)]
pub struct Args {
    /// Any targets, as rustc calls them [default: those that are tested]
    #[arg(value_name = "TRIPLE")]
    triples: Vec<String>,
    /// Writes an array of JSON objects
    #[arg(long)]
    json: bool,
}

/// What is said of a target. The fields and their order are part of the interface.
#[derive(Serialize)]
struct Row {
    target: String,
    engine: &'static str,
    tested: &'static str,
    /// What native code needs, or why there is none.
    remark: Option<String>,
}

impl Row {
    fn of(triple: &str) -> Row {
        let support = support(triple);
        let needs = TARGETS.iter().find(|listed| listed.triple == triple).and_then(|listed| listed.needs);
        let refusal = Target::new(triple, &[]).err();
        let reason = refusal.as_ref().and_then(|error| error.unsupported_because());
        let remark = needs.map(|needs| format!("needs {needs}")).or(reason.map(str::to_owned));
        Row { target: triple.into(), engine: support.engine(), tested: support.tested(), remark }
    }
}

pub fn targets(args: &Args) -> Result<(), Failure> {
    let rows: Vec<Row> = if args.triples.is_empty() {
        TARGETS.iter().map(|listed| Row::of(listed.triple)).collect()
    } else {
        args.triples.iter().map(|triple| Row::of(triple)).collect()
    };
    let text = if args.json {
        serde_json::to_string(&rows).map_err(Failure::new)? + "\n"
    } else {
        let mut text = String::new();
        table(&mut text, &rows).map_err(Failure::new)?;
        text
    };
    output::print(text.as_bytes())
}

fn table(text: &mut String, rows: &[Row]) -> std::fmt::Result {
    let widest = rows.iter().map(|row| row.target.chars().count()).max().unwrap_or_default();
    writeln!(text, "{:widest$}  engine       tested", "target")?;
    for Row { target, engine, tested, remark } in rows {
        // A name may hold anything; escaped, it cannot do anything to a terminal.
        let target = vsp_isa::wording::Shown::name(target).to_string();
        writeln!(text, "{target:widest$}  {engine:<11}  {tested}")?;
        if let Some(remark) = remark {
            writeln!(text, "{:widest$}  {:11}  ({remark})", "", "")?;
        }
    }
    Ok(())
}
