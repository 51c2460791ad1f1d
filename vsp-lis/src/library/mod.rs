//! The library: LIS itself, over syscalls of the machine (`extern`) and a few primitives of the compiler.
//!
//! Names that begin with `__` are seen by the library alone. A function that is not called costs nothing: it is not even read.

use crate::syntax::tree::{ItemKind, Name};
use crate::text::{Report, Sources, Span};

/// The library's files.
pub(crate) const FILES: [(&str, &str); 6] = [
    ("library/math.lis", include_str!("math.lis")),
    ("library/bytesil.lis", include_str!("bytesil.lis")),
    ("library/state.lis", include_str!("state.lis")),
    ("library/text.lis", include_str!("text.lis")),
    ("library/io.lis", include_str!("io.lis")),
    ("library/check.lis", include_str!("check.lis")),
];

/// Functions that the compiler itself knows, for suggestions.
pub(crate) const OVERLOADED: [&str; 17] = [
    "print",
    "println",
    "transform_phase_shift",
    "transform_magnitude_scale",
    "state_get_layer",
    "state_set_layer",
    "state_from_layers",
    "state_tensor",
    "state_equals",
    "sense",
    "act",
    "port_in",
    "port_out",
    "broadcast",
    "receive",
    "pause",
    "read_failed",
];

/// An item of the library that has not been read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unread {
    /// The number of its file.
    file: u32,
    /// The file's text up to the item's end.
    text: &'static str,
    /// Where it begins.
    start: usize,
    /// Where its name begins and ends.
    name: (usize, usize),
    /// Whether it is a syscall.
    pub is_extern: bool,
}

/// The items of a library's file. Each begins with a line that begins with `fn` or `extern fn`; what follows up to the next belongs to it.
pub(crate) fn items(file: u32, text: &'static str) -> impl Iterator<Item = Unread> {
    let mut starts = line_starts(text).peekable();
    core::iter::from_fn(move || {
        let (start, name, is_extern) = starts.next()?;
        let end = starts.peek().map_or(text.len(), |&(next, ..)| next);
        let length = text[name..].find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
        Some(Unread { file, text: &text[..end], start, name: (name, name + length), is_extern })
    })
}

/// Where items begin, where their names do, and whether they are syscalls.
fn line_starts(text: &str) -> impl Iterator<Item = (usize, usize, bool)> {
    let mut next = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = next;
        next += line.len();
        let kinds = [("fn ", false), ("extern fn ", true)];
        let found = kinds.into_iter().find(|(keyword, _)| line.starts_with(keyword));
        found.map(|(keyword, is_extern)| (start, start + keyword.len(), is_extern))
    })
}

impl Unread {
    /// Its name.
    pub fn name(&self) -> Name {
        let (start, end) = self.name;
        let span = Span { file: self.file, start: start as u32, end: end as u32 };
        Name { text: self.text[start..end].into(), span }
    }

    /// Reads it.
    pub fn read(&self) -> ItemKind {
        let (mut report, sources) = (Report::default(), Sources::default());
        let tokens = crate::text::tokens(self.text, self.start, self.file, &mut report);
        let mut items = crate::syntax::parse(tokens, &sources, &mut report);
        items.pop().expect("the library's items can be read").kind
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_read_alone_are_those_of_whole_files() {
        for (name, text) in FILES {
            let (mut report, mut sources) = (Report::default(), Sources::default());
            let file = sources.add(name, text);
            let tokens = crate::text::tokens(text, 0, file, &mut report);
            let whole = crate::syntax::parse(tokens, &sources, &mut report);
            assert!(report.told.is_empty(), "{name}");
            let alone: Vec<ItemKind> = items(file, text).map(|item| item.read()).collect();
            assert_eq!(alone.len(), whole.len(), "{name}");
            for (alone, whole) in alone.iter().zip(&whole) {
                assert_eq!(format!("{alone:?}"), format!("{:?}", whole.kind), "{name}");
            }
        }
    }
}
