//! Directives for Cargo: the only module that knows their syntax, and that prints.

use std::collections::BTreeSet;
use std::path::Path;
use vsp_isa::wording::Shown;

/// Directives in the order that they will be printed in, each once.
#[derive(Debug, Default)]
pub(crate) struct Directives {
    lines: Vec<String>,
    seen: BTreeSet<String>,
}

impl Directives {
    /// Runs the build script again when a file changes; the path is relative to the package's folder.
    pub fn rerun_if_changed(&mut self, path: &str) {
        self.push("rerun-if-changed", path);
    }

    /// Runs the build script again when an environment variable changes.
    pub fn rerun_if_env_changed(&mut self, variable: &str) {
        self.push("rerun-if-env-changed", variable);
    }

    /// Lets rustc look for static libraries in a folder.
    pub fn link_search(&mut self, folder: &str) {
        self.push("rustc-link-search", &format!("native={folder}"));
    }

    /// Shows a warning.
    pub fn warning(&mut self, text: &str) {
        self.push("warning", text);
    }

    /// Shows an error, a directive for each of its lines, and fails the build.
    pub fn error(&mut self, error: &str) {
        // A line may well come twice here.
        self.lines.extend(error.lines().map(|line| spell("error", line)));
    }

    /// All lines so far.
    #[cfg(test)]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Prints them.
    pub fn print(&self) {
        for line in &self.lines {
            println!("{line}");
        }
    }

    fn push(&mut self, key: &str, value: &str) {
        let line = spell(key, value);
        if self.seen.insert(line.clone()) {
            self.lines.push(line);
        }
    }
}

/// Whether Cargo can be told of a path: directives are lines of text.
pub(crate) fn path_text(path: &Path) -> Result<&str, &'static str> {
    let text = path.to_str().ok_or("is not Unicode")?;
    if text.chars().any(char::is_control) {
        Err("has control characters")
    } else if text.ends_with(char::is_whitespace) {
        Err("ends with white space, which Cargo drops")
    } else {
        Ok(text)
    }
}

/// One directive. Its value can hold text from a program: whatever that is, the directive stays one line.
fn spell(key: &str, value: &str) -> String {
    let lines: Vec<String> = value.split('\n').map(|line| Shown::message(line).to_string()).collect();
    format!("cargo::{key}={}", lines.join("\\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_directive_is_one_line_and_comes_once() {
        let mut directives = Directives::default();
        directives.rerun_if_changed("a.sil");
        directives.warning("x\ncargo::rustc-link-arg=--evil\r");
        directives.rerun_if_changed("a.sil");
        directives.rerun_if_env_changed("AR");
        directives.link_search("/out/vsp");
        let expected = [
            "cargo::rerun-if-changed=a.sil",
            r"cargo::warning=x\ncargo::rustc-link-arg=--evil\r",
            "cargo::rerun-if-env-changed=AR",
            "cargo::rustc-link-search=native=/out/vsp",
        ];
        assert_eq!(directives.lines(), expected);
    }

    #[test]
    fn each_line_of_an_error_is_a_directive() {
        let mut directives = Directives::default();
        directives.error("no program\n  at all\nno program");
        assert_eq!(
            directives.lines(),
            ["cargo::error=no program", "cargo::error=  at all", "cargo::error=no program"]
        );
    }

    #[test]
    fn paths_that_are_no_line_of_text_are_told() {
        assert_eq!(path_text(Path::new("programs/a b.sil")), Ok("programs/a b.sil"));
        assert_eq!(path_text(Path::new("a\nb.sil")), Err("has control characters"));
        assert_eq!(path_text(Path::new(" a /b")), Ok(" a /b"));
        for end in [' ', '\u{a0}', '\u{2028}', '\u{3000}'] {
            let error = path_text(Path::new(&format!("a{end}"))).err();
            assert_eq!(error, Some("ends with white space, which Cargo drops"), "{end:?}");
        }
    }
}
