//! The programs in LIS of `examples/filters`, compiled by its build script, and the same algorithms in Rust.

use crate::{Routine, time};
use filters::signal::{SAMPLE_RATE, carrier, key, noise, noisy_steps};
use filters::{biquad, fft, fir, goertzel, pid, pll, reference};
use std::f64::consts::TAU;
use std::fmt;
use std::hint::black_box;
use vsp_runtime::{Cell, Vm};

/// Something that is done with the same input again and again; gives a sum of its results, to be compared.
pub type Work = Box<dyn FnMut() -> u64>;

/// A program in LIS with the same algorithm in Rust. Both begin in the same state, so that the same number of runs gives the same sums.
pub struct Filter {
    /// The program's name.
    pub name: &'static str,
    /// What one run does.
    pub what: &'static str,
    /// Runs the program by the code of the build script, on a machine of its own.
    pub lis: fn() -> Work,
    /// Runs the same in Rust.
    pub rust: fn() -> Work,
}

impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Filter {
    /// Both as routines that can be measured: the program, then Rust.
    pub fn routines(&self) -> [Routine; 2] {
        [self.lis, self.rust].map(|work| {
            let mut work = work();
            let routine: Box<dyn FnMut() -> std::time::Duration> = Box::new(move || time(&mut work));
            Ok(routine)
        })
    }
}

/// How many samples a run has.
const SAMPLES: usize = 1000;

/// All of them.
pub static FILTERS: [Filter; 6] = [
    Filter {
        name: "biquad",
        what: "1,000 samples, a call each",
        lis: || {
            let mut vm = Vm::new(&biquad::PROGRAM);
            biquad::design(&mut vm, 20.0, SAMPLE_RATE).expect("it returns");
            each_sample(move |x| biquad::filter(&mut vm, x).expect("it returns"))
        },
        rust: || {
            let mut filter = reference::Biquad::new(20.0, SAMPLE_RATE);
            each_sample(move |x| filter.filter(x))
        },
    },
    Filter {
        name: "fir",
        what: "1,000 samples, a call each",
        lis: || {
            let mut vm = Vm::new(&fir::PROGRAM);
            fir::design(&mut vm, 20.0, SAMPLE_RATE).expect("it returns");
            each_sample(move |x| fir::filter(&mut vm, x).expect("it returns"))
        },
        rust: || {
            let mut filter = reference::Fir::new(20.0, SAMPLE_RATE);
            each_sample(move |x| filter.filter(x))
        },
    },
    Filter {
        name: "goertzel",
        what: "a block of 205 samples at 8 frequencies",
        lis: || {
            let (mut vm, block) = (Vm::new(&goertzel::PROGRAM), key(1, 2));
            Box::new(move || sum(goertzel::powers(&mut vm, black_box(block)).expect("it returns")))
        },
        rust: || {
            let block = key(1, 2);
            Box::new(move || sum(reference::powers(black_box(&block))))
        },
    },
    Filter {
        name: "pid",
        what: "1,000 samples, a call each",
        lis: || {
            let mut vm = Vm::new(&pid::PROGRAM);
            each_sample(move |x| pid::control(&mut vm, 1.0, x, 0.1).expect("it returns"))
        },
        rust: || {
            let mut controller = reference::Pid::new((2.0, 1.0, 0.1), 10.0);
            each_sample(move |x| controller.control(1.0, x, 0.1))
        },
    },
    Filter {
        name: "pll",
        what: "1,000 samples, a call each",
        lis: || {
            let mut vm = Vm::new(&pll::PROGRAM);
            pll::start(&mut vm, 300).expect("it returns");
            each_phase(move |sample| pll::track(&mut vm, sample).expect("it returns").theta)
        },
        rust: || {
            let mut pll = reference::Pll::new(300);
            each_phase(move |sample| pll.track(sample.theta))
        },
    },
    Filter {
        name: "fft",
        what: "256 complex numbers",
        lis: || {
            let (mut vm, (re, im)) = (Vm::new(&fft::PROGRAM), numbers());
            Box::new(move || {
                let (re, im) = fft::fft(&mut vm, black_box(re), black_box(im)).expect("it returns");
                sum(re).wrapping_add(sum(im))
            })
        },
        rust: || {
            let (numbers, roots) = (numbers(), roots());
            Box::new(move || {
                let (mut re, mut im) = black_box(numbers);
                transform(&mut re, &mut im, &roots);
                sum(re).wrapping_add(sum(im))
            })
        },
    },
];

/// Filters a signal.
fn each_sample(mut filter: impl FnMut(f64) -> f64 + 'static) -> Work {
    let signal = noisy_steps(SAMPLES);
    Box::new(move || sum(black_box(&signal).iter().map(|&x| filter(x))))
}

/// Tracks a carrier.
fn each_phase(mut track: impl FnMut(Cell) -> u8 + 'static) -> Work {
    let signal: Vec<Cell> = carrier(351, 1234, SAMPLES as u32).collect();
    Box::new(move || {
        let phases = black_box(&signal).iter().map(|&sample| u64::from(track(sample)));
        phases.fold(0, add)
    })
}

fn add(sum: u64, number: u64) -> u64 {
    sum.rotate_left(1).wrapping_add(number)
}

fn sum(numbers: impl IntoIterator<Item = f64>) -> u64 {
    numbers.into_iter().map(f64::to_bits).fold(0, add)
}

fn numbers() -> ([f64; 256], [f64; 256]) {
    let mut all = noise(512);
    let mut next = || std::array::from_fn(|_| all.next().expect("there are 512"));
    (next(), next())
}

/// The roots of one, which `fft.lis` also computes once.
fn roots() -> [(f64, f64); 128] {
    std::array::from_fn(|k| {
        let angle = TAU * k as f64 / 256.0;
        (libm::cos(angle), libm::sin(angle))
    })
}

/// As `fft.lis`.
fn transform(re: &mut [f64; 256], im: &mut [f64; 256], roots: &[(f64, f64); 128]) {
    for i in 0..=255_u8 {
        let j = i.reverse_bits();
        if i < j {
            re.swap(i.into(), j.into());
            im.swap(i.into(), j.into());
        }
    }
    let mut half = 1;
    while half < 256 {
        for start in (0..256).step_by(2 * half) {
            for k in 0..half {
                let (a, b) = (start + k, start + k + half);
                let (c, s) = roots[k * (128 / half)];
                let (x, y) = (re[b] * c + im[b] * s, im[b] * c - re[b] * s);
                (re[b], im[b]) = (re[a] - x, im[a] - y);
                (re[a], im[a]) = (re[a] + x, im[a] + y);
            }
        }
        half *= 2;
    }
}
