//! The text of bindings, for tame and for hostile programs.

use super::*;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use vsp_isa::container::{Container, DebugInfo, LineEntry, Symbol, SymbolKind};
use vsp_isa::flow::AnalysedProgram;
use vsp_isa::{Mode, Version};

pub(crate) fn container(symbols: &[(&str, u32, SymbolKind)], debug: Option<DebugInfo>) -> Container {
    let symbol =
        |&(name, address, kind): &(&str, u32, SymbolKind)| Symbol { name: name.into(), address, kind };
    Container {
        version: Version::V1_0,
        mode: Mode::Sil64,
        entry: 0,
        code: vec![0x01; 20],
        data: vec![0; 20],
        symbols: symbols.iter().map(symbol).collect(),
        empty_symbols: false,
        debug,
    }
}

pub(crate) fn text(container: &Container, native: Option<&native::Code>) -> String {
    let settings = Settings::default();
    let (name, path, silc_file) = ("collatz", "programs/collatz.sil", "collatz.silc");
    let (items, content) = (
        vsp_bindings::Bindings::of(&AnalysedProgram::of(container).expect("it is sound")),
        Content::Program { silc_file, native, is_code_wanted: true },
    );
    Bindings { name, path, settings: &settings, items: &items, content }.to_string()
}

#[test]
fn an_interpreted_program_without_debug_information() {
    let text = text(&container(&[("main", 0, SymbolKind::Function)], None), None);
    assert!(text.contains("}\n    interpreted;\n    functions {\n"), "{text}");
    assert!(text.contains("/// Runs the program's function `main`, which begins at 0x0000.\n"), "{text}");
    assert!(text.contains("    data {\n    }\n"), "{text}");
}

/// Names that try to be more than names.
const HOSTILE: &[&str] = &[
    "",
    "\"; } evil! { \"",
    "a\nfn evil() {}",
    "a\r\u{2028}fn evil() {}\u{85}\u{b}\u{c}",
    "*/ fn evil() {} /*",
    "` [evil](evil) `",
    "\\",
    "\\\"",
    "r#\"",
    "\"#",
    "#[evil]",
    "//",
    "\0",
    "\u{202e}live\u{2066}",
    "\u{feff}",
    "$crate",
    "é",
    "🦀",
    "fn",
    "_",
    "0",
    "PROGRAM",
];

#[test]
fn hostile_names_stay_names() {
    for kind in [SymbolKind::Function, SymbolKind::Data] {
        let symbols: Vec<_> = HOSTILE.iter().zip(0..).map(|(name, address)| (*name, address, kind)).collect();
        for source in HOSTILE {
            let lines = vec![LineEntry { line: 1, address: 0 }];
            let debug = DebugInfo { source: (*source).into(), lines };
            let mut container = container(&symbols, Some(debug));
            (container.code, container.data) = (vec![0x01; HOSTILE.len()], vec![0; HOSTILE.len()]);
            let text = text(&container, None);
            check_shape(&text, kind);
        }
    }
}

#[test]
fn hostile_paths_stay_in_the_comment() {
    for path in HOSTILE {
        let (settings, container) = (Settings::default(), container(&[], None));
        let items = vsp_bindings::Bindings::of(&AnalysedProgram::of(&container).expect("it is sound"));
        let content = Content::Program { silc_file: "a.silc", native: None, is_code_wanted: true };
        let bindings = Bindings { name: "a", path, settings: &settings, items: &items, content };
        check_shape(&bindings.to_string(), SymbolKind::Function);
    }
}

/// What is wrong may be said in any words, too; and that nothing runs is no matter for the items.
#[test]
fn faults_stay_in_their_string() {
    for message in HOSTILE {
        let items = vsp_bindings::expected(&container(&[("main", 0, SymbolKind::Label)], None).symbols);
        let (settings, content) = (Settings::default(), Content::Fault { message });
        let bindings =
            Bindings { name: "a", path: "a.sil", settings: &settings, items: &items, content }.to_string();
        let tokens = bindings.parse::<TokenStream>().expect("it is Rust").into_iter().last();
        let Some(TokenTree::Group(call)) = tokens else { panic!("no call in {bindings}") };
        let tokens: Vec<TokenTree> = call.stream().into_iter().collect();
        let literal: syn::LitStr = syn::parse2(tokens[4].clone().into()).expect("it is a string");
        assert_eq!((tokens[3].to_string().as_str(), literal.value().as_str()), ("error", *message));
        assert!(bindings.contains("    checked;\n") && bindings.contains("fn main = 0;"), "{bindings}");
    }
}

/// Makes sure that a file is one macro call, and that its functions and data are attributes, keyword, identifier, `=`,
/// address and `;`, and nothing else; the addresses must be those that [`HOSTILE`] has.
fn check_shape(text: &str, kind: SymbolKind) {
    let printable = |c: char| c == '\n' || c == ' ' || c.is_ascii_graphic() || c.is_alphanumeric();
    assert!(text.chars().all(printable), "{text:?}");
    let file: Vec<TokenTree> = text.parse::<TokenStream>().expect("it is Rust").into_iter().collect();
    let start: String = file.iter().take(file.len() - 1).map(ToString::to_string).collect();
    assert_eq!(start, "vsp_runtime::__unsafe_bindings!");
    let Some(TokenTree::Group(call)) = file.last() else { panic!("no call in {text}") };
    assert_eq!(call.delimiter(), Delimiter::Brace);
    let tokens: Vec<TokenTree> = call.stream().into_iter().collect();
    let section = |name: &str| -> Vec<TokenTree> {
        let at = tokens.iter().position(|token| token.to_string() == name).expect("the section is there");
        let TokenTree::Group(group) = &tokens[at + 1] else { panic!("no section in {text}") };
        group.stream().into_iter().collect()
    };
    assert_eq!(tokens.len(), 3 + 3 + 14 + 3 + 2 + 2 + 4 + 4, "{text}");
    let (functions, data) = (section("functions"), section("data"));
    assert_eq!((section("typed").len(), section("statics").len()), (0, 0));
    let (filled, empty) = if kind == SymbolKind::Data { (data, functions) } else { (functions, data) };
    assert_eq!(empty.len(), 0);
    for (item, address) in filled.chunks(9).zip(0..) {
        let [hash, doc, other_hash, allow, keyword, identifier, equals, value, semicolon] = item else {
            panic!("{item:?}")
        };
        let punctuation = [hash, other_hash, equals, semicolon].map(ToString::to_string);
        assert_eq!(punctuation, ["#", "#", "=", ";"]);
        let allowed = allow.to_string().replace(' ', "");
        let of_letters = if identifier.to_string().len() == 1 { ",clippy::min_ident_chars" } else { "" };
        assert_eq!(allowed, format!("[allow(dead_code{of_letters})]"));
        assert!(matches!(doc, TokenTree::Group(doc) if doc.to_string().starts_with("[doc")), "{doc}");
        assert!(matches!(identifier, TokenTree::Ident(_)), "{identifier}");
        assert_eq!(keyword.to_string(), if kind == SymbolKind::Data { "const" } else { "fn" });
        // [`HOSTILE`] has them at addresses in a row.
        let value: syn::LitInt = syn::parse2(value.clone().into()).expect("it is a number");
        assert_eq!(value.base10_parse::<u32>().expect("it is an address"), address);
    }
}
