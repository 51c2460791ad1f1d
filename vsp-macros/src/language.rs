//! Which language a program is in: LIS or assembly.

use crate::attributes::documentation;
use proc_macro2::{TokenStream, TokenTree};
use std::path::Path;

/// The words that items begin with. No statement of assembly does, unless one of them is its label.
const ITEMS: [&str; 9] = ["pub", "fn", "transform", "type", "use", "mod", "extern", "static", "const"];

/// Whether tokens are LIS and not assembly: they begin with an item's keyword, which is no label. Documentation is a comment.
pub(crate) fn is_lis(tokens: &TokenStream) -> bool {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut rest = &*tokens;
    while let Some(length) = documentation(rest) {
        rest = &rest[length..];
    }
    let Some(TokenTree::Ident(first)) = rest.first() else { return false };
    let is_label = rest.get(1).is_some_and(|next| match next {
        TokenTree::Punct(punct) => [':', '.'].contains(&punct.as_char()),
        TokenTree::Group(_) | TokenTree::Ident(_) | TokenTree::Literal(_) => false,
    });
    ITEMS.contains(&first.to_string().as_str()) && !is_label
}

/// Whether a text is LIS, by the same rule.
pub(crate) fn is_lis_text(text: &str) -> bool {
    let mut rest = text.trim_start();
    loop {
        let after = if rest.starts_with("//") {
            rest.split_once('\n').map(|(_, after)| after)
        } else if rest.starts_with("/*") {
            rest.split_once("*/").map(|(_, after)| after)
        } else {
            break;
        };
        rest = after.unwrap_or_default().trim_start();
    }
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    ITEMS.contains(&word) && !after.trim_start().starts_with([':', '.'])
}

/// Whether a path leads to LIS: a file, a project's folder, or its lis.toml.
pub(crate) fn is_lis_path(path: &Path) -> bool {
    vsp_lis::is_lis(path) || path.is_dir()
}
