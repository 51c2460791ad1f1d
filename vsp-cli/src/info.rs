//! `vsp info`: the contents of a program's file, and its static analysis.

use crate::failure::Failure;
use crate::{files, input, output};
use std::fmt::{self, Write};
use std::path::PathBuf;
use vsp_isa::asm::AssembleWarnings;
use vsp_isa::container::{Container, HEADER_SIZE, SymbolKind};
use vsp_isa::flow::{AnalysedProgram, Flow};
use vsp_isa::wording::{Count, Shown};

/// Describes a program: header, symbols, sizes, blocks, warnings
#[derive(clap::Args)]
pub struct Args {
    /// The program
    file: PathBuf,
}

pub fn info(args: &Args) -> Result<(), Failure> {
    let name = files::name_of(&args.file);
    let (program, warnings) = input::analysed_program(&args.file)?;
    let mut text = String::new();
    describe(&mut text, &name, &program, &warnings).map_err(Failure::new)?;
    output::print(text.as_bytes())
}

fn describe(
    text: &mut String,
    name: &str,
    program: &AnalysedProgram<'_>,
    of_source: &AssembleWarnings,
) -> fmt::Result {
    header(text, name, program.container(), &program.write())?;
    symbols(text, program.container())?;
    signatures(text, program.container())?;
    blocks(text, program.flow())?;
    let warnings = program.warnings();
    writeln!(text, "\nWarnings: {}", warnings.len() + of_source.iter().count())?;
    for warning in of_source {
        writeln!(text, "  {}:{}: {}", warning.line, warning.column, warning.message)?;
    }
    for warning in warnings {
        writeln!(text, "  {warning}")?;
    }
    Ok(())
}

// Names in a file may hold anything; escaped, they cannot do anything to a terminal.

fn header(text: &mut String, name: &str, program: &Container, file: &[u8]) -> fmt::Result {
    let Container { version, mode, entry, code, data, debug, symbols: _, empty_symbols: _ } = program;
    let bytes = |number| Count(number, "byte");
    let field = |at: usize, length: usize| {
        let field = file[at..at + length].iter().rev();
        field.fold(0_u64, |number, &byte| number << 8 | u64::from(byte))
    };
    let symbols_size = field(16, 4);
    let debug_size = file.len() as u64 - HEADER_SIZE as u64 - field(8, 4) - field(12, 4) - symbols_size;
    writeln!(text, "File:     {}, {} as SILC {version}", Shown::name(name), bytes(file.len()))?;
    writeln!(text, "Mode:     {mode}")?;
    writeln!(text, "Entry:    {entry:#06x}")?;
    writeln!(text, "Checksum: {:#018x}", field(24, 8))?;
    writeln!(text, "Code:     {}", bytes(code.len()))?;
    writeln!(text, "Data:     {}", bytes(data.len()))?;
    writeln!(text, "Symbols:  {symbols_size} bytes")?;
    match debug {
        Some(debug) => {
            let (size, lines) = (bytes(debug_size as usize), Count(debug.lines.len(), "line"));
            writeln!(text, "Debug:    {size}, {lines} of {}", Shown::name(&debug.source))?;
        }
        None => writeln!(text, "Debug:    none")?,
    }
    writeln!(text, "Memory:   {} bytes", program.default_memory_size())
}

fn symbols(text: &mut String, program: &Container) -> fmt::Result {
    writeln!(text, "\nSymbols: {}", program.symbols.len())?;
    for symbol in &program.symbols {
        let kind = match symbol.kind {
            SymbolKind::Label => "label",
            SymbolKind::Data => "data",
            SymbolKind::Transform => "transform",
            SymbolKind::Function => "function",
        };
        writeln!(text, "  {:#06x}  {kind:<9}  {}", symbol.address, Shown::name(&symbol.name))?;
    }
    Ok(())
}

/// How the exports of a program in LIS are called: types, and the registers and addresses of values.
fn signatures(text: &mut String, program: &Container) -> fmt::Result {
    let signatures = vsp_lis::signatures(program);
    if !signatures.is_empty() {
        writeln!(text, "\nSignatures: {}", signatures.len())?;
    }
    for signature in signatures {
        writeln!(text, "  {}", Shown::name(&signature))?;
    }
    Ok(())
}

fn blocks(text: &mut String, flow: &Flow) -> fmt::Result {
    writeln!(text, "\nBlocks: {}", flow.blocks().len())?;
    for block in flow.blocks() {
        writeln!(text, "  {:#06x}..{:#06x}  fuel {}", block.start, block.end, block.cost)?;
    }
    Ok(())
}
