//! Programs and the same in Rust agree: to the bit, where nothing else is said.

use filters::reference::{Biquad, Fir, Pid, Pll, dft, powers};
use filters::signal::{SAMPLE_RATE, carrier, key, noise, noisy_steps};
use filters::{biquad, fft, fir, goertzel, pid, pll, reference};
use vsp_runtime::{Cell, Engine, Host, Outcome, Program, Vm};

/// A machine for each engine that this build has.
fn machines(program: &Program) -> Vec<Vm> {
    let engines = [program.engine(), Engine::Interpreter];
    engines.iter().map(|&it| Vm::builder(program).engine(it).build().expect("it is there")).collect()
}

fn bits<const N: usize>(values: [f64; N]) -> [u64; N] {
    values.map(f64::to_bits)
}

#[test]
fn biquads() {
    for mut vm in machines(&biquad::PROGRAM) {
        for cutoff in [0.5, 20.0, 480.0] {
            biquad::design(&mut vm, cutoff, SAMPLE_RATE).unwrap();
            let mut reference = Biquad::new(cutoff, SAMPLE_RATE);
            for x in noisy_steps(2000) {
                let y = biquad::filter(&mut vm, x).unwrap();
                assert_eq!(y.to_bits(), reference.filter(x).to_bits(), "{cutoff}");
            }
        }
    }
}

#[test]
fn fir_filter() {
    for mut vm in machines(&fir::PROGRAM) {
        for cutoff in [1.0, 123.0, 499.0] {
            fir::design(&mut vm, cutoff, SAMPLE_RATE).unwrap();
            let mut reference = Fir::new(cutoff, SAMPLE_RATE);
            for x in noisy_steps(500) {
                let y = fir::filter(&mut vm, x).unwrap();
                assert_eq!(y.to_bits(), reference.filter(x).to_bits(), "{cutoff}");
            }
        }
    }
}

#[test]
fn goertzel_finds_every_key() {
    for mut vm in machines(&goertzel::PROGRAM) {
        for (row, column) in (0..4).flat_map(|row| (0..4).map(move |column| (row, column))) {
            let block = key(row, column);
            assert_eq!(bits(goertzel::powers(&mut vm, block).unwrap()), bits(powers(&block)));
            let found = goertzel::key(&mut vm, block, 1000.0).unwrap();
            assert_eq!(found, (row as i64, column as i64, true));
            let (_, _, is_there) = goertzel::key(&mut vm, block.map(|x| x / 100.0), 1000.0).unwrap();
            assert!(!is_there);
        }
    }
}

#[test]
fn pid_controller() {
    for mut vm in machines(&pid::PROGRAM) {
        assert_eq!((pid::gains::get(&vm), pid::limit::get(&vm)), ((2.0, 1.0, 0.1), 10.0));
        for (gains, limit) in [((2.0, 1.0, 0.1), 10.0), ((40.0, 3.0, 0.5), 5.0)] {
            pid::gains::set(&mut vm, gains);
            pid::limit::set(&mut vm, limit);
            pid::reset(&mut vm).unwrap();
            let mut reference = Pid::new(gains, limit);
            let mut state = 20.0;
            for (n, noise) in noise(1000).enumerate() {
                let target = if n < 500 { 60.0 } else { 40.0 };
                let control = pid::control(&mut vm, target, state, 0.1).unwrap();
                assert_eq!(control.to_bits(), reference.control(target, state, 0.1).to_bits());
                assert!(control.abs() <= limit);
                state += 0.1 * (10.0 * control - (state - 20.0)) / 2.0 + 0.01 * noise;
            }
        }
    }
}

#[test]
fn phase_locked_loop() {
    for mut vm in machines(&pll::PROGRAM) {
        for (turn, guess) in [(351, 300), (400, 400), (200, 260)] {
            pll::start(&mut vm, guess).unwrap();
            let mut reference = Pll::new(guess);
            for sample in carrier(turn, 1234, 4000) {
                let rest = pll::track(&mut vm, sample).unwrap();
                assert_eq!(rest, Cell::clamped(0, reference.track(sample.theta).into()));
                assert_eq!(pll::frequency::get(&vm), reference.frequency);
                assert_eq!(pll::locked::get(&vm), reference.locked);
            }
            // It has locked, and its oscillator turns as the carrier does, but for a hundredth of a turn.
            assert!(pll::locked::get(&vm) > 1000, "{turn}: {}", pll::locked::get(&vm));
            assert!(pll::frequency::get(&vm).abs_diff(turn.into()) < 41, "{turn}");
        }
    }
}

fn numbers() -> ([f64; 256], [f64; 256]) {
    let mut all = noise(512);
    let mut next = || std::array::from_fn(|_| all.next().unwrap_or_default());
    (next(), next())
}

#[test]
fn fast_fourier_transform() {
    let (re, im) = numbers();
    let by_definition = dft(&re, &im);
    let (mut expected_re, mut expected_im) = (re, im);
    reference::fft(&mut expected_re, &mut expected_im);
    for mut vm in machines(&fft::PROGRAM) {
        let result = fft::fft(&mut vm, re, im).unwrap();
        assert_eq!((bits(result.0), bits(result.1)), (bits(expected_re), bits(expected_im)));
        // Each sum of 256 numbers below 1.5 has an error far below this.
        for k in 0..256 {
            let [re, im] = [result.0[k] - by_definition.0[k], result.1[k] - by_definition.1[k]];
            assert!(re.abs() < 1e-11 && im.abs() < 1e-11, "{k}: {re} {im}");
        }
    }
}

/// A run that stops and goes on has a result, too, and no other run has.
#[test]
fn results_after_stops() {
    let (re, im) = numbers();
    let whole = fft::fft(&mut Vm::new(&fft::PROGRAM), re, im).unwrap();
    let mut vm = Vm::builder(&fft::PROGRAM).fuel(10_000).build().unwrap();
    assert_eq!(fft::fft::result(&vm), None);
    assert_eq!(fft::fft(&mut vm, re, im), Err(Outcome::OutOfFuel));
    let mut stops = 0;
    let result = loop {
        if let Some(result) = fft::fft::result(&vm) {
            break result;
        }
        stops += 1;
        vm.add_fuel(10_000);
        assert!(matches!(vm.run(), Outcome::OutOfFuel | Outcome::Returned));
    };
    assert_eq!(result, whole);
    assert!(stops > 3, "{stops}");

    // Over a snapshot as well.
    let mut vm = Vm::builder(&fft::PROGRAM).fuel(10_000).build().unwrap();
    assert_eq!(fft::fft(&mut vm, re, im), Err(Outcome::OutOfFuel));
    let mut vm = Vm::builder(&fft::PROGRAM).restore(&vm.snapshot().unwrap()).unwrap();
    vm.set_fuel(None);
    assert_eq!(vm.run(), Outcome::Returned);
    assert_eq!(fft::fft::result(&vm), Some(whole));
}

#[test]
#[should_panic(expected = "the machine runs another program")]
fn machines_of_other_programs_are_refused() {
    let _ = fir::taps::get(&Vm::new(&fft::PROGRAM));
}

/// Typed functions take any host.
#[test]
fn any_host() {
    struct Nothing;
    impl Host for Nothing {}
    let mut vm = Vm::builder(&pid::PROGRAM).host(Nothing).build().unwrap();
    assert_eq!(pid::control(&mut vm, 1.0, 0.0, 0.5), Ok(2.5));
    assert_eq!(pid::control::result(&vm), Some(2.5));
}
