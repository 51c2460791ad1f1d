//! `vsp targets`: what is promised of targets, for people and for programs.

use crate::folder::Folder;
use serde_json::Value;

fn json(options: &str) -> Vec<Value> {
    let text = Folder::new().vsp(&format!("targets --json {options}")).done();
    match serde_json::from_str(&text) {
        Ok(Value::Array(rows)) => rows,
        other => panic!("no array: {other:?}"),
    }
}

#[test]
fn the_table_names_every_target_with_its_engine() {
    let text = Folder::new().vsp("targets").done();
    let line =
        |target: &str| text.lines().find(|line| line.starts_with(&format!("{target} "))).expect(target);
    assert!(line("x86_64-unknown-linux-gnu").ends_with("native       crates are linked and run"));
    assert!(line("aarch64-apple-darwin").contains("emulated processor"));
    assert!(line("wasm32-unknown-unknown").contains("interpreter"));
    assert!(text.contains("needs `-C target-cpu=z14`"), "{text}");
}

#[test]
fn programs_get_the_same_as_an_array() {
    let text = Folder::new().vsp("targets").done();
    let rows = json("");
    assert!(rows.len() > 10);
    for row in rows {
        let target = row["target"].as_str().expect("a text");
        let line =
            text.lines().find(|line| line.split_whitespace().next() == Some(target)).expect("listed too");
        assert!(line.contains(row["engine"].as_str().expect("a text")), "{line}");
        assert!(line.ends_with(row["tested"].as_str().expect("a text")), "{line}");
    }
}

#[test]
fn any_target_is_judged_with_a_reason() {
    let rows = json("x86_64-unknown-netbsd i686-unknown-linux-gnu my-board");
    let engines: Vec<&Value> = rows.iter().map(|row| &row["engine"]).collect();
    assert_eq!(engines, ["native", "interpreter", "interpreter"]);
    assert_eq!(rows[0]["remark"], Value::Null);
    assert!(rows[1]["remark"].as_str().expect("a text").contains("processor"));
    assert!(rows[2]["remark"].as_str().expect("a text").contains("name"));
    assert!(rows.iter().all(|row| row["tested"] == "nothing"));
}
