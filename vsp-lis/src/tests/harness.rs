//! Compiling and running programs.

use crate::Compiled;
use vsp_runtime::{Outcome, Program, Reg, Vm};

/// Compiles a program that must be right; its assembly must give the same file.
pub fn compiled(source: &str) -> Compiled {
    match crate::compile_str(source, "test.lis") {
        Ok(compiled) => {
            let assembly = compiled.assembly();
            match vsp_isa::asm::assemble(&assembly, "test.lis") {
                Ok(again) => assert_eq!(again, compiled.container, "{source}\n{assembly}"),
                Err(errors) => panic!("{errors}\n{source}\n{assembly}"),
            }
            compiled
        }
        Err(errors) => panic!("{errors}\n{source}"),
    }
}

/// A machine with a program.
pub fn machine(source: &str) -> Vm {
    machine_of(&compiled(source))
}

pub fn machine_of(compiled: &Compiled) -> Vm {
    let program = Program::from_container(compiled.container.clone()).unwrap();
    Vm::builder(&program).fuel(50_000_000).build().unwrap()
}

/// What `main` prints, which must return.
pub fn printed(source: &str) -> String {
    let mut vm = machine(source);
    let outcome = vm.run();
    assert_eq!(outcome, Outcome::Returned, "{}\n{source}\n{}", vm.printed(), compiled(source).assembly());
    vm.printed().to_owned()
}

/// Runs `pub fn f() -> Int { body }`.
pub fn int(body: &str) -> i64 {
    int_of(&format!("pub fn f() -> Int {{ {body} }}"))
}

/// Runs `f` of a program, which returns an Int.
pub fn int_of(source: &str) -> i64 {
    let mut vm = machine(source);
    let outcome = vm.call("f").unwrap();
    assert_eq!(outcome, Outcome::Returned, "{source}\n{}", compiled(source).assembly());
    vm.integer(Reg::R0).unwrap()
}

/// The value of an expression that is a Float.
pub fn float(expr: &str) -> f64 {
    float_of(&format!("pub fn f() -> Float {{ return {expr}; }}"))
}

pub fn float_of(source: &str) -> f64 {
    let mut vm = machine(source);
    assert_eq!(vm.call("f").unwrap(), Outcome::Returned, "{source}");
    vm.float(Reg::R0).unwrap()
}

/// Whether an expression holds.
pub fn holds(expr: &str) -> bool {
    match int(&format!("if {expr} {{ return 1; }} return 0;")) {
        0 => false,
        1 => true,
        other => panic!("{other} is no Bool"),
    }
}

/// How a run of `f` ends that does not return.
pub fn outcome_of(source: &str) -> Outcome {
    machine(source).call("f").unwrap()
}

/// A program as the checker leaves it.
pub fn typed(source: &str) -> crate::types::tree::Typed {
    struct Nothing;
    impl crate::Reader for Nothing {
        fn read(&mut self, _: &std::path::Path) -> std::io::Result<String> {
            Err(std::io::ErrorKind::NotFound.into())
        }
    }
    let mut sources = crate::Sources::default();
    let mut report = crate::text::Report::default();
    let root = crate::manifest::Root::default();
    let program =
        crate::names::load(("test.lis", source), None, root, &mut Nothing, &mut sources, &mut report);
    let typed = crate::types::check(&program, &mut report);
    assert!(!report.has_errors(), "{:?}\n{source}", report.told);
    typed
}
