//! Runs the programs, prints what they found, and draws what two of them make of a signal.
#![forbid(unsafe_code)]

use filters::signal::{SAMPLE_RATE, carrier, key, noisy_steps};
use filters::{biquad, chart, fft, fir, goertzel, pid, pll};
use plotters::style::RGBColor;
use std::error::Error;
use std::path::PathBuf;
use vsp_runtime::{Outcome, Vm};

const SIGNAL: RGBColor = RGBColor(190, 195, 205);
const RECURSIVE: RGBColor = RGBColor(210, 30, 50);
const FINITE: RGBColor = RGBColor(40, 90, 170);

fn main() -> Result<(), Box<dyn Error>> {
    let chart = match std::env::args_os().nth(1) {
        Some(path) => PathBuf::from(path),
        // Beside the program, in Cargo's target folder.
        None => std::env::current_exe()?.with_file_name("filters.svg"),
    };
    run(&chart).map_err(|outcome| format!("a program did not return: {outcome}"))??;
    println!("chart       {}", chart.display());
    Ok(())
}

fn run(path: &std::path::Path) -> Result<Result<(), Box<dyn Error>>, Outcome> {
    let signal = noisy_steps(1000);
    let mut vm = Vm::new(&biquad::PROGRAM);
    biquad::design(&mut vm, 20.0, SAMPLE_RATE)?;
    let recursive = signal.iter().map(|&x| biquad::filter(&mut vm, x)).collect::<Result<Vec<_>, _>>()?;

    let mut vm = Vm::new(&fir::PROGRAM);
    fir::design(&mut vm, 20.0, SAMPLE_RATE)?;
    let finite = signal.iter().map(|&x| fir::filter(&mut vm, x)).collect::<Result<Vec<_>, _>>()?;
    let rest = |samples: &[f64]| {
        // Of the quarter of a second in which the signal is 0, where the filters have settled.
        let settled = &samples[620..740];
        settled.iter().fold(0.0, |most: f64, x| most.max(x.abs()))
    };
    println!("signal      {:.3} at the most where it should be 0", rest(&signal));
    println!("biquads     {:.3}", rest(&recursive));
    println!("FIR         {:.3}", rest(&finite));

    let mut vm = Vm::new(&goertzel::PROGRAM);
    let (row, column, is_there) = goertzel::key(&mut vm, key(1, 2), 1000.0)?;
    println!("Goertzel    row {row}, column {column}{}", if is_there { "" } else { ", too faint" });

    let mut vm = Vm::new(&pid::PROGRAM);
    pid::gains::set(&mut vm, (0.8, 0.6, 0.02));
    let (mut temperature, dt) = (20.0, 0.1);
    for _ in 0..200 {
        let heating = pid::control(&mut vm, 60.0, temperature, dt)?;
        temperature += dt * (10.0 * heating - (temperature - 20.0)) / 2.0;
    }
    println!("PID         {temperature:.2} degrees, and 60 are wanted");

    let mut vm = Vm::new(&pll::PROGRAM);
    pll::start(&mut vm, 300)?;
    for sample in carrier(351, 1234, 2000) {
        pll::track(&mut vm, sample)?;
    }
    println!("PLL         turns by {}, the carrier by 351", pll::frequency::get(&vm));

    let mut vm = Vm::new(&fft::PROGRAM);
    let wave = std::array::from_fn(|n| (std::f64::consts::TAU * 10.0 * n as f64 / 256.0).cos());
    let (re, im) = fft::fft(&mut vm, wave, [0.0; 256])?;
    let power = |k: &usize| re[*k] * re[*k] + im[*k] * im[*k];
    let peak = (0..128).max_by(|a, b| power(a).total_cmp(&power(b))).unwrap_or_default();
    println!("FFT         the strongest wave has {peak} periods, by {} code", vm.engine());

    let lines: [chart::Line<'_>; 3] =
        [("signal", SIGNAL, &signal), ("biquads", RECURSIVE, &recursive), ("FIR", FINITE, &finite)];
    Ok(chart::draw(&lines, SAMPLE_RATE).and_then(|svg| Ok(std::fs::write(path, svg)?)))
}
