//! Floats, in registers and in memory.

use super::noise::{hash, noise};
use super::{Kernel, kernel};
use vsp_benches::in_rust::polynomial;

pub(super) static POLYNOMIAL: Kernel = kernel!(
    polynomial, polynomial_metered: "f64 in a loop",
    "polynomial" of 32_768, small [1, 10], polynomial
);

pub(super) static MANDELBROT: Kernel = kernel!(
    mandelbrot, mandelbrot_metered: "f64 and choices",
    "mandelbrot" of 40, small [1, 2, 5], mandelbrot
);

pub(super) static MATRIX: Kernel = kernel!(
    matrix, matrix_metered: "matrix product of f32",
    "matrix" of 48, small [1, 2, 7], matrix
);

pub(super) static FILTERS: Kernel = kernel!(
    filters, filters_metered: "bank of filters of f32 on a stream",
    "filters" of 24, small [1, 2], filters
);

pub(super) static FIR: Kernel = kernel!(
    fir, fir_metered: "filter of f64 with eight taps",
    "fir" of 3_000, small [9, 40], |count| fir(count as usize)
);

/// How many steps, up to 64, the points of a grid take together to get away.
fn mandelbrot(columns: i64) -> i64 {
    let step = 2.5 / columns as f64;
    let mut total = 0;
    let mut imaginary = -1.25;
    for _ in 0..columns {
        let mut real = -2.0;
        for _ in 0..columns {
            total += escape(real, imaginary);
            real += step;
        }
        imaginary += step;
    }
    total
}

fn escape(real: f64, imaginary: f64) -> i64 {
    let (mut x, mut y) = (0.0, 0.0);
    for step in 0..64 {
        let (xx, yy) = (x * x, y * y);
        if xx + yy > 4.0 {
            return step;
        }
        y *= x;
        y = y + y + imaginary;
        x = xx - yy + real;
    }
    64
}

/// A hash of a product of two matrices.
fn matrix(rows: i64) -> i64 {
    let rows = rows as usize;
    let mut numbers = noise().map(|number| (number >> 16) as f32 * 0.001);
    let first: Vec<f32> = numbers.by_ref().take(rows * rows).collect();
    let second: Vec<f32> = numbers.take(rows * rows).collect();
    hash(multiply(&first, &second, rows).into_iter().map(|element| element.to_bits().cast_signed()))
}

/// By its definition.
fn multiply(first: &[f32], second: &[f32], rows: usize) -> Vec<f32> {
    let mut product = vec![0.0; rows * rows];
    for row in 0..rows {
        for column in 0..rows {
            let mut sum = 0.0;
            for term in 0..rows {
                sum += first[row * rows + term] * second[term * rows + column];
            }
            product[row * rows + column] = sum;
        }
    }
    product
}

/// A filter with two poles and two zeros, in the transposed direct form II.
#[derive(Clone, Copy, Debug)]
struct Biquad {
    b: [f32; 3],
    a: [f32; 2],
    state: [f32; 2],
}

impl Biquad {
    fn step(&mut self, sample: f32) -> f32 {
        let Biquad { b: [b0, b1, b2], a: [a1, a2], state: [s1, s2] } = self;
        let output = *b0 * sample + *s1;
        *s1 = *b1 * sample - *a1 * output + *s2;
        *s2 = *b2 * sample - *a2 * output;
        output
    }
}

/// A hash of the last block that comes out of the bank.
fn filters(blocks: i64) -> i64 {
    let biquad = |b, a| Biquad { b, a, state: [0.0; 2] };
    let mut bank = std::hint::black_box(vec![
        biquad([0.05, 0.1, 0.05], [-1.6, 0.8]),
        biquad([0.1, 0.0, -0.1], [-1.2, 0.8]),
        biquad([0.2, 0.0, -0.2], [-0.3, 0.7]),
        biquad([0.3, -0.6, 0.3], [0.5, 0.4]),
    ]);
    let samples: Vec<f32> = noise().take(256).map(|number| (number >> 16) as f32 / 32_768.0).collect();
    let mut output = vec![0.0; samples.len()];
    for _ in 0..blocks {
        for (output, &sample) in output.iter_mut().zip(&samples) {
            *output = bank.iter_mut().fold(0.0, |sum, filter| sum + filter.step(sample));
        }
    }
    hash(output.into_iter().map(|sample| sample.to_bits().cast_signed()))
}

/// A hash of filtered samples, each of which takes the place of the first that it is made of.
fn fir(count: usize) -> i64 {
    let sequence = |first: i64, factor: i64, mask: i64| {
        std::iter::successors(Some(first * factor & mask), move |number| Some(number * factor & mask))
    };
    let taps: Vec<f64> = sequence(7, 3, 1_023).take(8).map(|number| number as f64 * 0.001).collect();
    let mut samples: Vec<f64> = sequence(5, 77_773, 4_095).take(count).map(|number| number as f64).collect();
    for place in 0..count - 8 {
        let products = taps.iter().zip(&samples[place..]).map(|(tap, sample)| tap * sample);
        samples[place] = products.fold(0.0, |sum, product| sum + product);
    }
    let filtered = samples[..count - 8].iter().map(|sample| sample.to_bits().cast_signed());
    filtered.fold(0_i64, |hash, bits| hash.wrapping_mul(31).wrapping_add(bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_those_of_mathematics() {
        // A sum over a whole unit, from e^-0.5 to e^0.5, is nearly the integral: 2 sinh(0.5).
        let integral = f64::from_bits(polynomial(32_768).cast_unsigned()) / 32_768.0;
        assert!((integral - 2.0 * 0.5_f64.sinh()).abs() < 1e-4, "{integral}");
        // 0 never gets away; 1 goes to 1, 2, 5, and is found away at the third step.
        assert_eq!([escape(0.0, 0.0), escape(1.0, 0.0)], [64, 3]);
        assert_eq!(multiply(&[1.0, 2.0, 3.0, 4.0], &[5.0, 6.0, 7.0, 8.0], 2), [19.0, 22.0, 43.0, 50.0]);
        // The response to one sample of a filter that repeats half of what it gave.
        let mut filter = Biquad { b: [1.0, 0.0, 0.0], a: [-0.5, 0.0], state: [0.0; 2] };
        assert_eq!([1.0, 0.0, 0.0].map(|sample| filter.step(sample)), [1.0, 0.5, 0.25]);
    }
}
