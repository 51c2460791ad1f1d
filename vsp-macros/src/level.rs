//! `#![optimization(LEVEL)]`: the optimisation level of a program.

use crate::attributes::attribute;
use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Error, parenthesized};
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

/// Takes the level out of the attributes ahead of a program. The others, such as documentation, stay with the program. A level that is
/// wrong is taken out, too, so that the program can be read.
pub(crate) fn take(input: TokenStream) -> (TokenStream, syn::Result<Option<Optimization>>) {
    let tokens: Vec<TokenTree> = input.into_iter().collect();
    let (mut rest, mut kept, mut levels) = (&*tokens, Vec::new(), Vec::new());
    while let Some((whole, content)) = attribute(rest) {
        if whole.len() == INNER && begins_with_optimization(&content) {
            levels.push(content);
        } else {
            kept.extend_from_slice(whole);
        }
        rest = &rest[whole.len()..];
    }
    kept.extend_from_slice(rest);
    (kept.into_iter().collect(), only(levels))
}

/// How many tokens `#![...]` has.
const INNER: usize = 3;

fn begins_with_optimization(content: &TokenStream) -> bool {
    let first = content.clone().into_iter().next();
    matches!(first, Some(TokenTree::Ident(name)) if name == "optimization")
}

/// The level that the attributes with these contents name, of which there may be one.
fn only(contents: Vec<TokenStream>) -> syn::Result<Option<Optimization>> {
    let mut contents = contents.into_iter();
    let Some(first) = contents.next() else { return Ok(None) };
    let level = level.parse2(first)?;
    match contents.next() {
        Some(second) => Err(Error::new_spanned(second, "there is a level already; a program has one")),
        None => Ok(Some(level)),
    }
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
