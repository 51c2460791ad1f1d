//! The list of targets, and the support level of each.
//!
//! [`TARGETS`] lists those that are tested; [`promise`] judges every other by the same rule as the compiler. Programs give
//! the same bits on all of them: what differs is only whether they run as native code or by the interpreter.

use crate::Target;
use std::fmt;

/// What is promised of a target, the most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Promise {
    /// Native code; tests link whole crates and run them, on such a machine or an emulated one.
    NativeRun,
    /// Native code; tests link whole crates, and run the linked functions of programs on an emulated processor.
    NativeLinked,
    /// Native code; tests read the object files and static libraries, and nothing more.
    NativeObject,
    /// Native code, of a kind that is tested elsewhere; nothing is tested for this target.
    Native,
    /// The interpreter; tests link whole crates and run them.
    InterpreterRun,
    /// The interpreter; nothing is tested for this target.
    Interpreter,
}

impl Promise {
    /// Whether programs run as native code.
    pub fn is_native(self) -> bool {
        match self {
            Promise::NativeRun | Promise::NativeLinked | Promise::NativeObject | Promise::Native => true,
            Promise::InterpreterRun | Promise::Interpreter => false,
        }
    }

    /// What runs programs: `native` or `interpreter`.
    pub fn engine(self) -> &'static str {
        if self.is_native() { "native" } else { "interpreter" }
    }

    /// What is tested.
    pub fn tested(self) -> &'static str {
        match self {
            Promise::NativeRun | Promise::InterpreterRun => "crates are linked and run",
            Promise::NativeLinked => "crates are linked; the linked functions run on an emulated processor",
            Promise::NativeObject => "object files and libraries only",
            Promise::Native | Promise::Interpreter => "nothing",
        }
    }
}

/// The engine, and what is tested.
///
/// ```
/// use vsp_codegen::targets::Promise;
/// assert_eq!(Promise::NativeObject.to_string(), "native; tested: object files and libraries only");
/// ```
impl fmt::Display for Promise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; tested: {}", self.engine(), self.tested())
    }
}

/// A target that is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its triple, as rustc calls it.
    pub triple: &'static str,
    /// What is promised.
    pub promise: Promise,
    /// What the promise takes, where it takes anything.
    pub needs: Option<&'static str>,
}

const fn listed(triple: &'static str, promise: Promise) -> Listed {
    Listed { triple, promise, needs: None }
}

/// All targets that are tested, the most promising first.
///
/// ```
/// use vsp_codegen::targets::{Promise, TARGETS};
/// let arm = TARGETS.iter().find(|target| target.triple == "aarch64-apple-darwin").unwrap();
/// assert_eq!(arm.promise, Promise::NativeLinked);
/// ```
pub const TARGETS: &[Listed] = &[
    listed("x86_64-unknown-linux-gnu", Promise::NativeRun),
    listed("aarch64-unknown-linux-gnu", Promise::NativeRun),
    listed("riscv64gc-unknown-linux-gnu", Promise::NativeRun),
    Listed {
        triple: "s390x-unknown-linux-gnu",
        promise: Promise::NativeRun,
        needs: Some("`-C target-cpu=z14` or newer; rustc's default is older, and gets the interpreter"),
    },
    listed("x86_64-pc-windows-gnu", Promise::NativeRun),
    listed("aarch64-apple-darwin", Promise::NativeLinked),
    listed("x86_64-apple-darwin", Promise::NativeLinked),
    listed("x86_64-pc-windows-msvc", Promise::NativeObject),
    listed("aarch64-pc-windows-msvc", Promise::NativeObject),
    listed("aarch64-apple-ios", Promise::NativeObject),
    listed("aarch64-apple-ios-sim", Promise::NativeObject),
    listed("x86_64-unknown-linux-musl", Promise::NativeObject),
    listed("aarch64-unknown-linux-musl", Promise::NativeObject),
    listed("riscv64gc-unknown-linux-musl", Promise::NativeObject),
    listed("x86_64-linux-android", Promise::NativeObject),
    listed("aarch64-linux-android", Promise::NativeObject),
    listed("x86_64-unknown-freebsd", Promise::NativeObject),
    listed("aarch64-unknown-freebsd", Promise::NativeObject),
    listed("aarch64-unknown-none", Promise::NativeObject),
    listed("wasm32-unknown-unknown", Promise::InterpreterRun),
    listed("thumbv7em-none-eabihf", Promise::InterpreterRun),
];

/// What is promised of any target, whether it is listed or not, or no target at all.
///
/// Targets that are not listed have native code where their processor, calling convention and object files are such as
/// those of a listed target; other targets get the interpreter, and [`Target::new`] gives the reason. Without the
/// feature `all-targets` only the machine that this crate is compiled for has native code.
///
/// ```
/// use vsp_codegen::targets::{Promise, promise};
/// assert_eq!(promise("wasm32-unknown-unknown"), Promise::InterpreterRun);
/// assert_eq!(promise("powerpc64le-unknown-linux-gnu"), Promise::Interpreter);
/// assert_eq!(promise("of no such name"), Promise::Interpreter);
/// ```
pub fn promise(triple: &str) -> Promise {
    let is_native = Target::new(triple, &[]).is_ok();
    let listed =
        TARGETS.iter().find(|listed| listed.triple == triple && listed.promise.is_native() <= is_native);
    match listed {
        Some(listed) => listed.promise,
        None if is_native => Promise::Native,
        None => Promise::Interpreter,
    }
}
