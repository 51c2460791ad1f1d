//! Which line of which file an address of a program came from.

use vsp_isa::container::{Container, LineTable, Symbol};

/// What the names of symbols begin with that only say something of others, as those of signatures do.
pub(crate) const SAID: &str = "lis ";

/// Whether a symbol only says something of others, such as the types of a function.
///
/// ```
/// let program = vsp_lis::compile_str("pub fn half(x: Float) -> Float { return x / 2; }", "half.lis").unwrap();
/// let names = program.container.symbols.iter().filter(|it| !vsp_lis::is_said(it)).map(|it| it.name.as_str());
/// assert_eq!(names.collect::<Vec<_>>(), ["half"]);
/// ```
pub fn is_said(symbol: &Symbol) -> bool {
    symbol.name.starts_with(SAID)
}

/// What the name of a symbol begins with that says where the lines of a file begin; see [`place_of`].
pub const FILE_SYMBOL: &str = "lis file ";

/// The file and the line that the instruction at an address came from, in a program that was compiled from LIS.
///
/// The debug information of a file names one source, and its lines are numbers. So the lines of a project are counted
/// through: those of the main file, then those of the next. A symbol of kind label for each further file,
/// `lis file NAME`, has as its address how many lines there are before.
///
/// ```
/// let program = vsp_lis::compile_str("pub fn half(x: Float) -> Float {\n    return x / 2;\n}", "half.lis").unwrap();
/// // The first instruction already computes the result.
/// let start = program.container.function("half").unwrap().address;
/// assert_eq!(vsp_lis::place_of(&program.container, start), Some(("half.lis".to_owned(), 2)));
/// ```
pub fn place_of(program: &Container, address: u32) -> Option<(String, u32)> {
    Places::of(program).of_address(address).map(|(name, line)| (name.to_owned(), line))
}

/// The places of a program's instructions, to look up many: see [`place_of`].
#[derive(Clone, Debug)]
pub struct Places<'a> {
    lines: LineTable,
    /// How many lines there are before each file, and its name, in this order.
    files: Vec<(u32, &'a str)>,
}

impl<'a> Places<'a> {
    /// Those of a program.
    pub fn of(program: &'a Container) -> Places<'a> {
        let main = program.debug.as_ref().map_or("", |debug| &debug.source);
        let others =
            program.symbols.iter().filter_map(|it| Some((it.address, it.name.strip_prefix(FILE_SYMBOL)?)));
        let mut files: Vec<(u32, &str)> = [(0, main)].into_iter().chain(others).collect();
        // Of files that begin at the same line the last counts.
        files.sort_by_key(|&(before, _)| before);
        Places { lines: program.line_table(), files }
    }

    /// The file and the line that the instruction at an address came from.
    pub fn of_address(&self, address: u32) -> Option<(&'a str, u32)> {
        let line = self.lines.line_of(address)?;
        let after = self.files.partition_point(|&(before, _)| before < line);
        let &(before, name) = self.files[..after].last()?;
        Some((name, line - before))
    }
}

/// The signatures of the functions and statics that a program exports, as its file says them.
///
/// ```
/// let program = vsp_lis::compile_str("pub static gain: Float = 0.5;
///     pub fn louder(x: Float) -> Float { return x * gain; }", "louder.lis").unwrap();
/// assert_eq!(
///     vsp_lis::signatures(&program.container),
///     ["louder(x: Float @R0) -> Float @R0", "static gain: Float @0x0000"]
/// );
/// ```
pub fn signatures(program: &Container) -> Vec<String> {
    let said = program.symbols.iter().filter_map(|it| Some((it.name.strip_prefix(SAID)?, it.address)));
    said.filter(|(text, _)| !text.starts_with("file "))
        .map(|(text, address)| match text.starts_with("static ") {
            true => format!("{text} @0x{address:04X}"),
            false => text.to_owned(),
        })
        .collect()
}
