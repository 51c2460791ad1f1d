//! The environment that Cargo gives a build script.

use crate::error::Fault;
use crate::native;
use std::ffi::OsString;
use std::path::PathBuf;
use vsp_bindings::is_code_wanted;

/// The facts that a build depends on, apart from the programs and the builder's settings.
///
/// Cargo runs a build script again, or in another folder, when one of them changes; for the archiver's variables it must be
/// asked to.
#[derive(Clone, Debug)]
pub(crate) struct Environment {
    /// Where output goes unless the builder says otherwise (`OUT_DIR`).
    pub out_dir: PathBuf,
    /// The package's folder (`CARGO_MANIFEST_DIR`).
    pub manifest_dir: PathBuf,
    /// The package's name (`CARGO_PKG_NAME`).
    pub package: String,
    /// The package's version (`CARGO_PKG_VERSION`).
    pub version: String,
    /// The triple of the target, or the name of its specification (`TARGET`).
    pub target: String,
    /// Whether libraries are those of Microsoft's tools (`CARGO_CFG_TARGET_ENV`).
    pub is_msvc: bool,
    /// Whether there is to be native code if there can be: not where nothing will run (`VSP_BUILD`, `DOCS_RS`), nor for Miri
    /// (`CARGO_CFG_MIRI`), which runs none.
    pub is_code_wanted: bool,
    /// What native code depends on besides.
    pub native: native::Facts,
    /// What tells this build script's executable from an earlier one, if it can be told.
    pub executable: Option<String>,
}

impl Environment {
    /// That of this process.
    pub fn of_process() -> Result<Environment, Fault> {
        let environment = Environment::read(&|variable| std::env::var_os(variable))?;
        Ok(Environment { executable: executable(), ..environment })
    }

    /// Reads the environment through a function that gives a variable's value.
    pub fn read(lookup: &dyn Fn(&str) -> Option<OsString>) -> Result<Environment, Fault> {
        let path = |variable| lookup(variable).map(PathBuf::from).ok_or(Fault::NotUnderCargo { variable });
        let text = |variable| {
            let value = lookup(variable).and_then(|value| value.into_string().ok());
            value.ok_or(Fault::NotUnderCargo { variable })
        };
        let out_dir = path("OUT_DIR")?;
        let target = text("TARGET")?;
        let is_code_wanted = is_code_wanted(lookup).map_err(Fault::UnknownValue)?;
        // It is left out where it would be empty.
        let is_msvc = lookup("CARGO_CFG_TARGET_ENV").is_some_and(|env| env == "msvc");
        let native = native::Facts::read(&target, is_msvc, lookup);
        let is_for_miri = lookup("CARGO_CFG_MIRI").is_some();
        Ok(Environment {
            native: native.map_err(|variable| Fault::NotUnderCargo { variable })?,
            executable: None,
            out_dir,
            manifest_dir: path("CARGO_MANIFEST_DIR")?,
            package: text("CARGO_PKG_NAME")?,
            version: text("CARGO_PKG_VERSION")?,
            target,
            is_msvc,
            is_code_wanted: is_code_wanted && !is_for_miri,
        })
    }

    /// The name of the file in which rustc looks for a static library.
    pub fn library_file(&self, library: &str) -> String {
        let (before, after) = self.library_affixes();
        format!("{before}{library}{after}")
    }

    /// The static library that a file is, by its name.
    pub fn library_of<'a>(&self, file: &'a str) -> Option<&'a str> {
        let (before, after) = self.library_affixes();
        file.strip_prefix(before)?.strip_suffix(after)
    }

    fn library_affixes(&self) -> (&'static str, &'static str) {
        if self.is_msvc { ("", ".lib") } else { ("lib", ".a") }
    }
}

/// What differs between executables of this process's kind, as Cargo tells files apart: path, size and time of change.
fn executable() -> Option<String> {
    let path = std::env::current_exe().ok()?;
    let metadata = path.metadata().ok()?;
    Some(format!("{path:?} {} {:?}", metadata.len(), metadata.modified().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{environment, variables};
    use std::path::Path;

    #[test]
    fn without_cargo_the_missing_variable_is_named() {
        for missing in ["OUT_DIR", "CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "TARGET"] {
            let set = variables("x86_64-unknown-linux-gnu", Path::new("/p"));
            let lookup = |variable: &str| if variable == missing { None } else { set.get(variable).cloned() };
            let fault = Environment::read(&lookup).expect_err("a variable is missing");
            assert!(fault.to_string().contains(missing), "{fault}");
        }
    }

    #[test]
    fn libraries_are_named_as_rustc_looks_for_them() {
        let file = |target| environment(target, Path::new("/p")).library_file("x");
        assert_eq!(file("x86_64-unknown-linux-gnu"), "libx.a");
        assert_eq!(file("aarch64-apple-darwin"), "libx.a");
        assert_eq!(file("x86_64-pc-windows-gnu"), "libx.a");
        assert_eq!(file("x86_64-pc-windows-msvc"), "x.lib");
        let linux = environment("x86_64-unknown-linux-gnu", Path::new("/p"));
        assert_eq!(linux.library_of("libx.a"), Some("x"));
        assert_eq!(linux.library_of("x.lib"), None);
    }
}
