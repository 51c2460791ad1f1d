//! Where programs come from.

use std::error::Error;
use std::fs;
use std::path::Path;
use vsp_runtime::Program;
use vsp_runtime::isa::asm::assemble;

/// The program that runs when no other is asked for, assembled on the spot.
pub fn assembled() -> Vec<u8> {
    let source = include_str!("../programs/mandelbrot.sil");
    let container = assemble(source, "mandelbrot.sil").expect("it comes with this crate, and is tested");
    container.write().expect("what was assembled can be written")
}

/// A SILC file, with nothing wrong with it.
///
/// # Errors
/// When it cannot be read, or what is wrong with it and where.
pub fn read(path: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let file = fs::read(path)?;
    Program::from_bytes(&file)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vsp_runtime::{Outcome, Reg, Vm};

    /// The same in Rust.
    fn inside() -> i64 {
        let steps = |first: f32, last: f32| {
            std::iter::successors(Some(first), |value| Some(value + 1.0 / 64.0))
                .take_while(move |value| *value < last)
        };
        let belongs = |re: f32, im: f32| {
            let mut z = (0.0_f32, 0.0_f32);
            (0..16).all(|_| {
                let squares = (z.0 * z.0, z.1 * z.1);
                z = (squares.0 - squares.1 + re, z.1 * z.0 * 2.0 + im);
                squares.0 + squares.1 <= 4.0
            })
        };
        let row = |im| steps(-2.0, 0.5).filter(|re| belongs(*re, im)).count() as i64;
        steps(-1.25, 1.25).map(row).sum()
    }

    #[test]
    fn the_program_counts_the_points_of_the_set() {
        let mut vm = Vm::new(&Program::from_bytes(&assembled()).unwrap());
        assert_eq!(vm.run(), Outcome::Halted);
        assert_eq!(vm.integer(Reg::R0), Ok(inside()));
        // The set's area is 1.5066; with few steps more seems to belong to it.
        let area = inside() as f64 / (64.0 * 64.0);
        assert!((1.5..1.9).contains(&area), "{area}");
    }
}
