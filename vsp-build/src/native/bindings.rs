//! The native code in bindings.

use crate::literal::Literal;
use crate::settings::Settings;
use std::fmt::{self, Formatter};
use vsp_bindings::Number;
use vsp_isa::abi::{EntryPoint, Helper};

/// How many entry points stand in one line.
const ENTRIES_A_LINE: usize = 6;

/// Where the native code of a program is, and where it can be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Code {
    /// The symbol of the code, and the library's name.
    pub symbol: String,
    /// Where regions begin.
    pub regions: Vec<u32>,
    /// Where the code can be entered.
    pub entries: Vec<EntryPoint>,
    /// Whether it looks up sums.
    pub uses_sums: bool,
    /// The helpers that it calls.
    pub helpers: Vec<Helper>,
}

impl Code {
    /// Writes it as bindings have it.
    pub fn write(&self, settings: &Settings, f: &mut Formatter<'_>) -> fmt::Result {
        let Code { symbol, regions, entries, uses_sums, helpers } = self;
        writeln!(f, "    native {{")?;
        writeln!(f, "        library {};", Literal(symbol))?;
        writeln!(f, "        symbol {symbol};")?;
        writeln!(f, "        metering {};", settings.metering)?;
        writeln!(f, "        interrupts {};", settings.interrupts())?;
        writeln!(f, "        sums [{}];", if *uses_sums { "looked_up" } else { "" })?;
        // The variants are the fields' names.
        let helpers: Vec<String> = helpers.iter().map(|helper| format!("{helper:?}")).collect();
        writeln!(f, "        helpers [{}];", helpers.join(", "))?;
        let regions: Vec<String> =
            regions.iter().map(|region| Number(*region as usize).to_string()).collect();
        writeln!(f, "        regions [{}];", regions.join(", "))?;
        writeln!(f, "        entries [")?;
        for line in entries.chunks(ENTRIES_A_LINE) {
            f.write_str("           ")?;
            for EntryPoint { address, mode, region, entry } in line {
                let [address, entry] = [address, entry].map(|number| Number(*number as usize));
                write!(f, " ({address}, {mode}, {region}, {entry}),")?;
            }
            writeln!(f)?;
        }
        writeln!(f, "        ];")?;
        writeln!(f, "    }}")
    }
}

#[cfg(test)]
mod tests;
