//! The implementation of `vsp_runtime::vsp!`. Use it from there: its documentation is there, too.

mod expand;
mod lines;
mod native;
mod parse;
mod problems;
mod program;
mod tokens;

use proc_macro::TokenStream;

/// See `vsp_runtime::vsp!`. The first token is what names the crate vsp-runtime at the place of use.
#[proc_macro]
pub fn vsp(input: TokenStream) -> TokenStream {
    expand::expand(input.into()).into()
}
