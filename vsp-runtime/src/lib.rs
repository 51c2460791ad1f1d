//! Runs programs for the Virtual SIL Processor.
//!
//! A [`Program`] comes from a build script ([`include_program!`]), as native code wherever there is a back end for the target,
//! or from the bytes of a SILC file, which a JIT can compile. A [`Vm`] runs it and talks to a [`Host`]; a run ends with an
//! [`Outcome`]. The same program gives the same bits with every [`Engine`].
//!
//! ```
//! use vsp_runtime::{Outcome, Program, Reg, Vm};
//!
//! let source = "
//!     .mode SIL-64
//!     main:   LI     R0, 6
//!             LI     R4, 7
//!             MULINT R0, R4
//!             HLT
//! ";
//! let file = vsp_runtime::isa::asm::assemble(source, "product.sil").unwrap().write().unwrap();
//!
//! let program = Program::from_bytes(&file).unwrap();
//! let mut vm = Vm::new(&program);
//! assert_eq!(vm.run(), Outcome::Halted);
//! assert_eq!(vm.integer(Reg::R0), Ok(42));
//! ```
//!
//! Programs need not be trusted: no file and no sequence of instructions reads or writes outside of the machine, ends the
//! process, or runs past its fuel ([`VmBuilder::fuel`]).
//!
//! # Features
//!
//! - `std`, on by default, gives the default host a clock and catches panics in a host's methods. It includes:
//! - `alloc`: programs loaded at run time, the default host, machines whose memory is allocated, and an
//!   interpreter that translates a program once; the first and the last with `interpreter`.
//! - `interpreter`, on by default, runs programs that have no machine code, such as those loaded at run time.
//!   Without it a program of the crate that has no native code for the target is a compile error. All else is the same:
//!   only what executes the program's own instructions is linked, for those that native code leaves to the runtime.
//! - `verify`: release builds check the interpreter's translation, too, as debug builds always do; and the code generator of macros and
//!   JITs checks each of its steps.
//! - `macros`: the macro `vsp!` for inline programs.
//! - `lis`: `Program::from_lis`, which compiles LIS at run time.
//! - `jit`: machine code from templates at run time, on 64-bit ARM and x86-64.
//! - `cranelift`: machine code at run time by the code generator of the build scripts, with the back end for the host's processor
//!   only.
//! - `cranelift-shared`: the same, with all back ends, as build scripts and `vsp!` have them. If you use those, Cargo then compiles the
//!   code generator once for both, in builds that optimise both alike; nothing else differs.
//!
//! With one of the last three there is the module `jit`, which says how to use them.
//!
//! Without any the crate needs only `core` and atomic booleans. It then runs the programs that are part of the crate, by
//! [`include_program!`] or `vsp!`, in a [`Storage`], with a [`Host`] of yours or [`Unattached`]; natively, or by the interpreter
//! where there is no back end. Snapshots are written to a buffer ([`Vm::snapshot_into`]). Code that was written without a feature means the
//! same with it.
//!
//! # Unsafe code
//!
//! The crate has unsafe code for two purposes. The first is to call the machine code of compiled programs, which calls back
//! with a pointer to the machine. The second is the interpreter, whose operations rely on checks of the translator, and
//! pass pointers to the machine to each other. So memory that the code writes to is reached through pointers, in a [`Storage`], too.
//! A JIT also needs executable memory, and must flush instruction caches. Each unsafe block says why it is sound.
#![no_std]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod bindings;
#[cfg(feature = "alloc")]
mod boxes;
mod buffers;
#[cfg(feature = "alloc")]
mod default_host;
mod engine;
mod execute;
#[cfg_attr(not(feature = "interpreter"), path = "lone_executor.rs")]
mod executor;
#[cfg(feature = "lis")]
mod from_lis;
#[doc(hidden)]
pub mod generated;
mod guard;
mod host;
mod host_error;
#[cfg(feature = "macros")]
mod inline;
mod instructions;
mod interpreter;
mod interrupt;
#[cfg(any(feature = "jit", feature = "cranelift"))]
pub mod jit;
mod limits;
#[cfg(all(feature = "alloc", feature = "interpreter"))]
mod loaded;
mod machine;
mod machine_code;
mod native;
mod native_code;
mod outcome;
mod precise;
mod program;
mod saved;
mod snapshot;
mod static_program;
mod storage;
#[cfg(all(feature = "alloc", feature = "interpreter"))]
mod threaded;
mod trap;
mod vm;

#[cfg(feature = "alloc")]
pub use default_host::{DefaultHost, HostLimits};
pub use engine::Engine;
pub use host::{Host, Sensed, Syscall, Unattached};
pub use host_error::{HostError, HostErrorKind};
pub use interrupt::{InterruptFlag, InterruptHandle};
#[cfg(any(feature = "jit", feature = "cranelift"))]
pub use jit::{Jit, JitError, Tiering};
pub use limits::Limits;
pub use outcome::Outcome;
pub use program::Program;
pub use snapshot::{SnapshotError, SnapshotWriter};
pub use storage::Storage;
pub use trap::Trap;
pub use vm::{Bounds, Function, OtherProgram, SetupError, UnknownFunction, Vm, VmBuilder};

pub use vsp_isa as isa;
#[cfg(any(feature = "jit", feature = "cranelift"))]
pub use vsp_isa::limits::CompileLimits;
#[cfg(any(feature = "jit", feature = "cranelift"))]
pub use vsp_isa::options::Optimization;
pub use vsp_isa::{Cell, Flags, Mode, Reg, Registers, TrapKind};
#[cfg(feature = "lis")]
pub use vsp_lis as lis;
