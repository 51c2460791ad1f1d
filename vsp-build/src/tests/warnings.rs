//! Warnings about programs.

use super::Package;
use crate::Builder;

fn warnings(directives: &[String]) -> Vec<&str> {
    directives.iter().filter_map(|line| line.strip_prefix("cargo::warning=")).collect()
}

#[test]
fn a_program_that_is_right_has_none() {
    let package = Package::new().with("a.sil", "main: HLT\n");
    assert_eq!(warnings(&package.compile("a.sil")), [""; 0]);
}

#[test]
fn warnings_of_an_assembly_file_name_its_line() {
    let package =
        Package::new().with("programs/a.sil", "main:\n NOP\n SYSCALL 0x07F, 0\n SYSCALL 0xD7, 0\n NOP\n");
    let directives = package.compile("programs/a.sil");
    let warnings = warnings(&directives);
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(
        warnings[0].starts_with("programs/a.sil:5: control can run past the end of the code"),
        "{warnings:?}"
    );
}

#[test]
fn warnings_of_a_silc_file_name_the_address_and_what_it_was_made_from() {
    let mut program = vsp_isa::asm::assemble("main:\n NOP\n", "x\ncargo::error=y.sil").expect("it is right");
    let package = Package::new().with("a.silc", program.write().expect("it can be written"));
    let with_debug = package.compile("a.silc");
    program.debug = None;
    package.write("a.silc", program.write().expect("it can be written"));
    let without = package.compile("a.silc");
    let start = r"a.silc: at 0x0001 (x\ncargo::error=y.sil:2): control can run past";
    assert!(warnings(&with_debug)[0].starts_with(start), "{with_debug:?}");
    assert!(warnings(&without)[0].starts_with("a.silc: at 0x0001: control can run past"), "{without:?}");
}

#[test]
fn memory_that_the_builder_asks_for_counts() {
    let package = Package::new().with("a.sil", "main: LSTATE 0x1fff0\n HLT\n");
    let with_memory = |size| package.build(Builder::new().file("a.sil").memory_size(size)).directives;
    assert_eq!(warnings(&package.compile("a.sil")).len(), 1);
    assert_eq!(warnings(&with_memory(0x1_ffff)).len(), 1);
    assert_eq!(warnings(&with_memory(0x2_0000)).len(), 0);
}

#[test]
fn there_are_at_most_twenty_and_how_many_more() {
    let package = Package::new().with("a.sil", "LSTATE 0x1fff0\n".repeat(25) + "HLT\n");
    let directives = package.compile("a.sil");
    let warnings = warnings(&directives);
    assert_eq!(warnings.len(), 21);
    assert_eq!(warnings[20], "a.sil: and 5 more places like these");
}

#[test]
fn they_can_be_turned_off() {
    let package = Package::new().with("a.sil", "main: NOP\n");
    let run = package.build(Builder::new().file("a.sil").warnings(false));
    assert_eq!(run.error, None);
    assert_eq!(warnings(&run.directives), [""; 0]);
}

#[test]
fn numbers_that_movi_changes_are_told_at_their_place() {
    let package = Package::new().with("a.sil", "main: MOVI R0, 42\n HLT\n");
    let directives = package.compile("a.sil");
    let warnings = warnings(&directives);
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(
        warnings[0].starts_with("a.sil:1:16: MOVI") && warnings[0].contains("`LI R0, 42`"),
        "{warnings:?}"
    );
}
