//! The machine to compile for.

use crate::{Error, Optimization, Options};
use cranelift_codegen::isa::{self, Builder, OwnedTargetIsa};
use cranelift_codegen::settings::{self, Configurable};
use std::str::FromStr;
use target_lexicon::{
    Aarch64Architecture, Architecture, BinaryFormat, OperatingSystem, PointerWidth, Riscv64Architecture,
    Triple,
};

/// A target that native code can be made for: a triple and the processor features that may be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    triple: Triple,
    features: Vec<String>,
}

/// How rustc's names of processor features map to the code generator's settings; others make no difference to it.
const FEATURES: &[(&str, &str)] = &[
    // x86-64
    ("sse3", "has_sse3"),
    ("ssse3", "has_ssse3"),
    ("sse4.1", "has_sse41"),
    ("sse4.2", "has_sse42"),
    ("popcnt", "has_popcnt"),
    ("avx", "has_avx"),
    ("avx2", "has_avx2"),
    ("fma", "has_fma"),
    ("bmi1", "has_bmi1"),
    ("bmi2", "has_bmi2"),
    ("lzcnt", "has_lzcnt"),
    // aarch64
    ("lse", "has_lse"),
    ("paca", "has_pauth"),
    ("fp16", "has_fp16"),
    // riscv64
    ("m", "has_m"),
    ("a", "has_a"),
    ("f", "has_f"),
    ("d", "has_d"),
    ("c", "has_c"),
    ("zba", "has_zba"),
    ("zbb", "has_zbb"),
    ("zbs", "has_zbs"),
    ("zicond", "has_zicond"),
];

/// The features that a triple's processors always have, in case the caller names none.
fn baseline(triple: &Triple) -> &'static [&'static str] {
    match triple.architecture {
        Architecture::Riscv64(Riscv64Architecture::Riscv64gc | Riscv64Architecture::Riscv64a23) => {
            &["m", "a", "f", "d", "c"]
        }
        _ => &[],
    }
}

impl Target {
    /// The target of a triple, as in Cargo's `TARGET`, with the features of `CARGO_CFG_TARGET_FEATURE`.
    ///
    /// # Errors
    /// [`Error::is_unsupported_target`] when there is no native back end for it.
    ///
    /// ```
    /// use vsp_codegen::Target;
    /// assert!(Target::new("aarch64-apple-darwin", &["neon"]).is_ok());
    /// assert!(Target::new("wasm32-unknown-unknown", &[]).unwrap_err().is_unsupported_target());
    /// ```
    pub fn new(triple: &str, features: &[&str]) -> Result<Target, Error> {
        let parsed = Triple::from_str(triple).map_err(|error| Error::unsupported(triple, error))?;
        let supported = matches!(
            parsed.architecture,
            Architecture::X86_64
                | Architecture::Aarch64(Aarch64Architecture::Aarch64)
                | Architecture::S390x
                | Architecture::Riscv64(Riscv64Architecture::Riscv64gc | Riscv64Architecture::Riscv64a23)
        );
        if !supported || parsed.pointer_width() != Ok(PointerWidth::U64) {
            return Err(Error::unsupported(triple, "the code generator does not know its processor"));
        }
        if parsed.operating_system == OperatingSystem::Uefi {
            return Err(Error::unsupported(
                triple,
                "the code generator does not know UEFI's calling convention",
            ));
        }
        match parsed.binary_format {
            BinaryFormat::Elf | BinaryFormat::Macho | BinaryFormat::Coff => {}
            BinaryFormat::Unknown | BinaryFormat::Wasm | BinaryFormat::Xcoff => {
                return Err(Error::unsupported(triple, "its object files are neither ELF, Mach-O nor COFF"));
            }
            _ => return Err(Error::unsupported(triple, "its object file format is not known")),
        }
        let features =
            features.iter().copied().chain(baseline(&parsed).iter().copied()).map(str::to_owned).collect();
        let target = Target { triple: parsed, features };
        target.isa(&Options::default())?;
        Ok(target)
    }

    /// The triple.
    pub fn triple(&self) -> String {
        self.triple.to_string()
    }

    pub(crate) fn isa(&self, options: &Options) -> Result<OwnedTargetIsa, Error> {
        let unsupported = |error: &dyn std::fmt::Display| Error::unsupported(&self.triple.to_string(), error);
        let mut builder = isa::lookup(self.triple.clone()).map_err(|error| unsupported(&error))?;
        self.enable_features(&mut builder).map_err(|error| unsupported(&error))?;
        builder.finish(self.flags(options)).map_err(|error| unsupported(&error))
    }

    /// Enables exactly the features given, none because the compiling machine has it.
    fn enable_features(&self, builder: &mut Builder) -> Result<(), settings::SetError> {
        let known: Vec<&str> = builder.iter().map(|setting| setting.name).collect();
        for (name, setting) in FEATURES {
            if known.contains(setting) && self.features.iter().any(|feature| feature == name) {
                builder.enable(setting)?;
            }
        }
        Ok(())
    }

    fn flags(&self, options: &Options) -> settings::Flags {
        let level = match options.optimization {
            Optimization::None => "none",
            Optimization::Speed => "speed",
            Optimization::Size => "speed_and_size",
        };
        let mut builder = settings::builder();
        let mut set = |name: &str, value: &str| {
            builder.set(name, value).expect("the setting is one of Cranelift's");
        };
        set("opt_level", level);
        // Cranelift's own check of what it is given: worth its time in debug builds only.
        set("enable_verifier", if cfg!(debug_assertions) { "true" } else { "false" });
        set("is_pic", "true");
        set("unwind_info", "false");
        // Large frames must touch each page of the stack on Windows; the outlined way would call a symbol.
        set("enable_probestack", "true");
        set("probestack_strategy", "inline");
        settings::Flags::new(builder)
    }

    /// Whether rounding a float down or up is one instruction, so that no helper is needed.
    pub(crate) fn rounds_natively(&self) -> bool {
        self.triple.architecture != Architecture::X86_64
            || self.features.iter().any(|feature| feature == "sse4.1")
    }
}
