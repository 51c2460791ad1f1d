//! Programs that can be run: part of the crate, or loaded while running.

#[cfg(feature = "alloc")]
use crate::decoded::Decoded;
use crate::limits::Limits;
#[cfg(feature = "alloc")]
use crate::loaded::Loaded;
use crate::native::NativeCode;
use crate::static_program::StaticProgram;
#[cfg(feature = "alloc")]
use alloc::sync::Arc;
use core::fmt;
use core::ptr;
use vsp_isa::container::Image;
#[cfg(feature = "alloc")]
use vsp_isa::container::{Container, ReadError, WriteError};
use vsp_isa::flow::Marks;

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
    #[cfg(feature = "alloc")]
    Loaded(Arc<Loaded>),
}

impl Program {
    /// A program that was made when the crate was built.
    #[doc(hidden)]
    pub const fn from_static(program: &'static StaticProgram) -> Program {
        Program(Source::Static(program))
    }

    /// What running the program needs: code, data, exported functions.
    #[inline]
    pub fn image(&self) -> Image<'_> {
        match &self.0 {
            Source::Static(program) => program.image,
            #[cfg(feature = "alloc")]
            Source::Loaded(loaded) => loaded.container.image(),
        }
    }

    /// What the interpreter needs of the program's control flow.
    pub(crate) fn marks(&self) -> Marks<'_> {
        match &self.0 {
            Source::Static(program) => program.marks,
            #[cfg(feature = "alloc")]
            Source::Loaded(loaded) => loaded.marks(),
        }
    }

    pub(crate) fn native(&self) -> Option<&'static NativeCode> {
        match &self.0 {
            Source::Static(program) => program.native,
            #[cfg(feature = "alloc")]
            Source::Loaded(_) => None,
        }
    }

    /// The name that the build script gave it; empty for programs that were loaded.
    pub fn name(&self) -> &str {
        match &self.0 {
            Source::Static(program) => program.name,
            #[cfg(feature = "alloc")]
            Source::Loaded(_) => "",
        }
    }

    /// Whether both are the same program, and not only equal ones.
    pub(crate) fn is_same(&self, other: &Program) -> bool {
        match (&self.0, &other.0) {
            (Source::Static(one), Source::Static(other)) => ptr::eq(*one, *other),
            #[cfg(feature = "alloc")]
            (Source::Loaded(one), Source::Loaded(other)) => Arc::ptr_eq(one, other),
            #[cfg(feature = "alloc")]
            (Source::Static(_), Source::Loaded(_)) | (Source::Loaded(_), Source::Static(_)) => false,
        }
    }

    /// What runs it, unless the builder of a machine says otherwise or asks for fuel that the machine code cannot count.
    pub fn engine(&self) -> Engine {
        if self.native().is_some() { Engine::Native } else { Engine::Interpreter }
    }

    /// The sizes that machines get for it, unless their builder says otherwise.
    pub fn limits(&self) -> Limits {
        match &self.0 {
            Source::Static(program) => program.limits,
            #[cfg(feature = "alloc")]
            Source::Loaded(_) => Limits::DEFAULT,
        }
    }
}

#[cfg(feature = "alloc")]
impl Program {
    /// Loads a SILC file. The interpreter will run it.
    ///
    /// Only with the feature `alloc`.
    ///
    /// # Errors
    /// The first thing that is wrong with the file, and where.
    pub fn from_bytes(bytes: &[u8]) -> Result<Program, ReadError> {
        Container::read(bytes).map(Program::from_valid)
    }

    /// Takes a program that was assembled, read or put together before. The interpreter will run it.
    ///
    /// Only with the feature `alloc`.
    ///
    /// # Errors
    /// If it could not be written as a file, for instance because its entry point is outside the code.
    pub fn from_container(container: Container) -> Result<Program, WriteError> {
        container.write()?;
        Ok(Program::from_valid(container))
    }

    fn from_valid(container: Container) -> Program {
        Program(Source::Loaded(Arc::new(Loaded::new(container))))
    }

    /// The program itself: code, data, symbols, debug information.
    ///
    /// Only with the feature `alloc`; see [`image`](Self::image).
    ///
    /// # Panics
    /// If the file that a build script or macro has put into the crate was changed since.
    pub fn container(&self) -> &Container {
        match &self.0 {
            Source::Static(program) => program.container(),
            Source::Loaded(loaded) => &loaded.container,
        }
    }

    /// The program's instructions, decoded once for all machines.
    pub(crate) fn decoded(&self) -> &Decoded {
        match &self.0 {
            Source::Static(program) => program.decoded(),
            Source::Loaded(loaded) => loaded.decoded(),
        }
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program")
            .field("name", &self.name())
            .field("engine", &self.engine())
            .field("code_bytes", &self.image().code.len())
            .finish_non_exhaustive()
    }
}
