//! Tokens whose places say nothing: not told at all, as by rust-analyzer, or all that of a macro which made them.

use super::*;
use crate::parse::Source;
use crate::read::read;
use proc_macro2::Group;

/// The tokens of a text, all at one place.
fn tokens_at(place: Span, text: &str) -> TokenStream {
    put_to(place, text.parse().unwrap())
}

fn put_to(place: Span, tokens: TokenStream) -> TokenStream {
    let put = |token| {
        let mut token = match token {
            TokenTree::Group(group) => Group::new(group.delimiter(), put_to(place, group.stream())).into(),
            token => token,
        };
        token.set_span(place);
        token
    };
    tokens.into_iter().map(put).collect()
}

#[test]
fn the_language_tells_where_lines_end() {
    let source = r#"
        .version 1.1
        .mode SIL-64
        .global main
        .data
        taps:   .byte 0x80, -1, taps
        more    .float64 2., -1.5e3
        init:   .state [80, 01, FF, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00]
        .string "MOVI: R0,", "b"
        .code
        start: main:
        NOP
        MOVI    R0, -8
        BIT.H   R3
        SETMODE SIL-16
        CALL    print_string, taps
        CALL    sqrt
        JZ      R2, loop
        LOADX   R0, R2
        LOADX   R0, R2, 5
        HINT.CPU
        JMP     loop
        FOLD
        .align  16
        loop: again.and.again: LOOP loop
        JMP     again.and.again
        HLT
    "#;
    let of_a_macro = "vsp!(...)".parse::<TokenStream>().unwrap().into_iter().next().unwrap().span();
    for (place, has_places) in [(Span::call_site(), false), (of_a_macro, true)] {
        let (text, errors) = Text::of(tokens_at(place, source));
        assert!(errors.is_empty());
        assert_eq!(text.has_places, has_places);
        let [made, expected] = [&*text.text, source].map(|source| {
            let container = vsp_isa::asm::assemble(source, "").unwrap();
            vsp_isa::container::Container { debug: None, ..container }
        });
        assert_eq!(made, expected);
    }
}

/// What is wrong is for the compiler to tell, which knows the lines; what the program exports is known all the same.
#[test]
fn there_are_no_errors_without_lines() {
    let wrong = ".global run\nrun: ADDIT R0, R4\nRET ; it ends\n";
    let tokens = |source| tokens_at(Span::call_site(), source);
    let errors = |tokens| read(&Source::Tokens(tokens, Span::call_site())).err().unwrap();
    assert!(!errors(wrong.parse().unwrap()).is_empty());
    assert!(errors(tokens(wrong)).is_empty());
    assert!(errors(tokens(wrong)).symbols.iter().any(|symbol| symbol.name == "run"));
    assert!(!errors(TokenStream::new()).is_empty());
}
