//! The syntax of the macro: declarations of programs, or one program as an expression.

use crate::level;
use proc_macro2::{Ident, Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Error, LitByteStr, LitCStr, LitStr, Token, Visibility, braced, token};
use vsp_isa::options::Optimization;

/// All that was given to the macro.
pub(crate) enum Content {
    /// Each by itself: an error in one leaves the others.
    Declarations(Vec<syn::Result<Declaration>>),
    Expression(Given),
}

/// A program with a name: `pub mod name { ... }`, `mod name = "...";`, `mod name = file "...";`.
pub(crate) struct Declaration {
    pub attributes: Vec<Attribute>,
    pub visibility: Visibility,
    pub keyword: Token![mod],
    pub name: Ident,
    /// If this is wrong, the name is still declared.
    pub given: syn::Result<Given>,
}

/// A program as it is given.
pub(crate) struct Given {
    pub source: Source,
    /// How much work goes into its code, if that was said.
    pub optimization: Option<Optimization>,
}

/// Where a program stands.
pub(crate) enum Source {
    /// Between the braces; and what to point at when nothing better is known.
    Tokens(TokenStream, Span),
    /// In a string.
    Text(LitStr),
    /// In a file.
    File(LitStr),
}

mod keyword {
    syn::custom_keyword!(file);
}

/// Reads what was given to the macro.
pub(crate) fn parse(input: TokenStream) -> syn::Result<Content> {
    let (program, level) = level::take(input);
    (|input: ParseStream<'_>| Content::parse(input, level)).parse2(program)
}

impl Content {
    /// The content without the level of all of it.
    fn parse(input: ParseStream<'_>, level: syn::Result<Option<Optimization>>) -> syn::Result<Content> {
        if input.is_empty() {
            level?;
            let message = "there is no program; `vsp!` takes the program itself, `\"...\"` or `file \"...\"` as an expression, \
                           and `mod name { ... }` as an item";
            return Err(Error::new(Span::call_site(), message));
        }
        let behind = input.fork();
        let attributes = behind.call(Attribute::parse_inner).unwrap_or_default();
        if !begins_declaration(&behind) {
            // The rest is read all the same, so that it is not what is found to be wrong.
            let source = expression(input);
            return Ok(Content::Expression(Given { optimization: level?, source: source? }));
        }
        let mut declarations = Vec::new();
        let for_all = level.unwrap_or_else(|error| {
            declarations.push(Err(error));
            None
        });
        input.call(Attribute::parse_inner)?;
        for wrong in attributes.iter().filter(|attribute| !attribute.path().is_ident("doc")) {
            let message = "only `optimization` and documentation may stand ahead of all programs";
            declarations.push(Err(Error::new_spanned(wrong, message)));
        }
        while !input.is_empty() {
            let declaration = input.parse().map(|declaration| Declaration::or_at(declaration, for_all));
            if declaration.is_err() {
                skip_declaration(input)?;
            }
            declarations.push(declaration);
        }
        Ok(Content::Declarations(declarations))
    }
}

/// Whether a declaration follows; no statement of a program begins like one. An item of LIS may: its modules are taken for
/// declarations, but all else that is `pub` is not.
fn begins_declaration(input: ParseStream<'_>) -> bool {
    if begins_with_label(input) {
        return false;
    }
    let behind = input.fork();
    let has_attributes = input.peek(Token![#]) && input.peek2(token::Bracket);
    if has_attributes && behind.call(Attribute::parse_outer).is_err() {
        return true;
    }
    !begins_item(&behind) && (has_attributes || behind.peek(Token![pub]) || behind.peek(Token![mod]))
}

/// Whether an item of LIS follows that is no module.
fn begins_item(input: ParseStream<'_>) -> bool {
    let fork = input.fork();
    if fork.peek(Token![pub]) && fork.parse::<Token![pub]>().is_err() {
        return false;
    }
    !fork.peek(Token![mod])
        && !begins_with_label(&fork)
        && fork.parse::<TokenStream>().is_ok_and(|rest| crate::language::is_lis(&rest))
}

/// Whether a label follows, with its colon or before a directive.
fn begins_with_label(input: ParseStream<'_>) -> bool {
    input.peek2(Token![:]) && !input.peek2(Token![::]) || input.peek2(Token![.])
}

/// Goes behind the next semicolon or braces, where another declaration may begin.
fn skip_declaration(input: ParseStream<'_>) -> syn::Result<()> {
    let mut ended = false;
    while !ended && !input.is_empty() {
        ended = input.peek(Token![;]) || input.peek(token::Brace);
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

impl Parse for Declaration {
    fn parse(input: ParseStream<'_>) -> syn::Result<Declaration> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        if !input.peek(Token![mod]) {
            let message = "expected `mod` and the name of a program (comments in a program begin with `//`)";
            return Err(input.error(message));
        }
        let keyword = input.parse()?;
        let name: Ident = input.parse()?;
        let begins_with_brace = input.peek(token::Brace);
        let given = declared(input, &name);
        if given.is_err() && !begins_with_brace {
            skip_declaration(input)?;
        }
        Ok(Declaration { attributes, visibility, keyword, name, given })
    }
}

impl Declaration {
    /// The same at the level of the whole call, unless it has one of its own.
    fn or_at(mut self, for_all: Option<Optimization>) -> Declaration {
        if let Ok(given) = &mut self.given {
            given.optimization = given.optimization.or(for_all);
        }
        self
    }
}

/// What stands behind the name in a declaration.
fn declared(input: ParseStream<'_>, name: &Ident) -> syn::Result<Given> {
    if input.peek(token::Brace) {
        let body;
        braced!(body in input);
        let (program, optimization) = level::take(body.parse()?);
        let source = Source::Tokens(program, name.span());
        return Ok(Given { source, optimization: optimization? });
    }
    if !input.peek(Token![=]) {
        let message = format!("expected `{{ ... }}`, `= \"...\";` or `= file \"...\";` after `mod {name}`");
        return Err(Error::new(here(input, name.span()), message));
    }
    input.parse::<Token![=]>()?;
    let source = named(input)?;
    if !input.peek(Token![;]) {
        return Err(Error::new(here(input, source.span()), "expected `;` after the declaration"));
    }
    input.parse::<Token![;]>()?;
    Ok(Given { source, optimization: None })
}

/// `"..."` or `file "..."`
fn named(input: ParseStream<'_>) -> syn::Result<Source> {
    if input.peek(keyword::file) {
        input.parse::<keyword::file>()?;
        if !input.peek(LitStr) {
            return Err(input.error("expected the path of a file, in quotes"));
        }
        return Ok(Source::File(input.parse()?));
    }
    if !input.peek(LitStr) {
        let why = if input.peek2(Token![!]) {
            "; what other macros make of their input is not known here"
        } else if input.peek(Ident::peek_any) {
            "; what a name stands for is not known here"
        } else {
            ""
        };
        return Err(input.error(format!("expected a program in quotes, or `file` and a path in quotes{why}")));
    }
    Ok(Source::Text(input.parse()?))
}

/// Where the next token stands, or, if there is none, the last.
fn here(input: ParseStream<'_>, last: Span) -> Span {
    if input.is_empty() { last } else { input.span() }
}

/// The source of a program that is an expression.
fn expression(input: ParseStream<'_>) -> syn::Result<Source> {
    let is_call = input.peek2(Token![!]) && !input.peek(Token![#]);
    let no_program = is_call || input.peek(LitByteStr) || input.peek(LitCStr);
    if begins_with_label(input) || !(input.peek(keyword::file) || input.peek(LitStr) || no_program) {
        return Ok(Source::Tokens(input.parse()?, Span::call_site()));
    }
    let source = named(input)?;
    if !input.is_empty() {
        return Err(input.error("nothing may follow; a program given as tokens needs no quotes"));
    }
    Ok(source)
}

impl Source {
    /// What to point at when nothing better is known.
    pub fn span(&self) -> Span {
        match self {
            Source::Tokens(tokens, otherwise) => {
                tokens.clone().into_iter().next().map_or(*otherwise, |token| token.span())
            }
            Source::Text(literal) | Source::File(literal) => literal.span(),
        }
    }
}
