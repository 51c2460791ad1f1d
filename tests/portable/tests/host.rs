//! On the machine that runs the tests; other machines are the business of `.ci/targets`.

use vsp_portable_tests::{go_on, report, snapshots};

/// The number behind a word in a report.
fn number(report: &str, word: &str) -> usize {
    let line = report.lines().find_map(|line| line.strip_prefix("# ")?.strip_prefix(word));
    line.and_then(|number| number.trim().parse().ok()).unwrap_or_else(|| panic!("no number of {word}"))
}

#[test]
fn engines_agree() {
    let report = report();
    assert!(number(&report, "runs") > 1000);
    assert!(number(&report, "probes") >= 14, "a few programs, on at least two engines");
    assert_eq!(number(&report, "differences"), 0, "{report}");
    assert!(!report.lines().any(|line| line.starts_with('!')));
}

#[test]
fn snapshots_go_on() {
    let file = snapshots();
    let text = go_on(&file);
    assert!(number(&text, "snapshots") > 20, "{text}");
    assert_eq!(number(&text, "differences"), 0, "{text}");
}

#[test]
fn a_snapshot_of_something_else_is_a_difference() {
    let mut file = snapshots();
    // The first byte of the first snapshot, behind its number and length.
    file[8] ^= 1;
    assert_eq!(number(&go_on(&file), "differences"), 2);
}
