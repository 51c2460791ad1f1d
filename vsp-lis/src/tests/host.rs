//! What the host hands over and writes, and where it finds the lines of programs.

use super::harness::{compiled, machine, machine_of};
use crate::Passing;
use vsp_runtime::{Cell, Outcome, Reg};

#[test]
fn what_the_host_gives_is_made_canonical() {
    let mut vm = machine(
        "pub fn f(z: ByteSil, b: Bool) -> Int { if b { return bytesil_rho(z) * 100 + bytesil_theta(z); } return -1; }",
    );
    vm.set_cell(Reg::R0, Cell { rho: 99, theta: 0x37 });
    vm.set_integer(Reg::R4, 6).unwrap();
    assert_eq!(vm.call("f").unwrap(), Outcome::Returned);
    assert_eq!(vm.integer(Reg::R0).unwrap(), 707);
}

/// Any number but 0 is `true`, and equal to `true`, and its negation is `false`.
#[test]
fn bools_of_the_host() {
    let source = "
        pub static on: Bool = false;
        pub static all: [Bool; 9] = [false; 9];
        pub static pair: (Int, Bool) = (2, false);
        fn bit(b: Bool, weight: Int) -> Int { if b == true { if !b { return 1 << 40; } return weight; } return 0; }
        pub fn f(a: Int, b: Bool, c: (Bool, Int), d: Bool, e: [Bool; 3]) -> Int {
            let sum = bit(b, 1) + bit(c.0, 2) + bit(d, 4) + bit(e[0], 8) + bit(e[2], 16);
            if e == [true, false, true] { sum += 32; }
            if all == [false, false, false, false, false, false, false, false, true] { sum += 64; }
            return sum + bit(on, 128) + bit(pair.1, 256) + bit(all[8], 512) + a;
        }";
    let compiled = compiled(source);
    let mut vm = machine_of(&compiled);
    let mut write = |address: u32, number: i64| {
        vm.memory_mut()[address as usize..][..8].copy_from_slice(&number.to_le_bytes());
    };
    for it in &compiled.statics {
        match it.name.as_str() {
            "on" => write(it.address, -1),
            "all" => write(it.address + 64, i64::MIN),
            "pair" => write(it.address + 8, 1 << 32),
            other => panic!("{other}"),
        }
    }
    let signature = &compiled.signatures[0];
    let Passing::Memory(d) = signature.params[3].2[0] else { panic!("{signature}") };
    let Passing::Memory(e) = signature.params[4].2[0] else { panic!("{signature}") };
    write(d, 256);
    write(e, 7);
    write(e + 16, -2);
    vm.set_integer(Reg::R0, 1 << 20).unwrap();
    vm.set_integer(Reg::R4, 2).unwrap();
    vm.set_integer(Reg::R8, i64::MAX).unwrap();
    vm.set_integer(Reg::RC, 5).unwrap();
    assert_eq!(vm.call("f").unwrap(), Outcome::Returned);
    assert_eq!(vm.integer(Reg::R0).unwrap(), (1 << 20) + 1023, "{}", compiled.assembly());
}

/// The line that each address came from, in the main file and in others.
#[test]
fn lines_of_all_files() {
    let files = [
        ("/x/m.lis", "use n::g;\n\npub fn f(i: Int) -> Int {\n    return g(i) + 1;\n}\n"),
        (
            "/x/n.lis",
            "static a: [Int; 3] = [1, 2, 3];\npub fn g(i: Int) -> Int {\n    return\n        a[i];\n}\n",
        ),
    ];
    let compiled = crate::compile_with("/x/m.lis", &mut super::project::Files::new(&files)).unwrap();
    let place = |address| crate::place_of(&compiled.container, address);
    let mut vm = machine_of(&compiled);
    // An index outside traps in the statement's line, which is the third of the other file.
    vm.set_integer(Reg::R0, 3).unwrap();
    let outcome = vm.call("f").unwrap();
    let trap = outcome.trap().unwrap_or_else(|| panic!("{outcome:?}"));
    assert_eq!(place(trap.pc), Some(("/x/n.lis".to_owned(), 3)), "{}", compiled.assembly());
    vm.set_integer(Reg::R0, 1).unwrap();
    assert_eq!(vm.call("f").unwrap(), Outcome::Returned);
    assert_eq!(vm.integer(Reg::R0).unwrap(), 3);
    let mut seen: Vec<_> = (0..compiled.container.code.len() as u32).filter_map(place).collect();
    seen.dedup();
    for (file, line) in [("/x/m.lis", 4), ("/x/n.lis", 3)] {
        assert!(seen.contains(&(file.to_owned(), line)), "{seen:?}\n{}", compiled.assembly());
    }
    // Nothing else is named: no line beyond the end of a file.
    assert!(
        seen.iter().all(|(file, line)| *line <= 5 && (file == "/x/m.lis" || file == "/x/n.lis")),
        "{seen:?}"
    );
}
