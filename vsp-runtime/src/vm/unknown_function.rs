//! What a program does not export.

#[cfg(feature = "alloc")]
use alloc::string::{String, ToString};
use core::fmt;
use vsp_isa::container::Image;

/// A program has no exported function of a name.
///
/// With the feature `alloc` it tells the name, and what was probably meant.
///
/// ```
/// use vsp_runtime::{Program, Vm};
/// let program = vsp_isa::asm::assemble(".global double\n double: RET", "double.sil").unwrap();
/// let program = Program::from_container(program).unwrap();
/// let error = Vm::new(&program).call("duoble").unwrap_err();
/// assert_eq!(error.to_string(), "the program exports no function `duoble`; did you mean `double`?");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFunction {
    #[cfg(feature = "alloc")]
    name: String,
    #[cfg(feature = "alloc")]
    nearest: Option<String>,
}

impl UnknownFunction {
    #[cfg(feature = "alloc")]
    pub(super) fn new(name: &str, program: &Image<'_>) -> UnknownFunction {
        let exported = program.functions().map(|(function, _)| function);
        let nearest = vsp_isa::asm::closest(name, exported).map(ToString::to_string);
        UnknownFunction { name: name.into(), nearest }
    }

    #[cfg(not(feature = "alloc"))]
    pub(super) fn new(_: &str, _: &Image<'_>) -> UnknownFunction {
        UnknownFunction {}
    }
}

#[cfg(feature = "alloc")]
impl fmt::Display for UnknownFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Names can hold what would change the line or its direction.
        write!(f, "the program exports no function `{}`; ", self.name.escape_debug())?;
        match &self.nearest {
            Some(nearest) => write!(f, "did you mean `{}`?", nearest.escape_debug()),
            None => f.write_str("`.global NAME` exports one"),
        }
    }
}

#[cfg(not(feature = "alloc"))]
impl fmt::Display for UnknownFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the program exports no function of this name; `.global NAME` exports one")
    }
}

impl core::error::Error for UnknownFunction {}
