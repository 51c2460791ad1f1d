//! What the macro becomes.

use crate::native::compile_for_all;
use crate::parse::{Content, Declaration, Input, Source};
use crate::problems::{Errors, warning};
use crate::program::{self, Program};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use vsp_codegen::bindings::{Binding, Bindings};
use vsp_isa::container::{Container, Symbol, SymbolKind};
use vsp_isa::{Mode, Opcode, Version};

pub(crate) fn expand(input: TokenStream) -> TokenStream {
    match syn::parse2::<Input>(input) {
        Err(error) => Errors::from(error).to_tokens(),
        Ok(Input { runtime, content: Content::Expression(source) }) => expression(&runtime, &source),
        Ok(Input { runtime, content: Content::Declarations(declarations) }) => {
            let modules = declarations.into_iter().map(|declaration| match declaration {
                Ok(declaration) => module(&runtime, declaration),
                Err(error) => Errors::from(error).to_tokens(),
            });
            modules.collect()
        }
    }
}

/// A block whose value is a reference to the program.
fn expression(runtime: &Ident, source: &Source) -> TokenStream {
    let content = match complete("inline", source) {
        Ok(Items { program, around, .. }) => {
            quote!(#runtime::bindings! { #program functions {} data {} } #around)
        }
        Err(errors) => {
            let (errors, program) = (errors.to_tokens(), placeholder("inline"));
            quote!(#errors #runtime::bindings! { #program functions {} data {} })
        }
    };
    quote!({ #content &PROGRAM })
}

/// A module with the program, its functions and its labels.
fn module(runtime: &Ident, declaration: Declaration) -> TokenStream {
    let Declaration { attributes, visibility, keyword, name, source } = declaration;
    let program_name = name.unraw().to_string();
    let content = match source.map_err(Errors::from).and_then(|source| complete(&program_name, &source)) {
        Ok(Items { program, bindings, around }) => {
            let bindings = items(&bindings);
            quote!(#runtime::bindings! { #program #bindings } #around)
        }
        Err(errors) => {
            let program = placeholder(&program_name);
            let bindings = items(&Bindings::of(&wanted(&errors.symbols)));
            let errors = errors.to_tokens();
            quote!(#errors #runtime::bindings! { #program #bindings })
        }
    };
    // What the compiler says of the module is said of its declaration.
    let content = quote_spanned!(name.span()=> { #content });
    quote! {
        #(#attributes)*
        #visibility #keyword #name #content
    }
}

/// What a program becomes.
struct Items {
    /// The program itself, for the macro `bindings!`.
    program: TokenStream,
    bindings: Bindings,
    /// Warnings, and what makes an edit of the file compile the crate again.
    around: TokenStream,
}

fn complete(name: &str, source: &Source) -> Result<Items, Errors> {
    let Program { container, warnings, file } = program::read(source)?;
    let internal = |error: &dyn std::fmt::Display| Errors::one(source.span(), error.to_string());
    let bytes = container.write().map_err(|error| internal(&error))?;
    let native = compile_for_all(&container).map_err(|error| internal(&error))?;
    let bindings = Bindings::of(&container);
    let warnings = warnings.iter().map(|(span, message)| warning(*span, message));
    let tracking = file.map(|file| quote! { const _: &[u8] = ::core::include_bytes!(#file); });
    Ok(Items {
        program: data(name, &bytes, &bindings.marks, &native),
        bindings,
        around: quote!(#tracking #(#warnings)*),
    })
}

/// The first part of what the macro `bindings!` takes.
fn data(name: &str, file: &[u8], marks: &[u8], native: &TokenStream) -> TokenStream {
    let version = env!("CARGO_PKG_VERSION");
    let [file, marks] = [file, marks].map(Literal::byte_string);
    quote! {
        version #version;
        name #name;
        file #file;
        marks #marks;
        limits { memory: ::core::option::Option::None, calls: 1024, stack: 16384 }
        inline { #native }
    }
}

/// What stands for a program that is wrong, so that nothing that refers to it is an error, too. It is never run.
fn placeholder(name: &str) -> TokenStream {
    let halt = Container { code: vec![Opcode::Hlt.byte()], ..wanted(&[]) };
    let file = halt.write().expect("a program of one instruction is sound");
    data(name, &file, &Bindings::of(&halt).marks, &TokenStream::new())
}

/// A container that would have the items that somebody may expect of a program with these symbols: which labels it exports
/// may be part of what is wrong.
fn wanted(symbols: &[Symbol]) -> Container {
    let exported = |symbol: &Symbol| match symbol.kind {
        SymbolKind::Label => Symbol { kind: SymbolKind::Function, ..symbol.clone() },
        SymbolKind::Function | SymbolKind::Data | SymbolKind::Transform => symbol.clone(),
    };
    Container {
        version: Version::V1_1,
        mode: Mode::Sil128,
        entry: 0,
        code: Vec::new(),
        data: Vec::new(),
        symbols: symbols.iter().map(exported).collect(),
        empty_symbols: false,
        debug: None,
    }
}

/// The second part of what the macro `bindings!` takes.
fn items(Bindings { functions, data, marks: _ }: &Bindings) -> TokenStream {
    let functions = functions.iter().map(|Binding { identifier, documentation, symbol, .. }| {
        let identifier = identifier_of(identifier);
        quote! {
            #[doc = #documentation]
            fn #identifier = #symbol;
        }
    });
    let data = data.iter().map(|Binding { identifier, documentation, address, .. }| {
        let (identifier, address) = (identifier_of(identifier), Literal::u32_unsuffixed(*address));
        quote! {
            #[doc = #documentation]
            const #identifier = #address;
        }
    });
    quote! {
        functions { #(#functions)* }
        data { #(#data)* }
    }
}

fn identifier_of(text: &str) -> Ident {
    match text.strip_prefix("r#") {
        Some(keyword) => Ident::new_raw(keyword, Span::call_site()),
        None => Ident::new(text, Span::call_site()),
    }
}
