//! Programs that can be run: made by a build script, or loaded while running.

use crate::decoded::Decoded;
use crate::limits::Limits;
use crate::native::NativeCode;
use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt;
use once_cell::race::OnceBox;
use vsp_isa::container::{Container, ReadError, WriteError};

/// What carries a program out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Engine {
    /// Machine code that was made when the crate was built.
    Native,
    /// The interpreter, which runs everywhere.
    Interpreter,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Engine::Native => "native",
            Engine::Interpreter => "interpreter",
        })
    }
}

/// A program, ready to be run by any number of [`Vm`](crate::Vm)s at a time. Cloning it is cheap.
///
/// ```
/// use vsp_runtime::{Engine, Outcome, Program, Vm};
/// let container = vsp_isa::asm::assemble("main: MOVI R0, 3\n HLT", "three.sil").unwrap();
/// let file = container.write().unwrap();
///
/// let program = Program::from_bytes(&file).unwrap();
/// assert_eq!(program.engine(), Engine::Interpreter);
/// assert_eq!(Vm::new(&program).run(), Outcome::Halted);
/// ```
#[derive(Clone)]
pub struct Program(Source);

#[derive(Clone)]
enum Source {
    Static(&'static StaticProgram),
    Loaded(Arc<Loaded>),
}

/// A program that was made by vsp-build; [`bindings!`](crate::bindings) makes these.
#[doc(hidden)]
pub struct StaticProgram {
    name: &'static str,
    file: &'static [u8],
    native: Option<&'static NativeCode>,
    limits: Limits,
    loaded: OnceBox<Arc<Loaded>>,
}

/// A program that has been read.
pub(crate) struct Loaded {
    pub name: &'static str,
    pub container: Container,
    pub native: Option<&'static NativeCode>,
    pub limits: Limits,
    decoded: OnceBox<Decoded>,
}

impl Loaded {
    /// What the interpreter works with; the first call decodes the program.
    pub fn decoded(&self) -> &Decoded {
        self.decoded.get_or_init(|| Box::new(Decoded::new(&self.container)))
    }

    /// The same, if the program has been decoded.
    pub fn decoded_already(&self) -> Option<&Decoded> {
        self.decoded.get()
    }
}

impl StaticProgram {
    /// The parts of a static program. `file` must be a SILC file that vsp-build has checked.
    pub const fn new(
        name: &'static str,
        file: &'static [u8],
        native: Option<&'static NativeCode>,
        limits: Limits,
    ) -> StaticProgram {
        StaticProgram { name, file, native, limits, loaded: OnceBox::new() }
    }

    fn loaded(&'static self) -> &'static Arc<Loaded> {
        self.loaded.get_or_init(|| {
            let container = Container::read(self.file).expect("vsp-build has written a valid file");
            Box::new(Arc::new(Loaded {
                name: self.name,
                container,
                native: self.native,
                limits: self.limits,
                decoded: OnceBox::new(),
            }))
        })
    }
}

impl Program {
    /// A program that was made when the crate was built.
    #[doc(hidden)]
    pub const fn from_static(program: &'static StaticProgram) -> Program {
        Program(Source::Static(program))
    }

    /// Loads a SILC file. The interpreter will run it.
    ///
    /// # Errors
    /// The first thing that is wrong with the file, and where.
    pub fn from_bytes(bytes: &[u8]) -> Result<Program, ReadError> {
        Container::read(bytes).map(Program::from_valid)
    }

    /// Takes a program that was assembled, read or put together before. The interpreter will run it.
    ///
    /// # Errors
    /// If it could not be written as a file, for instance because its entry point is outside the code.
    pub fn from_container(container: Container) -> Result<Program, WriteError> {
        container.write()?;
        Ok(Program::from_valid(container))
    }

    fn from_valid(container: Container) -> Program {
        Program(Source::Loaded(Arc::new(Loaded {
            name: "",
            container,
            native: None,
            limits: Limits::DEFAULT,
            decoded: OnceBox::new(),
        })))
    }

    pub(crate) fn loaded(&self) -> &Arc<Loaded> {
        match &self.0 {
            Source::Static(program) => program.loaded(),
            Source::Loaded(loaded) => loaded,
        }
    }

    /// The program itself: code, data, symbols, debug information.
    pub fn container(&self) -> &Container {
        &self.loaded().container
    }

    /// The name that the build script gave it; empty for programs that were loaded.
    pub fn name(&self) -> &str {
        self.loaded().name
    }

    /// Whether both are the same program, and not only equal ones.
    pub(crate) fn is_same(&self, other: &Program) -> bool {
        Arc::ptr_eq(self.loaded(), other.loaded())
    }

    /// What runs it, unless the builder of a machine says otherwise or asks for fuel that the machine code cannot count.
    pub fn engine(&self) -> Engine {
        if self.loaded().native.is_some() { Engine::Native } else { Engine::Interpreter }
    }

    /// The sizes that machines get for it, unless their builder says otherwise.
    pub fn limits(&self) -> Limits {
        self.loaded().limits
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.container().code.len();
        f.debug_struct("Program")
            .field("name", &self.name())
            .field("engine", &self.engine())
            .field("code_bytes", &code)
            .finish_non_exhaustive()
    }
}
