//! Errors and warnings, where they belong in the user's source.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use vsp_isa::asm::AssembleErrors;
use vsp_isa::container::Symbol;
use vsp_isa::wording::Shown;

/// The first and the last token of a piece of the source. (On stable compilers they cannot be joined.)
#[derive(Clone, Copy)]
pub(crate) struct Range {
    pub first: Span,
    pub last: Span,
}

impl From<Span> for Range {
    fn from(span: Span) -> Range {
        Range { first: span, last: span }
    }
}

/// Everything that is wrong with a program.
#[derive(Default)]
pub(crate) struct Errors {
    list: Vec<(Range, String)>,
    /// What the program's symbols would be. What is declared for them keeps their uses from being errors, too.
    pub symbols: Vec<Symbol>,
}

impl Errors {
    pub fn one(place: impl Into<Range>, message: impl Into<String>) -> Errors {
        let mut errors = Errors::default();
        errors.add(place, message);
        errors
    }

    /// No error yet, but the symbols, of an assembly that went wrong.
    pub fn of(found: &AssembleErrors) -> Errors {
        Errors::with(found.symbols().to_vec())
    }

    /// No error yet, but symbols.
    pub fn with(symbols: Vec<Symbol>) -> Errors {
        Errors { list: Vec::new(), symbols }
    }

    pub fn add(&mut self, place: impl Into<Range>, message: impl Into<String>) {
        // What a message quotes may hold anything; escaped, that cannot do anything to a terminal.
        self.list.push((place.into(), Shown::message(&message.into()).to_string()));
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// A `compile_error!` for each, as an item or as a statement.
    ///
    /// The compiler shows nothing but the user's tokens if all of the call has their spans. A path from the root with such a
    /// span is one of the user's own crate in the edition 2015; there the crate `runtime` names the macro, and the compiler
    /// says where that comes from. The keyword `async` tells the editions apart.
    pub fn calls(&self, runtime: &Ident) -> TokenStream {
        let error = |(Range { first, last }, message): &(Range, String)| {
            // The compiler marks everything from the first token of the call to the last.
            let call = quote_spanned!(*first=> ::core::compile_error!);
            let message = quote_spanned!(*last=> { #message });
            let mut runtime = runtime.clone();
            runtime.set_span(first.resolved_at(runtime.span()));
            let call_2015 = quote_spanned!(*first=> #runtime::generated::core::compile_error!);
            let edition = Ident::new("async", *first);
            quote!(#runtime::__vsp_by_edition! { #edition { #call_2015 #message } { #call #message } })
        };
        self.list.iter().map(error).collect()
    }
}

impl From<syn::Error> for Errors {
    fn from(error: syn::Error) -> Errors {
        let mut errors = Errors::default();
        for error in error {
            errors.add(error.span(), error.to_string());
        }
        errors
    }
}

/// Makes the compiler warn. Macros cannot do so themselves, so something deprecated is used.
pub(crate) fn warning(span: Span, message: &str) -> TokenStream {
    let message = Shown::message(message).to_string();
    quote_spanned! {span=>
        const _: () = {
            #[deprecated(note = #message)]
            const VSP_WARNING: () = ();
            VSP_WARNING
        };
    }
}
