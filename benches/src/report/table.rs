//! Tables in Markdown.

use std::fmt;
use std::time::Duration;

/// A table; all columns but the first are numbers.
#[derive(Clone, Debug)]
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub fn new<T: fmt::Display>(heads: impl IntoIterator<Item = T>) -> Table {
        Table { rows: vec![heads.into_iter().map(|head| head.to_string()).collect()] }
    }

    /// Adds a row.
    ///
    /// # Panics
    /// When it has not as many cells as there are columns.
    pub fn row<T: fmt::Display>(&mut self, cells: impl IntoIterator<Item = T>) {
        let cells: Vec<_> = cells.into_iter().map(|cell| cell.to_string()).collect();
        assert_eq!(cells.len(), self.rows[0].len());
        self.rows.push(cells);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.rows[0].len();
        let width =
            |column: usize| self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for (index, row) in self.rows.iter().enumerate() {
            write!(f, "| {:<1$} |", row[0], widths[0])?;
            for (cell, width) in row.iter().zip(&widths).skip(1) {
                write!(f, " {cell:>width$} |")?;
            }
            writeln!(f)?;
            if index == 0 {
                write!(f, "|{}|", "-".repeat(widths[0] + 2))?;
                for width in &widths[1..] {
                    write!(f, "{}:|", "-".repeat(width + 1))?;
                }
                writeln!(f)?;
            }
        }
        Ok(())
    }
}

/// A cell with something that is made of a figure; without one, a word that the report explains elsewhere.
pub fn cell<T: Copy>(figure: &Result<T, String>, show: impl FnOnce(T) -> String) -> String {
    figure.as_ref().map_or("refused".into(), |figure| show(*figure))
}

/// Three digits and a unit, such as `7.79 ms`.
///
/// ```
/// use std::time::Duration;
/// use vsp_benches::report::duration;
/// assert_eq!(duration(Duration::from_nanos(7_788_311)), "7.79 ms");
/// assert_eq!(duration(Duration::from_nanos(41_230)), "41.2 µs");
/// assert_eq!(duration(Duration::from_nanos(999)), "999 ns");
/// ```
pub fn duration(duration: Duration) -> String {
    let nanoseconds = duration.as_nanos() as f64;
    let (number, unit) = match duration.as_nanos() {
        ..1_000 => (nanoseconds, "ns"),
        1_000..1_000_000 => (nanoseconds / 1e3, "µs"),
        1_000_000..1_000_000_000 => (nanoseconds / 1e6, "ms"),
        1_000_000_000.. => (nanoseconds / 1e9, "s"),
    };
    format!("{} {unit}", digits(number))
}

/// A number with three digits, or all before the point.
///
/// ```
/// use vsp_benches::report::digits;
/// assert_eq!([0.0512, 5.119, 51.19, 511.9, 5119.4].map(digits), ["0.05", "5.12", "51.2", "512", "5119"]);
/// ```
pub fn digits(number: f64) -> String {
    let decimals = match number {
        ..10.0 => 2,
        ..100.0 => 1,
        _ => 0,
    };
    format!("{number:.decimals$}")
}

/// How many times as long one takes as the other.
pub fn ratio(slow: Duration, fast: Duration) -> f64 {
    slow.as_secs_f64() / fast.as_secs_f64()
}
