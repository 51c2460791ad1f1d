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
            assert!(!lines.is_empty());
            assert_eq!(lines[0].2, "vsp:main");
            let size: usize = lines.iter().map(|line| line.1).sum();
            assert_eq!(size as u64, jit.statistics().code_bytes, "each byte has a name");
            assert!(lines.windows(2).all(|pair| pair[0].0 + pair[0].1 == pair[1].0), "{lines:?}");
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

#[test]
fn a_link_in_its_place_is_not_followed() {
    in_child("perf_map::a_link_in_its_place_is_not_followed", || {
        let path = format!("/tmp/perf-{}.map", process::id());
        let target = std::env::temp_dir().join(format!("vsp-perf-target-{}", process::id()));
        std::os::unix::fs::symlink(&target, &path).unwrap();
        for &engine in ENGINES {
            // That there is no map is no error.
            Jit::builder(engine).perf_map(true).build().compile(&sum()).unwrap();
        }
        assert!(!target.exists());
        fs::remove_file(path).unwrap();
    });
}
