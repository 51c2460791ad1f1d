//! The tables are what the functions give. `VSP_BLESS=1` writes them anew; after that everything must be compiled again.

use std::fs;
use std::path::Path;
use vsp_isa::Cell;
use vsp_isa::semantics::complex;
use vsp_isa::tables::{SUMS, Sums};

/// The table of sums, made by the function.
fn sums() -> Sums {
    let mut sums = [0; 1 << 16];
    for (index, entry) in sums.iter_mut().enumerate() {
        let (a, b) = (Cell::unpack((index >> 8) as u8), Cell::unpack(index as u8));
        *entry = complex::sum(a, b).pack();
    }
    sums
}

#[test]
fn sums_are_those_of_the_function() {
    let made = sums();
    if std::env::var_os("VSP_BLESS").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sums.bin");
        return fs::write(path, made).unwrap();
    }
    let differs = (0..made.len()).find(|&index| made[index] != SUMS[index]);
    assert_eq!(differs, None, "vsp-isa/src/sums.bin: make it anew with VSP_BLESS=1");
}

/// Code that looks up differences in this table relies on these laws, as does the middle of the compiler.
#[test]
fn sums_do_not_depend_on_the_order_and_differences_are_sums() {
    for a in 0..=u8::MAX {
        for b in 0..=u8::MAX {
            let sum = |a: u8, b: u8| SUMS[usize::from(a) << 8 | usize::from(b)];
            assert_eq!(sum(a, b), sum(b, a), "{a:#x} + {b:#x}");
            let difference = complex::difference(Cell::unpack(a), Cell::unpack(b));
            assert_eq!(Cell::unpack(sum(a, b ^ 8)), difference, "{a:#x} - {b:#x}");
        }
    }
}
