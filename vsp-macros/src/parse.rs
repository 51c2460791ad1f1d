//! What may stand in the macro: declarations of programs, or one program as an expression.

use proc_macro2::{Ident, Span, TokenStream};
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, LitStr, Token, Visibility, braced};

/// All that was given to the macro.
pub(crate) struct Input {
    /// The path of the crate vsp-runtime.
    pub runtime: Ident,
    pub content: Content,
}

pub(crate) enum Content {
    Declarations(Vec<Declaration>),
    Expression(Source),
}

/// A program with a name: `pub mod name { ... }`, `mod name = "...";`, `mod name = file "...";`.
pub(crate) struct Declaration {
    pub attributes: Vec<Attribute>,
    pub visibility: Visibility,
    pub name: Ident,
    pub source: Source,
}

/// Where a program stands.
pub(crate) enum Source {
    /// Between the braces.
    Tokens(TokenStream),
    /// In a string.
    Text(LitStr),
    /// In a file.
    File(LitStr),
}

mod keyword {
    syn::custom_keyword!(file);
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Input> {
        let runtime = input.call(syn::ext::IdentExt::parse_any)?;
        let content = if begins_declaration(input) {
            let mut declarations = Vec::new();
            while !input.is_empty() {
                declarations.push(input.parse()?);
            }
            Content::Declarations(declarations)
        } else {
            Content::Expression(source(input)?)
        };
        Ok(Input { runtime, content })
    }
}

/// Whether a declaration follows; no statement of a program begins like one.
fn begins_declaration(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    let attributes = ahead.call(Attribute::parse_outer);
    let found = attributes.is_ok() && ahead.parse::<Visibility>().is_ok() && ahead.peek(Token![mod]);
    // After attributes or a visibility nothing else can follow, whatever it is.
    found || input.peek(Token![#]) || input.peek(Token![pub])
}

impl Parse for Declaration {
    fn parse(input: ParseStream<'_>) -> syn::Result<Declaration> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        input.parse::<Token![mod]>()?;
        let name: Ident = input.parse()?;
        let source = if input.peek(syn::token::Brace) {
            let body;
            braced!(body in input);
            Source::Tokens(body.parse()?)
        } else {
            input.parse::<Token![=]>().map_err(|error| {
                syn::Error::new(
                    error.span(),
                    format!("expected `{{ ... }}`, `= \"...\";` or `= file \"...\";` after `mod {name}`"),
                )
            })?;
            let source = named_source(input)?;
            input.parse::<Token![;]>()?;
            source
        };
        Ok(Declaration { attributes, visibility, name, source })
    }
}

/// `"..."` or `file "..."`
fn named_source(input: ParseStream<'_>) -> syn::Result<Source> {
    if input.peek(keyword::file) {
        input.parse::<keyword::file>()?;
        return Ok(Source::File(input.parse()?));
    }
    Ok(Source::Text(input.parse()?))
}

/// The source of a program that is an expression.
fn source(input: ParseStream<'_>) -> syn::Result<Source> {
    let ahead = input.fork();
    if let Ok(source) = named_source(&ahead)
        && ahead.is_empty()
    {
        input.advance_to(&ahead);
        return Ok(source);
    }
    Ok(Source::Tokens(input.parse()?))
}

impl Source {
    /// What to point at when nothing better is known.
    pub fn span(&self) -> Span {
        match self {
            Source::Tokens(tokens) => {
                tokens.clone().into_iter().next().map_or_else(Span::call_site, |token| token.span())
            }
            Source::Text(literal) | Source::File(literal) => literal.span(),
        }
    }
}
