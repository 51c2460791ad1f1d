//! The program as assembly.

use super::Program;
use super::addresses::Placed;
use super::ops::{Label, Note, Op, Piece};
use crate::code::ir::Mem;
use crate::code::object::ObjectKind;
use crate::hash::HashMap;
use crate::text::Sources;
use crate::{FILE_SYMBOL, Signature, Static};
use std::collections::BTreeSet;
use std::fmt::Write;
use vsp_isa::{Field, Intrinsic, Opcode, Version};

struct Writer<'a> {
    program: &'a Program,
    sources: &'a Sources,
    out: String,
    /// What functions are called, and what objects in memory are.
    functions: Vec<String>,
    objects: Vec<String>,
    /// How many lines the debug information has.
    lines: usize,
    /// For each file: how many lines the files before it have.
    bases: Vec<u32>,
    /// Files that have lines there.
    files: BTreeSet<u32>,
}

/// Writes a program as assembly.
pub(crate) fn write(
    program: &Program,
    sources: &Sources,
    signatures: &[Signature],
    statics: &[Static],
) -> String {
    let mut writer = Writer {
        program,
        sources,
        out: String::new(),
        functions: function_names(program),
        objects: object_names(program),
        lines: 0,
        bases: super::bases(sources),
        files: BTreeSet::new(),
    };
    writer.head();
    super::data::write(program, &writer.objects, &mut writer.out);
    writer.out.push_str("\n        .code\n");
    for placed in &program.addresses.placed {
        writer.piece(placed);
    }
    writer.symbols(signatures, statics);
    writer.out
}

/// Names of which each is taken once: further ones get numbers before what stands behind.
#[derive(Default)]
struct Taken(HashMap<String, u32>);

impl Taken {
    fn name(&mut self, base: &str, behind: &str) -> String {
        loop {
            let number = self.0.entry(format!("{base}{behind}")).or_insert(0);
            *number += 1;
            if *number == 1 {
                return format!("{base}{behind}");
            }
            let name = format!("{base}.{number}{behind}");
            if !self.0.contains_key(&name) {
                self.0.insert(name.clone(), 1);
                return name;
            }
        }
    }
}

fn function_names(program: &Program) -> Vec<String> {
    let mut taken = Taken::default();
    program.heads.iter().map(|head| taken.name(&head.name, ".body")).collect()
}

fn object_names(program: &Program) -> Vec<String> {
    let objects = &program.code.objects.all;
    let mut names: Vec<String> = objects.iter().map(|it| it.name.clone()).collect();
    let mut taken = Taken::default();
    for &(_, object) in &program.layout.data {
        let it = &objects[object];
        names[object] = match it.kind {
            ObjectKind::Data(_) => taken.name(&format!("data.{}", it.name), ""),
            ObjectKind::Frame(_) => taken.name(&it.name, ""),
        };
    }
    names
}

/// A name as it stands in quotes.
fn quoted(name: &str) -> String {
    super::one_line(&name.replace('\\', "\\\\").replace('"', "\\\""))
}

impl Writer<'_> {
    fn head(&mut self) {
        let name = self.sources.name(0).unwrap_or("program.lis");
        let _ = writeln!(self.out, "; Made from {}.", super::one_line(name));
        self.out.push_str("        .mode SIL-64\n        .nosymbols\n");
        let _ = writeln!(self.out, "        .source \"{}\"", quoted(name));
    }

    fn piece(&mut self, placed: &Placed) {
        let program = self.program;
        let mut labels = Vec::new();
        match placed.piece {
            Piece::Stub(export, _) => {
                self.out.push_str("\n; Exported:\n");
                labels.push(program.exports[export].name.clone());
            }
            Piece::Block(function, block) => {
                let is_first = program.addresses.is_first(function, block);
                if is_first {
                    self.signature(function);
                    labels.push(self.functions[function].clone());
                }
                if placed.is_jumped || program.addresses.is_target(function, block) {
                    labels.push(self.label(Label::Block(function, block)));
                }
            }
            Piece::Overflow => {
                self.out.push_str("\n; Too deep a recursion: traps CallStackOverflow.\n");
                labels.push(self.label(Label::Overflow));
            }
            Piece::Nothing => self.out.push_str("\n; There is no function.\n"),
        }
        let mut padding = placed.padding;
        if placed.is_jumped
            && let Some(label) = labels.last()
        {
            self.line_of("JMP", label, "");
            padding -= super::addresses::JUMP;
        }
        for _ in 0..padding {
            self.line_of("NOP", "", "");
        }
        for label in labels {
            let _ = writeln!(self.out, "{label}:");
        }
        program.ops(placed.piece, placed.next, |op| match op {
            Op::Plain(opcode, operands, note) => self.plain(opcode, operands, note),
            Op::To(opcode, label) => {
                let label = self.label(label);
                self.line_of(opcode.mnemonic(), &label, "");
            }
            Op::Line(file, line) => self.source_line(file, line),
        });
    }

    /// A function as its author wrote it.
    fn signature(&mut self, function: usize) {
        let it = &self.program.heads[function];
        let params: Vec<String> = it.params.iter().map(|(name, ty)| format!("{name}: {ty}")).collect();
        let _ = writeln!(self.out, "\n; fn {}({}) -> {}", it.name, params.join(", "), it.result);
    }

    fn label(&self, label: Label) -> String {
        match label {
            Label::Function(function) => self.functions[function].clone(),
            Label::Block(function, block) => format!("{}.{block}", self.functions[function]),
            Label::Overflow => "overflow".to_owned(),
        }
    }

    fn plain(&mut self, opcode: Opcode, operands: u32, note: Note) {
        let (mut place, comment) = match note {
            Note::Nothing => (None, String::new()),
            Note::Says(text) => (None, text.to_owned()),
            Note::Place(mem) => self.place(mem),
            Note::Address(mem, pooled) => (pooled.map(|at| format!("const.{at}")), self.named(mem)),
            Note::Constant(bits, at) => {
                let float = f64::from_bits(bits as u64);
                let is_usual = (1e-6..1e15).contains(&float.abs());
                (Some(format!("const.{at}")), if is_usual { float.to_string() } else { bits.to_string() })
            }
        };
        let mut shown = Vec::new();
        for field in opcode.operands() {
            let value = field.value(operands);
            match field {
                Field::RegisterA | Field::RegisterB | Field::WordA | Field::WordB => {
                    shown.push(format!("R{value:X}"));
                }
                Field::Intrinsic => {
                    let known = Intrinsic::from_id(value as u8, Version::V1_2);
                    shown.push(known.map_or_else(|| format!("0x{value:02X}"), |it| it.names()[0].to_owned()));
                }
                Field::Argument16 if value == 0 && !matches!(note, Note::Place(_)) => {}
                _ => shown.push(place.take().unwrap_or_else(|| value.to_string())),
            }
        }
        self.line_of(opcode.mnemonic(), &shown.join(", "), &comment);
    }

    /// A place as an operand, if it has a name there, and a comment that says more.
    fn place(&self, mem: Mem) -> (Option<String>, String) {
        let is_data = matches!(self.program.code.objects.all[mem.object].kind, ObjectKind::Data(_));
        if is_data && mem.offset == 0 {
            (Some(self.objects[mem.object].clone()), String::new())
        } else {
            (None, self.named(mem))
        }
    }

    fn named(&self, mem: Mem) -> String {
        let name = &self.objects[mem.object];
        if mem.offset == 0 { name.clone() } else { format!("{name} + {}", mem.offset) }
    }

    fn line_of(&mut self, op: &str, operands: &str, comment: &str) {
        if comment.is_empty() {
            let line = format!("        {op:<10}{operands}");
            let _ = writeln!(self.out, "{}", line.trim_end());
        } else {
            let _ = writeln!(self.out, "        {op:<10}{operands:<24}; {comment}");
        }
    }

    fn source_line(&mut self, file: u32, line: u32) {
        self.lines += 1;
        self.files.insert(file);
        let text = self.sources.line_text(file, line).trim();
        let text: String = text.chars().filter(|char| !char.is_control()).collect();
        if file == 0 {
            let _ = writeln!(self.out, "; {line}: {text}");
        } else {
            let name = super::one_line(self.sources.name(file).unwrap_or(""));
            let _ = writeln!(self.out, "; {name}:{line}: {text}");
        }
        let number = self.bases[file as usize] + line;
        let label = format!("line{number}.{}", self.lines);
        let _ = writeln!(self.out, "{label}: .line {number}, {label}");
    }

    fn symbols(&mut self, signatures: &[Signature], statics: &[Static]) {
        self.out.push('\n');
        for it in signatures {
            let name = &it.name;
            let _ = writeln!(self.out, "        .symbol \"{name}\", function, {name}");
        }
        for it in signatures {
            let _ = writeln!(self.out, "        .symbol \"lis {it}\", label, {}", it.name);
        }
        for it in statics {
            let _ = writeln!(self.out, "        .symbol \"{}\", data, {}", it.name, it.address);
        }
        for it in statics {
            let _ = writeln!(
                self.out,
                "        .symbol \"lis static {}: {}\", data, {}",
                it.name, it.ty, it.address
            );
        }
        for &file in self.files.iter().filter(|&&file| file != 0) {
            let name = quoted(self.sources.name(file).unwrap_or(""));
            let base = self.bases[file as usize];
            let _ = writeln!(self.out, "        .symbol \"{FILE_SYMBOL}{name}\", label, {base}");
        }
        if signatures.iter().any(|it| it.name == "main") {
            self.out.push_str("        .entry main\n");
        }
    }
}
