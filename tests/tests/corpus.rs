//! Every program of the corpus does on every engine what it says it must.

use vsp_runtime::DefaultHost;
use vsp_tests::Runner;
use vsp_tests::cases::{begin, go_on};
use vsp_tests::corpus::{self, Case};
use vsp_tests::programs::{CORPUS, Compiled};

/// Runs a case; gives what does not hold. `None` if the runner cannot run it.
fn run(compiled: &Compiled, case: &Case, runner: Runner) -> Option<Vec<String>> {
    if case.fuel.is_some() && !runner.counts_fuel() {
        return None;
    }
    let program = runner.program(compiled);
    let mut vm = begin(case, runner.builder_for(&program, DefaultHost::new()));
    assert_eq!(vm.engine(), runner.engine(compiled), "{compiled:?} runs on the engine that is tested");
    let problems = go_on(case, &mut vm, 0);
    Some(problems.into_iter().map(|problem| format!("{compiled:?}, {runner:?}, {problem}")).collect())
}

#[test]
fn every_program_does_what_it_says() {
    let (mut runs, mut skips, mut problems) = (0, 0, Vec::new());
    for compiled in CORPUS {
        let cases = corpus::cases(compiled.source, compiled.plain.container());
        assert!(!cases.is_empty(), "{compiled:?} has no case");
        for case in &cases {
            for runner in Runner::here() {
                match run(compiled, case, runner) {
                    Some(found) => {
                        runs += 1;
                        problems.extend(found);
                    }
                    None => skips += 1,
                }
            }
        }
    }
    println!("{runs} runs; {skips} skipped, since native code without metering cannot count fuel");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_instruction_comes_up() {
    let mut missing: Vec<&str> = vsp_isa::Opcode::ALL.iter().map(|opcode| opcode.mnemonic()).collect();
    for compiled in CORPUS {
        let container = compiled.plain.container();
        let flow = vsp_isa::flow::Flow::analyse(container);
        for &version in flow.block_versions() {
            for (_, instruction) in flow.read(container, version).instructions {
                missing.retain(|mnemonic| *mnemonic != instruction.opcode().mnemonic());
            }
        }
    }
    assert_eq!(missing, [""; 0], "no program of the corpus has these");
}
