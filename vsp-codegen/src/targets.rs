//! The list of targets, and the support level of each.
//!
//! [`TARGETS`] lists those that are tested; [`support`] judges every other by the same rule as the compiler. Programs give
//! the same bits on all of them: what differs is only whether they run as native code or by the interpreter.

use crate::Target;
use std::fmt;

/// The support level of a target, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Support {
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

impl Support {
    /// Whether programs run as native code.
    pub fn is_native(self) -> bool {
        match self {
            Support::NativeRun | Support::NativeLinked | Support::NativeObject | Support::Native => true,
            Support::InterpreterRun | Support::Interpreter => false,
        }
    }

    /// What runs programs: `native` or `interpreter`.
    pub fn engine(self) -> &'static str {
        if self.is_native() { "native" } else { "interpreter" }
    }

    /// What is tested.
    pub fn tested(self) -> &'static str {
        match self {
            Support::NativeRun | Support::InterpreterRun => "crates are linked and run",
            Support::NativeLinked => "crates are linked; the linked functions run on an emulated processor",
            Support::NativeObject => "object files and libraries only",
            Support::Native | Support::Interpreter => "nothing",
        }
    }
}

/// The engine, and what is tested.
///
/// ```
/// use vsp_codegen::targets::Support;
/// assert_eq!(Support::NativeObject.to_string(), "native; tested: object files and libraries only");
/// ```
impl fmt::Display for Support {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; tested: {}", self.engine(), self.tested())
    }
}

/// A target that is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its triple, as rustc calls it.
    pub triple: &'static str,
    /// Its support level.
    pub support: Support,
    /// What that needs, if anything.
    pub needs: Option<&'static str>,
}

const fn listed(triple: &'static str, support: Support) -> Listed {
    Listed { triple, support, needs: None }
}

/// All targets that are tested, the most promising first.
///
/// ```
/// use vsp_codegen::targets::{Support, TARGETS};
/// let arm = TARGETS.iter().find(|target| target.triple == "aarch64-apple-darwin").unwrap();
/// assert_eq!(arm.support, Support::NativeLinked);
/// ```
pub const TARGETS: &[Listed] = &[
    listed("x86_64-unknown-linux-gnu", Support::NativeRun),
    listed("aarch64-unknown-linux-gnu", Support::NativeRun),
    listed("riscv64gc-unknown-linux-gnu", Support::NativeRun),
    Listed {
        triple: "s390x-unknown-linux-gnu",
        support: Support::NativeRun,
        needs: Some("`-C target-cpu=z14` or newer; rustc's default is older, and gets the interpreter"),
    },
    listed("x86_64-pc-windows-gnu", Support::NativeRun),
    listed("aarch64-apple-darwin", Support::NativeLinked),
    listed("x86_64-apple-darwin", Support::NativeLinked),
    listed("x86_64-pc-windows-msvc", Support::NativeObject),
    listed("aarch64-pc-windows-msvc", Support::NativeObject),
    listed("aarch64-apple-ios", Support::NativeObject),
    listed("aarch64-apple-ios-sim", Support::NativeObject),
    listed("x86_64-unknown-linux-musl", Support::NativeObject),
    listed("aarch64-unknown-linux-musl", Support::NativeObject),
    listed("riscv64gc-unknown-linux-musl", Support::NativeObject),
    listed("x86_64-linux-android", Support::NativeObject),
    listed("aarch64-linux-android", Support::NativeObject),
    listed("x86_64-unknown-freebsd", Support::NativeObject),
    listed("aarch64-unknown-freebsd", Support::NativeObject),
    listed("aarch64-unknown-none", Support::NativeObject),
    listed("wasm32-unknown-unknown", Support::InterpreterRun),
    listed("thumbv7em-none-eabihf", Support::InterpreterRun),
];

/// The support level of any target, listed or not; of names that are no target, too.
///
/// Targets that are not listed have native code where their processor, calling convention and object files are such as
/// those of a listed target; other targets get the interpreter, and [`Target::new`] gives the reason. Without the
/// feature `all-targets` only the machine that this crate is compiled for has native code.
///
/// ```
/// use vsp_codegen::targets::{Support, support};
/// assert_eq!(support("wasm32-unknown-unknown"), Support::InterpreterRun);
/// assert_eq!(support("powerpc64le-unknown-linux-gnu"), Support::Interpreter);
/// assert_eq!(support("of no such name"), Support::Interpreter);
/// ```
pub fn support(triple: &str) -> Support {
    let is_native = Target::new(triple, &[]).is_ok();
    let listed =
        TARGETS.iter().find(|listed| listed.triple == triple && listed.support.is_native() <= is_native);
    match listed {
        Some(listed) => listed.support,
        None if is_native => Support::Native,
        None => Support::Interpreter,
    }
}
