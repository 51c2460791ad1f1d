//! Six signal programs in LIS: recursive and finite filters, Goertzel's algorithm, a controller, a phase-locked loop on log-polar
//! numbers, and a Fourier transform.
//!
//! Each is a module that the build script has made, with typed functions; [`reference`](mod@reference) has the same in Rust.
//!
//! ```
//! use filters::fir;
//! use vsp_runtime::Vm;
//!
//! let mut vm = Vm::new(&fir::PROGRAM);
//! fir::design(&mut vm, 100.0, 1000.0).unwrap();
//! // The taps are a static of the program. They add up to 1.
//! let sum: f64 = fir::taps::get(&vm).iter().sum();
//! assert!((sum - 1.0).abs() < 1e-12);
//! // An impulse gives them back, one after the other.
//! let first = fir::filter(&mut vm, 1.0).unwrap();
//! assert_eq!(first, fir::taps::get(&vm)[0]);
//! ```
#![forbid(unsafe_code)]

pub mod chart;
pub mod reference;
pub mod signal;

vsp_runtime::include_program!(
    /// A low-pass of two sections of the second order.
    pub mod biquad
);
vsp_runtime::include_program!(
    /// A low-pass with a finite impulse response.
    pub mod fir
);
vsp_runtime::include_program!(
    /// Which key of a telephone sounds.
    pub mod goertzel
);
vsp_runtime::include_program!(
    /// A controller.
    pub mod pid
);
vsp_runtime::include_program!(
    /// A loop that locks on a carrier's phase.
    pub mod pll
);
vsp_runtime::include_program!(
    /// The Fourier transform of 256 complex numbers.
    pub mod fft
);
