//! Prints the function that the middle makes of a program in assembly: `cargo run -p vsp-middle --example show -- FILE`.

use vsp_isa::flow::Flow;
use vsp_middle::{Options, Region, build};

fn main() {
    let path = std::env::args().nth(1).expect("a file is wanted");
    let source = std::fs::read_to_string(&path).expect("the file can be read");
    let program = vsp_isa::asm::assemble(&source, &path).expect("the program can be assembled");
    let region = Region::whole(&program, &Flow::analyse(&program));
    print!("{}", build(&region, Options::default()));
}
