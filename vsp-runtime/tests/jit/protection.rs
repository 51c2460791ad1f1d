//! Memory for machine code on Linux: never writable and executable at once, given back, and done without where it is refused.

use crate::process::in_child;
use crate::programs::{ENGINES, compiled, program, set_rounds, sum};
use std::fs;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use vsp_runtime::{Engine, Jit, JitError, Outcome, Program, Reg, Tiering, Vm};
use vsp_test_platform::is_cross;

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

/// The anonymous mappings that can be executed.
fn executable_mappings() -> impl Iterator<Item = String> {
    let is_ours = |(name, protection): &(String, String)| name.ends_with(' ') && protection.contains('x');
    mappings().into_iter().filter(is_ours).map(|(name, _)| name)
}

/// How many there are of them.
fn executable() -> usize {
    executable_mappings().count()
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

/// What is in them.
fn executable_bytes() -> Vec<u8> {
    let mut memory = fs::File::open("/proc/self/mem").unwrap();
    let mut bytes = Vec::new();
    for name in executable_mappings() {
        let (start, end) = name.trim_end().split_once('-').unwrap();
        let [start, end] = [start, end].map(|address| u64::from_str_radix(address, 16).unwrap());
        memory.seek(SeekFrom::Start(start)).unwrap();
        (&mut memory).take(end - start).read_to_end(&mut bytes).unwrap();
    }
    bytes
}

#[test]
fn nothing_of_an_earlier_program_can_be_executed() {
    if is_cross() {
        // Other pages can be executed, too: those of the emulator.
        return;
    }
    in_child("protection::nothing_of_an_earlier_program_can_be_executed", || {
        // A number that no other code has.
        const MARK: u16 = 0x5a3c;
        let long = format!(".mode SIL-32\n{}HLT", format!("LI R0, {MARK}\n STOREW R0, 8\n").repeat(500));
        let marks = |bytes: &[u8]| bytes.windows(2).filter(|pair| **pair == MARK.to_le_bytes()).count();
        for engine in ENGINES.iter().copied().filter(|engine| *engine == Engine::Dynasm) {
            let gone = compiled(engine, &program(&long));
            let before = executable_bytes();
            assert!(marks(&before) > 0, "the number stands in the code");
            drop(gone);
            let _live = compiled(engine, &program("main: HLT"));
            let after = executable_bytes();
            assert_eq!((marks(&after), after.len()), (0, before.len()), "the same pages have other code");
        }
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
            // An emulator keeps something of every thread that has ended.
            let keeps = is_cross() && engine == Engine::Cranelift;
            assert!(keeps || after[0] < before[0] + 1000, "{before:?} {after:?}");
            // An emulator keeps what it has made of the code.
            assert!(is_cross() || after[1] < before[1] + 1000, "{before:?} {after:?}");
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
        assert!(!error.is_lasting());
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

/// Does something while the system gives this process no more memory.
fn without_more_memory<R>(work: impl FnOnce() -> R) -> R {
    // Room in the heap for what is small, kept by what is allocated last.
    let room: Vec<Vec<u8>> = (0..64).map(|_| vec![1; 64 << 10]).collect();
    let _last = Box::new(1_u8);
    drop(room);
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the pointer is to what the call fills.
    assert_eq!(unsafe { libc::getrlimit(libc::RLIMIT_AS, &mut limit) }, 0);
    let set = |bytes| {
        let limit = libc::rlimit { rlim_cur: bytes, ..limit };
        // SAFETY: this takes nothing that the process has.
        assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_AS, &limit) }, 0);
    };
    set(1);
    let result = work();
    set(limit.rlim_cur);
    result
}

#[test]
fn what_memory_lacked_for_is_compiled_once_there_is_some() {
    if is_cross() {
        // An emulator needs memory itself.
        return;
    }
    in_child("protection::what_memory_lacked_for_is_compiled_once_there_is_some", || {
        for &engine in ENGINES {
            let (jit, program) = (Jit::new(engine), sum());
            // What is set up once is there; threads have left their stacks. The pages of a program that is gone would be enough for
            // the next one.
            let _live = compiled(engine, &program);
            for _ in 0..2 {
                let error = without_more_memory(|| jit.compile(&program).map(drop)).unwrap_err();
                let expected = match engine {
                    Engine::Cranelift => matches!(error, JitError::ThreadRefused { .. }),
                    _ => matches!(error, JitError::MemoryRefused { .. }),
                };
                assert!(expected && !error.is_lasting(), "{error}");
                assert_eq!((jit.refusal(&program), jit.is_compiled(&program)), (Some(error), false));
            }
            let mut vm = Vm::builder(&program).tiering(Tiering::new().then(10, &jit)).build().unwrap();
            set_rounds(&mut vm, 100);
            let outcome = without_more_memory(|| vm.run());
            assert_eq!((outcome, vm.engine()), (Outcome::Halted, Engine::Interpreter));

            assert_eq!(jit.compile(&program).map(|program| program.engine()), Ok(engine));
            assert_eq!((jit.refusal(&program), jit.statistics().programs), (None, 1));
        }
    });
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
        match deny_executable_pages() {
            Ok(()) => is_refused(),
            // Emulators know no filters.
            Err(error) => assert!(is_cross() && error.kind() == ErrorKind::InvalidInput, "{error}"),
        }
    });
}

/// Has `mmap` and `mprotect` fail with EACCES where they shall make memory executable, as containers' filters do.
fn deny_executable_pages() -> io::Result<()> {
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
    if filtered == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
