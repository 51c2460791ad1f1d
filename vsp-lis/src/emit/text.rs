//! The assembly's text.

use super::layout::Layout;
use crate::code::Code;
use crate::code::ir::{BlockId, Body, Mem};
use crate::code::object::ObjectKind;
use crate::text::Sources;
use crate::types::Type;
use crate::types::tree::{FnId, Typed};
use crate::{Signature, Static};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Write;

pub(super) struct Writer<'a> {
    typed: &'a Typed,
    pub code: &'a Code,
    pub layout: &'a Layout,
    pub sources: &'a Sources,
    pub out: String,
    pub names: Vec<String>,
    pub objects: HashMap<usize, String>,
    /// How many lines the debug information has.
    lines: usize,
    /// For each file: how many lines the files before it have.
    bases: Vec<u32>,
    /// Files that have lines there.
    files: BTreeSet<u32>,
    pub overflow: bool,
}

pub(super) fn write(
    typed: &Typed,
    code: &Code,
    layout: &Layout,
    sources: &Sources,
    signatures: &[Signature],
    statics: &[Static],
) -> String {
    let mut writer = Writer {
        typed,
        code,
        layout,
        sources,
        out: String::new(),
        names: names(typed),
        objects: HashMap::new(),
        lines: 0,
        bases: bases(sources),
        files: BTreeSet::new(),
        overflow: false,
    };
    writer.object_names();
    writer.head();
    writer.data();
    writer.functions();
    writer.symbols(signatures, statics);
    writer.out
}

/// For each file: how many lines the files before it have.
fn bases(sources: &Sources) -> Vec<u32> {
    let lines = (0..sources.len() as u32).map(|file| sources.line_count(file));
    lines
        .scan(0, |base, lines| {
            let own = *base;
            *base += lines;
            Some(own)
        })
        .collect()
}

/// Names of functions, each its own: instances of one function get numbers.
fn names(typed: &Typed) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    typed
        .functions
        .iter()
        .map(|function| {
            let mut name = format!("{}.body", function.name);
            let mut number = 1;
            while !taken.insert(name.clone()) {
                number += 1;
                name = format!("{}.{number}.body", function.name);
            }
            name
        })
        .collect()
}

impl Writer<'_> {
    fn object_names(&mut self) {
        let mut taken: HashSet<String> = HashSet::new();
        for &(_, object) in &self.layout.data {
            let it = &self.code.objects.all[object];
            let base = match it.kind {
                ObjectKind::Data(_) => format!("data.{}", it.name),
                ObjectKind::Frame(_) => it.name.clone(),
            };
            let mut name = base.clone();
            let mut number = 1;
            while !taken.insert(name.clone()) {
                number += 1;
                name = format!("{base}.{number}");
            }
            self.objects.insert(object, name);
        }
    }

    fn head(&mut self) {
        let name = self.sources.name(0).unwrap_or("program.lis");
        let _ = writeln!(self.out, "; Made from {name}.", name = name.replace(['\n', '\r'], " "));
        self.out.push_str("        .mode SIL-64\n        .nosymbols\n");
        let _ = writeln!(self.out, "        .source \"{}\"", quoted(name));
    }

    fn data(&mut self) {
        if self.layout.length == 0 && self.layout.pool.is_empty() && self.layout.data.is_empty() {
            return;
        }
        self.out.push_str("\n        .data\n");
        let mut at = 0u32;
        let mut pool: Vec<(u32, i64)> = self.layout.pool.iter().map(|(&bits, &at)| (at, bits)).collect();
        pool.sort_unstable();
        for (address, bits) in pool {
            self.zeros(&mut at, address);
            let float = f64::from_bits(bits as u64);
            let _ = writeln!(self.out, "const.{address}: .word64 0x{bits:016X} ; {bits} or {float:e}");
            at += 8;
        }
        let layout = self.layout;
        for &(address, object) in &layout.data {
            let name = self.objects.get(&object).cloned().unwrap_or_default();
            if address >= at {
                self.zeros(&mut at, address);
            }
            match &self.code.objects.all[object].kind {
                // Frames lie over each other: their names stand at the end, with their addresses.
                ObjectKind::Frame(_) => {
                    let size = self.code.objects.all[object].size;
                    if address >= at {
                        let _ = writeln!(self.out, "{name}:");
                        self.zeros(&mut at, address + size);
                    }
                }
                ObjectKind::Data(bytes) => {
                    let _ = writeln!(self.out, "{name}:");
                    if object == self.code.objects.free {
                        self.bytes(&u64::from(layout.free).to_le_bytes());
                    } else {
                        self.bytes(bytes);
                    }
                    at += bytes.len() as u32;
                }
            }
        }
        let end = self.layout.length;
        self.zeros(&mut at, end);
    }

    fn zeros(&mut self, at: &mut u32, to: u32) {
        while *at < to {
            let left = to - *at;
            if left >= 16 {
                self.out.push_str("        .state 0x0\n");
                *at += 16;
            } else {
                let list = vec!["0"; left as usize].join(", ");
                let _ = writeln!(self.out, "        .byte {list}");
                *at = to;
            }
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        if bytes.len().is_multiple_of(8) {
            for word in bytes.chunks(8) {
                let word = word.iter().rev().fold(0u64, |word, &byte| word << 8 | u64::from(byte));
                let _ = writeln!(self.out, "        .word64 0x{word:016X}");
            }
        } else {
            for line in bytes.chunks(16) {
                let list: Vec<String> = line.iter().map(u8::to_string).collect();
                let _ = writeln!(self.out, "        .byte {}", list.join(", "));
            }
        }
    }

    /// A place as an operand, and a comment that says more.
    pub fn place(&self, mem: Mem) -> (String, String) {
        let address = self.layout.address(mem);
        let name = self.objects.get(&mem.object).cloned();
        let is_data = matches!(self.code.objects.all[mem.object].kind, ObjectKind::Data(_));
        match name {
            Some(name) if mem.offset == 0 && is_data => (name, String::new()),
            Some(name) if mem.offset == 0 => (address.to_string(), name),
            Some(name) => (address.to_string(), format!("{name} + {}", mem.offset)),
            None => (address.to_string(), self.code.objects.all[mem.object].name.clone()),
        }
    }

    pub fn op(&mut self, op: &str, operands: &str, comment: &str) {
        if comment.is_empty() {
            let line = format!("        {op:<10}{operands}");
            let _ = writeln!(self.out, "{}", line.trim_end());
        } else {
            let _ = writeln!(self.out, "        {op:<10}{operands:<24}; {comment}");
        }
    }

    fn functions(&mut self) {
        self.out.push_str("\n        .code\n");
        // The library's first: its code has no lines, and would seem to come from those of the code before it.
        let code = self.code;
        let (library, own): (Vec<FnId>, Vec<FnId>) =
            (0..code.functions.len()).partition(|&it| self.typed.functions[it].library);
        for function in library.into_iter().chain(own) {
            if let Some(body) = &code.functions[function] {
                let mut exports = self.typed.exports.iter().filter(|it| it.function == function).peekable();
                while let Some(export) = exports.next() {
                    self.stub(&export.name, function, exports.peek().is_none());
                }
                self.function(body);
            }
        }
        if self.overflow {
            self.out.push_str("\n; Too deep a recursion: traps CallStackOverflow.\noverflow:\n");
            self.op("CALL", "overflow", "");
            self.op("RET", "", "");
        }
    }

    /// Whether running a function needs free memory.
    fn needs_memory(&self, function: FnId) -> bool {
        let mut seen = HashSet::new();
        let mut open = vec![function];
        while let Some(function) = open.pop() {
            if !seen.insert(function) {
                continue;
            }
            if let Some(body) = &self.code.functions[function] {
                if body.needs_memory {
                    return true;
                }
                open.extend(body.calls());
            }
        }
        false
    }

    /// Where a host comes in: free memory is given back, and what the host hands over is made canonical.
    fn stub(&mut self, name: &str, function: FnId, last: bool) {
        let it = &self.typed.functions[function];
        let _ = writeln!(self.out, "\n; Exported:\n{name}:");
        self.line(it.span.file, self.sources.line(it.span));
        if self.needs_memory(function) {
            let (stack, _) = self.place(Mem { object: self.code.objects.stack, offset: 0 });
            let (heap, _) = self.place(Mem { object: self.code.objects.heap, offset: 0 });
            let (saved, _) = self.place(Mem { object: self.code.objects.saved, offset: 0 });
            let (free, _) = self.place(Mem { object: self.code.objects.free, offset: 0 });
            self.op("STOREW", &format!("R0, {heap}"), "while R0 is needed");
            self.op("SYSCALL", "memory_used", "the size of memory");
            self.op("STOREW", &format!("R0, {stack}"), "");
            self.op("STOREW", &format!("R4, {saved}"), "");
            self.op("LOADW", &format!("R0, {heap}"), "");
            self.op("LOADW", &format!("R4, {free}"), "where free memory begins");
            self.op("STOREW", &format!("R4, {heap}"), "");
            self.op("LOADW", &format!("R4, {saved}"), "");
        }
        let mut word = 0u8;
        for ty in it.vars[..it.params].iter().flat_map(|var| var.ty.leaves()) {
            if matches!(ty, Type::State | Type::Array(..)) || word >= 4 {
                continue;
            }
            let register = format!("R{:X}", word * 4);
            if *ty == Type::ByteSil {
                self.op("ORL", &format!("{register}, {register}"), "canonical, whatever the host gives");
            }
            word += 1;
        }
        if !last {
            let body = self.names[function].clone();
            self.op("JMP", &body, "");
        }
    }

    pub fn line(&mut self, file: u32, line: u32) {
        self.lines += 1;
        self.files.insert(file);
        let text = self.sources.line_text(file, line).trim().to_owned();
        let text: String = text.chars().filter(|char| !char.is_control()).collect();
        if file == 0 {
            let _ = writeln!(self.out, "; {line}: {text}");
        } else {
            let name = self.sources.name(file).unwrap_or("").replace(['\n', '\r'], " ");
            let _ = writeln!(self.out, "; {name}:{line}: {text}");
        }
        let number = self.bases[file as usize] + line;
        let label = format!("line{number}.{}", self.lines);
        let _ = writeln!(self.out, "{label}: .line {number}, {label}");
    }

    fn function(&mut self, body: &Body) {
        let it = &self.typed.functions[body.function];
        let name = self.names[body.function].clone();
        let params: Vec<String> =
            it.vars[..it.params].iter().map(|var| format!("{}: {}", var.name, var.ty)).collect();
        let _ = writeln!(self.out, "\n; fn {}({}) -> {}", it.name, params.join(", "), it.result);
        let _ = writeln!(self.out, "{name}:");
        let targets = targets(body);
        for (at, &block) in body.order.iter().enumerate() {
            if targets.contains(&block) {
                let _ = writeln!(self.out, "{name}.{block}:");
            }
            let next = body.order.get(at + 1).copied();
            for inst in &body.blocks[block].insts {
                self.inst(inst);
            }
            self.term(&name, &body.blocks[block].term, next);
        }
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
            let _ = writeln!(
                self.out,
                "        .symbol \"lis file {name}\", label, {}",
                self.bases[file as usize]
            );
        }
        if let Some(main) = self.typed.main
            && self.typed.exports.iter().any(|it| it.function == main && &*it.name == "main")
        {
            self.out.push_str("        .entry main\n");
        }
    }
}

/// A name as it stands in quotes.
fn quoted(name: &str) -> String {
    name.replace('\\', "\\\\").replace('"', "\\\"").replace(['\n', '\r'], " ")
}

/// Blocks that something jumps to.
fn targets(body: &Body) -> HashSet<BlockId> {
    let mut found = HashSet::new();
    for &block in &body.order {
        body.blocks[block].term.targets(|to| {
            found.insert(to);
        });
    }
    found
}
