//! Draws a part of the signal with its beats marked.

use crate::recording::{BASELINE, SAMPLE_RATE, UNITS_PER_MILLIVOLT};
use plotters::prelude::*;
use std::error::Error;
use std::ops::Range;

/// Width and height in pixels.
const SIZE: (u32, u32) = (1200, 360);

/// Millivolts left free above and below the signal.
const MARGIN: f64 = 0.2;

const SIGNAL: RGBColor = RGBColor(40, 60, 100);
const BEAT: RGBColor = RGBColor(210, 30, 50);
const GRID: RGBColor = RGBColor(225, 228, 235);

/// An SVG document that shows the samples of `range` as a line and the beats among them as dots on it.
///
/// # Errors
///
/// When `range` is empty or goes past the samples.
pub fn draw(samples: &[i16], beats: &[u32], range: Range<usize>) -> Result<String, Box<dyn Error>> {
    let shown = samples.get(range.clone()).filter(|shown| !shown.is_empty());
    let shown = shown.ok_or_else(|| format!("no samples {range:?} in a recording of {}", samples.len()))?;
    let seconds = |sample: usize| sample as f64 / f64::from(SAMPLE_RATE);
    let point = |sample: usize| (seconds(sample), millivolts(samples[sample]));
    let lowest = shown.iter().copied().map(millivolts).fold(f64::INFINITY, f64::min);
    let highest = shown.iter().copied().map(millivolts).fold(f64::NEG_INFINITY, f64::max);
    let marked = beats.iter().map(|&beat| beat as usize).filter(|beat| range.contains(beat));

    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        area.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&area)
            .margin(16)
            .x_label_area_size(40)
            .y_label_area_size(50)
            .build_cartesian_2d(
                seconds(range.start)..seconds(range.end),
                lowest - MARGIN..highest + MARGIN,
            )?;
        chart
            .configure_mesh()
            .max_light_lines(1)
            .bold_line_style(GRID)
            .x_desc("seconds")
            .y_desc("millivolts")
            .draw()?;
        chart.draw_series(LineSeries::new(range.clone().map(point), SIGNAL))?;
        chart.draw_series(marked.map(|beat| Circle::new(point(beat), 5, BEAT.filled())))?;
        area.present()?;
    }
    Ok(svg)
}

fn millivolts(sample: i16) -> f64 {
    (f64::from(sample) - f64::from(BASELINE)) / UNITS_PER_MILLIVOLT
}
