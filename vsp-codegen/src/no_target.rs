//! What stands for the machine to compile for where the code generator is not compiled in.

use crate::{Error, SystemVersion};

/// A target that native code can be made for: there is none, as this crate was built without its feature `native`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {}

impl Target {
    /// Finds that there is no native back end.
    ///
    /// # Errors
    /// [`Error::is_unsupported_target`], always.
    ///
    /// ```
    /// let error = vsp_codegen::Target::new("x86_64-unknown-linux-gnu", &[]).unwrap_err();
    /// assert_eq!(error.unsupported_because(), Some("built without the native back end"));
    /// ```
    pub fn new(triple: &str, _features: &[&str]) -> Result<Target, Error> {
        Err(Error::unsupported(triple, "built without the native back end"))
    }

    /// The environment variable that says from which version of the system on programs shall run.
    pub fn deployment_variable(&self) -> Option<&'static str> {
        match *self {}
    }

    /// Sets from which version of the system on objects say that they run.
    pub fn with_deployment(self, _least: SystemVersion) -> Target {
        match self {}
    }
}
