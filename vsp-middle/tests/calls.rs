//! Which functions are called with values, and what that may cost.

use std::fmt::Write;
use vsp_isa::flow::Flow;
use vsp_middle::passes::{self, FAST};
use vsp_middle::{Function, Options, Region, Terminator, build};

fn function(source: &str, options: Options) -> Function {
    let program = vsp_isa::asm::assemble(source, "calls.sil").unwrap();
    build(&Region::whole(&program, &Flow::analyse(&program)), options)
}

/// The addresses of what is called with values, and returned to.
fn called(function: &Function) -> Vec<u32> {
    let blocks = function.blocks.iter().filter(|block| block.is_called && block.end != Terminator::Absent);
    blocks.map(|block| block.place.expect("it is a place of the program").address).collect()
}

/// How many values all ways to what is called hand on, but for those from outside.
fn handed_on(function: &Function) -> usize {
    let blocks = function.blocks.iter().filter(|block| !block.is_cold);
    let edges = blocks.flat_map(|block| block.end.edges());
    let to_called = edges.filter(|edge| function.blocks[edge.to.index()].is_called);
    to_called.map(|edge| function.values(edge.args).len()).sum()
}

/// Functions that call one another, each with every register, and at the end a loop that calls a small one.
fn many(count: usize) -> String {
    let mut source = String::from(".mode SIL-16\n.code\nmain: CALL f0\n JMP inner\n");
    for number in 0..count {
        writeln!(source, "f{number}: ADDINT R{:X}, R{:X}", number % 16, number * 7 % 16).unwrap();
        writeln!(source, " CALL f{}\n CALL f{}\n RET", number + 1, number + 2).unwrap();
    }
    writeln!(source, "f{count}: RET\nf{}: RET", count + 1).unwrap();
    source.push_str("inner: CALL small\n LOOP inner\n HLT\nsmall: ADDINT R0, R1\n RET\n");
    source
}

#[test]
fn what_calls_hand_on_is_bounded_and_loops_come_first() {
    let source = many(300);
    let function = function(&source, Options::default());
    let program = vsp_isa::asm::assemble(&source, "calls.sil").unwrap();
    let address = |name: &str| program.symbols.iter().find(|symbol| symbol.name == name).unwrap().address;
    let (small, inner) = (address("small"), address("inner"));
    let called = called(&function);
    assert!(called.contains(&small), "{called:?}");
    assert!(called.contains(&(inner + 4)), "{called:?}");
    assert!(called.len() < 60, "{called:?}");
    let values = handed_on(&function);
    assert!((1..=500).contains(&values), "{values}");
}

#[test]
fn what_stores_through_calls_by_the_context() {
    let plain = Options { stores_through: true, ..Options::default() };
    let function = function(&many(3), plain);
    assert_eq!(called(&function), []);
    assert_eq!(handed_on(&function), 0);
}

/// The program calls it with 3 in R4; a host may call it with another number, and then the runtime must not execute it bit by bit.
#[test]
fn a_function_refuses_nobody() {
    let source = ".mode SIL-64
        .code
        main: LI R4, 3
            CALL function_0
            HLT
        .global function_0
        function_0: ADDINT R0, R4
            MOVI RC, -6
        more: ADDINT R0, R8
            LOOP more
            RET";
    let mut function = function(source, Options::default());
    passes::run(&mut function, FAST, |_, _| {});
    let entry = |block: &&vsp_middle::BlockData| block.place.is_some_and(|place| place.address == 9);
    assert!(function.blocks.iter().find(entry).is_some_and(|block| block.is_called), "{function}");
    let refusals = function.blocks.iter().filter(|block| matches!(block.end, Terminator::Interpret(_)));
    assert_eq!(refusals.count(), 0, "{function}");
}
