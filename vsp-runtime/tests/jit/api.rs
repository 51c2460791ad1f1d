//! What a JIT promises: what it knows, forgets, counts and refuses.

use crate::programs::{ENGINES, compiled, program, set_rounds, sum};
use vsp_runtime::jit::JitStatistics;
use vsp_runtime::{Engine, Jit, JitError, OtherProgram, Outcome, Reg, SetupError, Vm};

/// 100 + 99 + ... + 1.
const HUNDRED: i64 = 5050;

#[test]
fn a_compiled_program_is_the_same_in_another_form() {
    for &engine in ENGINES {
        let jit = Jit::new(engine);
        assert_eq!(jit.engine(), engine);
        let plain = sum();
        assert!(!jit.is_compiled(&plain));
        let program = jit.compile(&plain).unwrap();
        assert!(jit.is_compiled(&plain) && jit.is_compiled(&program));
        assert_eq!((plain.engine(), program.engine()), (Engine::Interpreter, engine));
        assert_eq!(program.container(), plain.container());
        let mut vm = Vm::new(&program);
        assert_eq!(vm.engine(), engine);
        set_rounds(&mut vm, 100);
        assert_eq!(vm.run(), Outcome::Halted);
        assert_eq!((vm.integer(Reg::R8), vm.output().len()), (Ok(HUNDRED), 100));
    }
}

#[test]
fn a_jit_counts_what_it_does() {
    for &engine in ENGINES {
        let jit = Jit::new(engine);
        assert_eq!(jit.statistics(), JitStatistics::default());
        let (one, other) = (sum(), sum());
        jit.compile(&one).unwrap();
        let first = jit.statistics();
        assert_eq!((first.programs, first.executions), (1, 0));
        assert!(first.functions >= 1 && first.code_bytes >= 1 && !first.compile_time.is_zero(), "{first:?}");
        // From the cache.
        jit.compile(&one).unwrap();
        assert_eq!(jit.statistics(), first);
        let mut vm = Vm::new(&one);
        set_rounds(&mut vm, 1);
        assert_eq!(jit.execute(&mut vm), Ok(Outcome::Halted));
        assert_eq!(jit.compile_and_execute(&mut vm), Outcome::Halted);
        let ran = jit.statistics();
        assert_eq!((ran.programs, ran.executions, ran.compile_time), (1, 2, first.compile_time));
        // An equal program takes as much again.
        let mut vm = Vm::new(&other);
        set_rounds(&mut vm, 1);
        assert_eq!(jit.compile_and_execute(&mut vm), Outcome::Halted);
        let second = jit.statistics();
        assert_eq!((second.programs, second.executions), (2, 3));
        assert_eq!((second.functions, second.code_bytes), (2 * first.functions, 2 * first.code_bytes));
        assert!(second.compile_time > first.compile_time);
        jit.clear();
        assert_eq!(jit.statistics(), second);
        // Clones count together.
        jit.clone().compile(&one).unwrap();
        assert_eq!(jit.statistics().programs, 3);
    }
}

#[test]
fn what_was_not_compiled_is_not_executed() {
    for &engine in ENGINES {
        let jit = Jit::new(engine);
        let mut vm = Vm::new(&sum());
        assert_eq!(jit.execute(&mut vm), Err(JitError::NotCompiled));
        assert_eq!((vm.outcome(), vm.engine()), (None, Engine::Interpreter));
        assert_eq!(jit.refusal(vm.program()), None);
        assert_eq!(jit.statistics(), JitStatistics::default());
    }
}

#[test]
fn code_lives_as_long_as_somebody_uses_it() {
    for &engine in ENGINES {
        let jit = Jit::new(engine);
        let mut vm = Vm::new(&jit.compile(&sum()).unwrap());
        let plain = vm.program().clone();
        jit.clear();
        assert!(!jit.is_compiled(&plain));
        assert_eq!(jit.execute(&mut vm), Err(JitError::NotCompiled));
        drop(jit);
        set_rounds(&mut vm, 100);
        assert_eq!((vm.run(), vm.engine()), (Outcome::Halted, engine));
        assert_eq!(vm.integer(Reg::R8), Ok(HUNDRED));
    }
}

#[test]
fn compiled_code_can_be_left_aside() {
    for &engine in ENGINES {
        let program = compiled(engine, &sum());
        let vm = Vm::builder(&program).engine(Engine::Interpreter).build().unwrap();
        assert_eq!(vm.engine(), Engine::Interpreter);
        for other in [Engine::Native, Engine::Dynasm, Engine::Cranelift] {
            let built = Vm::builder(&program).engine(other).build().map(|vm| vm.engine());
            assert_eq!(built, if other == engine { Ok(engine) } else { Err(SetupError::NoNativeCode) });
        }
    }
}

#[test]
fn code_that_counts_nothing_gives_way_where_fuel_is_counted() {
    for &engine in ENGINES {
        let jit = Jit::builder(engine).metering(false).build();
        let mut vm = Vm::new(&jit.compile(&sum()).unwrap());
        set_rounds(&mut vm, 1);
        assert_eq!(vm.engine(), engine);
        vm.set_fuel(Some(2));
        assert_eq!(vm.engine(), Engine::Interpreter);
        assert_eq!(jit.execute(&mut vm), Ok(Outcome::OutOfFuel));
        assert_eq!(jit.statistics().executions, 0, "the interpreter has run it");
        // Only CALL was done.
        assert_eq!(vm.fuel_used(), Some(1));
        vm.set_fuel(None);
        assert_eq!((jit.execute(&mut vm), jit.statistics().executions), (Ok(Outcome::Halted), 1));
    }
}

#[test]
fn a_machine_moves_to_forms_of_its_own_program_only() {
    for &engine in ENGINES {
        let plain = sum();
        let (program, other) = (compiled(engine, &plain), sum());
        let mut vm = Vm::new(&plain);
        assert_eq!(vm.move_to(&other), Err(OtherProgram));
        assert_eq!(vm.move_to(&compiled(engine, &other)), Err(OtherProgram));
        assert_eq!(vm.engine(), Engine::Interpreter);
        assert_eq!((vm.move_to(&program), vm.engine()), (Ok(()), engine));
        assert_eq!(vm.program().engine(), engine);
        assert_eq!((vm.move_to(&plain), vm.engine()), (Ok(()), Engine::Interpreter));
        assert_eq!(vm.program().engine(), Engine::Interpreter);
    }
}

#[test]
fn engines_that_compile_nothing_are_refused() {
    for engine in [Engine::Native, Engine::Interpreter] {
        let jit = Jit::new(engine);
        let refusal = JitError::EngineNotBuilt { engine };
        let mut vm = Vm::new(&sum());
        assert_eq!(jit.compile(vm.program()).err(), Some(refusal.clone()));
        assert!(!jit.is_compiled(vm.program()));
        assert_eq!(jit.refusal(vm.program()), Some(refusal.clone()));
        assert_eq!(jit.execute(&mut vm), Err(refusal.clone()));
        set_rounds(&mut vm, 100);
        assert_eq!(jit.compile_and_execute(&mut vm), Outcome::Halted);
        assert_eq!((vm.engine(), vm.integer(Reg::R8)), (Engine::Interpreter, Ok(HUNDRED)));
        let statistics = jit.statistics();
        assert_eq!((statistics.programs, statistics.executions), (0, 0));
        jit.clear();
        assert_eq!(jit.refusal(vm.program()), None);
    }
}

#[test]
fn engines_that_are_not_there_are_refused() {
    let is_built = |engine| match engine {
        Engine::Dynasm => cfg!(feature = "jit"),
        Engine::Cranelift => cfg!(feature = "cranelift"),
        engine => unreachable!("{engine} compiles nothing"),
    };
    for engine in [Engine::Dynasm, Engine::Cranelift] {
        match Jit::new(engine).compile(&sum()) {
            Ok(program) => assert!(ENGINES.contains(&engine) && program.engine() == engine),
            Err(JitError::EngineNotBuilt { engine: refused }) => {
                assert!(refused == engine && !is_built(engine))
            }
            Err(JitError::UnsupportedTarget { .. }) => {
                assert!(!ENGINES.contains(&engine) && is_built(engine))
            }
            Err(error) => panic!("{engine}: {error}"),
        }
    }
}

#[test]
fn a_program_can_be_compiled_from_any_form() {
    for &engine in ENGINES {
        let plain = sum();
        let first = compiled(engine, &plain);
        let jit = Jit::new(engine);
        let second = jit.compile(&first).unwrap();
        assert_eq!(jit.statistics().programs, 1);
        // Both are forms of one program.
        assert!(jit.is_compiled(&plain));
        let mut vm = Vm::new(&first);
        set_rounds(&mut vm, 1);
        assert_eq!(vm.move_to(&second), Ok(()));
        assert_eq!(vm.run(), Outcome::Halted);
    }
}

#[test]
fn what_cannot_be_decoded_compiles_to_a_trap() {
    use vsp_runtime::{Trap, TrapKind};
    for &engine in ENGINES {
        // 0x0f is no instruction.
        let program = compiled(engine, &program("main: NOP\n .byte 0x0f"));
        let mut vm = Vm::new(&program);
        assert_eq!(vm.run(), Outcome::Trapped(Trap::new(TrapKind::InvalidOpcode, 1)));
        assert_eq!(vm.engine(), engine);
    }
}

#[test]
fn errors_tell_what_to_do() {
    let text = |engine| JitError::EngineNotBuilt { engine }.to_string();
    assert!(text(Engine::Dynasm).contains("feature `jit`"));
    assert!(text(Engine::Cranelift).contains("feature `cranelift`"));
    assert!(text(Engine::Native).contains("compiles nothing"));
}

mod countdown {
    vsp_runtime::__unsafe_bindings! {
        version "0.1.0";
        name "countdown";
        // `main: MOVI RC, 3`, `again: INV R0`, `LOOP again`, `HLT`, with main exported.
        file b"SILC\x00\x01\x04\x00\x0a\0\0\0\0\0\0\0\x0f\0\0\0\0\0\0\0\
            \xfd\xfd\x14\x60\x00\x40\xb4\xc2\
            \x21\x0c\x03\x44\x00\x16\x03\x00\x00\x01\
            \x01\0\0\0\x04\0main\0\0\0\0\x03";
        marks b"\xc3\x04\x0c";
        limits { memory: [], calls: 4, stack: 2 }
        interpreted;
        functions { fn main = 0; }
        data {}
        typed {}
        statics {}
    }
}

#[test]
fn a_program_of_the_crate_can_be_compiled() {
    for &engine in ENGINES {
        let jit = Jit::new(engine);
        let program = jit.compile(&countdown::PROGRAM).unwrap();
        assert_eq!((program.name(), program.engine()), ("countdown", engine));
        assert_eq!(program.limits(), countdown::PROGRAM.limits());
        let mut vm = Vm::builder(&program).fuel(100).build().unwrap();
        // The function of the bindings takes a machine of any form of its program.
        assert_eq!(countdown::main(&mut vm), Outcome::Halted);
        // RC.rho goes from 3 to -8: twelve rounds of two instructions, one before and one after.
        assert_eq!((vm.fuel_used(), vm.engine()), (Some(26), engine));
        assert_eq!(vm.cell(Reg::RC).rho, -8);
    }
}

#[cfg(feature = "macros")]
#[test]
fn a_program_with_native_code_can_be_compiled() {
    let native = vsp_runtime::vsp! { main: MOVI R0, 3
    HLT };
    for &engine in ENGINES {
        let program = compiled(engine, native);
        // The form that is built in stays there for who asks for it.
        let [with_default, with_native] = [None, Some(native.engine())].map(|asked| {
            let mut builder = Vm::builder(&program);
            if let Some(engine) = asked {
                builder = builder.engine(engine);
            }
            let mut vm = builder.build().unwrap();
            assert_eq!((vm.run(), vm.cell(Reg::R0).rho), (Outcome::Halted, 3));
            vm.engine()
        });
        assert_eq!((with_default, with_native), (engine, native.engine()));
    }
}
