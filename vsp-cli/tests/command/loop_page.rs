//! docs/loop.md shows what the commands that it names print. `VSP_BLESS=1` writes it anew.

use crate::folder::Folder;
use std::path::Path;
use std::{env, fs};
use vsp_isa::flow::Flow;
use vsp_middle::{Options, Region, build};

const FENCE: &str = "```";

/// What a command of the page prints, or `None` for what is no command.
fn printed(command: &str, folder: &Folder, program: &str) -> Option<String> {
    if command == "cargo run -p vsp-middle --example show -- sum.sil" {
        let program = vsp_isa::asm::assemble(program, "sum.sil").expect("it is right");
        let region = Region::whole(&program, &Flow::analyse(&program));
        return Some(build(&region, Options::default()).to_string());
    }
    let arguments = command.strip_prefix("vsp ")?;
    let Some((arguments, range)) = arguments.split_once(" | sed -n '/^") else {
        return Some(folder.vsp(arguments).done());
    };
    let (first, last) = range.strip_suffix("/p'")?.split_once("/,/^")?;
    let text = folder.vsp(arguments).done();
    let mut lines = text.lines().skip_while(|line| !line.starts_with(first)).peekable();
    assert!(lines.peek().is_some(), "no line begins with {first}");
    let mut shown = String::new();
    for line in lines {
        shown += &format!("{line}\n");
        if line.starts_with(last) {
            return Some(shown);
        }
    }
    panic!("no line after {first} begins with {last}");
}

#[test]
fn the_page_shows_what_its_commands_print() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/loop.md");
    let page = fs::read_to_string(&path).expect("the page is there");
    let (_, program) = page.split_once("```asm\n").expect("the program is on the page");
    let (program, _) = program.split_once(FENCE).expect("it ends");
    let folder = Folder::with("sum.sil", program);
    // The parts of the page between fences: what is in them is every other one.
    let mut count = 0;
    let made = page.split(FENCE).enumerate().map(|(number, part)| {
        let command = part.strip_prefix("text\n$ ").filter(|_| number % 2 == 1);
        let Some(command) = command.and_then(|rest| rest.lines().next()) else { return part.to_owned() };
        let text = printed(command, &folder, program).unwrap_or_else(|| panic!("unknown: {command}"));
        count += 1;
        format!("text\n$ {command}\n{text}")
    });
    let made = made.collect::<Vec<_>>().join(FENCE);
    assert_eq!(count, 4, "the page has lost commands");
    if env::var_os("VSP_BLESS").is_some() {
        fs::write(&path, made).expect("the page can be written");
    } else {
        assert!(made == page, "VSP_BLESS=1 writes docs/loop.md anew; it should be\n{made}");
    }
}
