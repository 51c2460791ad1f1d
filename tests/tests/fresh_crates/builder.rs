//! What the builder sets.

use crate::project::{ENGINE, Profile, Project, manifest};

/// Counts to three in R0: 3 instructions, 3 times 3, and 1.
const COUNT: &str = "
.mode SIL-64
.data
        .word64 0, 0
taps.left:
        .word64 5
.code
.global main
.global countAgain
countAgain:
        LI     R0, 0
        JMP    main
main:   LI     R0, 0
        LI     R4, 1
        LI     R8, 3
next:   ADDINT R0, R4
        CMPINT R0, R8
        JN     next
        HLT
";

#[test]
fn names_folder_metering_and_limits() {
    let build = r#"
        fn main() {
            vsp_build::Builder::new()
                .named("count", "programs/count to three.sil")
                .file("programs/FIR-2.1.silc")
                .metering(true)
                .memory_size(1 << 20)
                .call_limit(5)
                .stack_limit(7)
                .optimization(vsp_build::Optimization::Quick)
                .out_dir("generated files")
                .compile();
        }
    "#;
    let main = r#"
        use vsp_runtime::{Reg, Vm};

        vsp_runtime::include_program!(mod count in concat!(env!("CARGO_MANIFEST_DIR"), "/generated files"));
        vsp_runtime::include_program!(mod fir_2_1 in concat!(env!("CARGO_MANIFEST_DIR"), "/generated files"));

        fn main() {
            println!("{} {}", count::PROGRAM.name(), fir_2_1::PROGRAM.name());
            println!("{:?}", count::PROGRAM.limits());
            println!("{}", count::TAPS_LEFT);
            for fuel in [13, 12] {
                let mut vm = Vm::builder(&count::PROGRAM).fuel(fuel).build().unwrap();
                println!("{}", vm.memory().len());
                let outcome = count::main(&mut vm);
                println!("{}: {outcome}, {:?} used, R0 = {}", vm.engine(), vm.fuel_used(), vm.integer(Reg::R0).unwrap());
            }
            let mut vm = Vm::new(&fir_2_1::PROGRAM);
            println!("{}", fir_2_1::count_again(&mut vm));
        }
    "#;
    let project = Project::new(&[
        ("Cargo.toml", &manifest("fresh-settings", "")),
        ("build.rs", build),
        ("src/main.rs", main),
        ("programs/count to three.sil", COUNT),
    ]);
    let assembled = vsp_isa::asm::assemble(COUNT, "fir.sil").expect("it is right");
    project.write("programs/FIR-2.1.silc", assembled.write().expect("it can be written"));
    let expected = format!(
        "count fir_2_1\n\
         Limits {{ memory: Some(1048576), calls: 5, stack: 7 }}\n\
         16\n\
         1048576\n\
         {ENGINE}: halted, Some(13) used, R0 = 3\n\
         1048576\n\
         {ENGINE}: out of fuel, Some(12) used, R0 = 3\n\
         halted\n"
    );
    for profile in Profile::ALL {
        assert_eq!(project.cargo_in(profile, ["run"]).succeeds(), expected, "{profile:?}");
    }
    assert!(project.path("generated files/count.rs").is_file());
    // Both have the same files there, and neither changes those of the other.
    assert_eq!(project.cargo(["build", "-v"]).work(), [""; 0]);
}

#[test]
fn what_looks_wrong_with_a_program_is_a_warning_of_cargos() {
    let source = "main:\n NOP\n NOP\n";
    let build =
        |call| format!("fn main() {{ vsp_build::Builder::new().file(\"src/prog.sil\"){call}.compile(); }}");
    let project = Project::new(&[
        ("Cargo.toml", &manifest("fresh-warned", "")),
        ("build.rs", &build("")),
        (
            "src/main.rs",
            "vsp_runtime::include_program!(mod prog);\n fn main() { println!(\"{}\", prog::PROGRAM.name()); }",
        ),
        ("src/prog.sil", source),
    ]);
    let warning = "warning: fresh-warned@0.1.0: src/prog.sil:3: control can run past the end of the code";
    let warned = project.cargo(["run"]);
    assert_eq!(warned.succeeds(), "prog\n");
    let warnings = warned.warnings();
    assert!(warnings.len() == 1 && warnings[0].starts_with(warning), "{warnings:?}");

    project.write("build.rs", build(".warnings(false)"));
    let silent = project.cargo(["run"]);
    assert_eq!(silent.succeeds(), "prog\n");
    assert_eq!(silent.warnings(), [""; 0]);
}
