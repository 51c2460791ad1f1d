//! The implementation of `vsp_runtime::vsp!`. Use it from there: its documentation is there, too.
#![forbid(unsafe_code)]

mod attributes;
mod expand;
mod language;
mod level;
mod lines;
mod lis;
mod native;
mod parse;
mod problems;
mod program;
mod read;
mod tokens;

use proc_macro::TokenStream;
use proc_macro2::TokenTree;

/// See `vsp_runtime::vsp!`. The first token is what names the crate vsp-runtime at the place of use.
#[proc_macro]
pub fn vsp(input: TokenStream) -> TokenStream {
    let mut input = proc_macro2::TokenStream::from(input).into_iter();
    match input.next() {
        Some(TokenTree::Ident(runtime)) => expand::expand(&runtime, input.collect()).into(),
        Some(TokenTree::Group(_) | TokenTree::Punct(_) | TokenTree::Literal(_)) | None => quote::quote!(
            ::core::compile_error! { "use this as `vsp_runtime::vsp!`, with its feature `macros`" }
        )
        .into(),
    }
}
