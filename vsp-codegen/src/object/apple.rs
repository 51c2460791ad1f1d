//! Apple's platforms: the platform and the oldest version of the system in an object file.

use crate::{SystemVersion, Target};
use object::macho;
use object::write::MachOBuildVersion;
use target_lexicon::{Architecture, Environment, OperatingSystem, Triple};

/// What is to be known of a platform.
struct Platform {
    /// Its number in Mach-O files.
    number: u32,
    /// The environment variable that says from which version of the system on programs shall run.
    variable: &'static str,
    /// The oldest version that rustc makes programs for, which it takes unless told otherwise.
    least: SystemVersion,
}

impl Platform {
    /// That of a triple; `None` if it is none of Apple's.
    fn of(triple: &Triple) -> Option<Platform> {
        use OperatingSystem::{Darwin, IOS, MacOSX, TvOS, VisionOS, WatchOS, XROS};
        let arm = matches!(triple.architecture, Architecture::Aarch64(_));
        // For phones and television sets on x86-64 there is nothing but the simulator, and triples do not mention it.
        let simulated = !arm || triple.environment == Environment::Sim;
        let catalyst = triple.environment == Environment::Macabi;
        let (number, variable, least) = match triple.operating_system {
            Darwin(_) | MacOSX(_) => {
                let least = if arm { SystemVersion::new(11, 0) } else { SystemVersion::new(10, 12) };
                (macho::PLATFORM_MACOS, "MACOSX_DEPLOYMENT_TARGET", least)
            }
            IOS(_) => {
                let (number, least) = match (catalyst, simulated, arm) {
                    (true, _, true) => (macho::PLATFORM_MACCATALYST, SystemVersion::new(14, 0)),
                    (true, _, false) => (macho::PLATFORM_MACCATALYST, SystemVersion::new(13, 1)),
                    (false, true, true) => (macho::PLATFORM_IOSSIMULATOR, SystemVersion::new(14, 0)),
                    (false, true, false) => (macho::PLATFORM_IOSSIMULATOR, SystemVersion::new(10, 0)),
                    (false, false, _) => (macho::PLATFORM_IOS, SystemVersion::new(10, 0)),
                };
                (number, "IPHONEOS_DEPLOYMENT_TARGET", least)
            }
            TvOS(_) => {
                let (number, least) = match (simulated, arm) {
                    (true, true) => (macho::PLATFORM_TVOSSIMULATOR, SystemVersion::new(14, 0)),
                    (true, false) => (macho::PLATFORM_TVOSSIMULATOR, SystemVersion::new(10, 0)),
                    (false, _) => (macho::PLATFORM_TVOS, SystemVersion::new(10, 0)),
                };
                (number, "TVOS_DEPLOYMENT_TARGET", least)
            }
            WatchOS(_) => {
                let (number, least) = match (simulated, arm) {
                    (true, true) => (macho::PLATFORM_WATCHOSSIMULATOR, SystemVersion::new(7, 0)),
                    (true, false) => (macho::PLATFORM_WATCHOSSIMULATOR, SystemVersion::new(5, 0)),
                    (false, _) => (macho::PLATFORM_WATCHOS, SystemVersion::new(26, 0)),
                };
                (number, "WATCHOS_DEPLOYMENT_TARGET", least)
            }
            VisionOS(_) | XROS(_) => {
                let number = if simulated { macho::PLATFORM_XROSSIMULATOR } else { macho::PLATFORM_XROS };
                (number, "XROS_DEPLOYMENT_TARGET", SystemVersion::new(1, 0))
            }
            _ => return None,
        };
        Some(Platform { number, variable, least })
    }

    /// What an object file says that is to run from a version on. The version of the development kit is left open, as
    /// none was used.
    fn build_version(&self, least: Option<SystemVersion>) -> MachOBuildVersion {
        let mut build_version = MachOBuildVersion::default();
        build_version.platform = self.number;
        // rustc does not go below its own limit either.
        build_version.minos = least.unwrap_or(self.least).max(self.least).packed();
        build_version
    }
}

impl SystemVersion {
    const fn new(major: u16, minor: u8) -> SystemVersion {
        SystemVersion { major, minor, patch: 0 }
    }

    /// As Mach-O has it.
    fn packed(self) -> u32 {
        u32::from(self.major) << 16 | u32::from(self.minor) << 8 | u32::from(self.patch)
    }
}

impl Target {
    /// The environment variable that says from which version of the system on programs shall run, which rustc and Apple's
    /// tools heed; `None` if the target is none of Apple's.
    ///
    /// ```
    /// use vsp_codegen::Target;
    /// let variable = |triple| Target::new(triple, &[]).unwrap().deployment_variable();
    /// assert_eq!(variable("aarch64-apple-darwin"), Some("MACOSX_DEPLOYMENT_TARGET"));
    /// assert_eq!(variable("aarch64-unknown-linux-gnu"), None);
    /// ```
    pub fn deployment_variable(&self) -> Option<&'static str> {
        Platform::of(&self.triple).map(|platform| platform.variable)
    }

    /// Sets from which version of the system on objects say that they run; it makes a difference to Apple's targets only.
    ///
    /// Unless it is set, and if it is set to an older one, that is the oldest version that rustc has for the target.
    pub fn with_deployment(self, least: SystemVersion) -> Target {
        Target { deployment: Some(least), ..self }
    }

    /// What Mach-O files say of their platform.
    pub(super) fn build_version(&self) -> Option<MachOBuildVersion> {
        Platform::of(&self.triple).map(|platform| platform.build_version(self.deployment))
    }
}
