//! One JIT, and one program's code, used by many threads at once.

use crate::programs::{ENGINES, set_rounds, sum};
use std::sync::Barrier;
use std::thread;
use vsp_runtime::{Jit, Outcome, Program, Reg, Vm};

const THREADS: usize = 8;

#[test]
fn threads_that_want_one_program_share_its_code() {
    for &engine in ENGINES {
        let (jit, program) = (Jit::new(engine), sum());
        let barrier = Barrier::new(THREADS);
        thread::scope(|scope| {
            for rounds in 1..=THREADS as i64 {
                let (jit, program, barrier) = (jit.clone(), program.clone(), &barrier);
                scope.spawn(move || {
                    let mut vm = Vm::new(&program);
                    set_rounds(&mut vm, rounds);
                    barrier.wait();
                    assert_eq!(jit.compile_and_execute(&mut vm), Outcome::Halted);
                    assert_eq!(vm.engine(), engine);
                    assert_eq!(vm.integer(Reg::R8), Ok(rounds * (rounds + 1) / 2));
                });
            }
        });
        let statistics = jit.statistics();
        assert_eq!((statistics.programs, statistics.executions), (1, THREADS as u64));
    }
}

#[test]
fn code_may_be_forgotten_while_threads_compile_and_run() {
    for &engine in ENGINES {
        let jit = Jit::new(engine);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for rounds in 1..50 {
                        let mut vm = Vm::new(&sum());
                        set_rounds(&mut vm, rounds);
                        assert_eq!(jit.compile_and_execute(&mut vm), Outcome::Halted);
                        assert_eq!(vm.integer(Reg::R8), Ok(rounds * (rounds + 1) / 2));
                    }
                });
            }
            for _ in 0..100 {
                jit.clear();
                thread::yield_now();
            }
        });
        assert_eq!(jit.statistics().programs, 4 * 49);
    }
}

#[test]
fn a_running_machine_keeps_its_code_when_all_others_drop_it() {
    for &engine in ENGINES {
        let vms: Vec<Vm> = (0..4)
            .map(|_| {
                let program: Program = Jit::new(engine).compile(&sum()).unwrap();
                Vm::new(&program)
            })
            .collect();
        let threads: Vec<_> = vms
            .into_iter()
            .map(|mut vm| {
                thread::spawn(move || {
                    set_rounds(&mut vm, 1000);
                    (vm.run(), vm.integer(Reg::R8))
                })
            })
            .collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), (Outcome::Halted, Ok(500_500)));
        }
    }
}
