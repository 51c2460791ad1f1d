//! The back end that optimises: the code generator of the build scripts, for the processor at hand.

use super::JitError;
use super::output::{self, Output};
use super::regions;
use crate::program::Program;
use std::boxed::Box;
use std::string::ToString;
use std::sync::OnceLock;
use vsp_codegen::{Code, Error, Target};
use vsp_isa::flow::AnalysedProgram;
use vsp_isa::options::Options;
use vsp_isa::tables::SUMS;

/// Compiles a program.
pub(super) fn compile(program: &Program, options: &Options) -> Result<Output, JitError> {
    compile_for(host()?, program, options)
}

fn compile_for(target: &Target, program: &Program, options: &Options) -> Result<Output, JitError> {
    let analysed = AnalysedProgram::of(program.container()).expect("every program is sound");
    let code = vsp_codegen::compile(&analysed, target, options).map_err(|error| refusal(&error))?;
    let Code { bytes, alignment, regions, entries, uses_sums, .. } = code;
    let (functions, alignment) = (regions.len(), alignment as usize);
    let entries = output::Entries::Cranelift(regions::Entries { regions, points: entries });
    let sums = uses_sums.then_some(&SUMS);
    Ok(Output { bytes: Box::new(bytes), alignment, entries, functions, sums })
}

/// The machine at hand. That it is not supported is remembered, but not that there was no thread to find out.
fn host() -> Result<&'static Target, JitError> {
    static HOST: OnceLock<Result<Target, Error>> = OnceLock::new();
    let host = match HOST.get() {
        Some(host) => host,
        None => match Target::host() {
            Err(error) if error.no_thread_because().is_some() => return Err(refusal(&error)),
            host => HOST.get_or_init(|| host),
        },
    };
    host.as_ref().map_err(refusal)
}

fn refusal(error: &Error) -> JitError {
    if let Some(reason) = error.unsupported_because() {
        JitError::UnsupportedTarget { reason: reason.into() }
    } else if let Some(error) = error.too_large() {
        JitError::OverLimit(error)
    } else if let Some((kind, os_error)) = error.no_thread_because() {
        JitError::ThreadRefused { kind, os_error }
    } else {
        JitError::CodeGenerator(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;
    use vsp_isa::options::Optimization;

    /// Loops, calls, memory, cells and floats.
    const SOURCE: &str = "
        .mode SIL-64
        main: LI R4, 7
        .align 32
        again: MULINT R0, R4
            STOREW R0, 160
            ADD R2, R3
            CVTI2F R8
            PUSH R2
            CALL part
            JN again
            HLT
        .align 32
        part: POP R3
            DIVINT R0, R8
            RET
    ";

    /// Machines without an operating system have no table of sums. Their code runs here, too, but for the calling convention of Windows.
    #[cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), not(windows)))]
    #[test]
    fn without_an_operating_system_a_helper_adds() {
        use crate::jit::Compiled;
        use crate::native_code::Checks;
        use crate::{Engine, Outcome, Vm};
        use std::sync::Arc;
        use vsp_isa::semantics::complex;
        use vsp_isa::{Cell, Reg};

        let container = vsp_isa::asm::assemble(".global f\nf: ADD R0, R1\n SUB R2, R1\n RET", "a.sil")
            .expect("it is right");
        let program = Program::from_container(container).expect("it is sound");
        let (triple, features): (_, &[&str]) = if cfg!(target_arch = "x86_64") {
            ("x86_64-unknown-none", &["sse2"])
        } else {
            ("aarch64-unknown-none", &[])
        };
        let target = Target::new(triple, features).expect("there is a back end");
        let options = options(false, false);
        let output = compile_for(&target, &program, &options).expect("it compiles");
        assert!(output.sums.is_none());
        let compiled =
            Compiled::new(Engine::Cranelift, Checks::of(&options), output).expect("there is memory");
        let program = program.with_compiled(Some(Arc::new(compiled)));
        let mut vm = Vm::new(&program);
        for a in (0..=u8::MAX).map(Cell::unpack) {
            for b in (0..=u8::MAX).map(Cell::unpack) {
                for (reg, cell) in [(Reg::R0, a), (Reg::R1, b), (Reg::R2, a)] {
                    vm.set_cell(reg, cell);
                }
                assert_eq!(vm.call("f"), Ok(Outcome::Returned));
                let expected = (complex::sum(a, b), complex::difference(a, b));
                assert_eq!((vm.cell(Reg::R0), vm.cell(Reg::R2)), expected, "{a:?} and {b:?}");
            }
        }
    }

    fn options(metering: bool, interrupts: bool) -> Options {
        Options { metering, interrupts, ..Options::default() }
    }

    #[test]
    fn the_code_is_what_a_build_script_makes_for_such_a_processor() {
        let container = vsp_isa::asm::assemble(SOURCE, "mixed.sil").expect("it is right");
        let program = Program::from_container(container.clone()).expect("it is sound");
        let analysed = AnalysedProgram::new(container).expect("it is sound");
        let host = match Target::host() {
            Ok(host) => host,
            Err(error) => {
                assert!(
                    matches!(
                        compile(&program, &options(true, true)),
                        Err(JitError::UnsupportedTarget { .. })
                    ),
                    "{error}"
                );
                return;
            }
        };
        // As Cargo says it with `-C target-cpu=native`.
        let features: Vec<&str> = host.features().collect();
        let target = Target::new(host.triple(), &features).expect("it is this machine");
        let checks = [(false, false), (false, true), (true, false), (true, true)];
        let levels = Optimization::ALL.into_iter();
        let all = levels.flat_map(|optimization| {
            checks.map(|(metering, interrupts)| (optimization, metering, interrupts))
        });
        for (optimization, metering, interrupts) in all {
            let options = Options { optimization, ..options(metering, interrupts) };
            let built = vsp_codegen::compile(&analysed, &target, &options).expect("it compiles");
            let output = compile(&program, &options).expect("it compiles");
            assert_eq!((*output.bytes).as_ref(), built.bytes);
            #[cfg_attr(
                not(feature = "jit"),
                expect(clippy::infallible_destructuring_match, reason = "with that feature it can fail")
            )]
            let entries = match output.entries {
                output::Entries::Cranelift(entries) => entries,
                #[cfg(feature = "jit")]
                output::Entries::Templates(_) => panic!("another engine has compiled it"),
            };
            assert_eq!((entries.regions, entries.points), (built.regions, built.entries));
        }
    }
}
