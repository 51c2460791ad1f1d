//! The verifier finds what is wrong, and the text form says where it is.

use vsp_middle::{Function, Graph, verify};

fn read(text: &str) -> Function {
    text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn fault(text: &str) -> String {
    verify(&read(text)).unwrap_err().message
}

/// A block's end without any state.
const END: &str = "leave halted at 1 in SIL-64 {}";

#[test]
fn what_is_sound_passes() {
    let text = "
        b0:
            enter b1, b2
        b1 cold:
            v0: i64 = context R0:4
            jump b3(v0)
        b2 cold:
            v1: i64 = const -1
            jump b3(v1)
        b3(v2: i64) at 7 in SIL-64:
            v3: bool = lt v2, v2
            guard v3 else trapped AddressOutOfBounds at 7 in SIL-64 {R0:4 = v2}
            v4: i64 = add v2, v2
            branch v3, b3(v4), b4
        b4:
            leave dispatch at 9 in SIL-32 {R0:4 = v4, Z = v3}";
    assert_eq!(verify(&read(text)), Ok(()));
}

#[test]
fn types_must_fit() {
    assert!(fault(&format!("b0:\n v0: i64 = const 1\n v1: i32 = add v0, v0\n {END}")).contains("do not fit"));
    assert!(
        fault(&format!("b0:\n v0: i64 = const 1\n guard v0 else halted at 1 in SIL-8 {{}}\n {END}"))
            .contains("do not fit")
    );
    assert!(
        fault("b0:\n v0: i64 = const 1\n leave halted at 1 in SIL-8 {R0 = v0}").contains("should be Cell")
    );
    assert!(
        fault(&format!("b0:\n v0: cell = const 1\n jump b1(v0)\nb1(v1: i64):\n {END}"))
            .contains("takes [I64]")
    );
}

#[test]
fn definitions_must_dominate() {
    let text = format!(
        "b0:\n v0: bool = const 1\n branch v0, b1, b2\nb1:\n v1: i64 = const 1\n jump b3\nb2:\n jump b3\nb3:\n \
         v2: i64 = add v1, v1\n {END}"
    );
    assert_eq!(fault(&text), "v1 does not dominate its use by v2");
}

#[test]
fn exits_must_be_complete() {
    let guard = "guard v1 else collapsed at 1 in SIL-64 {R0 = v0}";
    let text = format!("b0:\n v0: cell = const 1\n v1: bool = const 0\n {guard}\n jump b1\nb1:\n {END}");
    assert_eq!(fault(&text), "the exit of the end does not name R0, as one before it does");
    // What a sync has stored need not be named.
    let text = format!(
        "b0:\n v0: cell = const 1\n v1: bool = const 0\n {guard}\n sync {{R0 = v0}}\n jump b1\nb1:\n {END}"
    );
    assert_eq!(verify(&read(&text)), Ok(()));
    assert_eq!(
        fault(
            "b0:\n v0: cell = const 1\n v1: i32 = const 1\n leave halted at 1 in SIL-8 {R0 = v0, R0:2 = v1}"
        ),
        "R0:2 is named twice"
    );
}

#[test]
fn blocks_must_end() {
    assert_eq!(fault("b0:\n v0: cell = const 1"), "the block does not end");
    assert_eq!(fault("b0:\n jump b0"), "an edge leads to the first block");
}

#[test]
fn a_text_that_cannot_be_read_says_where() {
    let error = |text: &str| text.parse::<Function>().unwrap_err().to_string();
    assert_eq!(error("b0:\n v0: cell = const x"), "line 2: expected a number in range, found `x`");
    assert_eq!(error("b0:\n v0: cell = low v7"), "line 2: expected a value, found `v7`");
    assert_eq!(error("b0:\n jump b7"), "line 2: expected a block, found `b7`");
    assert_eq!(error("b0:\nb0:"), "line 2: b0 is defined twice");
    assert_eq!(error(" jump b0"), "line 1: expected a block's name, found `jump b0`");
    assert_eq!(error("b0:\n leave left at 1 in SIL-8 {}"), "line 2: no exit has the reason `left`");
    assert_eq!(error("b0:\n v0: i64 = sum2"), "line 2: there is no operation `sum2`");
    assert_eq!(error("b0:\n enter b0 ("), "line 2: expected a value, found the end of the line");
}

#[test]
fn loops_are_nested() {
    let text = format!(
        "b0:\n v0: bool = const 1\n jump b1\nb1:\n jump b2\nb2:\n branch v0, b2, b3\nb3:\n branch v0, b1, b4\nb4:\n {END}"
    );
    let function = read(&text);
    let graph = Graph::of(&function);
    let blocks: Vec<_> = function.block_ids().collect();
    let depths: Vec<u32> = blocks.iter().map(|&block| graph.depth(block)).collect();
    assert_eq!(depths, [0, 1, 2, 1, 0]);
    assert_eq!(graph.head(blocks[2]), Some(blocks[2]));
    assert_eq!(graph.head(blocks[3]), Some(blocks[1]));
    assert_eq!(graph.dominator(blocks[4]), blocks[3]);
}
