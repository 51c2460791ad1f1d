//! Errors and warnings, where they belong in the user's source.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

/// Everything that is wrong with what the macro was given.
#[derive(Default)]
pub(crate) struct Errors(Vec<(Span, String)>);

impl Errors {
    pub fn one(span: Span, message: impl Into<String>) -> Errors {
        Errors(vec![(span, message.into())])
    }

    pub fn add(&mut self, span: Span, message: impl Into<String>) {
        self.0.push((span, message.into()));
    }

    /// One `compile_error!` for each.
    pub fn to_tokens(&self) -> TokenStream {
        self.0
            .iter()
            .map(|(span, message)| quote_spanned!(*span=> ::core::compile_error! { #message }))
            .collect()
    }

    /// The same as an expression, which must be one only.
    pub fn to_expression(&self) -> TokenStream {
        let errors = self.to_tokens();
        quote_spanned!(Span::call_site()=> { #errors })
    }
}

impl From<syn::Error> for Errors {
    fn from(error: syn::Error) -> Errors {
        Errors(error.into_iter().map(|error| (error.span(), error.to_string())).collect())
    }
}

/// Makes the compiler warn. Macros cannot do so themselves, so something deprecated is used.
pub(crate) fn warning(span: Span, message: &str) -> TokenStream {
    quote_spanned! {span=>
        const _: () = {
            #[deprecated(note = #message)]
            #[allow(non_upper_case_globals)]
            const program: () = ();
            program
        };
    }
}
