//! The report: every figure taken in one go, as tables and a chart.

mod chart;
mod document;
mod figures;
mod lis;
mod machine;
mod table;

pub use chart::draw;
pub use document::document;
pub use figures::{Effort, Figures, KernelFigures, Time};
pub use lis::{LisFigures, lis_document};
pub use machine::Machine;
pub use table::{Table, cell, digits, duration, ratio};
