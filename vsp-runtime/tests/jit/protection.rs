//! Memory for machine code on Linux: never writable and executable at once, given back, and done without where it is refused.

use crate::process::in_child;
use crate::programs::{ENGINES, compiled, program, set_rounds, sum};
use std::fs;
use std::io::{self, ErrorKind};
use vsp_runtime::{Engine, Jit, JitError, Outcome, Program, Reg, Tiering, Vm};

/// The mappings of this process, each with its protection.
fn mappings() -> Vec<(String, String)> {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let mapping = |line: &str| {
        let mut fields = line.split_whitespace();
        let (range, protection) = (fields.next().unwrap().to_owned(), fields.next().unwrap().to_owned());
        // The one after offset, device and inode.
        (format!("{range} {}", fields.nth(3).unwrap_or("")), protection)
    };
    maps.lines().map(mapping).collect()
}

/// How many anonymous mappings can be executed.
fn executable() -> usize {
    let is_ours = |(name, protection): &&(String, String)| name.ends_with(' ') && protection.contains('x');
    mappings().iter().filter(is_ours).count()
}

#[test]
fn no_page_is_writable_and_executable() {
    in_child("protection::no_page_is_writable_and_executable", || {
        let before = executable();
        let programs: Vec<_> = ENGINES.iter().map(|&engine| compiled(engine, &sum())).collect();
        assert!(executable() > before || ENGINES.is_empty(), "code is live");
        for (name, protection) in mappings() {
            assert!(!(protection.contains('w') && protection.contains('x')), "{name}: {protection}");
        }
        drop(programs);
        assert_eq!(executable(), before);
    });
}

/// The pages of this process, in all and resident.
fn pages() -> [usize; 2] {
    let statm = fs::read_to_string("/proc/self/statm").unwrap();
    let mut fields = statm.split_whitespace().map(|field| field.parse().unwrap());
    [fields.next().unwrap(), fields.next().unwrap()]
}

#[test]
fn nothing_leaks() {
    in_child("protection::nothing_leaks", || {
        for &engine in ENGINES {
            let jit = Jit::new(engine);
            let program = program("main: HLT");
            let run = |program: &Program| assert_eq!(Vm::new(program).run(), Outcome::Halted);
            let round = || {
                // By dropping the program and clearing what is kept, and by dropping the whole JIT.
                run(&jit.compile(&program).unwrap());
                jit.clear();
                run(&compiled(engine, &program));
            };
            (0..200).for_each(|_| round());
            let (mappings_before, before) = (mappings().len(), pages());
            (0..2000).for_each(|_| round());
            let (mappings_after, after) = (mappings().len(), pages());
            // Each round that leaked would leak two pages at least.
            assert!(after[0] < before[0] + 1000 && after[1] < before[1] + 1000, "{before:?} {after:?}");
            assert!(mappings_after <= mappings_before + 4, "{mappings_before} {mappings_after}");
        }
    });
}

/// Makes sure that everything is refused because of memory, and works all the same.
fn is_refused() {
    for &engine in ENGINES {
        let jit = Jit::new(engine);
        let program = sum();
        let error = jit.compile(&program).map(drop).unwrap_err();
        let JitError::MemoryRefused { kind, os_error: Some(number) } = error else { panic!("{error}") };
        assert_eq!((kind, io::Error::from_raw_os_error(number).kind()), (ErrorKind::PermissionDenied, kind));
        assert!(error.to_string().contains("no memory for machine code"), "{error}");
        assert_eq!(jit.refusal(&program), Some(error.clone()));
        let mut vm = Vm::new(&program);
        set_rounds(&mut vm, 100);
        assert_eq!(jit.execute(&mut vm), Err(error));
        assert_eq!(jit.compile_and_execute(&mut vm), Outcome::Halted);
        assert_eq!((vm.engine(), vm.integer(Reg::R8)), (Engine::Interpreter, Ok(5050)));
        let mut vm = Vm::builder(&program).tiering(Tiering::new().then(10, &jit)).build().unwrap();
        set_rounds(&mut vm, 100);
        assert_eq!((vm.run(), vm.engine()), (Outcome::Halted, Engine::Interpreter));
        assert_eq!((vm.integer(Reg::R8), vm.output().len()), (Ok(5050), 100));
        assert_eq!(jit.statistics().programs, 0);
    }
}

#[test]
fn a_process_that_may_not_make_code_takes_the_interpreter() {
    in_child("protection::a_process_that_may_not_make_code_takes_the_interpreter", || {
        const PR_SET_MDWE: libc::c_int = 65;
        const PR_MDWE_REFUSE_EXEC_GAIN: libc::c_ulong = 1;
        // SAFETY: this only takes rights away from this process.
        if unsafe { libc::prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0) } != 0 {
            let error = io::Error::last_os_error();
            // Linux before 6.3 does not know it; the test below is about the same.
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            return;
        }
        is_refused();
    });
}

#[test]
fn a_filter_of_system_calls_leads_to_the_interpreter() {
    in_child("protection::a_filter_of_system_calls_leads_to_the_interpreter", || {
        deny_executable_pages();
        is_refused();
    });
}

/// Has `mmap` and `mprotect` fail with EACCES where they shall make memory executable, as containers' filters do.
fn deny_executable_pages() {
    use libc::{BPF_ABS, BPF_JEQ, BPF_JMP, BPF_JSET, BPF_K, BPF_LD, BPF_RET, BPF_W};
    let statement = |code: u32, k: u32| libc::sock_filter { code: code as u16, jt: 0, jf: 0, k };
    let jump = |code: u32, k: u32, jt: u8, jf: u8| libc::sock_filter { code: code as u16, jt, jf, k };
    // Offsets in `seccomp_data`: the number of the call, and the low half of its third argument.
    let (number, protection) = (0, if cfg!(target_endian = "little") { 32 } else { 36 });
    let mut filter = [
        statement(BPF_LD | BPF_W | BPF_ABS, number),
        jump(BPF_JMP | BPF_JEQ | BPF_K, libc::SYS_mmap as u32, 1, 0),
        jump(BPF_JMP | BPF_JEQ | BPF_K, libc::SYS_mprotect as u32, 0, 2),
        statement(BPF_LD | BPF_W | BPF_ABS, protection),
        jump(BPF_JMP | BPF_JSET | BPF_K, libc::PROT_EXEC as u32, 1, 0),
        statement(BPF_RET | BPF_K, libc::SECCOMP_RET_ALLOW),
        statement(BPF_RET | BPF_K, libc::SECCOMP_RET_ERRNO | libc::EACCES as u32),
    ];
    let program = libc::sock_fprog { len: filter.len() as u16, filter: filter.as_mut_ptr() };
    // SAFETY: this only takes rights away from this process.
    assert_eq!(unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) }, 0);
    // SAFETY: the filter is good for the length of the call.
    let filtered =
        unsafe { libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_FILTER, &raw const program) };
    assert_eq!(filtered, 0, "{}", io::Error::last_os_error());
}
