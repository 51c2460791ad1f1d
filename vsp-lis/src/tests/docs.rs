//! The snippets of the documentation: they compile, print what they say, or are refused with the error that they name.

use super::harness::printed;

/// The fenced blocks that begin with ```` ```lis ````, with what follows on that line.
fn snippets(page: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for block in page.split("\n```").skip(1).step_by(2) {
        if let Some((kind, text)) = block.split_once('\n')
            && kind.starts_with("lis")
        {
            found.push((kind, text));
        }
    }
    found
}

fn said<'a>(text: &'a str, what: &str) -> Vec<&'a str> {
    text.lines().filter_map(|line| line.trim().strip_prefix(what)).map(str::trim).collect()
}

fn check(page: &str, least: usize) {
    let snippets = snippets(page);
    assert!(snippets.len() >= least, "only {} snippets were found", snippets.len());
    for (kind, text) in snippets {
        if kind == "lis,error" {
            let errors = crate::compile_str(text, "page.lis").expect_err(text).lines();
            let wanted = said(text, "// error:");
            assert!(!wanted.is_empty(), "{text}");
            for wanted in wanted {
                assert!(errors.iter().any(|line| line.contains(wanted)), "{errors:?}");
            }
            continue;
        }
        let compiled = super::harness::compiled(text);
        let wanted = said(text, "// prints:");
        if !wanted.is_empty() {
            assert_eq!(printed(text).lines().collect::<Vec<_>>(), wanted, "{text}");
        }
        assert!(!compiled.signatures.is_empty());
    }
}

#[test]
fn language() {
    check(include_str!("../../docs/language.md"), 7);
}

#[test]
fn differences() {
    check(include_str!("../../docs/differences.md"), 2);
}

#[test]
fn reference() {
    check(include_str!("../../docs/reference.md"), 1);
}

/// Every row of the library's table can be called as it says, and every function of the library has a row.
#[test]
fn library() {
    let page = include_str!("../../docs/reference.md");
    let (_, table) = page.split_once("## Library").unwrap();
    let rows: Vec<(&str, &str)> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` | `"))
        .filter_map(|(name, rest)| Some((name, rest.split_once('`')?.0)))
        .collect();
    assert!(rows.len() > 130, "{}", rows.len());
    for (name, signature) in &rows {
        let (params, result) = signature.strip_prefix('(').unwrap().split_once(") -> ").unwrap();
        let args: Vec<String> = params.split(", ").filter(|it| !it.is_empty()).map(value).collect();
        let call = format!("{name}({})", args.join(", "));
        let text = match result {
            "()" => format!("pub fn main() {{ {call}; }}"),
            ty => format!("pub fn main() {{ let _result: {ty} = {call}; }}"),
        };
        let errors = crate::compile_str(&text, "row.lis").map_or_else(|it| it.lines(), |_| Vec::new());
        assert!(errors.is_empty(), "{text}\n{errors:?}");
    }
    for (_, text) in crate::library::FILES {
        for line in text.lines() {
            let Some(rest) = line.strip_prefix("fn ").or_else(|| line.strip_prefix("extern fn ")) else {
                continue;
            };
            let name = rest.split(|it: char| !(it.is_ascii_alphanumeric() || it == '_')).next().unwrap();
            let known = name.starts_with("__") || rows.iter().any(|(row, _)| *row == name);
            assert!(known, "`{name}` of the library has no row");
        }
    }
}

/// A value of a type, as the table writes types.
fn value(ty: &str) -> String {
    match ty {
        "Int" | "Int or Float" | "any printable" => "1".to_owned(),
        "Float" => "0.5".to_owned(),
        "Bool" => "true".to_owned(),
        "String" => "\"t\"".to_owned(),
        "ByteSil" => "(1, 2)".to_owned(),
        "State" => "State { L0: (1, 2) }".to_owned(),
        "[Int; 16]" => "[1; 16]".to_owned(),
        "[ByteSil; 16]" => "[(1, 2); 16]".to_owned(),
        other => panic!("{other}"),
    }
}
