//! Functions of programs that are looked up once.

use super::{OtherProgram, UnknownFunction, Vm};
use crate::host::Host;
use crate::outcome::Outcome;
use crate::program::Identity;

/// An exported function of a program: what [`Vm::function`] has found.
///
/// It is good for every machine of the program, with every engine and in every form that a JIT makes of it, and for no other:
/// a program that was loaded twice is two.
///
/// ```
/// use vsp_runtime::{OtherProgram, Outcome, Program, Reg, Vm};
/// let source = "
///     .mode SIL-64
///     .global double
///     double: ADDINT R0, R0
///             RET
/// ";
/// let container = vsp_isa::asm::assemble(source, "double.sil").unwrap();
/// let program = Program::from_container(container.clone()).unwrap();
/// let mut vm = Vm::new(&program);
/// let double = vm.function("double")?;
/// vm.set_integer(Reg::R0, 1).unwrap();
/// for _ in 0..10 {
///     assert_eq!(vm.call_function(double), Ok(Outcome::Returned));
/// }
/// assert_eq!(vm.integer(Reg::R0), Ok(1024));
///
/// let other = Program::from_container(container).unwrap();
/// assert_eq!(Vm::new(&other).call_function(double), Err(OtherProgram));
/// # Ok::<(), vsp_runtime::UnknownFunction>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Function {
    program: Identity,
    address: u32,
}

impl Function {
    /// Its address in the program's code.
    pub const fn address(self) -> u32 {
        self.address
    }
}

impl<H: Host> Vm<H> {
    /// Looks an exported function up, for calls that then need not: see [`call_function`](Self::call_function).
    ///
    /// # Errors
    /// If the program exports no such function.
    pub fn function(&self, name: &str) -> Result<Function, UnknownFunction> {
        let image = self.program.image();
        let address = image.function(name).ok_or_else(|| UnknownFunction::new(name, &image))?;
        Ok(Function { program: self.program.identity(), address })
    }

    /// Begins a new run at a function that was looked up, as [`call`](Self::call) does by its name.
    ///
    /// Where machine code runs, all but the first call of a function go straight into it: they take a few nanoseconds besides what
    /// the function does. A machine knows the way into 16 functions at a time, until what runs changes: by a move to other
    /// machine code, by an interrupt handle, or when fuel begins or ceases to be counted.
    ///
    /// # Errors
    /// If the function is another program's; nothing has changed then.
    ///
    /// # Panics
    /// As [`run`](Self::run).
    #[inline]
    pub fn call_function(&mut self, function: Function) -> Result<Outcome, OtherProgram> {
        if function.program != self.program.identity() {
            return Err(OtherProgram);
        }
        Ok(self.call_address(function.address))
    }
}
