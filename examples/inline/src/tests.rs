//! The message comes back within the limits that the README states, and not beyond them.

use super::*;

const MESSAGE: &[u8] = b"The quick brown fox jumps over the lazy dog; \x00\xff\x55\xaa.";

/// The strongest noise and the largest deviations that the README allows.
const NOISE: f64 = 0.8;
const DEVIATIONS: [f64; 5] = [-0.015, -0.006, 0.0, 0.006, 0.015];

const CLEAR: Channel = Channel { amplitude: 1.0, phase: 0.0, deviation: 0.0, noise: 0.0 };

/// The deviation that turns the carrier by a quarter more in a symbol.
const QUARTER_A_SYMBOL: f64 = 0.25 / SAMPLES as f64 / CARRIER;

fn default_engine() -> Engine {
    receiver::PROGRAM.engine()
}

fn run(channel: Channel, engine: Engine) -> Vm {
    demodulate(transmit(MESSAGE, channel), engine).unwrap()
}

/// That the message comes back, and that the carrier is found within 0.25 % of where it is.
fn assert_received(channel: Channel) {
    let vm = run(channel, default_engine());
    assert_eq!(message(&vm).unwrap().as_deref(), Some(MESSAGE), "{channel:?}");
    let error = deviation(&vm).unwrap() - channel.deviation;
    assert!(error.abs() < 0.0025, "{error} at {channel:?}");
}

#[test]
fn any_phase_and_deviation_without_noise() {
    for step in 0..32 {
        for deviation in DEVIATIONS {
            assert_received(Channel { phase: f64::from(step) / 32.0, deviation, ..CLEAR });
        }
    }
}

#[test]
fn any_phase_and_deviation_in_the_noise() {
    for step in 0..32 {
        for deviation in DEVIATIONS {
            let phase = f64::from(step) / 32.0;
            assert_received(Channel { phase, deviation, noise: NOISE, ..CLEAR });
        }
    }
}

#[test]
fn weak_and_strong_signals() {
    for amplitude in [0.01, 0.1, 10.0, 100.0] {
        assert_received(Channel { amplitude, phase: 0.7, deviation: 0.01, noise: NOISE });
    }
}

#[test]
fn the_interpreter_does_the_same() {
    let channels = [
        CLEAR,
        Channel { phase: 0.4, deviation: -0.01, noise: NOISE, ..CLEAR },
        Channel { amplitude: 30.0, deviation: 0.1, noise: 3.0, ..CLEAR },
    ];
    for channel in channels {
        let [default, interpreted] =
            [default_engine(), Engine::Interpreter].map(|engine| run(channel, engine));
        assert_eq!(interpreted.engine(), Engine::Interpreter);
        assert_eq!(interpreted.output(), default.output(), "{channel:?}");
        assert_eq!(interpreted.registers(), default.registers(), "{channel:?}");
    }
}

#[test]
fn one_symbol_out_for_each_that_is_whole() {
    for (samples, symbols) in [(0, 0), (15, 0), (16, 1), (17, 1), (160, 10)] {
        let mut signal = transmit(MESSAGE, CLEAR);
        signal.truncate(samples);
        let vm = demodulate(signal, default_engine()).unwrap();
        assert_eq!(vm.output().len(), symbols, "{samples} samples");
        assert_eq!(message(&vm).unwrap(), None);
    }
}

#[test]
fn a_message_may_be_empty() {
    let vm = demodulate(transmit(b"", CLEAR), default_engine()).unwrap();
    assert_eq!(message(&vm).unwrap(), Some(vec![]));
}

/// No receiver could tell it from the modulation: the carrier seems to be right, and every symbol a quarter more.
#[test]
fn a_deviation_of_a_quarter_turn_a_symbol_is_taken_for_modulation() {
    let vm = run(Channel { deviation: QUARTER_A_SYMBOL, ..CLEAR }, default_engine());
    assert_eq!(message(&vm).unwrap(), None);
    assert!(deviation(&vm).unwrap().abs() < 0.0025);
    // The first symbol has none before it, and the next few may come before the oscillator has settled.
    assert!(vm.output()[8..PREAMBLE].iter().all(|symbol| symbol.theta == 4));
}

#[test]
fn a_deviation_beyond_the_limit_is_not_found() {
    for deviation in [-0.045, 0.045] {
        let vm = run(Channel { deviation, ..CLEAR }, default_engine());
        assert_eq!(message(&vm).unwrap(), None, "{deviation}");
    }
}

#[test]
fn noise_of_twice_the_signal_drowns_it() {
    for step in 0..8 {
        let channel = Channel { phase: f64::from(step) / 8.0, noise: 2.0, ..CLEAR };
        assert_ne!(
            message(&run(channel, default_engine())).unwrap().as_deref(),
            Some(MESSAGE),
            "{channel:?}"
        );
    }
}

/// The noise that the limits speak of is what it claims to be: mean 0, variance 1/2.
#[test]
fn noise_has_the_stated_strength() {
    let mut noise = Noise(1);
    let numbers: Vec<f64> = (0..100_000).map(|_| noise.next()).collect();
    let mean = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / numbers.len() as f64;
    assert!(mean(&mut numbers.iter().copied()).abs() < 0.01);
    assert!((mean(&mut numbers.iter().map(|number| number * number)) - 0.5).abs() < 0.01);
}
