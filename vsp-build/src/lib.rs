//! Compiles programs for the Virtual SIL Processor in build scripts, so that they run as native code.
//!
//! In `Cargo.toml`:
//!
//! ```toml
//! [dependencies]
//! vsp-runtime = "0.1"
//!
//! [build-dependencies]
//! vsp-build = "0.1"
//! ```
//!
//! In `build.rs`, beside it:
//!
//! ```ignore
//! fn main() {
//!     vsp_build::compile("filter.lis");
//! }
//! ```
//!
//! And in the crate:
//!
//! ```ignore
//! vsp_runtime::include_program!(mod filter);
//!
//! let mut vm = vsp_runtime::Vm::new(&filter::PROGRAM);
//! let y = filter::smooth(&mut vm, 0.5)?;
//! ```
//!
//! The crates `vsp-build` and `vsp-runtime` must be of the same version; if they are not, the compiler says so.
//!
//! # Programs
//!
//! A path is relative to the folder of the package's `Cargo.toml`.
//! - A file named `*.lis` is LIS, a small typed language, which the crate vsp-lis describes. So is a project: a folder with a
//!   `lis.toml` or a `src/main.lis`, or the path of that `lis.toml`.
//! - A file named `*.sil` is assembly, as [`vsp_isa::asm`] describes.
//! - One named `*.silc`, or anything that begins with the letters SILC, is a compiled [SILC file](vsp_isa::container).
//!
//! A program's *name* is the name of its module, and of the files made for it. It comes from the name
//! of its file, without the extension, in snake case: `my-filter.sil` is included by `include_program!(mod my_filter)`. A project has
//! the name of its folder, whatever its `lis.toml` says; in the package's own folder, that of the package.
//! Where that would be a keyword, an underscore is added: `match.sil` becomes `match_`. [`Builder::named`] sets another.
//! Two programs of one build script cannot have the same name.
//!
//! # What is generated
//!
//! ```text
//! $OUT_DIR
//! └── vsp
//!     ├── NAME.rs                          the bindings, which `include_program!` includes
//!     ├── NAME.silc                        the program, as a SILC file
//!     ├── NAME.last                        the last program without errors, while the present one has some
//!     ├── NAME.key                         what these were made from
//!     └── libvsp5_PACKAGE_NAME_HASH.a      its machine code, in a static library (*.lib for MSVC)
//! ```
//!
//! The module has
//! - `PROGRAM`, the program, a static that machines are made of;
//! - a function for each exported function of the program, which runs it on a machine;
//! - a constant for each data label, its address in memory.
//!
//! If the program's file has signatures, as all files compiled from LIS do, it also has
//! - typed functions: `pub fn smooth(x: Float) -> Float` is called as `filter::smooth(&mut vm, 0.5)` and gives a
//!   `Result<f64, Outcome>`. The error is the outcome of a run that did not return. `Vm::run` resumes a run that has stopped,
//!   and `filter::smooth::result(&vm)` gives the result once it has returned;
//! - a module for each exported static, with `get` and `set`: `filter::level::set(&mut vm, 0.0)`.
//!
//! Int is `i64`, Float `f64`, Bool `bool`, ByteSil `vsp_runtime::Cell`, State `[Cell; 16]`; tuples are tuples, and arrays arrays. Values of
//! more than 65,536 bytes, and tuples of more than twelve elements, are not passed well by Rust: functions that have one are bound without
//! types, and such statics as an address alone. `Vm::call` calls any function without types.
//!
//! Functions and modules are named in `snake_case` and constants in `UPPER_SNAKE_CASE`, keeping to ASCII:
//! - words end where letter case changes and at punctuation: `computeMean` becomes `compute_mean`, and the data label
//!   `taps.left` becomes `TAPS_LEFT`;
//! - any other letter becomes a word with its code: `ρ0` becomes `u3c1_0`;
//! - a name that would begin with a digit gets an underscore before it;
//! - a keyword becomes a raw identifier, such as `r#match`, or gets an underscore where it cannot be one: `self_`;
//! - if several names become the same, one that was already written so keeps it, and the others get `_2`, `_3`, ... in
//!   the order of the file. Only `PROGRAM` is reserved, and `vsp_runtime` for modules, so everything that a program
//!   exports has a name.
//!
//! Of several symbols of the same kind and name, only the first is bound. The documentation of each item says what it
//! stands for.
//!
//! Cargo runs the build script again only when one of the program files changes, all files of a project among them, or an
//! environment variable that chooses the tool which makes static libraries (such as `AR`). Then only programs that changed are
//! compiled again, and no file is written whose content has not changed. Neither a C compiler nor such a tool is needed: without
//! a suitable one, vsp-build writes the library itself.
//!
//! The module does not depend on names in your crate, which may have any edition, no prelude, macros and modules named
//! like those of `core`, and deny every lint.
//!
//! # Programs with errors
//!
//! All errors in a program are shown at once, as one compile error with `file:line:column` of the program's source, and as one
//! warning of Cargo's. The module still exists, so that an editor loses nothing over a typo. It declares what the program would
//! export and what its last version without errors exported, as far as either is known. If neither is, it has `PROGRAM` alone.
//! [`try_compile`] returns the same as an error, and lets the build script decide.
//!
//! # Checks, documentation, Miri
//!
//! A build that runs nothing needs no native code. With `VSP_BUILD=check` in the environment, and for docs.rs, which sets
//! `DOCS_RS`, the bindings lead to the interpreter, and no code generator runs; nothing warns, and [`Builder::require_native`]
//! asks for nothing. An editor checks faster with it (in rust-analyzer: `"rust-analyzer.cargo.extraEnv": { "VSP_BUILD":
//! "check" }`, with its own target folder by `"rust-analyzer.cargo.targetDir": true`, or it and the terminal rebuild each
//! other's work). Miri runs no machine code; for it (`cfg(miri)`) programs are interpreted, too.
//!
//! Cargo compiles the code generator without optimisation unless the workspace's
//! `Cargo.toml` says `opt-level = 3` under `[profile.dev.build-override]`. A build script in which programs take more than two
//! seconds says so in a warning, with the program that took longest.
//!
//! # Targets
//!
//! Native code is made for the target that Cargo builds for, on whatever machine the build runs: x86-64, aarch64, riscv64gc
//! and s390x, in ELF, Mach-O or COFF objects. It uses the processor features that rustc uses (`-C target-feature`,
//! `-C target-cpu`), and none because the building machine has it. It is fast code, in debug builds too, unless
//! [`Builder::optimization`] says that it shall be made quickly. The module `targets` of the crate vsp-codegen lists what is tested.
//!
//! On other targets the same bindings lead to the interpreter, which gives the same results; `PROGRAM.engine()` tells which
//! engine there is. So they do for target specifications of one's own, unless these are called as a known target would be
//! and are like it. The build script then gives one warning, which says why; Cargo shows it where the package is one of
//! yours, and not where it comes from a registry. [`Builder::require_native`] makes that an error; [`Builder::warnings`] can
//! hide it.
//!
//! # Without native code
//!
//! ```toml
//! [build-dependencies]
//! vsp-build = { version = "0.1", default-features = false }
//! ```
//!
//! leaves out the feature `native`, and with it the code generator, which takes minutes to compile: all programs are
//! interpreted, on all targets, and nothing warns of that. If any package of a build wants the feature, all get it.
#![forbid(unsafe_code)]

mod bindings;
mod builder;
mod directives;
mod environment;
mod error;
mod gone;
mod input;
mod key;
mod literal;
#[cfg(feature = "native")]
mod native;
#[cfg(not(feature = "native"))]
#[path = "no_native.rs"]
mod native;
mod output;
mod process;
mod program;
mod settings;
mod stopwatch;
mod symbols;
#[cfg(test)]
mod tests;

pub use builder::Builder;
pub use error::Error;
/// How much work goes into a program's native code: [`Optimization::Fast`] unless [`Builder::optimization`] sets another.
pub use vsp_isa::options::Optimization;

/// How large programs may be to be compiled: see [`Builder::limits`].
pub use vsp_isa::limits::CompileLimits;

use std::path::Path;

/// Compiles a program, from a build script. If that cannot be done, the build fails with a message that says why: see
/// [`Builder::compile`].
///
/// The path is relative to the folder of the package's `Cargo.toml`. For more than one program, and for other names and
/// settings, there is [`Builder`].
///
/// ```no_run
/// vsp_build::compile("filter.lis");
/// ```
pub fn compile(path: impl AsRef<Path>) {
    Builder::new().file(path).compile();
}

/// Compiles a program, from a build script, as [`compile`] does.
///
/// # Errors
/// Everything that is wrong: with the file, all the lines of an assembly file, the build script's environment, or this
/// crate. A file that is not there has Cargo run the build script again each time: see [`Builder::try_compile`].
///
/// ```no_run
/// if let Err(error) = vsp_build::try_compile("programs/collatz.sil") {
///     println!("cargo::warning=built without collatz: {error}");
/// }
/// ```
pub fn try_compile(path: impl AsRef<Path>) -> Result<(), Error> {
    Builder::new().file(path).try_compile()
}
