//! The expansion of the macro.

use crate::level;
use crate::native::compile_for_all;
use crate::parse::{Content, Declaration, Given, parse};
use crate::problems::{Errors, warning};
use crate::program::Program;
use crate::read;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use vsp_bindings::{Binding, Bindings, Placeholder, TypedFunction, TypedStatic, TypedValue};
use vsp_isa::limits::{DEFAULT_CALLS, DEFAULT_STACK};

/// What the macro becomes, where `runtime` is the path of the crate vsp-runtime.
pub(crate) fn expand(runtime: &Ident, input: TokenStream) -> TokenStream {
    match parse(input) {
        Err(error) => Errors::from(error).calls(runtime),
        Ok(Content::Expression(given)) => expression(runtime, &given),
        Ok(Content::Declarations(declarations)) => {
            let modules = declarations.into_iter().map(|declaration| match declaration {
                Ok(declaration) => module(runtime, declaration),
                Err(error) => Errors::from(error).calls(runtime),
            });
            modules.collect()
        }
    }
}

/// A block whose value is a reference to the program.
fn expression(runtime: &Ident, given: &Given) -> TokenStream {
    let content = match complete(runtime, "inline", given) {
        Ok(Items { program, around, .. }) => {
            quote!(#runtime::__unsafe_bindings! { #program functions {} data {} typed {} statics {} } #around)
        }
        Err(errors) => {
            let (errors, program) = (errors.calls(runtime), placeholder("inline"));
            quote!(#errors #runtime::__unsafe_bindings! { #program functions {} data {} typed {} statics {} })
        }
    };
    quote!({ #content &PROGRAM })
}

/// A module with the program, its functions and its labels.
fn module(runtime: &Ident, declaration: Declaration) -> TokenStream {
    let Declaration { attributes, visibility, keyword, name, given } = declaration;
    let program_name = name.unraw().to_string();
    let content = match given.map_err(Errors::from).and_then(|given| complete(runtime, &program_name, &given))
    {
        Ok(Items { program, bindings, around }) => {
            let bindings = items(&bindings);
            quote!(#runtime::__unsafe_bindings! { #program #bindings } #around)
        }
        Err(errors) => {
            let program = placeholder(&program_name);
            let bindings = items(&vsp_bindings::expected(&errors.symbols));
            let errors = errors.calls(runtime);
            quote!(#errors #runtime::__unsafe_bindings! { #program #bindings })
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
    /// The program itself, for the macro `__unsafe_bindings!`.
    program: TokenStream,
    bindings: Bindings,
    /// Warnings, and what makes an edit of the file or of the environment compile the crate again.
    around: TokenStream,
}

/// What is to be done with a program that is too large.
const LARGER: &str = "a build script (crate vsp-build) compiles larger ones";

fn complete(runtime: &Ident, name: &str, given: &Given) -> Result<Items, Errors> {
    let Given { source, optimization } = given;
    let Program { program, mut warnings, files } = read::read(source)?;
    let internal = |error: &dyn std::fmt::Display| {
        let mut errors = Errors::one(source.span(), error.to_string());
        errors.symbols.clone_from(&program.container().symbols);
        errors
    };
    let is_code_wanted = vsp_bindings::is_code_wanted(&|variable| std::env::var_os(variable))
        .map_err(|error| internal(&error))?;
    let native = match is_code_wanted && !is_in_editor() {
        true => {
            compile_for_all(&program, level::choose(*optimization, &program)).map(Some).or_else(|error| {
                let too_large = error.too_large().ok_or_else(|| internal(&error))?;
                let message = format!("{too_large} in an inline program: it is interpreted; {LARGER}");
                warnings.push((source.span(), message));
                Ok::<_, Errors>(Some(TokenStream::new()))
            })?
        }
        false => None,
    };
    let bindings = Bindings::of(&program);
    let warnings = warnings.iter().map(|(span, message)| warning(*span, message));
    let tracking = files.iter().map(|file| {
        quote! {
            const _: &[#runtime::generated::core::primitive::u8] = #runtime::generated::core::include_bytes!(#file);
        }
    });
    // What the compiler sees in the code makes it look again.
    let variables = vsp_bindings::VARIABLES.iter().map(|variable| {
        quote! {
            const _: #runtime::generated::core::option::Option<&#runtime::generated::core::primitive::str> =
                #runtime::generated::core::option_env!(#variable);
        }
    });
    Ok(Items {
        program: data(name, &program.write(), &bindings.marks, native.as_ref()),
        bindings,
        around: quote!(#(#tracking)* #(#variables)* #(#warnings)*),
    })
}

/// Whether this runs in rust-analyzer, which expands while somebody types, and never runs what comes out.
fn is_in_editor() -> bool {
    let executable = std::env::current_exe().unwrap_or_default();
    executable.file_stem().is_some_and(|name| name.as_encoded_bytes().starts_with(b"rust-analyzer"))
}

/// The first part of what the macro `__unsafe_bindings!` takes. Without native code for any kind of target, which there may be none
/// of, the program is only to be checked.
fn data(name: &str, file: &[u8], marks: &[u8], native: Option<&TokenStream>) -> TokenStream {
    let version = env!("CARGO_PKG_VERSION");
    let [calls, stack] = [DEFAULT_CALLS, DEFAULT_STACK].map(Literal::u32_unsuffixed);
    let [file, marks] = [file, marks].map(Literal::byte_string);
    let native = native.map_or_else(|| quote!(checked;), |native| quote!(inline { #native }));
    quote! {
        version #version;
        name #name;
        file #file;
        marks #marks;
        limits { memory: [], calls: #calls, stack: #stack }
        #native
    }
}

/// What stands for a program that is wrong. It is never run.
fn placeholder(name: &str) -> TokenStream {
    let Placeholder { file, marks } = Placeholder::new();
    data(name, &file, &marks, None)
}

/// The second part of what the macro `__unsafe_bindings!` takes.
fn items(Bindings { functions, data, typed, statics, marks: _ }: &Bindings) -> TokenStream {
    let functions = functions.iter().map(|Binding { identifier, documentation, address, .. }| {
        let (identifier, address) = (identifier_of(identifier), Literal::u32_unsuffixed(*address));
        quote! {
            #[doc = #documentation]
            fn #identifier = #address;
        }
    });
    let data = data.iter().map(|Binding { identifier, documentation, address, .. }| {
        let (identifier, address) = (identifier_of(identifier), Literal::u32_unsuffixed(*address));
        quote! {
            #[doc = #documentation]
            const #identifier = #address;
        }
    });
    let typed = typed.iter().map(|TypedFunction { binding, params, result }| {
        let (identifier, documentation) = (identifier_of(&binding.identifier), &binding.documentation);
        let params = params.iter().map(|(name, value)| (identifier_of(name), tokens_of(value)));
        let (names, values): (Vec<_>, Vec<_>) = params.unzip();
        let (result, address) = (tokens_of(result), Literal::u32_unsuffixed(binding.address));
        quote! {
            #[doc = #documentation]
            fn #identifier(#(#names: #values),*) -> #result = #address;
        }
    });
    let statics = statics.iter().map(|TypedStatic { binding, value }| {
        let (identifier, documentation) = (identifier_of(&binding.identifier), &binding.documentation);
        let value = tokens_of(value);
        quote! {
            #[doc = #documentation]
            static #identifier: #value;
        }
    });
    quote! {
        functions { #(#functions)* }
        data { #(#data)* }
        typed { #(#typed)* }
        statics { #(#statics)* }
    }
}

/// A type and places, as the macro `__unsafe_bindings!` takes them.
fn tokens_of(value: &TypedValue) -> TokenStream {
    value.to_string().parse().expect("types and numbers are tokens")
}

fn identifier_of(text: &str) -> Ident {
    match text.strip_prefix("r#") {
        Some(keyword) => Ident::new_raw(keyword, Span::call_site()),
        None => Ident::new(text, Span::call_site()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vsp_isa::options::Optimization;

    #[test]
    fn what_is_too_large_is_interpreted_and_a_warning_says_so() {
        let runtime = Ident::new("vsp_runtime", Span::call_site());
        let expansion = |source: &str| expand(&runtime, quote!(#source)).to_string();
        let large = expansion(&("NOP\n".repeat(1 << 18) + "HLT"));
        assert!(large.contains("the program has 262145 instructions to compile"), "{large}");
        assert!(large.contains("in an inline program: it is interpreted; a build script (crate vsp-build)"));
        assert!(large.contains("inline { }") && !large.contains("compile_error"));
        assert!(!expansion("NOP\nHLT").contains("inline { }"));
    }

    /// What is said of the level in each place where it may be, and the expansion without it at each level.
    #[test]
    fn the_level_may_stand_ahead_of_everything_and_in_braces() {
        let runtime = Ident::new("vsp_runtime", Span::call_site());
        let expansion = |input: TokenStream| expand(&runtime, input).to_string();
        let text = "main: ADDINT R0, R4\nCMPINT R0, R8\nJZ main\nHLT";
        let tokens: TokenStream =
            "f: ADDINT R0, R4 \n CMPINT R0, R8 \n HLT".parse().expect("these are tokens");
        let fast = expansion(quote!(#![optimization(fast)] #text));
        let quick = expansion(quote!(#![optimization(quick)] #text));
        assert!(fast == expansion(quote!(#text)) && fast != quick);
        assert!(expansion(quote!(#tokens)) != expansion(quote!(#![optimization(quick)] #tokens)));
        let all = expansion(quote!(#![optimization(quick)] mod a = #text; pub mod b { #tokens }));
        let each = |tokens| expansion(quote!(#![optimization(quick)] #tokens));
        assert_eq!(all, each(quote!(mod a = #text;)) + " " + &each(quote!(pub mod b { #tokens })));
        // Braces have the last word.
        let own = quote!(#![optimization(quick)] pub mod b { #![optimization(fast)] #tokens });
        assert_eq!(expansion(own), expansion(quote!(pub mod b { #tokens })));
        let own = quote!(pub mod b { #![optimization(quick)] #tokens });
        assert_eq!(expansion(own), each(quote!(pub mod b { #tokens })));
    }

    #[test]
    fn the_level_may_stand_before_and_behind_documentation() {
        let runtime = Ident::new("vsp_runtime", Span::call_site());
        let expansion = |input: TokenStream| expand(&runtime, input).to_string();
        let item = quote!(
            pub fn f(x: Int) -> Int {
                return x + 1;
            }
        );
        let quick = expansion(quote!(mod a { #![optimization(quick)] #item }));
        assert!(quick != expansion(quote!(mod a { #item })));
        for program in [
            quote!(mod a { #![doc = "What it does."] #![optimization(quick)] #item }),
            quote!(mod a { #![optimization(quick)] #![doc = "What it does."] #item }),
            quote!(mod a { #![doc = "What it does."] #![optimization(quick)] #[doc = "What f does."] #item }),
        ] {
            assert_eq!(expansion(program.clone()), quick, "{program}");
        }
        let ahead_of = |it: TokenStream| {
            assert_eq!(
                expansion(quote!(#![doc = "What it does."] #![optimization(quick)] #it)),
                expansion(quote!(#![optimization(quick)] #it))
            );
        };
        ahead_of(quote!(#item));
        ahead_of(quote!(mod a { #item }));
        let other = expansion(quote!(#![allow(unused)] mod a { #item }));
        assert!(other.contains("only `optimization` and documentation"), "{other}");
    }

    #[test]
    fn up_to_500_instructions_there_is_fast_code() {
        let runtime = Ident::new("vsp_runtime", Span::call_site());
        for (instructions, level) in [(500, Optimization::Fast), (501, Optimization::Quick)] {
            let source =
                ".mode SIL-64\nmain: ".to_owned() + &"ADDINT R0, R4\n".repeat(instructions - 1) + "HLT";
            let chosen = expand(&runtime, quote!(#source)).to_string();
            for asked in Optimization::ALL {
                let name = Ident::new(asked.name(), Span::call_site());
                let same = chosen == expand(&runtime, quote!(#![optimization(#name)] #source)).to_string();
                assert_eq!(same, asked == level, "{instructions} instructions, {asked}");
            }
        }
    }
}
