//! What the macro becomes.

use crate::native::compile_for_all;
use crate::parse::{Content, Declaration, Input, Source};
use crate::problems::{Errors, warning};
use crate::program::{self, Program};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;
use vsp_codegen::bindings::{Binding, Bindings};

pub(crate) fn expand(input: TokenStream) -> TokenStream {
    match syn::parse2::<Input>(input) {
        Err(error) => Errors::from(error).to_tokens(),
        Ok(Input { runtime, content: Content::Expression(source) }) => expression(&runtime, &source),
        Ok(Input { runtime, content: Content::Declarations(declarations) }) => {
            declarations.iter().map(|declaration| module(&runtime, declaration)).collect()
        }
    }
}

/// A block whose value is a reference to the program.
fn expression(runtime: &Ident, source: &Source) -> TokenStream {
    match content(runtime, "inline", source, false) {
        Ok(content) => quote! { {
            #content
            &PROGRAM
        } },
        Err(errors) => errors.to_expression(),
    }
}

/// A module with the program, its functions and its labels.
fn module(runtime: &Ident, declaration: &Declaration) -> TokenStream {
    let Declaration { attributes, visibility, name, source } = declaration;
    match content(runtime, &name.to_string(), source, true) {
        Ok(content) => quote! {
            #(#attributes)*
            #visibility mod #name {
                #content
            }
        },
        Err(errors) => errors.to_tokens(),
    }
}

/// The items of a program; with those for its symbols if it has a name.
fn content(runtime: &Ident, name: &str, source: &Source, named: bool) -> Result<TokenStream, Errors> {
    let Program { container, warnings, file } = program::read(source)?;
    let internal = |error: &dyn std::fmt::Display| Errors::one(source.span(), error.to_string());
    let bytes = container.write().map_err(|error| internal(&error))?;
    let native = compile_for_all(&container).map_err(|error| internal(&error))?;
    let version = env!("CARGO_PKG_VERSION");
    let bytes = Literal::byte_string(&bytes);
    let items = named.then(|| Bindings::of(&container));
    let functions = items.iter().flat_map(|items| &items.functions).map(function);
    let data = items.iter().flat_map(|items| &items.data).map(constant);
    let warnings = warnings.iter().map(|(span, message)| warning(*span, message));
    let tracking = file.map(|file| {
        let file = file.to_string_lossy();
        quote! { const _: &[u8] = ::core::include_bytes!(#file); }
    });
    Ok(quote! {
        #runtime::bindings! {
            version #version;
            name #name;
            file #bytes;
            limits { memory: ::core::option::Option::None, calls: 1024, stack: 16384 }
            inline { #native }
            functions { #(#functions)* }
            data { #(#data)* }
        }
        #tracking
        #(#warnings)*
    })
}

fn function(binding: &Binding) -> TokenStream {
    let Binding { identifier, documentation, symbol, .. } = binding;
    let identifier = identifier_of(identifier);
    quote! {
        #[doc = #documentation]
        fn #identifier = #symbol;
    }
}

fn constant(binding: &Binding) -> TokenStream {
    let Binding { identifier, documentation, address, .. } = binding;
    let (identifier, address) = (identifier_of(identifier), Literal::u32_unsuffixed(*address));
    quote! {
        #[doc = #documentation]
        const #identifier = #address;
    }
}

fn identifier_of(text: &str) -> Ident {
    match text.strip_prefix("r#") {
        Some(keyword) => Ident::new_raw(keyword, Span::call_site()),
        None => Ident::new(text, Span::call_site()),
    }
}
