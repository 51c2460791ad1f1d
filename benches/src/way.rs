//! The ways to do the same work, side by side.

use std::fmt;
use vsp_runtime::{Engine, Jit, Program};

/// A way to do what a program does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// By the interpreter.
    Interpreter,
    /// By machine code that is made while running.
    Jit {
        /// Which of the two compilers makes it.
        engine: Engine,
        /// Whether it counts fuel, as it does unless told otherwise.
        metering: bool,
    },
    /// By machine code that a build script has made, which counts no fuel.
    Build,
    /// Without the machine: the same in Rust.
    Rust,
}

/// The templates, as they are unless told otherwise.
pub const DYNASM: Way = Way::Jit { engine: Engine::Dynasm, metering: true };

/// The code generator while running, as it is unless told otherwise.
pub const CRANELIFT: Way = Way::Jit { engine: Engine::Cranelift, metering: true };

/// All of them, in the order of tables.
pub const WAYS: [Way; 7] = [
    Way::Interpreter,
    DYNASM,
    Way::Jit { engine: Engine::Dynasm, metering: false },
    CRANELIFT,
    Way::Jit { engine: Engine::Cranelift, metering: false },
    Way::Build,
    Way::Rust,
];

/// Those that begin with a program's file.
pub const STARTERS: [Way; 3] = [Way::Interpreter, DYNASM, CRANELIFT];

/// Those that compile.
pub const COMPILERS: [Way; 3] = [DYNASM, CRANELIFT, Way::Build];

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Way::Interpreter => f.write_str("interpreter"),
            Way::Jit { engine, metering: true } => write!(f, "{engine}"),
            Way::Jit { engine, metering: false } => write!(f, "{engine}, no fuel"),
            Way::Build => f.write_str("build script"),
            Way::Rust => f.write_str("Rust"),
        }
    }
}

impl Way {
    /// A program of a build script in the form that runs this way; `None` for Rust, which needs none.
    ///
    /// # Errors
    /// Why the engine refuses it.
    pub fn form(self, built: &Program) -> Result<Option<Program>, String> {
        match self {
            Way::Rust => Ok(None),
            Way::Build if built.engine() == Engine::Native => Ok(Some(built.clone())),
            Way::Build => Err("no native code for this target".into()),
            Way::Interpreter | Way::Jit { .. } => {
                // As if its file had arrived just now: nothing is known of it, and no engine has prepared it.
                let container = built.container().clone();
                let program = Program::from_container(container).map_err(|error| error.to_string())?;
                self.started(&program).map(Some)
            }
        }
    }

    /// A program that was loaded while running in the form that runs this way.
    ///
    /// # Errors
    /// Why it has no such form.
    pub fn started(self, program: &Program) -> Result<Program, String> {
        match self {
            Way::Interpreter => Ok(program.clone()),
            Way::Jit { engine, metering } => {
                let jit = Jit::builder(engine).metering(metering).build();
                jit.compile(program).map_err(|error| error.to_string())
            }
            Way::Build | Way::Rust => Err("made when the crate is built".into()),
        }
    }
}
