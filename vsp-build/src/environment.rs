//! What Cargo tells a build script.

use crate::archive;
use crate::error::Fault;
use std::ffi::OsString;
use std::path::PathBuf;
use vsp_codegen::{SystemVersion, Target};

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
    /// The triple to compile for (`TARGET`).
    pub target: String,
    /// The triple of this machine (`HOST`).
    pub host: String,
    /// `CARGO_CFG_TARGET_ENV`, such as `msvc`; often empty.
    target_env: String,
    /// `CARGO_CFG_TARGET_OS`.
    target_os: String,
    /// `CARGO_CFG_TARGET_ARCH`.
    target_arch: String,
    /// `CARGO_CFG_TARGET_ENDIAN`.
    target_endian: String,
    /// `CARGO_CFG_TARGET_FEATURE`, taken apart.
    features: Vec<String>,
    /// The variable that says from which version of Apple's system on the program shall run, and its value.
    pub deployment: Option<(&'static str, Option<OsString>)>,
    /// The variables that choose an archiver, and their values.
    pub archiver: Vec<(String, Option<OsString>)>,
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
        let (target, host) = (text("TARGET")?, text("HOST")?);
        // With rustc's features or without, the variable is the same.
        let deployment = Target::new(&target, &[]).ok().and_then(|target| target.deployment_variable());
        let archiver = archive::variables(&target, &host).into_iter();
        Ok(Environment {
            archiver: archiver.map(|variable| (variable.clone(), lookup(&variable))).collect(),
            deployment: deployment.map(|variable| (variable, lookup(variable))),
            executable: None,
            out_dir,
            manifest_dir: path("CARGO_MANIFEST_DIR")?,
            package: text("CARGO_PKG_NAME")?,
            version: text("CARGO_PKG_VERSION")?,
            target,
            host,
            // These are left out where they would be empty.
            target_env: text("CARGO_CFG_TARGET_ENV").unwrap_or_default(),
            target_os: text("CARGO_CFG_TARGET_OS").unwrap_or_default(),
            target_arch: text("CARGO_CFG_TARGET_ARCH")?,
            target_endian: text("CARGO_CFG_TARGET_ENDIAN")?,
            features: text("CARGO_CFG_TARGET_FEATURE")
                .unwrap_or_default()
                .split(',')
                .map(str::to_owned)
                .collect(),
        })
    }

    /// The target for the code generator; `None` where there is no native back end, so that programs are interpreted.
    pub fn native_target(&self) -> Result<Option<Target>, vsp_codegen::Error> {
        if !self.has_what_code_uses() {
            return Ok(None);
        }
        let features: Vec<&str> = self.features.iter().map(String::as_str).collect();
        match Target::new(&self.target, &features) {
            Ok(target) => Ok(Some(target)),
            Err(error) if error.is_unsupported_target() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// From which version of Apple's system on the program shall run, if that is said.
    ///
    /// What is no version is an error, as it is for rustc.
    pub fn deployment(&self) -> Result<Option<SystemVersion>, Fault> {
        let Some((variable, Some(value))) = &self.deployment else { return Ok(None) };
        let version = value.to_str().and_then(|value| value.parse().ok());
        version.map(Some).ok_or_else(|| Fault::BadVersion { variable, value: value.clone() })
    }

    /// Whether the target is as the code generator takes for granted: it has registers for floats that programs may use
    /// (kernels and firmware do without), the usual order of bytes, and the object files that its triple suggests.
    fn has_what_code_uses(&self) -> bool {
        if self.target_os == "uefi" {
            return false;
        }
        let little = self.target_endian == "little";
        let has = |feature| self.features.iter().any(|present| present == feature);
        match self.target_arch.as_str() {
            "x86_64" => little && has("sse2"),
            "aarch64" => little && has("neon"),
            // rustc does not name the features for floats; `g` stands for them.
            "riscv64" => self.target.starts_with("riscv64gc-"),
            "s390x" => true,
            _ => false,
        }
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
        if self.is_msvc() { ("", ".lib") } else { ("lib", ".a") }
    }

    /// Whether static libraries are those of Microsoft's tools.
    pub fn is_msvc(&self) -> bool {
        self.target_env == "msvc"
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
        for missing in ["OUT_DIR", "CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "TARGET", "HOST"] {
            let set = variables("x86_64-unknown-linux-gnu", Path::new("/p"));
            let lookup = |variable: &str| if variable == missing { None } else { set.get(variable).cloned() };
            let fault = Environment::read(&lookup).expect_err("a variable is missing");
            assert!(fault.to_string().contains(missing), "{fault}");
        }
    }

    #[test]
    fn targets_with_a_back_end_are_known() {
        for target in crate::tests::NATIVE_TARGETS {
            let found = environment(target, Path::new("/p")).native_target().expect("no bug");
            assert!(found.is_some(), "{target}");
        }
    }

    #[test]
    fn targets_that_lack_what_code_uses_have_none() {
        // As `rustc --print cfg` shows them.
        let cases = [
            ("wasm32-unknown-unknown", "wasm32", "little", ""),
            ("i686-unknown-linux-gnu", "x86", "little", "fxsr,sse,sse2"),
            ("x86_64-unknown-none", "x86_64", "little", "fxsr"),
            ("aarch64-unknown-uefi", "aarch64", "little", "neon"),
            ("x86_64-unknown-linux-gnux32", "x86_64", "little", "fxsr,sse,sse2"),
            ("aarch64-unknown-none-softfloat", "aarch64", "little", ""),
            ("aarch64_be-unknown-linux-gnu", "aarch64", "big", "neon"),
            ("riscv64imac-unknown-none-elf", "riscv64", "little", "a,c,m"),
            ("my-board", "x86_64", "little", "fxsr,sse,sse2"),
        ];
        for (target, arch, endian, features) in cases {
            let mut set = variables(target, Path::new("/p"));
            set.insert("CARGO_CFG_TARGET_ARCH".into(), arch.into());
            set.insert("CARGO_CFG_TARGET_ENDIAN".into(), endian.into());
            set.insert("CARGO_CFG_TARGET_FEATURE".into(), features.into());
            let environment = Environment::read(&|name| set.get(name).cloned()).expect("it is complete");
            assert_eq!(environment.native_target().expect("no bug"), None, "{target}");
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
