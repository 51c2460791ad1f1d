//! The text of all regions in one form.

use super::{Form, order};
use crate::region::{Region, Piece};
use cranelift_codegen::{Context, ir};
use std::collections::HashMap;
use vsp_isa::container::Container;
use vsp_isa::disasm::Statements;
use vsp_isa::flow::Unit;
use vsp_middle::{Function, Terminator};

/// The text of the regions so far.
pub(super) struct Listing<'a> {
    statements: Statements<'a>,
    form: Form,
    text: String,
    regions: usize,
    /// The region that is being compiled. It is not there yet: where its frame comes out too large, it is cut and compiled again.
    current: Current,
}

/// What is known of a region while it is compiled.
#[derive(Default)]
struct Current {
    /// Where each block of the middle's function begins. Cranelift's first blocks are the same, in the same order.
    places: Vec<Option<Unit>>,
    /// The program's instructions from each place on, as comments.
    comments: HashMap<Unit, String>,
    text: String,
}

impl<'a> Listing<'a> {
    pub fn new(container: &'a Container, form: Form) -> Listing<'a> {
        let statements = Statements::new(container);
        Listing { statements, form, text: String::new(), regions: 0, current: Current::default() }
    }

    /// Begins the text of a region, with the middle's function of it.
    pub fn begin(&mut self, region: &Region, function: &Function) {
        let entries: Vec<String> = region.entries.iter().map(|&entry| self.name(entry)).collect();
        let entries = if entries.is_empty() { "nowhere".into() } else { entries.join(", ") };
        self.current = Current {
            places: function.blocks.iter().map(|block| block.place).collect(),
            comments: region.pieces.iter().map(|piece| (piece.place, self.comment(piece))).collect(),
            text: format!("; region {}, entered at {entries}\n\n", self.regions),
        };
        if self.form == Form::Middle {
            let present = function.blocks.iter().filter(|block| block.end != Terminator::Absent);
            let mut places = present.map(|block| block.place);
            self.current.add(&function.to_string(), |_, line| {
                // Nothing but heads of blocks begins a line.
                let place = if line.starts_with('b') { places.next().flatten() } else { None };
                (place, line.to_owned())
            });
        }
    }

    /// Goes on with Cranelift's function.
    pub fn lowered(&mut self, function: &ir::Function) {
        if self.form == Form::Clif {
            self.current.add(&function.display().to_string(), |places, line| {
                (number_of(line).and_then(|number| *places.get(number)?), line.to_owned())
            });
        }
    }

    /// Ends the text of the region, whose machine code there is.
    pub fn compiled(&mut self, context: &Context) {
        let assembly = context.compiled_code().and_then(|code| code.vcode.as_deref());
        if let Some(assembly) = assembly {
            let order = order::order(context);
            let heads = assembly.lines().filter_map(number_of).count();
            debug_assert_eq!(heads, order.len(), "Cranelift orders blocks in another way");
            self.current.add(assembly, |places, line| {
                let Some(number) = number_of(line) else { return (None, line.to_owned()) };
                // Jumps name blocks so.
                let label = format!("label{number}:");
                match order.get(number).copied().flatten() {
                    Some(block) => {
                        let place = places.get(block.as_u32() as usize).copied().flatten();
                        (place, format!("{label} ; {block}"))
                    }
                    None => (None, label),
                }
            });
        }
        if self.regions > 0 {
            self.text.push('\n');
        }
        self.text.push_str(&self.current.text);
        self.regions += 1;
    }

    pub fn finish(self) -> String {
        self.text
    }

    /// A piece of the program as a comment.
    fn comment(&self, piece: &Piece) -> String {
        let mut comment = format!("; {}\n", self.name(piece.place));
        for &(address, instruction) in &piece.code.instructions {
            let line = self.statements.line(address).map(|line| format!("line {line}"));
            let (line, text) = (line.unwrap_or_default(), self.statements.text(instruction));
            comment += &format!(";   {address:04x} {line:<9} {text}\n");
        }
        comment
    }

    /// How a place is called.
    fn name(&self, Unit { address, mode }: Unit) -> String {
        match self.statements.label(address) {
            Some(label) => format!("{label} ({address:04x} in {mode})"),
            None => format!("{address:04x} in {mode}"),
        }
    }
}

impl Current {
    /// Adds a text line by line; `look` gives each its final form, and the place that it is the head of, if it is one.
    fn add(&mut self, text: &str, mut look: impl FnMut(&[Option<Unit>], &str) -> (Option<Unit>, String)) {
        for line in text.lines() {
            let (place, line) = look(&self.places, line);
            if let Some(comment) = place.and_then(|place| self.comments.get(&place)) {
                self.text.push_str(comment);
            }
            self.text.push_str(&line);
            self.text.push('\n');
        }
    }
}

/// The number in the head of a block of Cranelift's, such as `block7:` or `block7(v3: i64) cold:`.
fn number_of(line: &str) -> Option<usize> {
    let rest = line.strip_prefix("block")?;
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    rest[..end].parse().ok()
}
