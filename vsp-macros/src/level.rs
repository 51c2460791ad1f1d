//! `#![optimization(LEVEL)]`: how much work goes into a program's code, where the user says it.

use proc_macro2::{Ident, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{ParseBuffer, ParseStream, Parser};
use syn::{Error, Token, bracketed, parenthesized};
use vsp_isa::flow::AnalysedProgram;
use vsp_isa::options::{Optimization, UnknownOptimization};

/// Up to how many instructions, each counted for every mode that can reach it, a program gets fast code unless the user says
/// otherwise. Code is made each time that the crate is checked, for all kinds of targets; nobody shall wait for that. The
/// documentation of `vsp!` names the number.
const FAST_INSTRUCTIONS: u64 = 500;

mod keyword {
    syn::custom_keyword!(optimization);
}

/// The level of a program.
pub(crate) fn choose(asked: Option<Optimization>, program: &AnalysedProgram<'_>) -> Optimization {
    asked.unwrap_or_else(|| {
        let is_small = program.count_instructions() <= FAST_INSTRUCTIONS;
        if is_small { Optimization::Fast } else { Optimization::Quick }
    })
}

/// Reads the level, if one is said here. What else may begin like it, such as documentation, is left to the program. What is wrong
/// is skipped, so that the program behind it can be read.
pub(crate) fn parse(input: ParseStream<'_>) -> syn::Result<Option<Optimization>> {
    let is_said = attribute(&input.fork()).is_ok_and(|content| content.peek(keyword::optimization));
    if !is_said {
        return Ok(None);
    }
    let content: TokenStream = attribute(input)?.parse()?;
    level.parse2(content).map(Some)
}

/// What stands in the brackets of `#![...]`.
fn attribute<'a>(input: &ParseBuffer<'a>) -> syn::Result<ParseBuffer<'a>> {
    input.parse::<Token![#]>()?;
    input.parse::<Token![!]>()?;
    let content;
    bracketed!(content in input);
    Ok(content)
}

/// `optimization(LEVEL)`
fn level(input: ParseStream<'_>) -> syn::Result<Optimization> {
    let word: keyword::optimization = input.parse()?;
    let name = name(input).map_err(|_| {
        let message = format!("expected a level, as in `optimization(quick)`; {UnknownOptimization}");
        Error::new(word.span, message)
    })?;
    let known = name.to_string().parse();
    known.map_err(|unknown| Error::new(name.span(), format!("`{name}` is no level; {unknown}")))
}

/// The name in the parentheses.
fn name(input: ParseStream<'_>) -> syn::Result<Ident> {
    let content;
    parenthesized!(content in input);
    content.call(Ident::parse_any)
}
