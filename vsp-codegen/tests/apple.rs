//! Objects for Apple's platforms: the platform and the version of the system that they say they are for.

use object::Endianness;
use object::macho::{self, BuildVersionCommand, MachHeader64};
use object::read::macho::MachHeader;
use std::process::Command;
use vsp_codegen::{Options, SystemVersion, Target, compile, object};
use vsp_isa::flow::AnalysedProgram;

/// Triples, their platforms, and rustc's oldest versions as major and minor number.
const TARGETS: &[(&str, u32, (u32, u32))] = &[
    ("aarch64-apple-darwin", macho::PLATFORM_MACOS, (11, 0)),
    ("x86_64-apple-darwin", macho::PLATFORM_MACOS, (10, 12)),
    ("aarch64-apple-ios", macho::PLATFORM_IOS, (10, 0)),
    ("aarch64-apple-ios-sim", macho::PLATFORM_IOSSIMULATOR, (14, 0)),
    ("x86_64-apple-ios", macho::PLATFORM_IOSSIMULATOR, (10, 0)),
    ("aarch64-apple-ios-macabi", macho::PLATFORM_MACCATALYST, (14, 0)),
    ("x86_64-apple-ios-macabi", macho::PLATFORM_MACCATALYST, (13, 1)),
    ("aarch64-apple-tvos", macho::PLATFORM_TVOS, (10, 0)),
    ("aarch64-apple-tvos-sim", macho::PLATFORM_TVOSSIMULATOR, (14, 0)),
    ("x86_64-apple-tvos", macho::PLATFORM_TVOSSIMULATOR, (10, 0)),
    ("aarch64-apple-watchos", macho::PLATFORM_WATCHOS, (26, 0)),
    ("aarch64-apple-watchos-sim", macho::PLATFORM_WATCHOSSIMULATOR, (7, 0)),
    ("x86_64-apple-watchos-sim", macho::PLATFORM_WATCHOSSIMULATOR, (5, 0)),
    ("aarch64-apple-visionos", macho::PLATFORM_XROS, (1, 0)),
    ("aarch64-apple-visionos-sim", macho::PLATFORM_XROSSIMULATOR, (1, 0)),
];

fn target(triple: &str) -> Target {
    Target::new(triple, &[]).expect("there is a back end")
}

/// An object file for a target.
fn written(target: &Target) -> Vec<u8> {
    let program = vsp_isa::asm::assemble("main: MOVI R0, 3\n HLT", "three.sil").expect("it is right");
    let code = compile(&AnalysedProgram::of(&program).expect("it is sound"), target, &Options::default())
        .expect("it compiles");
    object(&code, target, "the_program").expect("it is an object")
}

/// The platform and the least version of an object file, and the file's flags.
fn facts(object: &[u8]) -> (u32, u32, u32) {
    let header = MachHeader64::<Endianness>::parse(object, 0).expect("it is a Mach-O file");
    let mut commands = header.load_commands(Endianness::Little, object, 0).expect("it has commands");
    let mut found = Vec::new();
    while let Some(command) = commands.next().expect("commands can be read") {
        if command.cmd() == macho::LC_BUILD_VERSION {
            let command: &BuildVersionCommand<Endianness> = command.data().expect("it is whole");
            let endian = Endianness::Little;
            found.push((command.platform.get(endian), command.minos.get(endian)));
        }
    }
    assert_eq!(found.len(), 1, "it says once what it is for");
    (found[0].0, found[0].1, header.flags(Endianness::Little))
}

#[test]
fn objects_say_what_they_are_for() {
    for &(triple, platform, (major, minor)) in TARGETS {
        let (found, least, flags) = facts(&written(&target(triple)));
        assert_eq!(found, platform, "{triple}");
        assert_eq!(least, major << 16 | minor << 8, "{triple}");
        assert_ne!(flags & macho::MH_SUBSECTIONS_VIA_SYMBOLS, 0, "{triple}");
    }
}

/// rustc knows best. One that is newer may have dropped old systems, whose objects it takes all the same.
#[test]
fn versions_and_variables_are_those_of_rustc() {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    for &(triple, ..) in TARGETS {
        let target = target(triple);
        let variable = target.deployment_variable().expect("it is one of Apple's");
        let mut command = Command::new(&rustc);
        command.args(["--print", "deployment-target", "--target", triple]).env_remove(variable);
        let output = command.output().expect("rustc can be run");
        if !output.status.success() {
            // A rustc that does not know the target.
            continue;
        }
        let text = String::from_utf8(output.stdout).expect("it prints text");
        let (name, version) = text.trim().split_once('=').expect("it prints a variable");
        assert_eq!(name, variable, "{triple}");
        let theirs: SystemVersion = version.parse().expect("it prints a version");
        let (_, ours, _) = facts(&written(&target));
        let (_, raised, _) = facts(&written(&target.with_deployment(theirs)));
        assert_eq!(raised >> 16, text_major(version), "{triple}");
        assert!(ours <= raised, "{triple}");
    }
}

fn text_major(version: &str) -> u32 {
    version.split('.').next().and_then(|major| major.parse().ok()).expect("it begins with a number")
}

#[test]
fn versions_can_be_set_but_not_below_the_oldest() {
    let least = |version: &str| {
        let version = version.parse().expect("it is a version");
        facts(&written(&target("aarch64-apple-darwin").with_deployment(version))).1
    };
    assert_eq!(least("13.4.1"), 0x000d_0401);
    assert_eq!(least("26"), 0x001a_0000);
    assert_eq!(least("10.12"), 0x000b_0000);
    // Where there is no such thing, nothing comes of it.
    let linux = target("aarch64-unknown-linux-gnu");
    let version = "13.4.1".parse().expect("it is a version");
    assert_eq!(written(&linux.clone().with_deployment(version)), written(&linux));
}

#[test]
fn what_is_no_version_is_refused() {
    for text in ["", "abc", "11.x", "11.", ".5", "11.0.0.0", "-1", "70000", "11.256", "11.0 "] {
        assert!(text.parse::<SystemVersion>().is_err(), "{text:?}");
    }
    for (text, shown) in [("11", "11.0"), ("10.12", "10.12"), ("13.4.1", "13.4.1"), ("011.00", "11.0")] {
        assert_eq!(text.parse::<SystemVersion>().map(|version| version.to_string()), Ok(shown.into()));
    }
}
