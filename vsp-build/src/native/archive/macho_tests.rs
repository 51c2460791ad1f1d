//! Libraries for Apple's targets, linked on any machine that has LLVM's linker: the whole code gets in and unwinders are
//! told of it. Nothing else is needed, and none of Apple's tools.

use super::in_process;
use crate::tests::environment;
use object::read::{File, Object, ObjectSection, ObjectSymbol};
use std::path::Path;
use std::process::Command;
use vsp_codegen::{Options, Target};

/// LLVM's linker for Mach-O under one of the names that distributions give it.
fn linker() -> Option<&'static str> {
    // Under an emulator a command that is not there is one that fails.
    let works = |name: &&str| {
        Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success())
    };
    ["ld64.lld", "ld64.lld-19", "ld64.lld-18", "ld64.lld-17", "ld64.lld-16", "ld64.lld-15", "ld64.lld-14"]
        .into_iter()
        .find(works)
}

#[test]
fn linkers_take_the_whole_code() {
    let Some(linker) = linker() else {
        // Where it is said that everything that tests need is there, it must be.
        assert!(std::env::var_os("VSP_REQUIRE_LINKERS").is_none(), "there is no ld64.lld");
        return eprintln!("skipped: there is no ld64.lld");
    };
    // Several regions, of which only the first stands at a symbol.
    let source = ".global main\nmain: NOP\n".to_owned() + &"LERP R0, R1, 3\n".repeat(2500) + "HLT\n";
    let program = vsp_isa::asm::assemble(&source, "long.sil").expect("it is right");
    let program = vsp_isa::flow::AnalysedProgram::new(program).expect("it is sound");
    for (triple, arch, platform) in [
        ("aarch64-apple-darwin", "arm64", "macos"),
        ("x86_64-apple-darwin", "x86_64", "macos"),
        ("aarch64-apple-ios", "arm64", "ios"),
        ("aarch64-apple-ios-sim", "arm64", "ios-simulator"),
    ] {
        let target = Target::new(triple, &[]).expect("there is a back end");
        let code = vsp_codegen::compile(&program, &target, &Options::default()).expect("it compiles");
        assert!(code.regions.len() > 2, "{triple}");
        let object = vsp_codegen::object(&code, &target, "the_symbol").expect("it is an object");
        let facts = environment(triple, Path::new("/p")).native;
        let library = in_process::archive(&object, "the_symbol", &facts).expect("it can be made");
        let folder = tempfile::tempdir().expect("there are temporary folders");
        let library_file = folder.path().join("libit.a");
        std::fs::write(&library_file, &library).expect("files can be written");
        let linked = |option: &[&str]| {
            let linked_file = folder.path().join("it.dylib");
            // The index of the library must lead to the symbol.
            let output = Command::new(linker)
                .args(["-arch", arch, "-platform_version", platform, "14.0", "14.0", "-dylib"])
                .args(["-undefined", "dynamic_lookup", "-u", "_the_symbol"])
                .args(option)
                .arg(&library_file)
                .arg("-o")
                .arg(&linked_file)
                .output()
                .expect("the linker can be run");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(
                output.status.success() && !said.contains("warning"),
                "{triple}: {}: {said}",
                output.status
            );
            std::fs::read(&linked_file).expect("it is there")
        };
        // Where what nobody needs is dropped, too, the regions stay with the first one. (Old versions of this linker drop what
        // unwinders are told then, of all code.)
        for option in [&[][..], &["-dead_strip", "-exported_symbol", "_the_symbol"]] {
            let linked = linked(option);
            let file = File::parse(&*linked).expect("it can be read");
            let symbol = file.symbol_by_name("_the_symbol").expect("the symbol is there");
            let text = file.section_by_name("__text").expect("there is code");
            let start = (symbol.address() - text.address()) as usize;
            let bytes = &text.data().expect("it can be read")[start..];
            assert!(bytes.starts_with(&code.bytes), "{triple}, {option:?}: the code is not whole");
        }

        // The entry of the code in `__eh_frame`: behind the common one, with its address relative to itself.
        let linked = linked(&[]);
        let file = File::parse(&*linked).expect("it can be read");
        let symbol = file.symbol_by_name("_the_symbol").expect("the symbol is there");
        let frames = file.section_by_name("__eh_frame").expect("unwinders are told");
        let data = frames.data().expect("it can be read");
        let number = |at: usize| i64::from_le_bytes(data[at..at + 8].try_into().expect("eight bytes"));
        let place = 4 + u32::from_le_bytes(data[..4].try_into().expect("four bytes")) as usize + 8;
        let address = frames.address() as i64 + place as i64 + number(place);
        assert_eq!(
            (address as u64, number(place + 8) as usize),
            (symbol.address(), code.bytes.len()),
            "{triple}"
        );
    }
}
