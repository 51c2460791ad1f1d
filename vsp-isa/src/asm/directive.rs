//! Directives: the statements that begin with a dot.

use super::layout::Mark;
use super::source::Piece;
use super::state::{Assembler, Segment};

/// What a directive asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Directive {
    Mode,
    Segment(Segment),
    Global,
    Extern,
    Entry,
    Align,
    /// Integers of so many bytes.
    Integers(usize),
    /// Floats of so many bytes.
    Floats(usize),
    State,
    Strings,
    Version,
    Symbol,
    NoSymbols,
    EmptySymbols,
    Source,
    Line,
    NoDebug,
}

/// Every directive by its name.
const DIRECTIVES: [(&str, Directive); 25] = [
    (".mode", Directive::Mode),
    (".data", Directive::Segment(Segment::Data)),
    (".code", Directive::Segment(Segment::Code)),
    (".text", Directive::Segment(Segment::Code)),
    (".global", Directive::Global),
    (".globl", Directive::Global),
    (".extern", Directive::Extern),
    (".entry", Directive::Entry),
    (".align", Directive::Align),
    (".byte", Directive::Integers(1)),
    (".word16", Directive::Integers(2)),
    (".word32", Directive::Integers(4)),
    (".word64", Directive::Integers(8)),
    (".float16", Directive::Floats(2)),
    (".float32", Directive::Floats(4)),
    (".float64", Directive::Floats(8)),
    (".state", Directive::State),
    (".string", Directive::Strings),
    (".version", Directive::Version),
    (".symbol", Directive::Symbol),
    (".nosymbols", Directive::NoSymbols),
    (".emptysymbols", Directive::EmptySymbols),
    (".source", Directive::Source),
    (".line", Directive::Line),
    (".nodebug", Directive::NoDebug),
];

impl Directive {
    /// The directive of a name, in any letter case.
    pub fn from_name(name: &str) -> Option<Directive> {
        DIRECTIVES.iter().find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|&(_, directive)| directive)
    }

    /// All names.
    pub fn names() -> impl Iterator<Item = &'static str> {
        DIRECTIVES.iter().map(|&(name, _)| name)
    }

    /// Whether it puts values into the program, so that a label before it needs no colon.
    pub fn is_data(self) -> bool {
        use Directive::{Floats, Integers, State, Strings};
        matches!(self, Integers(_) | Floats(_) | State | Strings)
    }
}

impl<'a> Assembler<'a> {
    /// Carries out a directive; `rest` is what stands after its name.
    pub fn directive(&mut self, directive: Directive, name: Piece<'a>, rest: Piece<'a>) {
        let operands = rest.operands();
        self.carry_out(directive, name, rest, &operands);
        if directive.is_data() && self.segment == Segment::Code {
            self.marks.add(self.code.len(), Mark::Raw);
        }
    }

    fn carry_out(&mut self, directive: Directive, name: Piece<'a>, rest: Piece<'a>, operands: &[Piece<'a>]) {
        match directive {
            Directive::Integers(size) => self.integers(name, operands, size),
            Directive::Floats(size) => self.floats(name, operands, size),
            Directive::State => self.state(name, rest),
            Directive::Strings => self.strings(name, operands),
            Directive::Mode => self.set_mode(name, operands),
            Directive::Version => self.set_version(name, operands),
            Directive::Segment(segment) => {
                if let Some([]) = self.exactly(name, operands, "no operand") {
                    self.segment = segment;
                }
            }
            Directive::Global => {
                if let Some([label]) = self.exactly(name, operands, "a label") {
                    self.globals.push(label);
                }
            }
            Directive::Extern => {
                self.exactly::<1>(name, operands, "a name");
            }
            Directive::Entry => self.set_entry(name, operands),
            Directive::Align => self.align(name, operands),
            Directive::Symbol => self.symbol(name, operands),
            Directive::NoSymbols => {
                if let Some([]) = self.exactly(name, operands, "no operand") {
                    self.symbols_given = true;
                }
            }
            Directive::EmptySymbols => {
                if let Some([]) = self.exactly(name, operands, "no operand") {
                    (self.symbols_given, self.empty_symbols) = (true, true);
                }
            }
            Directive::Source => self.set_source(name, operands),
            Directive::Line => self.line_entry(name, operands),
            Directive::NoDebug => {
                if let Some([]) = self.exactly(name, operands, "no operand") {
                    self.no_debug = Some(name);
                }
            }
        }
    }

    /// The operands, if there are at least `N`; what is missing or surplus is told.
    pub fn exactly<const N: usize>(
        &mut self,
        name: Piece<'a>,
        operands: &[Piece<'a>],
        wanted: &str,
    ) -> Option<[Piece<'a>; N]> {
        if let Some(surplus) = operands.get(N) {
            self.fault(*surplus, format_args!("{} takes {wanted}, and nothing more", name.text));
        }
        let operands = operands.first_chunk::<N>().copied();
        match operands {
            None => self.fault(name, format_args!("{} needs {wanted}", name.text)),
            Some(operands) => {
                if let Some(empty) = operands.into_iter().find(|operand| operand.is_empty()) {
                    self.unexpected(empty, wanted);
                    return None;
                }
            }
        }
        operands
    }
}
