//! Source files, and places in them.

/// A piece of a source: bytes `start` to `end` of file number `file`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The number of the file, as [`Sources`] counts.
    pub file: u32,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// From the beginning of this piece to the end of another.
    pub(crate) fn to(self, end: Span) -> Span {
        Span { end: end.end.max(self.end), ..self }
    }

    /// The place right behind this piece.
    pub(crate) fn behind(self) -> Span {
        Span { start: self.end, ..self }
    }
}

/// A line and a column, both counted from 1; columns are characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

#[derive(Clone, Debug)]
struct SourceFile {
    name: String,
    text: String,
    lines: Vec<u32>,
}

/// The files that a program was read from, the main file first.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Takes a file in and gives its number.
    pub(crate) fn add(&mut self, name: &str, text: &str) -> u32 {
        let lines = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at as u32 + 1))
            .collect();
        self.files.push(SourceFile { name: name.to_owned(), text: text.to_owned(), lines });
        self.files.len() as u32 - 1
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The name of a file, as it was given; none if there is no such file.
    pub fn name(&self, file: u32) -> Option<&str> {
        self.files.get(file as usize).map(|file| file.name.as_str())
    }

    /// The text of a file; none if there is no such file.
    pub fn text(&self, file: u32) -> Option<&str> {
        self.files.get(file as usize).map(|file| file.text.as_str())
    }

    /// The line that a place is in, counted from 1.
    pub(crate) fn line(&self, span: Span) -> u32 {
        self.files
            .get(span.file as usize)
            .map_or(1, |file| file.lines.partition_point(|&start| start <= span.start) as u32)
    }

    /// Where a piece begins.
    pub fn position(&self, span: Span) -> Position {
        let line = self.line(span);
        let column = self.files.get(span.file as usize).map_or(1, |file| {
            let start = file.lines[line as usize - 1] as usize;
            file.text.get(start..span.start as usize).map_or(1, |before| before.chars().count() as u32 + 1)
        });
        Position { line, column }
    }

    /// How many lines a file has; an empty one has one.
    pub(crate) fn line_count(&self, file: u32) -> u32 {
        self.files.get(file as usize).map_or(0, |file| file.lines.len() as u32)
    }

    /// The text of a line of a file, without its end; empty where there is none.
    pub(crate) fn line_text(&self, file: u32, line: u32) -> &str {
        let Some(file) = self.files.get(file as usize) else { return "" };
        let Some(&start) = file.lines.get((line as usize).wrapping_sub(1)) else { return "" };
        file.text[start as usize..].lines().next().unwrap_or("")
    }
}
