//! Whether a build of a crate wants its programs' machine code.

use std::ffi::{OsStr, OsString};
use std::fmt;

/// The environment variable that says that a build only checks.
const BUILD: &str = "VSP_BUILD";

/// The variable that docs.rs sets.
const DOCUMENTATION: &str = "DOCS_RS";

/// The environment variables that are looked at: when one changes, programs must be compiled again.
pub const VARIABLES: [&str; 2] = [BUILD, DOCUMENTATION];

/// Whether machine code is to be made, by the environment, whose variables `lookup` gives: not where crates are only checked
/// (`VSP_BUILD=check`) or documented (`DOCS_RS`), which runs nothing and should not wait for the code generator.
///
/// # Errors
/// If `VSP_BUILD` is neither empty nor `check`.
///
/// ```
/// use vsp_bindings::is_code_wanted;
/// assert_eq!(is_code_wanted(&|_| None), Ok(true));
/// assert_eq!(is_code_wanted(&|variable| (variable == "VSP_BUILD").then(|| "check".into())), Ok(false));
/// let error = is_code_wanted(&|variable| (variable == "VSP_BUILD").then(|| "chek".into())).unwrap_err();
/// assert!(error.to_string().contains("\"chek\""));
/// ```
pub fn is_code_wanted(lookup: &dyn Fn(&str) -> Option<OsString>) -> Result<bool, UnknownValue> {
    let value = lookup(BUILD).unwrap_or_default();
    if value.is_empty() {
        Ok(lookup(DOCUMENTATION).is_none())
    } else if value == OsStr::new("check") {
        Ok(false)
    } else {
        Err(UnknownValue(value))
    }
}

/// The environment variable `VSP_BUILD` has a value that means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownValue(OsString);

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = &self.0;
        write!(
            f,
            "the environment variable {BUILD} is {value:?}; it may be `check`, or nothing for native code"
        )
    }
}

impl std::error::Error for UnknownValue {}
