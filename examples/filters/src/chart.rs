//! Draws what the filters make of a signal.

use plotters::prelude::*;
use std::error::Error;

/// Width and height in pixels.
const SIZE: (u32, u32) = (1200, 420);

const GRID: RGBColor = RGBColor(225, 228, 235);

/// A line of a chart: its name, its color, and its samples.
pub type Line<'a> = (&'a str, RGBColor, &'a [f64]);

/// An SVG document that shows lines over time, at a number of samples in a second.
///
/// # Errors
///
/// When there is nothing to draw.
pub fn draw(lines: &[Line<'_>], sample_rate: f64) -> Result<String, Box<dyn Error>> {
    let all = || lines.iter().flat_map(|(_, _, samples)| samples.iter().copied());
    let (lowest, highest) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let longest = lines.iter().map(|(_, _, samples)| samples.len()).max().unwrap_or_default();
    if longest == 0 {
        return Err("there is nothing to draw".into());
    }
    let seconds = |sample: usize| sample as f64 / sample_rate;

    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        area.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&area)
            .margin(16)
            .x_label_area_size(40)
            .y_label_area_size(50)
            .build_cartesian_2d(0.0..seconds(longest), lowest - 0.1..highest + 0.1)?;
        chart.configure_mesh().max_light_lines(1).bold_line_style(GRID).x_desc("seconds").draw()?;
        for (name, color, samples) in lines {
            let color = *color;
            let points = samples.iter().enumerate().map(|(at, &sample)| (seconds(at), sample));
            chart
                .draw_series(LineSeries::new(points, color.stroke_width(2)))?
                .label(*name)
                .legend(move |(x, y)| PathElement::new(vec![(x, y), (x + 20, y)], color.stroke_width(2)));
        }
        chart.configure_series_labels().background_style(WHITE).border_style(GRID).draw()?;
        area.present()?;
    }
    Ok(svg)
}
