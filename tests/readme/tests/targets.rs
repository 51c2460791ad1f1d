//! The README's table of targets is the one in the code.

use vsp_codegen::targets::TARGETS;

const README: &str = include_str!("../../../README.md");

#[test]
fn the_table_of_targets_is_the_codes() {
    const HEAD: &str = "| target | engine | tested |\n|---|---|---|\n";
    let (_, table) = README.split_once(HEAD).expect("there is a table of targets");
    let rows: Vec<&str> = table.lines().take_while(|line| line.starts_with('|')).collect();
    let expected = TARGETS.iter().map(|listed| {
        format!("| `{}` | {} | {} |", listed.triple, listed.support.engine(), listed.support.tested())
    });
    assert_eq!(rows, expected.collect::<Vec<_>>());
    for listed in TARGETS {
        if let Some(needs) = listed.needs {
            assert!(README.contains(&format!("- `{}` needs {needs}.\n", listed.triple)), "{}", listed.triple);
        }
    }
}
