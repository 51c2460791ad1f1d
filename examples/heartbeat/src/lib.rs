//! Finds the heartbeats in an electrocardiogram with a program for the Virtual SIL Processor.
//!
//! The program, `programs/detector.sil`, is compiled by the build script and runs as native code. This crate gives it a
//! real recording, compares what it finds with reference positions and draws a part of the signal.
#![forbid(unsafe_code)]

pub mod chart;
pub mod detection;
pub mod recording;
pub mod score;
