//! The program as a file.

use super::Program;
use super::addresses::Placed;
use super::ops::{self, Op};
use crate::code::object::ObjectKind;
use crate::text::Sources;
use crate::{FILE_SYMBOL, Signature, Static};
use std::collections::BTreeSet;
use vsp_isa::container::{Container, DebugInfo, LineEntry, Symbol, SymbolKind};
use vsp_isa::{Encoded, Intrinsic, Mode, Opcode, Version};

/// The code while it is written.
struct Coder<'a> {
    program: &'a Program,
    /// For each file: how many lines the files before it have.
    bases: Vec<u32>,
    code: Vec<u8>,
    lines: Vec<LineEntry>,
    /// Files that have lines there.
    files: BTreeSet<u32>,
    version: Version,
    wrong: Option<String>,
}

/// Writes a program as a file.
pub(super) fn write(
    program: &Program,
    sources: &Sources,
    signatures: &[Signature],
    statics: &[Static],
) -> Result<Container, String> {
    let mut coder = Coder {
        program,
        bases: super::bases(sources),
        code: Vec::new(),
        lines: Vec::new(),
        files: BTreeSet::new(),
        version: Version::V1_0,
        wrong: None,
    };
    for placed in &program.addresses.placed {
        coder.piece(placed);
    }
    if let Some(wrong) = coder.wrong {
        return Err(wrong);
    }
    let stubs = program.stubs();
    let starts = || signatures.iter().zip(&stubs);
    let symbol = |name: String, address: u32, kind: SymbolKind| Symbol { name, address, kind };
    let mut symbols: Vec<Symbol> =
        starts().map(|(it, &at)| symbol(it.name.clone(), at, SymbolKind::Function)).collect();
    symbols.extend(starts().map(|(it, &at)| symbol(format!("lis {it}"), at, SymbolKind::Label)));
    symbols.extend(statics.iter().map(|it| symbol(it.name.clone(), it.address, SymbolKind::Data)));
    symbols.extend(
        statics
            .iter()
            .map(|it| symbol(format!("lis static {}: {}", it.name, it.ty), it.address, SymbolKind::Data)),
    );
    symbols.extend(coder.files.iter().filter(|&&file| file != 0).map(|&file| {
        let name = super::one_line(sources.name(file).unwrap_or(""));
        symbol(format!("{FILE_SYMBOL}{name}"), coder.bases[file as usize], SymbolKind::Label)
    }));
    let entry = signatures.iter().position(|it| it.name == "main").map_or(0, |main| stubs[main]);
    let source = super::one_line(sources.name(0).unwrap_or("program.lis"));
    let container = Container {
        version: coder.version,
        mode: Mode::Sil64,
        entry,
        code: coder.code,
        data: data(program),
        symbols,
        empty_symbols: false,
        debug: Some(DebugInfo { source, lines: coder.lines }),
    };
    container.check().map_err(|error| error.to_string())?;
    Ok(container)
}

/// The data segment: constants, statics, and zeros where frames are.
fn data(program: &Program) -> Vec<u8> {
    let layout = &program.layout;
    let mut data = vec![0; layout.length as usize];
    let mut put = |at: u32, bytes: &[u8]| data[at as usize..][..bytes.len()].copy_from_slice(bytes);
    for (bits, &at) in &layout.pool {
        put(at, &bits.to_le_bytes());
    }
    for &(at, object) in &layout.data {
        match &program.code.objects.all[object].kind {
            ObjectKind::Frame(_) => {}
            ObjectKind::Data(_) if object == program.code.objects.free => {
                put(at, &u64::from(layout.free).to_le_bytes());
            }
            ObjectKind::Data(bytes) => put(at, bytes),
        }
    }
    data
}

impl Coder<'_> {
    fn piece(&mut self, placed: &Placed) {
        if placed.is_jumped {
            self.put(Opcode::Jmp, placed.address);
        }
        while self.code.len() < placed.address as usize {
            self.put(Opcode::Nop, 0);
        }
        self.program.ops(placed.piece, placed.next, |op| match op {
            Op::Plain(opcode, operands, _) => self.put(opcode, operands),
            Op::To(opcode, label) => match ops::jump(opcode, self.program.addresses.address(label)) {
                Some(operands) => self.put(opcode, operands),
                None => self.wrong = Some(format!("{} has a target that it cannot name", opcode.mnemonic())),
            },
            Op::Line(file, line) => {
                self.files.insert(file);
                let line = self.bases[file as usize] + line;
                self.lines.push(LineEntry { line, address: self.code.len() as u32 });
            }
        });
    }

    fn put(&mut self, opcode: Opcode, operands: u32) {
        let intrinsic = || Intrinsic::from_id(operands as u8, Version::LATEST);
        let since = match opcode {
            Opcode::Syscall => intrinsic().map_or(Version::V1_0, Intrinsic::since),
            other => other.since(),
        };
        self.version = self.version.max(since);
        self.code.extend_from_slice(Encoded::new(opcode, operands).as_bytes());
    }
}
