//! Tokens whose places are not told, as by rust-analyzer.

use super::*;
use crate::parse::Source;
use crate::program::read;
use proc_macro2::Group;

/// The tokens of a text, all without a place.
fn tokens(text: &str) -> TokenStream {
    without_places(text.parse().unwrap())
}

fn without_places(tokens: TokenStream) -> TokenStream {
    let without_place = |token| match token {
        TokenTree::Group(group) => {
            let mut group = Group::new(group.delimiter(), without_places(group.stream()));
            group.set_span(Span::call_site());
            TokenTree::Group(group)
        }
        mut token => {
            token.set_span(Span::call_site());
            token
        }
    };
    tokens.into_iter().map(without_place).collect()
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
    let text = Text::of(tokens(source)).ok().unwrap();
    assert!(!text.has_places);
    let [made, expected] = [&*text.text, source].map(|source| {
        let container = vsp_isa::asm::assemble(source, "").unwrap();
        vsp_isa::container::Container { debug: None, ..container }
    });
    assert_eq!(made, expected);
}

/// What is wrong is for the compiler to tell, which knows the lines; what the program exports is known all the same.
#[test]
fn there_are_no_errors_without_lines() {
    let wrong = ".global run\nrun: ADDIT R0, R4\nRET ; it ends\n";
    let errors = |tokens| read(&Source::Tokens(tokens, Span::call_site())).err().unwrap();
    assert!(!errors(wrong.parse().unwrap()).is_empty());
    assert!(errors(tokens(wrong)).is_empty());
    assert!(errors(tokens(wrong)).symbols.iter().any(|symbol| symbol.name == "run"));
    assert!(!errors(TokenStream::new()).is_empty());
}
