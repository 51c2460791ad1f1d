//! The map for profilers.

use crate::process::in_child;
use crate::programs::{ENGINES, program, sum};
use std::{fs, process};
use vsp_runtime::Jit;

/// The lines of this process's map, as (start, size, name); none if there is no map.
fn lines() -> Vec<(usize, usize, String)> {
    let path = format!("/tmp/perf-{}.map", process::id());
    let Ok(text) = fs::read_to_string(&path) else { return Vec::new() };
    fs::remove_file(path).unwrap();
    let line = |line: &str| {
        let mut fields = line.splitn(3, ' ');
        let mut number = || usize::from_str_radix(fields.next().unwrap(), 16).unwrap();
        (number(), number(), fields.next().unwrap().to_owned())
    };
    text.lines().map(line).collect()
}

#[test]
fn code_has_the_names_of_its_labels() {
    in_child("perf_map::code_has_the_names_of_its_labels", || {
        for &engine in ENGINES {
            let jit = Jit::builder(engine).perf_map(true).build();
            let program = sum();
            jit.compile(&program).unwrap();
            let lines = lines();
            let names: Vec<&str> = lines.iter().map(|line| line.2.as_str()).collect();
            assert!(names.contains(&"vsp:main"), "{names:?}");
            let labels = ["vsp:main", "vsp:sum", "vsp:next", "vsp:done"];
            let is_label = |name: &&str| labels.contains(&name.split('+').next().unwrap());
            assert!(names.iter().all(is_label), "{names:?}");
            // One follows the other up to the end; what stands before the first is no code.
            assert!(lines.windows(2).all(|pair| pair[0].0 + pair[0].1 == pair[1].0), "{lines:?}");
            let size: usize = lines.iter().map(|line| line.1).sum();
            assert!(size as u64 <= jit.statistics().code_bytes);
            // The second time it comes from the cache.
            jit.compile(&program).unwrap();
            assert!(super::perf_map::lines().is_empty());
        }
    });
}

#[test]
fn names_are_harmless_whatever_they_are() {
    in_child("perf_map::names_are_harmless_whatever_they_are", || {
        for &engine in ENGINES {
            let mut container = program("strange: HLT").container().clone();
            container.symbols[0].name = "a\nb c".into();
            let jit = Jit::builder(engine).perf_map(true).build();
            jit.compile(&vsp_runtime::Program::from_container(container).unwrap()).unwrap();
            let names: Vec<String> = lines().into_iter().map(|line| line.2).collect();
            assert_eq!(names, [r"vsp:a\nb c"]);
        }
    });
}

#[test]
fn without_labels_code_has_the_name_of_its_address() {
    in_child("perf_map::without_labels_code_has_the_name_of_its_address", || {
        for &engine in ENGINES {
            let mut container = program("NOP\n NOP\n main: HLT\n").container().clone();
            container.symbols.clear();
            let jit = Jit::builder(engine).perf_map(true).build();
            jit.compile(&vsp_runtime::Program::from_container(container).unwrap()).unwrap();
            assert_eq!(lines()[0].2, "vsp:0x2");
        }
    });
}

#[test]
fn the_environment_asks_for_it() {
    in_child("perf_map::the_environment_asks_for_it", || {
        for &engine in ENGINES {
            for (value, is_asked) in [("1", true), ("0", false), ("", false)] {
                // SAFETY: this process has no other thread that looks at the environment.
                unsafe { std::env::set_var("VSP_PERF_MAP", value) };
                Jit::new(engine).compile(&sum()).unwrap();
                assert_eq!(!lines().is_empty(), is_asked, "{value:?}");
                Jit::builder(engine).perf_map(false).build().compile(&sum()).unwrap();
                assert!(lines().is_empty());
            }
        }
    });
}

/// Compiles by each engine where the map cannot be written, which is no error.
fn compile_without_map() {
    for &engine in ENGINES {
        Jit::builder(engine).perf_map(true).build().compile(&sum()).unwrap();
    }
}

/// Where the map would be, and another path beside it.
fn paths() -> (String, String) {
    let id = process::id();
    (format!("/tmp/perf-{id}.map"), format!("/tmp/vsp-perf-target-{id}"))
}

#[test]
fn a_link_in_its_place_is_not_followed() {
    in_child("perf_map::a_link_in_its_place_is_not_followed", || {
        let (path, target) = paths();
        std::os::unix::fs::symlink(&target, &path).unwrap();
        compile_without_map();
        assert!(!fs::exists(&target).unwrap());
        fs::remove_file(path).unwrap();
    });
}

/// A file that has another name is written to by neither.
#[test]
fn a_second_name_of_another_file_is_left_alone() {
    in_child("perf_map::a_second_name_of_another_file_is_left_alone", || {
        let (path, target) = paths();
        fs::write(&target, "precious").unwrap();
        fs::hard_link(&target, &path).unwrap();
        compile_without_map();
        assert_eq!(fs::read_to_string(&target).unwrap(), "precious");
        fs::remove_file(path).unwrap();
        fs::remove_file(target).unwrap();
    });
}

/// Opening a pipe waits for whoever reads, unless asked not to; and one that is read gets nothing either.
#[test]
fn a_pipe_in_its_place_neither_holds_the_process_nor_gets_the_map() {
    in_child("perf_map::a_pipe_in_its_place_neither_holds_the_process_nor_gets_the_map", || {
        use std::io::{ErrorKind, Read};
        use std::os::unix::fs::OpenOptionsExt;
        let (path, _) = paths();
        let name = std::ffi::CString::new(path.as_str()).unwrap();
        // SAFETY: the name ends with a zero.
        assert_eq!(unsafe { libc::mkfifo(name.as_ptr(), 0o600) }, 0);
        compile_without_map();
        let mut reader =
            fs::OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK).open(&path).unwrap();
        compile_without_map();
        let mut byte = [0];
        match reader.read(&mut byte) {
            Ok(count) => assert_eq!(count, 0),
            Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock),
        }
        fs::remove_file(path).unwrap();
    });
}

#[test]
fn a_folder_in_its_place_is_no_error() {
    in_child("perf_map::a_folder_in_its_place_is_no_error", || {
        let (path, _) = paths();
        fs::create_dir(&path).unwrap();
        compile_without_map();
        fs::remove_dir(path).unwrap();
    });
}

/// Only the superuser can give files away, and so try this.
#[test]
fn a_file_of_somebody_else_is_left_alone() {
    in_child("perf_map::a_file_of_somebody_else_is_left_alone", || {
        let (path, _) = paths();
        fs::write(&path, "").unwrap();
        if std::os::unix::fs::chown(&path, Some(65_534), None).is_ok() {
            compile_without_map();
            assert_eq!(fs::read_to_string(&path).unwrap(), "");
        } else {
            println!("skipped: this user cannot give files away");
        }
        fs::remove_file(path).unwrap();
    });
}
