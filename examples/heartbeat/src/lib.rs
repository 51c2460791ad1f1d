//! Finds the heartbeats in an electrocardiogram with a program for the Virtual SIL Processor.
//!
//! The program is there twice: `programs/streaming.lis`, in LIS, takes one sample after the other, and `programs/detector.sil`, in
//! assembly, a whole recording. Both are compiled by the build script and run as native code. This crate gives them a real recording, compares what it finds with reference positions and draws a part of the signal.
#![forbid(unsafe_code)]

pub mod chart;
pub mod detection;
pub mod recording;
pub mod score;
