//! Laws of the conversions between cells and complex numbers, of sums and of interpolation.

use std::f64::consts::PI;
use vsp_isa::Cell;
use vsp_isa::semantics::complex::*;

fn byte_sils() -> impl Iterator<Item = Cell> {
    (0..=255).map(Cell::unpack)
}

fn cell(rho: i8, theta: u8) -> Cell {
    Cell { rho, theta }
}

/// e^-8 to e^7, to 36 digits.
const POWERS_OF_E: [&str; 16] = [
    "0.000335462627902511838821389125780861019",
    "0.000911881965554516208003136084409282626",
    "0.00247875217666635842304516743081666789",
    "0.00673794699908546709663604842314842425",
    "0.0183156388887341802937180212732412422",
    "0.0497870683678639429793424156500617766",
    "0.135335283236612691893999494972484403",
    "0.367879441171442321595523770161460867",
    "1",
    "2.71828182845904523536028747135266250",
    "7.38905609893065022723042746057500781",
    "20.0855369231876677409285296545817179",
    "54.5981500331442390781102612028608784",
    "148.413159102576603421115580040552280",
    "403.428793492735122608387180543388280",
    "1096.63315842845859926372023828812143",
];

/// The cosines of 0, 1, 2, 3 and 4 times pi/8, to 38 digits.
const COSINES: [&str; 5] = [
    "1",
    "0.92387953251128675612818318939678828682",
    "0.70710678118654752440084436210484903928",
    "0.38268343236508977172845998403039886676",
    "0",
];

fn nearest(digits: &str) -> f64 {
    digits.parse().unwrap()
}

#[test]
fn magnitudes_are_the_nearest_floats_to_powers_of_e() {
    for (power, digits) in MAGNITUDES.iter().zip(POWERS_OF_E) {
        assert_eq!(*power, nearest(digits));
    }
    for cell in (0..=u16::MAX).map(Cell::from_bits) {
        assert_eq!(magnitude(cell), MAGNITUDES[(cell.rho.clamp(-8, 7) + 8) as usize]);
    }
}

#[test]
fn parts_are_magnitudes_times_symmetric_cosines() {
    for rho in -8..8 {
        let parts = |theta: u8| to_complex(cell(rho, theta));
        for (theta, digits) in (0..).zip(COSINES) {
            let x = MAGNITUDES[(rho + 8) as usize] * nearest(digits);
            let y = MAGNITUDES[(rho + 8) as usize] * nearest(COSINES[4 - theta as usize]);
            // Compared as numbers: a zero part has no sign to speak of.
            assert_eq!(parts(theta), (x, y));
            assert_eq!(parts(8 - theta), (-x, y));
            assert_eq!(parts(8 + theta), (-x, -y));
            assert_eq!(parts((16 - theta) % 16), (x, -y));
        }
    }
    for cell in (0..=u16::MAX).map(Cell::from_bits) {
        assert_eq!(to_complex(cell), to_complex(cell.canonical()));
    }
}

#[test]
fn every_byte_sil_survives_the_way_there_and_back() {
    for cell in byte_sils() {
        let (x, y) = to_complex(cell);
        assert_eq!(from_complex(x, y), cell);
    }
}

#[test]
fn rho_is_the_rounded_logarithm_and_ties_go_upward() {
    // The tie between rho and rho + 1 is e^(rho + 1/2), which a float misses by far less than the margin.
    for rho in -8..7 {
        let tie = (rho as f64 + 0.5).exp();
        assert_eq!(from_complex(tie, 0.0), cell(rho + 1, 0));
        assert_eq!(from_complex(tie * (1.0 - 1e-8), 0.0), cell(rho, 0));
    }
    assert_eq!(from_complex(0.0, -1e300), cell(7, 12));
    assert_eq!(from_complex(f64::MAX, f64::MAX), cell(7, 2));
}

#[test]
fn theta_is_the_rounded_phase_and_ties_go_upward() {
    for theta in 0..16 {
        let angle = |sixteenths: f64| sixteenths * PI / 8.0;
        let tie = angle(theta as f64 + 0.5);
        assert_eq!(from_complex(tie.cos(), tie.sin()), cell(0, (theta + 1) % 16));
        let below = angle(theta as f64 + 0.5 - 1e-7);
        assert_eq!(from_complex(below.cos(), below.sin()), cell(0, theta));
    }
    assert_eq!(from_complex(-1.0, -0.0), Cell::NEG_ONE);
    assert_eq!(from_complex(1.0, -0.0), Cell::ONE);
    assert_eq!(from_complex(1.0, -1e-300), Cell::ONE);
}

#[test]
fn what_is_too_small_is_null() {
    let least = MAGNITUDES[0];
    assert_eq!(from_complex(0.0, -least), cell(-8, 12));
    assert_eq!(from_complex(0.0, -least * (1.0 - 0.9e-9)), cell(-8, 12));
    assert_eq!(from_complex(0.0, -least * (1.0 - 1.1e-9)), Cell::NULL);
    assert_eq!(from_complex(-0.0, -0.0), Cell::NULL);
    assert_eq!(from_complex(f64::from_bits(1), 0.0), Cell::NULL);
}

#[test]
fn infinities_and_nan() {
    assert_eq!(from_complex(f64::INFINITY, 1.0), Cell::MAX);
    assert_eq!(from_complex(f64::NEG_INFINITY, 0.0), cell(7, 8));
    assert_eq!(from_complex(1.0, f64::NEG_INFINITY), cell(7, 12));
    assert_eq!(from_complex(f64::INFINITY, f64::INFINITY), cell(7, 2));
    for (x, y) in [(f64::NAN, 1.0), (1.0, f64::NAN), (f64::NAN, f64::INFINITY), (f64::INFINITY, f64::NAN)] {
        assert_eq!(from_complex(x, y), Cell::NULL);
    }
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

#[test]
fn sums_of_any_cells_are_those_of_their_canonical_forms() {
    let others = [cell(0, 0), cell(-128, 255), cell(127, 128), cell(-9, 17), cell(7, 15), cell(-7, 240)];
    for a in (0..=u16::MAX).map(Cell::from_bits) {
        for b in others {
            assert_eq!(sum(a, b), sum(a.canonical(), b.canonical()));
            assert_eq!(difference(a, b), difference(a.canonical(), b.canonical()));
            assert_eq!(difference(b, a), difference(b.canonical(), a.canonical()));
        }
    }
}

#[test]
fn sums_commute_and_turn_with_their_terms() {
    let turned = |a: Cell, by: u8| cell(a.rho, (a.theta + by) % 16);
    for a in byte_sils() {
        for b in byte_sils() {
            assert_eq!(sum(a, b), sum(b, a));
            for by in 1..16 {
                let (whole, parts) = (sum(a, b), sum(turned(a, by), turned(b, by)));
                assert_eq!(parts.rho, whole.rho);
                // Both sums of rho -8 and sums too small for it are null, and only the former have a phase.
                if !whole.is_null() {
                    assert_eq!(parts, turned(whole, by));
                }
            }
        }
        assert_eq!(difference(a, a), Cell::NULL);
    }
}

#[test]
fn sums_by_hand() {
    // |1 + i| is the square root of 2, whose logarithm 0.35 rounds to 0.
    assert_eq!(sum(Cell::ONE, Cell::I), cell(0, 2));
    assert_eq!(sum(Cell::MAX, Cell::MAX), Cell::MAX);
    assert_eq!(difference(Cell::ONE, Cell::I), cell(0, 14));
    assert_eq!(difference(Cell::NULL, Cell::ONE), Cell::NEG_ONE);
    // e + i stands at 20.2 degrees, nearer to 22.5 than to 0.
    assert_eq!(sum(cell(1, 0), Cell::I), cell(1, 1));
}

#[test]
fn interpolation_ends_at_its_cells() {
    for a in byte_sils() {
        for b in [Cell::NULL, cell(3, 13), cell(-5, 8)] {
            assert_eq!((lerp(a, b, 0), lerp(a, b, 255)), (a, b));
            assert_eq!((slerp(a, b, 0), slerp(a, b, 255)), (a, b));
            assert_eq!((lerp_by(a, b, 0.0), lerp_by(a, b, 1.0)), (a, b));
        }
    }
}

#[test]
fn linear_interpolation_by_hand() {
    // 1 - 2t with t = 1/5: 0.6, whose logarithm -0.51 rounds to -1.
    assert_eq!(lerp(Cell::ONE, Cell::NEG_ONE, 51), cell(-1, 0));
    // At t = 4/5 the same below zero.
    assert_eq!(lerp(Cell::ONE, Cell::NEG_ONE, 204), cell(-1, 8));
    assert_eq!(lerp_by(Cell::ONE, Cell::NEG_ONE, 0.5), Cell::NULL);
    assert_eq!(lerp_by(Cell::ONE, Cell::I, 0.5), cell(0, 2));
    assert_eq!(lerp_by(cell(20, 16), Cell::I, 0.0), Cell::MAX);
    // The t of LERP is a fraction in f32, and 128/255 is this number there.
    let t = nearest("0.501960813999176025390625");
    for (a, b) in [(cell(7, 0), cell(7, 8)), (cell(4, 3), cell(4, 11)), (cell(-1, 5), cell(6, 0))] {
        assert_eq!(lerp(a, b, 128), lerp_by(a, b, t));
    }
}

#[test]
fn interpolation_of_rho_and_theta_by_hand() {
    assert_eq!(slerp(cell(0, 0), cell(5, 10), 51), cell(1, 2));
    // 0.8 * -8 + 0.2 * 7 = -5; 0.8 * 15 + 0.2 * 0 = 12.
    assert_eq!(slerp(cell(-8, 15), cell(7, 0), 51), cell(-5, 12));
    // Cells are taken as they stand: 0.8 * 20 + 0.2 * 0 = 16, clamped; 0.8 * 25 + 0.2 * 0 = 20, masked.
    assert_eq!(slerp(cell(20, 25), cell(0, 0), 51), cell(7, 4));
    assert_eq!(slerp(cell(-128, 255), cell(-128, 255), 100), cell(-8, 15));
    // Just past a half on either side of zero: 128/255 of 1.
    assert_eq!(slerp(cell(0, 0), cell(1, 1), 128), cell(1, 1));
    assert_eq!(slerp(cell(0, 0), cell(1, 1), 127), cell(0, 0));
    assert_eq!(slerp(cell(0, 0), cell(-1, 1), 128), cell(-1, 1));
    assert_eq!(slerp(cell(0, 0), cell(-1, 1), 127), cell(0, 0));
}
