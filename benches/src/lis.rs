//! Programs in LIS of any length, to measure their compiler.

use std::fmt::Write;

/// The programs that longer ones are made of. The other two of `examples/filters` have too many small arrays: those of a whole program
/// have 64 KiB.
const PROGRAMS: [&str; 4] = [
    include_str!("../../examples/filters/programs/biquad.lis"),
    include_str!("../../examples/filters/programs/goertzel.lis"),
    include_str!("../../examples/filters/programs/pid.lis"),
    include_str!("../../examples/filters/programs/pll.lis"),
];

/// A program of about so many lines: copies of real ones, each with names of its own, all of them exported.
///
/// ```
/// let source = vsp_benches::lis(1000);
/// assert!((900..=1100).contains(&source.lines().count()));
/// let program = vsp_lis::compile_str(&source, "long.lis").unwrap();
/// assert!(program.signatures.len() > 20);
/// ```
pub fn lis(lines: usize) -> String {
    let mut source = String::new();
    let mut written = 0;
    for copy in 0.. {
        let program = PROGRAMS[copy % PROGRAMS.len()];
        let length = program.lines().count();
        if written + length / 2 > lines {
            break;
        }
        written += length;
        renamed(&mut source, program, copy);
    }
    source
}

/// Appends a program whose items have the number of the copy behind their names.
fn renamed(source: &mut String, program: &str, copy: usize) {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let items: Vec<&str> = program
        .lines()
        .filter_map(|line| {
            let item = line.strip_prefix("pub ").unwrap_or(line);
            let name = ["fn ", "static ", "const "].iter().find_map(|keyword| item.strip_prefix(keyword))?;
            name.split(|c| !is_word(c)).next()
        })
        .collect();
    for line in program.lines() {
        let (code, comment) = line.split_at(line.find("//").unwrap_or(line.len()));
        let mut rest = code;
        while let Some(begin) = rest.find(is_word) {
            let (before, word) = rest.split_at(begin);
            let (word, after) = word.split_at(word.find(|c| !is_word(c)).unwrap_or(word.len()));
            source.push_str(before);
            source.push_str(word);
            if items.contains(&word) {
                write!(source, "_{copy}").expect("a String takes everything");
            }
            rest = after;
        }
        source.push_str(rest);
        source.push_str(comment);
        source.push('\n');
    }
}
