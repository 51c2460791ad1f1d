//! The gates against their definition on amplitudes, and the relations between them.

use std::f64::consts::{FRAC_1_SQRT_2, PI};
use vsp_isa::Cell;
use vsp_isa::semantics::gates::*;

fn byte_sils() -> impl Iterator<Item = Cell> {
    (0..=255).map(Cell::unpack)
}

/// The amplitudes of |0> and of |1>.
fn amplitudes(cell: Cell) -> [f64; 2] {
    let angle = cell.theta as f64 * PI / 16.0;
    [angle.cos(), angle.sin()]
}

/// Whether the amplitudes are the same up to the sign that a global phase of half a turn gives.
fn same_state(cell: Cell, expected: [f64; 2]) -> bool {
    let actual = amplitudes(cell);
    [1.0, -1.0].into_iter().any(|sign| (0..2).all(|i| (actual[i] - sign * expected[i]).abs() < 1e-12))
}

#[test]
fn gates_act_on_amplitudes_as_their_matrices_do() {
    for cell in byte_sils() {
        let [zero, one] = amplitudes(cell);
        assert!(same_state(hadamard(cell), [(zero + one) * FRAC_1_SQRT_2, (zero - one) * FRAC_1_SQRT_2]));
        assert!(same_state(pauli_x(cell), [one, zero]));
        assert!(same_state(pauli_y(cell), [-one, zero]));
        assert!(same_state(pauli_z(cell), [zero, -one]));
    }
}

#[test]
fn gates_obey_the_algebra_of_pauli_matrices() {
    for cell in byte_sils() {
        assert_eq!(hadamard(hadamard(cell)), cell);
        assert_eq!(pauli_x(pauli_x(cell)), cell);
        assert_eq!(pauli_y(pauli_y(cell)), cell);
        assert_eq!(pauli_z(pauli_z(cell)), cell);
        assert_eq!(hadamard(pauli_x(hadamard(cell))), pauli_z(cell));
        assert_eq!(pauli_x(pauli_z(cell)), pauli_y(cell));
    }
}

#[test]
fn gates_make_cells_canonical_and_keep_rho() {
    let gates: [fn(Cell) -> Cell; 6] =
        [hadamard, pauli_x, pauli_y, pauli_z, |cell| collapse(cell).0, |cell| rotate(cell, 3)];
    for cell in (0..=u16::MAX).map(Cell::from_bits) {
        for gate in gates {
            let new = gate(cell);
            assert_eq!(new, gate(cell.canonical()));
            assert_eq!(new.rho, cell.canonical().rho);
            assert!(new.theta < 16);
        }
        assert_eq!(normalize(cell), Cell { rho: 0, theta: cell.theta % 16 });
        assert_eq!(measure(cell), measure(cell.canonical()));
        assert_eq!(collapse(cell).1, collapse(cell.canonical()).1);
    }
}

#[test]
fn rotation_adds_sixteenths() {
    for cell in byte_sils() {
        for by in i8::MIN..=i8::MAX {
            let theta = (cell.theta as i32 + by as i32).rem_euclid(16) as u8;
            assert_eq!(rotate(cell, by), Cell { rho: cell.rho, theta });
        }
    }
}

#[test]
fn measurements_follow_the_likelihood_of_zero() {
    for cell in byte_sils() {
        let likelihood = amplitudes(cell)[0].powi(2);
        assert_eq!(measure(cell), Cell { rho: (127.0 * likelihood) as i8, theta: 0 });

        let measured = cell.theta as f64 / 16.0 >= likelihood;
        let theta = if measured { 8 } else { 0 };
        assert_eq!(collapse(cell), (Cell { rho: cell.rho, theta }, measured));
    }
}
