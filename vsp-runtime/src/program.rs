//! Programs that can be run: part of the crate, or loaded at run time.

use crate::engine::Engine;
use crate::executor::Executor;
use crate::instructions::Instructions;
#[cfg(any(feature = "jit", feature = "cranelift"))]
use crate::jit::Compiled;
use crate::limits::Limits;
#[cfg(all(feature = "alloc", feature = "interpreter"))]
use crate::loaded::Loaded;
use crate::machine_code::MachineCode;
use crate::static_program::StaticProgram;
#[cfg(all(feature = "alloc", feature = "interpreter"))]
use crate::threaded::Translation;
#[cfg(all(feature = "alloc", feature = "interpreter"))]
use alloc::sync::Arc;
use core::fmt;
use core::ptr;
use vsp_isa::Mode;
#[cfg(feature = "alloc")]
use vsp_isa::container::Container;
use vsp_isa::container::Image;
#[cfg(all(feature = "alloc", feature = "interpreter"))]
use vsp_isa::container::{ReadError, WriteError};
use vsp_isa::flow::Marks;

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
pub struct Program {
    source: Source,
    /// Machine code that was made of it while running.
    #[cfg(any(feature = "jit", feature = "cranelift"))]
    compiled: Option<Arc<Compiled>>,
}

#[derive(Clone)]
enum Source {
    Static(&'static StaticProgram),
    #[cfg(all(feature = "alloc", feature = "interpreter"))]
    Loaded(Arc<Loaded>),
}

/// What tells a program from all others, also from those that are no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Identity {
    /// Where it is.
    Static(usize),
    /// Its number among those that were loaded.
    #[cfg(all(feature = "alloc", feature = "interpreter"))]
    Loaded(usize),
}

impl Program {
    /// A program that was made when the crate was built.
    #[doc(hidden)]
    pub const fn from_static(program: &'static StaticProgram) -> Program {
        Program::from_source(Source::Static(program))
    }

    const fn from_source(source: Source) -> Program {
        Program {
            source,
            #[cfg(any(feature = "jit", feature = "cranelift"))]
            compiled: None,
        }
    }

    /// What running the program needs: code, data, exported functions.
    #[inline]
    pub fn image(&self) -> Image<'_> {
        match &self.source {
            Source::Static(program) => program.image,
            #[cfg(all(feature = "alloc", feature = "interpreter"))]
            Source::Loaded(loaded) => loaded.container.image(),
        }
    }

    /// What the interpreter needs of the program's control flow.
    pub(crate) fn marks(&self) -> Marks<'_> {
        match &self.source {
            Source::Static(program) => program.marks,
            #[cfg(all(feature = "alloc", feature = "interpreter"))]
            Source::Loaded(loaded) => loaded.marks(),
        }
    }

    /// What the precise interpreter reads.
    #[inline]
    pub(crate) fn instructions(&self) -> Instructions<'_> {
        Instructions { image: self.image(), marks: self.marks(), executor: self.executor() }
    }

    /// What executes its instructions one by one.
    #[inline]
    pub(crate) fn executor(&self) -> Executor {
        match &self.source {
            Source::Static(program) => program.executor,
            #[cfg(all(feature = "alloc", feature = "interpreter"))]
            Source::Loaded(_) => Executor::ANY,
        }
    }

    /// The machine code that an engine would run, if there is some.
    pub(crate) fn code(&self, engine: Engine) -> Option<MachineCode<'_>> {
        match engine {
            Engine::Native => match &self.source {
                Source::Static(program) => program.native.map(MachineCode::Native),
                #[cfg(all(feature = "alloc", feature = "interpreter"))]
                Source::Loaded(_) => None,
            },
            Engine::Interpreter => None,
            #[cfg(any(feature = "jit", feature = "cranelift"))]
            Engine::Dynasm | Engine::Cranelift => {
                let compiled = self.compiled.as_deref().filter(|compiled| compiled.engine() == engine);
                compiled.map(MachineCode::Compiled)
            }
            #[cfg(not(any(feature = "jit", feature = "cranelift")))]
            Engine::Dynasm | Engine::Cranelift => None,
        }
    }

    /// The name that the build script gave it; empty for programs that were loaded.
    pub fn name(&self) -> &str {
        match &self.source {
            Source::Static(program) => program.name,
            #[cfg(all(feature = "alloc", feature = "interpreter"))]
            Source::Loaded(_) => "",
        }
    }

    /// What tells the program from all others. What it was compiled to makes no difference.
    #[inline]
    pub(crate) fn identity(&self) -> Identity {
        match &self.source {
            Source::Static(program) => Identity::Static(ptr::from_ref(*program).addr()),
            #[cfg(all(feature = "alloc", feature = "interpreter"))]
            Source::Loaded(loaded) => Identity::Loaded(loaded.number),
        }
    }

    /// Whether both are the same program, and not only equal ones.
    #[inline]
    pub(crate) fn is_same(&self, other: &Program) -> bool {
        // As comparing identities, which takes longer: every typed call does this.
        match (&self.source, &other.source) {
            (Source::Static(one), Source::Static(other)) => ptr::eq(*one, *other),
            #[cfg(all(feature = "alloc", feature = "interpreter"))]
            (Source::Loaded(one), Source::Loaded(other)) => one.number == other.number,
            #[cfg(all(feature = "alloc", feature = "interpreter"))]
            (Source::Static(_), Source::Loaded(_)) | (Source::Loaded(_), Source::Static(_)) => false,
        }
    }

    /// The mode that runs begin in.
    #[inline]
    pub(crate) fn first_mode(&self) -> Mode {
        match &self.source {
            Source::Static(program) => program.image.mode,
            #[cfg(all(feature = "alloc", feature = "interpreter"))]
            Source::Loaded(loaded) => loaded.container.mode,
        }
    }

    /// Whether both have the same code besides being the same program, so that it makes no difference which one runs.
    pub(crate) fn has_code_of(&self, other: &Program) -> bool {
        #[cfg(any(feature = "jit", feature = "cranelift"))]
        let is_code_same = match (&self.compiled, &other.compiled) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        #[cfg(not(any(feature = "jit", feature = "cranelift")))]
        let is_code_same = true;
        is_code_same && self.is_same(other)
    }

    /// What runs it, unless the builder of a machine says otherwise or asks for fuel that the machine code cannot count.
    pub fn engine(&self) -> Engine {
        #[cfg(any(feature = "jit", feature = "cranelift"))]
        if let Some(compiled) = &self.compiled {
            return compiled.engine();
        }
        if self.code(Engine::Native).is_some() { Engine::Native } else { Engine::Interpreter }
    }

    /// The sizes that machines get for it, unless their builder says otherwise.
    pub fn limits(&self) -> Limits {
        match &self.source {
            Source::Static(program) => program.limits,
            #[cfg(all(feature = "alloc", feature = "interpreter"))]
            Source::Loaded(_) => Limits::DEFAULT,
        }
    }
}

#[cfg(feature = "alloc")]
impl Program {
    /// The program itself: code, data, symbols, debug information.
    ///
    /// Only with the feature `alloc`; see [`image`](Self::image).
    ///
    /// # Panics
    /// If the file that a build script or macro has put into the crate was changed since.
    pub fn container(&self) -> &Container {
        match &self.source {
            Source::Static(program) => program.container(),
            #[cfg(feature = "interpreter")]
            Source::Loaded(loaded) => &loaded.container,
        }
    }
}

#[cfg(all(feature = "alloc", feature = "interpreter"))]
impl Program {
    /// Loads a SILC file. The interpreter will run it.
    ///
    /// Only with the features `alloc` and `interpreter`.
    ///
    /// # Errors
    /// The first thing that is wrong with the file, and where.
    pub fn from_bytes(bytes: &[u8]) -> Result<Program, ReadError> {
        Container::read(bytes).map(Program::from_valid)
    }

    /// Takes a program that was assembled, read or put together before. The interpreter will run it.
    ///
    /// Only with the features `alloc` and `interpreter`.
    ///
    /// # Errors
    /// If it could not be written as a file, for instance because its entry point is outside the code.
    pub fn from_container(container: Container) -> Result<Program, WriteError> {
        container.check()?;
        Ok(Program::from_valid(container))
    }

    fn from_valid(container: Container) -> Program {
        Program::from_source(Source::Loaded(Arc::new(Loaded::new(container))))
    }

    /// The program as operations, translated once for all machines, with or without what counts fuel and looks for interrupts;
    /// `None` where it would take too much memory.
    pub(crate) fn translation(&self, metered: bool) -> Option<&Translation> {
        match &self.source {
            Source::Static(program) => program.translation(metered),
            Source::Loaded(loaded) => loaded.translation(metered),
        }
    }
}

#[cfg(any(feature = "jit", feature = "cranelift"))]
impl Program {
    /// The same program with other compiled code, or with none.
    pub(crate) fn with_compiled(&self, compiled: Option<Arc<Compiled>>) -> Program {
        Program { source: self.source.clone(), compiled }
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
