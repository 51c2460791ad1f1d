//! What tests share: programs, and nodes that know each other.
#![allow(dead_code, reason = "each test uses a part of it")]

pub mod peer;
pub mod proxy;

use std::time::Duration;
use vsp_runtime::{DefaultHost, Program, Vm};
use vsp_zenoh::{Node, NodeBuilder, NodeHost, free_endpoint};

/// Longer than anything takes, also on a computer with much else to do.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub fn program(source: &str) -> Program {
    Program::from_container(vsp_runtime::isa::asm::assemble(source, "test.sil").unwrap()).unwrap()
}

/// Two nodes, the first of which the second connects to, numbered 1 and 2.
pub fn pair() -> (Node, Node) {
    pair_with(|builder| builder)
}

pub fn pair_with(change: impl Fn(NodeBuilder) -> NodeBuilder) -> (Node, Node) {
    let endpoint = free_endpoint().unwrap();
    let one = Node::builder("one").unwrap().number(1).listen(&endpoint).unwrap();
    let one = change(one).open().unwrap();
    let two = Node::builder("two").unwrap().number(2).connect(&endpoint).unwrap();
    let two = change(two).open().unwrap();
    one.wait_for(two.name(), PATIENCE).unwrap();
    two.wait_for(one.name(), PATIENCE).unwrap();
    (one, two)
}

/// A machine on a node.
pub fn machine(node: &Node, source: &str) -> Vm<NodeHost<DefaultHost>> {
    Vm::builder(&program(source)).host(node.host(DefaultHost::new())).fuel(1_000_000).build().unwrap()
}
