//! f16 against its definition, and rounding to it at every midpoint.

use vsp_isa::semantics::half::{narrow, widen};

const INFINITY: u16 = 0x7c00;

/// The value of a finite f16 by the definition: a fraction of eleven bits, scaled.
fn definition(bits: u16) -> f64 {
    let (exponent, fraction) = (bits >> 10 & 31, (bits & 1023) as f64);
    let magnitude = match exponent {
        0 => fraction * 2f64.powi(-24),
        _ => (1024.0 + fraction) * 2f64.powi(exponent as i32 - 25),
    };
    if bits & 0x8000 == 0 { magnitude } else { -magnitude }
}

#[test]
fn all_patterns_widen_to_their_values_and_narrow_back() {
    for bits in 0..=u16::MAX {
        let value = widen(bits);
        if bits & 0x7fff > INFINITY {
            assert!(value.is_nan());
            assert_eq!(narrow(value), 0x7e00);
            continue;
        }
        if bits & 0x7fff == INFINITY {
            assert_eq!(value, if bits == INFINITY { f64::INFINITY } else { f64::NEG_INFINITY });
        } else {
            assert_eq!(value.to_bits(), definition(bits).to_bits(), "{bits:#06x}");
        }
        assert_eq!(narrow(value), bits);
    }
}

#[test]
fn midpoints_round_to_even_and_their_neighbours_to_the_nearest() {
    for low in 0..INFINITY {
        let high = low + 1;
        // What would be next after the largest finite value stands for infinity.
        let middle = (definition(low) + definition(high)) / 2.0;
        let even = if low % 2 == 0 { low } else { high };
        for sign in [0, 0x8000] {
            let signed = |value: f64| if sign == 0 { value } else { -value };
            assert_eq!(narrow(signed(middle)), sign | even, "{middle}");
            assert_eq!(narrow(signed(middle.next_down())), sign | low, "below {middle}");
            assert_eq!(narrow(signed(middle.next_up())), sign | high, "above {middle}");
        }
    }
}

#[test]
fn the_ends_of_the_range() {
    assert_eq!(narrow(65519.99), 0x7bff);
    assert_eq!(narrow(65520.0), INFINITY);
    assert_eq!(narrow(-f64::MAX), 0x8000 | INFINITY);
    assert_eq!(narrow(f64::NEG_INFINITY), 0x8000 | INFINITY);
    assert_eq!(narrow(f64::MIN_POSITIVE), 0);
    assert_eq!(narrow(-f64::from_bits(1)), 0x8000);
    assert_eq!(narrow(-0.0), 0x8000);
    assert_eq!(narrow(-f64::NAN), 0x7e00);
}
