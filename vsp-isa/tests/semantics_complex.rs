//! Laws of the conversions between cells and complex numbers, and of the sums that a table answers.

use vsp_isa::Cell;
use vsp_isa::semantics::complex::*;

fn byte_sils() -> impl Iterator<Item = Cell> {
    (0..=255).map(Cell::unpack)
}

#[test]
fn sums_and_differences_are_those_of_the_definition_for_all_pairs() {
    for a in byte_sils() {
        for b in byte_sils() {
            let ((ax, ay), (bx, by)) = (to_complex(a), to_complex(b));
            assert_eq!(sum(a, b), from_complex(ax + bx, ay + by), "{a:?} + {b:?}");
            assert_eq!(difference(a, b), from_complex(ax - bx, ay - by), "{a:?} - {b:?}");
        }
    }
}
