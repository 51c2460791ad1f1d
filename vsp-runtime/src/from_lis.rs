//! Programs in LIS that are compiled at run time.

use crate::program::Program;
use std::path::Path;
use std::string::ToString;
use std::vec::Vec;
use vsp_lis::{Compiled, Errors, Exports, Sources};

impl Program {
    /// Compiles a program in LIS that is one text; `name` stands before every message. The language is described in the crate
    /// vsp-lis, which is here as [`lis`](crate::lis).
    ///
    /// Only with the feature `lis`. How the program's functions are called is what [`lis::signatures`](crate::lis::signatures) says of
    /// its [`container`](Program::container). A JIT takes the program as it does any other.
    ///
    /// # Errors
    /// Everything that is wrong with it, to be displayed.
    ///
    /// ```
    /// use vsp_runtime::{Outcome, Program, Reg, Vm};
    ///
    /// let source = "
    ///     static level: Float = 0.0;
    ///     pub fn smooth(x: Float) -> Float {
    ///         level = level + 0.25 * (x - level);
    ///         return level;
    ///     }
    /// ";
    /// let program = Program::from_lis(source, "smooth.lis").unwrap();
    /// let mut vm = Vm::new(&program);
    /// vm.set_float(Reg::R0, 2.0).unwrap();
    /// assert_eq!(vm.call("smooth"), Ok(Outcome::Returned));
    /// assert_eq!(vm.float(Reg::R0), Ok(0.5));
    ///
    /// let errors = Program::from_lis("fn main() { pint(1); }", "demo.lis").unwrap_err();
    /// assert_eq!(errors.lines(), ["demo.lis:1:13: there is no function `pint`; did you mean `print`?"]);
    /// ```
    pub fn from_lis(source: &str, name: &str) -> Result<Program, Errors> {
        loaded(vsp_lis::compile_str(source, name)?)
    }

    /// Compiles a file of LIS, or the project in a folder, with all modules that it uses.
    ///
    /// Only with the feature `lis`. It reads files that the program names, within the project and its dependencies: for programs that
    /// come from strangers there is [`from_lis`](Self::from_lis), which reads none.
    ///
    /// # Errors
    /// Everything that is wrong with it; files that cannot be read.
    pub fn from_lis_path(path: impl AsRef<Path>) -> Result<Program, Errors> {
        loaded(vsp_lis::compile_path(path)?)
    }
}

fn loaded(compiled: Compiled) -> Result<Program, Errors> {
    // What the compiler writes can be read; but who knows how long a part of it may get.
    Program::from_container(compiled.container).map_err(|error| Errors {
        diagnostics: Vec::new(),
        sources: Sources::default(),
        other: Some(error.to_string()),
        exports: Exports::default(),
    })
}
