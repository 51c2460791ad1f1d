//! The target that Cargo builds for, and whether programs can be native code there.

use super::Error;
use std::ffi::OsString;
use vsp_codegen::{SystemVersion, Target};

/// A target, as Cargo tells build scripts of it.
///
/// The triple is not enough: it may be the name of a target specification of the user's own.
#[derive(Clone, Debug)]
pub(crate) struct Platform {
    /// The triple, or the name of the target specification (`TARGET`).
    pub triple: String,
    /// `CARGO_CFG_TARGET_ARCH`.
    arch: String,
    /// `CARGO_CFG_TARGET_OS`.
    os: String,
    /// `CARGO_CFG_TARGET_VENDOR`.
    vendor: String,
    /// `CARGO_CFG_TARGET_ABI`, such as `softfloat`; mostly empty.
    abi: String,
    /// `CARGO_CFG_TARGET_ENDIAN`.
    endian: String,
    /// `CARGO_CFG_TARGET_POINTER_WIDTH`.
    pointer_width: String,
    /// `CARGO_CFG_TARGET_FEATURE`, taken apart.
    features: Vec<String>,
    /// The variable that says from which version of Apple's system on the program shall run, and its value.
    pub deployment: Option<(&'static str, Option<OsString>)>,
}

impl Platform {
    /// Reads it for a triple, through a function that gives a variable's value.
    ///
    /// # Errors
    /// The variable that Cargo would have set.
    pub fn read(triple: &str, lookup: &dyn Fn(&str) -> Option<OsString>) -> Result<Platform, &'static str> {
        let text = |variable| lookup(variable).and_then(|value| value.into_string().ok()).ok_or(variable);
        // With rustc's features or without, the variable is the same.
        let deployment = Target::new(triple, &[]).ok().and_then(|target| target.deployment_variable());
        Ok(Platform {
            triple: triple.to_owned(),
            deployment: deployment.map(|variable| (variable, lookup(variable))),
            arch: text("CARGO_CFG_TARGET_ARCH")?,
            endian: text("CARGO_CFG_TARGET_ENDIAN")?,
            pointer_width: text("CARGO_CFG_TARGET_POINTER_WIDTH")?,
            // These are left out where they would be empty.
            os: text("CARGO_CFG_TARGET_OS").unwrap_or_default(),
            vendor: text("CARGO_CFG_TARGET_VENDOR").unwrap_or_default(),
            abi: text("CARGO_CFG_TARGET_ABI").unwrap_or_default(),
            features: text("CARGO_CFG_TARGET_FEATURE")
                .unwrap_or_default()
                .split(',')
                .filter(|feature| !feature.is_empty())
                .map(str::to_owned)
                .collect(),
        })
    }

    /// What to make native code for.
    ///
    /// # Errors
    /// [`Error::interpreter_because`] if there is no native code; a deployment target that is no version; a bug in the code
    /// generator.
    pub fn target(&self) -> Result<Target, Error> {
        if let Some(obstacle) = self.obstacle() {
            return Err(Error::NoTarget(obstacle));
        }
        let features: Vec<&str> = self.features.iter().map(String::as_str).collect();
        let target = Target::new(&self.triple, &features).map_err(Error::Codegen)?;
        if !self.is_as_it_is_named() {
            return Err(Error::NoTarget("its name is that of a target of another kind".to_owned()));
        }
        Ok(match self.deployment()? {
            Some(version) => target.with_deployment(version),
            None => target,
        })
    }

    /// From which version of Apple's system on the program shall run, if that is said.
    ///
    /// What is no version is an error, as it is for rustc.
    fn deployment(&self) -> Result<Option<SystemVersion>, Error> {
        let Some((variable, Some(value))) = &self.deployment else { return Ok(None) };
        let version = value.to_str().and_then(|value| value.parse().ok());
        version.map(Some).ok_or_else(|| Error::BadVersion { variable, value: value.clone() })
    }

    /// Why there can be no native code, as far as the facts tell that are not in the triple, or may contradict it.
    fn obstacle(&self) -> Option<String> {
        let Platform { arch, endian, pointer_width, .. } = self;
        // The features are those without which rustc itself makes no use of the registers for floats. RISC-V has no such
        // list: its triple tells. For s390x they are those of the least processor that code is generated for.
        let (order, registers): (_, &[&str]) = match arch.as_str() {
            "x86_64" => ("little", &["sse2"]),
            "aarch64" => ("little", &["neon"]),
            "riscv64" => ("little", &[]),
            "s390x" => ("big", &["vector", "vector-enhancements-1", "miscellaneous-extensions-2"]),
            _ => return Some(format!("the code generator does not know its processor, `{arch}`")),
        };
        if endian != order {
            return Some(format!("the code generator knows `{arch}` only with the usual order of bytes"));
        }
        if pointer_width != "64" {
            return Some(format!("its pointers have {pointer_width} bits, and native code needs 64"));
        }
        if matches!(self.os.as_str(), "uefi" | "cygwin") {
            return Some("the code generator does not know its calling convention".to_owned());
        }
        let missing =
            registers.iter().find(|feature| !self.features.iter().any(|present| present == *feature));
        if self.abi == "softfloat" || (missing.is_some() && arch != "s390x") {
            let floats = "programs there may not use the registers for floats, which native code needs";
            return Some(floats.to_owned());
        }
        if let Some(missing) = missing {
            return Some(format!(
                "native code needs a z14 or newer, and the target lacks its feature `{missing}`; `-C target-cpu=z14` adds it"
            ));
        }
        None
    }

    /// Whether the facts are those that the triple suggests: a specification of the user's own can be called anything.
    fn is_as_it_is_named(&self) -> bool {
        let Platform { triple, arch, .. } = self;
        triple.starts_with(arch)
            && triple.contains("-windows-") == (self.os == "windows")
            && triple.contains("-apple-") == (self.vendor == "apple")
    }
}

#[cfg(test)]
mod tests;
