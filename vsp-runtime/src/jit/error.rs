//! Why a program cannot be compiled at run time.

use crate::engine::Engine;
use core::fmt;
use std::io;
use std::string::String;
use vsp_isa::limits::TooLarge;

/// A program was not compiled while running. The interpreter runs it all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JitError {
    /// The engine makes no code for this processor and system.
    UnsupportedTarget {
        /// Why not: what follows on a colon, with no full stop.
        reason: String,
    },
    /// The engine is not part of this build, by the features `jit` and `cranelift`, or is none that compiles while running.
    EngineNotBuilt {
        /// The engine that was asked for.
        engine: Engine,
    },
    /// The system gives no memory for machine code: there is none left, or the process may not make code.
    MemoryRefused {
        /// What kind of error it was.
        kind: io::ErrorKind,
        /// The number of the system's error, if it gave one.
        os_error: Option<i32>,
    },
    /// The system gives no thread to compile on: there are too many, or there is no memory for its stack.
    ThreadRefused {
        /// What kind of error it was.
        kind: io::ErrorKind,
        /// The number of the system's error, if it gave one.
        os_error: Option<i32>,
    },
    /// The program's machine code would be larger than the engine can make.
    TooLarge {
        /// How many bytes of machine code are possible.
        most: usize,
    },
    /// The program passes one of the JIT's limits: see [`JitBuilder::limits`](super::JitBuilder::limits).
    OverLimit(TooLarge),
    /// A bug in the code generator, never in the program; the text is what it said.
    CodeGenerator(String),
    /// The program has not been compiled yet, so that there is nothing to execute.
    NotCompiled,
}

impl JitError {
    /// Whether it depends on the program and the JIT alone, so that asking again is of no use. Otherwise the system lacked
    /// something just then: no JIT remembers that, and a later attempt may succeed.
    ///
    /// ```
    /// use vsp_runtime::{Engine, JitError};
    /// assert!(JitError::EngineNotBuilt { engine: Engine::Interpreter }.is_lasting());
    /// let kind = std::io::ErrorKind::OutOfMemory;
    /// assert!(!JitError::MemoryRefused { kind, os_error: None }.is_lasting());
    /// ```
    pub fn is_lasting(&self) -> bool {
        match self {
            JitError::UnsupportedTarget { .. }
            | JitError::EngineNotBuilt { .. }
            | JitError::TooLarge { .. }
            | JitError::OverLimit(_)
            | JitError::CodeGenerator(_) => true,
            JitError::MemoryRefused { .. } | JitError::ThreadRefused { .. } | JitError::NotCompiled => false,
        }
    }

    pub(crate) fn memory(error: &io::Error) -> JitError {
        JitError::MemoryRefused { kind: error.kind(), os_error: error.raw_os_error() }
    }
}

impl fmt::Display for JitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JitError::UnsupportedTarget { reason } => {
                write!(f, "there is no machine code for this computer: {reason}")
            }
            JitError::EngineNotBuilt { engine: engine @ Engine::Dynasm } => {
                write!(f, "the engine {engine} is not built in: vsp-runtime needs its feature `jit`")
            }
            JitError::EngineNotBuilt { engine: engine @ Engine::Cranelift } => {
                write!(f, "the engine {engine} is not built in: vsp-runtime needs its feature `cranelift`")
            }
            JitError::EngineNotBuilt { engine: engine @ (Engine::Native | Engine::Interpreter) } => {
                write!(f, "the engine {engine} compiles nothing while running: use dynasm or cranelift")
            }
            JitError::MemoryRefused { os_error: Some(number), .. } => {
                let error = io::Error::from_raw_os_error(*number);
                write!(f, "the system gives no memory for machine code: {error}")
            }
            JitError::MemoryRefused { kind, os_error: None } => {
                write!(f, "the system gives no memory for machine code: {kind}")
            }
            JitError::ThreadRefused { os_error: Some(number), .. } => {
                let error = io::Error::from_raw_os_error(*number);
                write!(f, "the system gives no thread to compile on: {error}")
            }
            JitError::ThreadRefused { kind, os_error: None } => {
                write!(f, "the system gives no thread to compile on: {kind}")
            }
            JitError::OverLimit(error) => write!(f, "{error}; `JitBuilder::limits` raises it"),
            JitError::TooLarge { most } => {
                write!(f, "the program is too large: its machine code may have {most} bytes")
            }
            JitError::CodeGenerator(text) => f.write_str(text),
            JitError::NotCompiled => f.write_str("the program has not been compiled; do that first"),
        }
    }
}

impl core::error::Error for JitError {}
