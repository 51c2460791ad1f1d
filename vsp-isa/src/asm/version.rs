//! Which version of the format a program is written in.

use super::source::{Piece, quoted};
use super::state::Assembler;
use crate::Version;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// What the source has that older versions lack.
pub(super) struct Needs<'a> {
    /// For each version the first instruction or intrinsic of it that is named.
    named: Vec<(Version, Piece<'a>)>,
    /// The newest version of the intrinsics that stand there as numbers.
    numbered: Version,
}

impl<'a> Needs<'a> {
    pub fn nothing() -> Needs<'a> {
        Needs { named: Vec::new(), numbered: Version::V1_0 }
    }

    /// Something is named that there is from a version on.
    pub fn name(&mut self, since: Version, name: Piece<'a>) {
        if since > Version::V1_0 && self.named.iter().all(|(version, _)| *version != since) {
            self.named.push((since, name));
        }
    }

    /// The number of an intrinsic is given that there is from a version on. In older files the number is the host's.
    pub fn number(&mut self, since: Version) {
        self.numbered = self.numbered.max(since);
    }
}

/// All versions, for messages.
fn listed() -> String {
    let versions = Version::ALL.map(|version| version.to_string());
    let [others @ .., latest] = &versions;
    format!("{} and {latest}", others.join(", "))
}

impl<'a> Assembler<'a> {
    /// `.version`
    pub fn set_version(&mut self, name: Piece<'a>, operands: &[Piece<'a>]) {
        let Some([operand]) = self.exactly(name, operands, "a version") else { return };
        if !self.once(".version", name) {
            return;
        }
        self.version = Version::ALL.into_iter().find(|version| format!("{version}") == operand.text);
        if self.version.is_none() {
            let other = quoted(operand.text);
            self.fault(operand, format_args!("there is no version {other}; {} are", listed()));
        }
    }

    /// The version that the file gets: that of `.version`, or the lowest that has all that is used.
    pub fn file_version(&mut self) -> Version {
        let named = core::mem::take(&mut self.needs.named);
        let Some(given) = self.version else {
            return named.into_iter().map(|(since, _)| since).fold(self.needs.numbered, Version::max);
        };
        for (since, name) in named.into_iter().filter(|(since, _)| *since > given) {
            self.fault(name, format_args!("{} needs version {since}, and .version says {given}", name.text));
        }
        given
    }
}
