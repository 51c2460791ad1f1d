//! Draws the report's chart: speed-ups of the kernels, and how the time to compile grows.

use super::figures::{Figures, Time};
use super::table::ratio;
use crate::{COMPILERS, WAYS, Way};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::error::Error;
use std::time::Duration;

/// Width and height in pixels.
const SIZE: (u32, u32) = (1200, 900);

/// A colour for each of [`WAYS`].
const COLOURS: [RGBColor; 7] = [
    RGBColor(120, 120, 120),
    RGBColor(220, 120, 20),
    RGBColor(245, 190, 110),
    RGBColor(30, 90, 180),
    RGBColor(140, 180, 235),
    RGBColor(40, 140, 90),
    RGBColor(150, 40, 60),
];

const GRID: RGBColor = RGBColor(225, 228, 235);

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// An SVG document with both parts. What was refused is left out.
///
/// # Errors
/// When the drawing fails, as it does without any figure.
pub fn draw(figures: &Figures) -> Result<String, Box<dyn Error>> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        area.fill(&WHITE)?;
        let (upper, lower) = area.split_vertically(SIZE.1 * 5 / 9);
        draw_speed_ups(&upper, figures)?;
        draw_lengths(&lower, figures)?;
        area.present()?;
    }
    Ok(svg)
}

fn colour(way: Way) -> RGBColor {
    WAYS.iter().zip(COLOURS).find(|(other, _)| **other == way).map_or(BLACK, |(_, colour)| colour)
}

/// Bars: how many times as fast as the interpreter, all kernels side by side.
fn draw_speed_ups(area: &Area<'_>, figures: &Figures) -> Result<(), Box<dyn Error>> {
    let kernels = &figures.kernels;
    let speed_up = |runs: &[Time], place: usize| match (&runs[0], &runs[place]) {
        (Ok(interpreter), Ok(time)) => Some(ratio(*interpreter, *time)),
        (Err(_), _) | (_, Err(_)) => None,
    };
    let all = kernels.iter().flat_map(|kernel| (1..WAYS.len()).filter_map(|way| speed_up(&kernel.runs, way)));
    let (lowest, highest) = range(all).ok_or("nothing has run")?;
    let bottom = lowest.min(1.0) / 1.2;
    let mut chart = ChartBuilder::on(area)
        .caption("times as fast as the interpreter", ("sans-serif", 18))
        .margin(12)
        .x_label_area_size(28)
        .y_label_area_size(60)
        .build_cartesian_2d(0.0..kernels.len() as f64 + 1.1, (bottom..highest * 1.3).log_scale())?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .disable_x_axis()
        .bold_line_style(GRID)
        .light_line_style(GRID)
        .max_light_lines(1)
        .y_label_formatter(&|value| format!("{value}"))
        .draw()?;
    let width = 1.0 / WAYS.len() as f64;
    for (place, way) in WAYS.iter().enumerate().skip(1) {
        let bars = kernels.iter().enumerate().filter_map(|(index, kernel)| {
            let left = index as f64 + width * (place as f64 - 0.5);
            let corners = [(left, bottom), (left + 0.9 * width, speed_up(&kernel.runs, place)?)];
            Some(Rectangle::new(corners, colour(*way).filled()))
        });
        let bars: Vec<_> = bars.collect();
        // Nothing to explain where everything was refused.
        if !bars.is_empty() {
            let series = chart.draw_series(bars)?;
            series
                .label(way.to_string())
                .legend(move |(x, y)| Rectangle::new([(x, y - 5), (x + 14, y + 5)], colour(*way).filled()));
        }
    }
    for (index, kernel) in kernels.iter().enumerate() {
        let (x, y) = chart.backend_coord(&(index as f64 + 0.5, bottom));
        let style = ("sans-serif", 15).into_text_style(area).pos(Pos::new(HPos::Center, VPos::Top));
        area.draw_text(kernel.name, &style, (x, y + 8))?;
    }
    legend(&mut chart)
}

/// Lines: nanoseconds an instruction over the length of a program.
fn draw_lengths(area: &Area<'_>, figures: &Figures) -> Result<(), Box<dyn Error>> {
    let each = |length: usize, time: &Duration| time.as_nanos() as f64 / length as f64;
    let points = |place: usize| {
        figures.lengths.iter().filter_map(move |(length, times)| {
            let time = times[place].as_ref().ok()?;
            Some((*length as f64, each(*length, time)))
        })
    };
    let all = (0..COMPILERS.len()).flat_map(points);
    let (lowest, highest) = range(all.map(|(_, y)| y)).ok_or("nothing was compiled")?;
    let (shortest, longest) =
        range(figures.lengths.iter().map(|(length, _)| *length as f64)).ok_or("no lengths")?;
    let mut chart = ChartBuilder::on(area)
        .caption("nanoseconds to compile an instruction, by the length of the program", ("sans-serif", 18))
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(60)
        .build_cartesian_2d(
            (shortest / 1.2..longest * 2.5).log_scale(),
            (power(lowest, f64::floor)..power(highest, f64::ceil)).log_scale(),
        )?;
    chart
        .configure_mesh()
        .max_light_lines(1)
        .bold_line_style(GRID)
        .x_label_formatter(&|value| format!("{value}"))
        .y_label_formatter(&|value| format!("{value}"))
        .x_desc("instructions")
        .draw()?;
    for (place, way) in COMPILERS.iter().enumerate() {
        let line: Vec<_> = points(place).collect();
        if !line.is_empty() {
            let series = LineSeries::new(line, colour(*way).stroke_width(2)).point_size(4);
            chart
                .draw_series(series)?
                .label(way.to_string())
                .legend(move |(x, y)| Rectangle::new([(x, y - 2), (x + 14, y + 2)], colour(*way).filled()));
        }
    }
    legend(&mut chart)
}

fn legend<'a, C: CoordTranslate + 'a>(
    chart: &mut ChartContext<'a, SVGBackend<'a>, C>,
) -> Result<(), Box<dyn Error>> {
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .background_style(WHITE.mix(0.8))
        .border_style(GRID)
        .draw()?;
    Ok(())
}

/// The least and the greatest of some numbers.
fn range(numbers: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    numbers.into_iter().fold(None, |range, number| match range {
        Some((lowest, highest)) => Some((number.min(lowest), number.max(highest))),
        None => Some((number, number)),
    })
}

/// A power of ten: the next below or above.
fn power(number: f64, round: fn(f64) -> f64) -> f64 {
    10_f64.powf(round(number.log10()))
}
