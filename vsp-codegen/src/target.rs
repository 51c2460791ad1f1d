//! The machine to compile for.

use crate::{Error, Optimization, Options, SystemVersion, features, parallel};
use cranelift_codegen::isa::{self, LookupError, OwnedTargetIsa};
use cranelift_codegen::settings::{self, Configurable};
use std::str::FromStr;
use target_lexicon::{
    Aarch64Architecture, Architecture, BinaryFormat, Environment, OperatingSystem, PointerWidth,
    Riscv64Architecture, Triple,
};

/// A target that native code can be made for: a triple and the processor features that may be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub(crate) name: String,
    pub(crate) triple: Triple,
    pub(crate) features: Vec<String>,
    pub(crate) deployment: Option<SystemVersion>,
}

impl Target {
    /// The target of a triple, as in Cargo's `TARGET`, with the features of `CARGO_CFG_TARGET_FEATURE`.
    ///
    /// Only features that are named are used, and of those only the ones that make a difference to the code generator;
    /// names that it does not know do no harm. Without any, the code runs on every processor of the target, but for s390x,
    /// where it needs a z14 or newer.
    ///
    /// # Errors
    /// [`Error::is_unsupported_target`] when there is no native back end for it; this goes for every text that is no
    /// triple at all. [`Error::unsupported_because`] says why. [`Error::no_thread_because`] when there could be one, but no thread
    /// can be started to find out.
    ///
    /// ```
    /// use vsp_codegen::Target;
    /// assert!(Target::new("aarch64-apple-darwin", &["neon"]).is_ok());
    /// assert!(Target::new("wasm32-unknown-unknown", &[]).unwrap_err().is_unsupported_target());
    /// ```
    pub fn new(triple: &str, features: &[&str]) -> Result<Target, Error> {
        let unsupported = |reason: &str| Error::unsupported(triple, reason);
        let mut parsed = Triple::from_str(triple)
            .map_err(|_| unsupported("the code generator does not know a target of this name"))?;
        if parsed.operating_system == OperatingSystem::None_ && parsed.binary_format == BinaryFormat::Unknown
        {
            // What rustc writes where there is no system.
            parsed.binary_format = BinaryFormat::Elf;
        }
        if let Some(obstacle) = obstacle(&parsed, features) {
            return Err(unsupported(obstacle));
        }
        let features = if features.is_empty() { features::baseline(parsed.architecture) } else { features };
        let features = features.iter().copied().map(str::to_owned).collect();
        let target = Target { name: triple.to_owned(), triple: parsed, features, deployment: None };
        parallel::on_own_stack(|| target.isa(&Options::default()).map(drop))??;
        Ok(target)
    }

    /// The triple, as it was given.
    pub fn triple(&self) -> &str {
        &self.name
    }

    /// The processor features that may be used, as rustc calls them.
    ///
    /// ```
    /// let target = vsp_codegen::Target::new("x86_64-unknown-linux-gnu", &["sse2", "avx"]).unwrap();
    /// assert!(target.features().eq(["sse2", "avx"]));
    /// ```
    pub fn features(&self) -> impl Iterator<Item = &str> {
        self.features.iter().map(String::as_str)
    }

    pub(crate) fn isa(&self, options: &Options) -> Result<OwnedTargetIsa, Error> {
        let unsupported = |error: &dyn std::fmt::Display| Error::unsupported(&self.name, error);
        let mut builder = isa::lookup(self.triple.clone()).map_err(|error| unsupported(&without(error)))?;
        for (feature, setting) in features::of(self.triple.architecture) {
            if self.has(feature) {
                builder.enable(setting).map_err(|error| unsupported(&error))?;
            }
        }
        builder.finish(flags(options)).map_err(|error| unsupported(&error))
    }

    /// Whether rounding a float down or up is one instruction, so that no helper is needed.
    pub(crate) fn rounds_natively(&self) -> bool {
        self.triple.architecture != Architecture::X86_64 || self.has("sse4.1")
    }

    /// Whether code may look up sums in a table of 64 KiB: wherever there is an operating system. What has none may have no room for it,
    /// and calls a helper.
    pub(crate) fn has_sums(&self) -> bool {
        self.triple.operating_system != OperatingSystem::None_
    }

    fn has(&self, feature: &str) -> bool {
        self.features().any(|present| present == feature)
    }
}

/// Why there is no back end for a processor.
pub(crate) fn without(error: LookupError) -> &'static str {
    match error {
        LookupError::SupportDisabled => {
            "this build of the code generator knows only the machine that it was built for (vsp-codegen's feature `all-targets` \
             adds the others)"
        }
        LookupError::Unsupported => PROCESSOR,
    }
}

/// Cranelift's settings.
fn flags(options: &Options) -> settings::Flags {
    // Finding registers for values throughout a function takes more time than all else; within each block, half of it.
    let registers = match options.optimization {
        Optimization::Quick => "single_pass",
        Optimization::Fast => "backtracking",
    };
    let mut builder = settings::builder();
    let mut set = |name: &str, value: &str| {
        builder.set(name, value).expect("the setting is one of Cranelift's");
    };
    // What Cranelift's optimiser would find in our code is not there to begin with: vsp-middle has done it.
    set("opt_level", "none");
    set("regalloc_algorithm", registers);
    // Cranelift's own checks, of what it is given and of the registers that it chose. The first takes a third of the time.
    let verifies = if VERIFIES { "true" } else { "false" };
    set("enable_verifier", verifies);
    set("regalloc_checker", verifies);
    set("is_pic", "true");
    // An account of each prologue; it does not change the code.
    set("unwind_info", "true");
    // Large frames must touch each page of the stack on Windows; the outlined way would call a symbol.
    set("enable_probestack", "true");
    set("probestack_strategy", "inline");
    settings::Flags::new(builder)
}

/// Whether each step's work is checked. It is not up to `debug_assertions`: users' build scripts are debug builds, too.
pub(crate) const VERIFIES: bool = cfg!(any(test, feature = "verify"));

const PROCESSOR: &str = "the code generator does not know its processor";

/// Why there can be no native code for a triple, as far as its name and the features tell.
fn obstacle(triple: &Triple, features: &[&str]) -> Option<&'static str> {
    const NO_FLOATS: &str = "programs there may not use the registers for floats, which native code needs";
    match triple.architecture {
        Architecture::X86_64 | Architecture::S390x => {}
        Architecture::Aarch64(Aarch64Architecture::Aarch64) => {}
        Architecture::Aarch64(Aarch64Architecture::Aarch64be) => {
            return Some("the code generator knows 64-bit ARM only with the usual order of bytes");
        }
        Architecture::Riscv64(Riscv64Architecture::Riscv64gc | Riscv64Architecture::Riscv64a23) => {}
        Architecture::Riscv64(Riscv64Architecture::Riscv64) if has_all_of_riscv64g(triple, features) => {}
        Architecture::Riscv64(_) => {
            return Some("native code for RISC-V needs all the extensions of `riscv64gc`");
        }
        _ => return Some(PROCESSOR),
    }
    if triple.pointer_width() != Ok(PointerWidth::U64) {
        return Some("its pointers do not have 64 bits");
    }
    match triple.operating_system {
        OperatingSystem::Unknown if triple.environment != Environment::Sgx => {
            return Some("its name does not say what system it has, or that it has none");
        }
        OperatingSystem::Uefi | OperatingSystem::Cygwin => {
            return Some("the code generator does not know its calling convention");
        }
        OperatingSystem::None_
            if triple.architecture == Architecture::X86_64 && !features.contains(&"sse2") =>
        {
            return Some(NO_FLOATS);
        }
        _ => {}
    }
    match triple.environment {
        Environment::Softfloat => return Some(NO_FLOATS),
        Environment::Sgx => {
            return Some("code in enclaves must be hardened in ways that the code generator does not know");
        }
        _ => {}
    }
    match triple.binary_format {
        BinaryFormat::Elf | BinaryFormat::Macho | BinaryFormat::Coff => None,
        _ => Some("its object files are neither ELF, Mach-O nor COFF"),
    }
}

/// Whether a target that is just called `riscv64` has floats: the name does not say, and rustc names these features only
/// where it is a nightly build.
fn has_all_of_riscv64g(triple: &Triple, features: &[&str]) -> bool {
    let is_known =
        triple.environment == Environment::Android || triple.operating_system == OperatingSystem::VxWorks;
    is_known || ["m", "a", "f", "d"].iter().all(|extension| features.contains(extension))
}
