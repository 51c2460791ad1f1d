//! The items of a program's Rust module, made from the program's symbols.
//!
//! Build scripts (vsp-build) and the macro `vsp!` (vsp-macros) make such modules in different ways; what is in them is the
//! same, whether the program becomes machine code or is interpreted. So this crate knows nothing of code generators.
#![forbid(unsafe_code)]

mod names;
mod placeholder;
mod typed;
mod wanted;

pub use names::{is_module_name, module_name};
pub use placeholder::{Placeholder, expected};
pub use typed::{Number, TypedFunction, TypedStatic, TypedValue};
pub use wanted::{UnknownValue, VARIABLES, is_code_wanted};

use names::{Scope, Style};
use std::collections::{BTreeSet, HashMap};
use std::fmt::{self, Display, Formatter};
use vsp_isa::container::{Container, LineTable, Symbol, SymbolKind};
use vsp_isa::flow::AnalysedProgram;
use vsp_lis::{Exports, Places, Signature, Static, is_said};

/// The items for a program's symbols.
///
/// ```
/// use vsp_bindings::Bindings;
/// let source = ".data\n tapsLeft: .byte 1\n.code\n.global match\n match: RET";
/// let program = vsp_isa::asm::assemble(source, "x.sil").unwrap();
/// let bindings = Bindings::of(&vsp_isa::flow::AnalysedProgram::new(program).unwrap());
/// assert_eq!(bindings.functions[0].identifier, "r#match");
/// assert_eq!(bindings.data[0].identifier, "TAPS_LEFT");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bindings {
    /// A function for each exported function of which the file says no types, in the order of the file; where names repeat, for the
    /// first of each.
    pub functions: Vec<Binding>,
    /// A function for each other one.
    pub typed: Vec<TypedFunction>,
    /// A constant for each label of data, likewise.
    pub data: Vec<Binding>,
    /// A module for each label of data whose type the file says.
    pub statics: Vec<TypedStatic>,
    /// What the runtime's interpreter needs of the control flow: see [`Marks`](vsp_isa::flow::Marks). There are none where the
    /// program is wrong: see [`Placeholder`].
    pub marks: Vec<u8>,
}

/// The item for one symbol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Its name in Rust: an ASCII identifier that no other item of the module has, raw where it is a keyword.
    pub identifier: String,
    /// Its documentation, one line.
    pub documentation: String,
    /// The symbol's name, any text.
    pub symbol: String,
    /// The symbol's address.
    pub address: u32,
}

impl Bindings {
    /// The items for a program's symbols.
    pub fn of(program: &AnalysedProgram<'_>) -> Bindings {
        let container = program.container();
        Bindings { marks: program.flow().marks(), ..Bindings::of_symbols(container, &Exports::of(container)) }
    }

    /// The items alone, of what need not be a program.
    fn of_symbols(container: &Container, exports: &Exports) -> Bindings {
        let mut scope = Scope::new();
        let lines = container.line_table();
        let functions = bound(container, SymbolKind::Function, &mut scope, Style::Snake, |symbol| {
            let (name, place) = (Visible(&symbol.name), place(container, symbol, &lines));
            format!("Runs the program's function `{name}`, which begins at {place}.")
        });
        let data = bound(container, SymbolKind::Data, &mut scope, Style::UpperSnake, |symbol| {
            let (name, address) = (Visible(&symbol.name), symbol.address);
            format!("The address of the program's data `{name}` in memory: {address:#06x}.")
        });
        let statics = statics(exports, &mut scope);
        let (mut untyped, mut typed) = (Vec::new(), Vec::new());
        let places = Places::of(container);
        let signatures: HashMap<&str, &Signature> =
            exports.functions.iter().rev().map(|it| (it.name.as_str(), it)).collect();
        // A parameter with the name of a constant would be a pattern that compares.
        let constants = Scope::without(data.iter().map(|it| it.identifier.as_str()));
        for function in functions {
            let signature = signatures.get(function.symbol.as_str());
            match signature.and_then(|signature| typed_function(signature, &places, &constants, &function)) {
                Some(function) => typed.push(function),
                None => untyped.push(function),
            }
        }
        Bindings { functions: untyped, typed, data, statics, marks: Vec::new() }
    }
}

/// The name of the crate vsp-runtime in modules of programs: none of their modules can have it.
const RUNTIME: &str = "vsp_runtime";

/// The function with types, if Rust can have them.
fn typed_function(
    signature: &Signature,
    places: &Places<'_>,
    constants: &Scope,
    function: &Binding,
) -> Option<TypedFunction> {
    let (values, result) = typed::values(signature)?;
    if function.identifier == RUNTIME {
        return None;
    }
    let mut scope = constants.inner();
    let names: Vec<&str> = signature.params.iter().map(|(name, ..)| name.as_str()).collect();
    let params = scope.assign(&names, Style::Snake).into_iter().zip(values).collect();
    let heading = heading(signature);
    let place = match places.of_address(function.address) {
        Some((file, line)) => format!("line {line} of `{}`", Visible(file)),
        None => format!("{:#06x}", function.address),
    };
    let documentation = format!("Calls the program's function `{heading}`, which begins at {place}.");
    Some(TypedFunction { binding: Binding { documentation, ..function.clone() }, params, result })
}

/// A signature without places.
fn heading(signature: &Signature) -> String {
    let params = signature.params.iter().map(|(name, ty, _)| format!("{name}: {ty}"));
    let params = params.collect::<Vec<_>>().join(", ");
    let result = &signature.result.0;
    let result = if result.to_string() == "()" { String::new() } else { format!(" -> {result}") };
    format!("{}({params}){result}", signature.name)
}

/// A module for each static whose type the file says.
fn statics(exports: &Exports, scope: &mut Scope) -> Vec<TypedStatic> {
    let mut seen = BTreeSet::new();
    let statics = exports.statics.iter().filter(|it| seen.insert(it.name.as_str()));
    let statics = statics.filter_map(|it| Some((it, typed::value_of_static(it)?))).collect::<Vec<_>>();
    scope.reserve(RUNTIME);
    let names: Vec<&str> = statics.iter().map(|(it, _)| it.name.as_str()).collect();
    let identifiers = scope.assign(&names, Style::Snake);
    let bind = |((it, value), identifier): ((&Static, TypedValue), String)| TypedStatic {
        binding: Binding {
            identifier,
            documentation: format!("The program's `static {}: {}`.", it.name, it.ty),
            symbol: it.name.clone(),
            address: it.address,
        },
        value,
    };
    statics.into_iter().zip(identifiers).map(bind).collect()
}

/// The items for the symbols of one kind, the first of each name.
fn bound(
    container: &Container,
    kind: SymbolKind,
    scope: &mut Scope,
    style: Style,
    document: impl Fn(&Symbol) -> String,
) -> Vec<Binding> {
    let mut seen = BTreeSet::new();
    let symbols = container.symbols.iter();
    let symbols: Vec<&Symbol> =
        symbols.filter(|it| it.kind == kind && !is_said(it) && seen.insert(it.name.as_str())).collect();
    let names: Vec<&str> = symbols.iter().map(|symbol| symbol.name.as_str()).collect();
    let identifiers = scope.assign(&names, style);
    let bind = |(symbol, identifier): (&Symbol, String)| Binding {
        identifier,
        documentation: document(symbol),
        symbol: symbol.name.clone(),
        address: symbol.address,
    };
    symbols.into_iter().zip(identifiers).map(bind).collect()
}

/// Where a function begins, for its documentation.
fn place(container: &Container, symbol: &Symbol, lines: &LineTable) -> String {
    let address = format!("{:#06x}", symbol.address);
    match (&container.debug, lines.line_of(symbol.address)) {
        (Some(debug), Some(line)) => format!("{address}, line {line} of `{}`", Visible(&debug.source)),
        (None, _) | (_, None) => address,
    }
}

/// Any text as part of a comment or of documentation, where it can neither end the line, nor a span of code, nor reorder
/// what is shown: letters, digits and plain ASCII stay as they are.
#[derive(Clone, Copy, Debug)]
pub struct Visible<'a>(pub &'a str);

impl Display for Visible<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            if c == '`' || c == '\\' || !(c.is_alphanumeric() || c == ' ' || c.is_ascii_graphic()) {
                write!(f, "{}", c.escape_unicode())?;
            } else {
                write!(f, "{c}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
