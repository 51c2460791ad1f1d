//! Attributes, `#[...]` and `#![...]`, among the tokens of a program.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The tokens of the attribute that some tokens begin with, and what stands in its brackets.
pub(crate) fn attribute(tokens: &[TokenTree]) -> Option<(&[TokenTree], TokenStream)> {
    let is = |token: Option<&TokenTree>, c| matches!(token, Some(TokenTree::Punct(it)) if it.as_char() == c);
    if !is(tokens.first(), '#') {
        return None;
    }
    let at = if is(tokens.get(1), '!') { 2 } else { 1 };
    let Some(TokenTree::Group(group)) = tokens.get(at) else { return None };
    (group.delimiter() == Delimiter::Bracket).then(|| (&tokens[..=at], group.stream()))
}

/// How many tokens the documentation has that some tokens begin with: `///` and `//!` become `#[doc = "..."]` and `#![doc = "..."]`.
pub(crate) fn documentation(tokens: &[TokenTree]) -> Option<usize> {
    let (whole, content) = attribute(tokens)?;
    let first = content.into_iter().next();
    matches!(first, Some(TokenTree::Ident(name)) if name == "doc").then_some(whole.len())
}
