//! Just-in-time compilers: machine code for programs that are loaded at run time.
//!
//! A [`Jit`] compiles a [`Program`](crate::Program) to machine code for the processor at hand, by one of two engines:
//! - [`Engine::Dynasm`](crate::Engine::Dynasm) (feature `jit`) puts the code together from templates, within a few times the
//!   time that it takes to read the program, on 64-bit ARM and x86-64;
//! - [`Engine::Cranelift`](crate::Engine::Cranelift) (feature `cranelift`) is the code generator of the build scripts: it takes
//!   its time for code that is as fast as what a crate is built with.
//!
//! ```
//! use vsp_runtime::{Engine, Jit, Outcome, Program, Reg, Vm};
//!
//! let source = "
//!     .mode SIL-64
//!     .global triple
//!     triple: LI     R4, 3
//!             MULINT R0, R4
//!             RET
//! ";
//! let program = Program::from_container(vsp_isa::asm::assemble(source, "triple.sil").unwrap()).unwrap();
//!
//! let jit = Jit::new(Engine::Cranelift);
//! // Where no machine code can be made, the program still runs as it was.
//! let program = jit.compile(&program).unwrap_or(program);
//! let mut vm = Vm::builder(&program).fuel(1000).build().unwrap();
//! vm.set_integer(Reg::R0, 14).unwrap();
//! assert_eq!(vm.call("triple"), Ok(Outcome::Returned));
//! assert_eq!((vm.integer(Reg::R0), vm.fuel_used()), (Ok(42), Some(3)));
//! ```
//!
//! What [`Jit::compile`] gives is the same program in another form: machines, snapshots, fuel and outcomes do not differ but in
//! time. A machine that exists goes on in it by [`Vm::move_to`](crate::Vm::move_to), [`Jit::execute`], or, as soon as its
//! program is worth it, by itself:
//!
//! ```
//! use vsp_runtime::{Engine, Jit, Outcome, Program, Tiering, Vm};
//!
//! let source = "main: PREFETCH 0\n JMP main";
//! let program = Program::from_container(vsp_isa::asm::assemble(source, "endless.sil").unwrap()).unwrap();
//!
//! let jit = Jit::new(Engine::Cranelift);
//! let tiering = Tiering::new().then(1000, &jit);
//! let mut vm = Vm::builder(&program).tiering(tiering).fuel(1_000_000).build().unwrap();
//! assert_eq!(vm.engine(), Engine::Interpreter);
//! assert_eq!((vm.run(), vm.fuel_used()), (Outcome::OutOfFuel, Some(1_000_000)));
//! let expected = if jit.refusal(&program).is_none() { Engine::Cranelift } else { Engine::Interpreter };
//! assert_eq!(vm.engine(), expected);
//! ```
//!
//! # Memory
//!
//! Machine code lies in pages of its own, which are written first and executed then, never both at once. A system may refuse
//! such pages (hardened services, containers with filters, Apple's hardened runtime without the entitlement
//! `com.apple.security.cs.allow-jit`): that is [`JitError::MemoryRefused`]. A page belongs to one program at a time. It can no
//! longer be executed when neither the [`Jit`], nor a program, nor a machine uses its code any more, and goes back to the
//! system; but a thread keeps the last ones that it gave up, of up to 4 MiB, for the next program. A [`Jit`] keeps everything
//! that it has compiled, with the programs, until [`Jit::clear`] or until its last clone is dropped.
//!
//! A system may lack memory, or threads, for a while: see [`JitError::is_lasting`].
//!
//! # Limits, stacks
//!
//! A program may have as much to compile as [`JitBuilder::limits`] says; more is refused. Compiling takes memory in proportion
//! to the machine code that comes out.
//!
//! Neither compiling nor running takes more than 32 KiB of the caller's stack, debug builds included, but for what a
//! host's methods need. Cranelift runs on threads that are started for it, with stacks of 4 MiB. While a program runs, its
//! machine code has one frame on the stack, of at most 4 KiB.
//!
//! # Profilers
//!
//! With the environment variable `VSP_PERF_MAP=1`, or [`JitBuilder::perf_map`], a line for each piece of code goes to
//! `/tmp/perf-PID.map`, where Linux's perf and others look for names:
//!
//! ```text
//! $ VSP_PERF_MAP=1 perf record vsp run collatz.silc --engine cranelift
//! $ perf report --stdio
//!     97.31%  vsp      [JIT] tid 4711       [.] vsp:steps
//! $ cat /tmp/perf-4711.map
//! 7f3a5c1de000 1f4 vsp:steps
//! ```
//!
//! A name is `vsp:` and the label of the program that the code was made of, or the last label before with the distance in
//! bytes, as in `vsp:next+0x10`. Lines stay when code goes. The map is written to a file that is this user's alone; if there is
//! anything else under its name, a link, a pipe, or somebody's file, there is no map.
//!
//! # Miri
//!
//! Miri runs no machine code: every program is refused with [`JitError::UnsupportedTarget`] there, and interpreted.

mod back_end;
mod cache;
mod compiled;
mod compiler;
#[cfg(all(feature = "cranelift", not(target_family = "wasm")))]
mod cranelift;
#[cfg(feature = "jit")]
mod dynasm;
mod error;
mod instruction_cache;
mod memory;
mod output;
mod perf_map;
#[cfg(feature = "cranelift")]
#[cfg_attr(target_family = "wasm", allow(dead_code, reason = "there is no such code"))]
mod regions;
mod statistics;
mod tiering;

pub(crate) use compiled::Compiled;
pub use compiler::{Jit, JitBuilder};
pub use error::JitError;
pub(crate) use instruction_cache::synchronize;
pub use statistics::JitStatistics;
pub use tiering::Tiering;
pub(crate) use tiering::Tiers;
