//! What kind of object files a target has.

use crate::{Error, Target};
use object::Endianness;
use target_lexicon::{Architecture, BinaryFormat};

impl Target {
    /// The kind of the target's object files.
    pub(crate) fn object_kind(
        &self,
    ) -> Result<(object::BinaryFormat, object::Architecture, Endianness), Error> {
        let unknown = || Error::unsupported(&self.triple.to_string(), "its object files are not known");
        let format = match self.triple.binary_format {
            BinaryFormat::Elf => object::BinaryFormat::Elf,
            BinaryFormat::Macho => object::BinaryFormat::MachO,
            BinaryFormat::Coff => object::BinaryFormat::Coff,
            _ => return Err(unknown()),
        };
        let architecture = match self.triple.architecture {
            Architecture::X86_64 => object::Architecture::X86_64,
            Architecture::Aarch64(_) => object::Architecture::Aarch64,
            Architecture::Riscv64(_) => object::Architecture::Riscv64,
            Architecture::S390x => object::Architecture::S390x,
            _ => return Err(unknown()),
        };
        let endianness = match self.triple.endianness() {
            Ok(target_lexicon::Endianness::Little) => Endianness::Little,
            Ok(target_lexicon::Endianness::Big) => Endianness::Big,
            Err(()) => return Err(unknown()),
        };
        Ok((format, architecture, endianness))
    }

    /// What ELF files for RISC-V say of the code: floats in registers, and compressed instructions. Linkers refuse to
    /// put together what differs in the first.
    pub(crate) fn elf_flags(&self) -> Option<u32> {
        let compressed = self.features.iter().any(|feature| feature == "c");
        let flags =
            object::elf::EF_RISCV_FLOAT_ABI_DOUBLE | if compressed { object::elf::EF_RISCV_RVC } else { 0 };
        matches!(self.triple.architecture, Architecture::Riscv64(_)).then_some(flags)
    }
}
