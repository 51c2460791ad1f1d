//! From code to the file, and to assembly that people can read, which assembles to the same file.

mod addresses;
mod data;
mod file;
mod layout;
mod ops;
mod signature;
mod text;

pub(crate) use signature::expected;
pub(crate) use text::write as assembly;

use crate::code::Code;
use crate::code::ir::BlockId;
use crate::signature::{Signature, Static};
use crate::text::Sources;
use crate::types::Type;
use crate::types::tree::{FnId, Typed};
use addresses::Addresses;
use layout::Layout;
use ops::Piece;
use vsp_isa::container::Container;

/// What comes out: the file, how exported functions are called, and what the assembly is made from when somebody asks for it.
pub(crate) struct Output {
    pub program: Program,
    pub container: Container,
    pub signatures: Vec<Signature>,
    pub statics: Vec<Static>,
}

/// A program all of whose code has its place.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    code: Code,
    layout: Layout,
    addresses: Addresses,
    heads: Vec<Head>,
    exports: Vec<Export>,
    /// For each function: whether running it needs free memory.
    needs_memory: Vec<bool>,
    /// Whether something traps CallStackOverflow.
    overflows: bool,
}

/// What a function is called by, as its author wrote it.
#[derive(Clone, Debug)]
struct Head {
    name: String,
    params: Vec<(String, Type)>,
    result: Type,
    is_library: bool,
    /// The file and the line that it stands in.
    line: (u32, u32),
}

#[derive(Clone, Debug)]
struct Export {
    name: String,
    function: FnId,
}

/// Writes a program, or says why that is not possible.
pub(crate) fn emit(typed: &Typed, mut code: Code, sources: &Sources) -> Result<Output, String> {
    let signatures = signature::signatures(typed, &mut code);
    let layout = Layout::new(&code)?;
    let signatures: Vec<Signature> = signatures.into_iter().map(|it| it.placed(&layout)).collect();
    let statics = signature::statics(typed, &code, &layout);
    let program = Program::new(typed, code, layout, sources)?;
    let container = file::write(&program, sources, &signatures, &statics)?;
    Ok(Output { program, container, signatures, statics })
}

impl Program {
    fn new(typed: &Typed, code: Code, layout: Layout, sources: &Sources) -> Result<Program, String> {
        let heads = typed.functions.iter().map(|it| Head {
            name: it.name.to_string(),
            params: it.vars[..it.params].iter().map(|var| (var.name.to_string(), var.ty.clone())).collect(),
            result: it.result.clone(),
            is_library: it.library,
            line: (it.span.file, sources.line(it.span)),
        });
        let exports =
            typed.exports.iter().map(|it| Export { name: it.name.to_string(), function: it.function });
        let mut program = Program {
            needs_memory: code.needs_memory(),
            overflows: code.functions.iter().flatten().any(|body| body.overflows()),
            code,
            layout,
            addresses: Addresses::default(),
            heads: heads.collect(),
            exports: exports.collect(),
        };
        program.addresses = Addresses::new(&program)?;
        Ok(program)
    }

    /// The pieces of the code in their order, each with the block behind it.
    fn pieces(&self) -> Vec<(Piece, Option<BlockId>)> {
        let mut stubs: Vec<usize> = (0..self.exports.len()).collect();
        stubs.sort_by_key(|&export| self.exports[export].function);
        let mut pieces = Vec::new();
        // The library's first: its code has no lines, and would seem to come from those of the code before it.
        let functions = self.code.functions.len();
        let (library, own): (Vec<FnId>, Vec<FnId>) =
            (0..functions).partition(|&function| self.heads[function].is_library);
        for function in library.into_iter().chain(own) {
            let Some(body) = &self.code.functions[function] else { continue };
            let begin = stubs.partition_point(|&export| self.exports[export].function < function);
            let end = stubs.partition_point(|&export| self.exports[export].function <= function);
            for (at, &export) in stubs[begin..end].iter().enumerate() {
                pieces.push((Piece::Stub(export, begin + at + 1 == end), None));
            }
            let next = body.order.iter().skip(1).copied().map(Some).chain([None]);
            pieces.extend(
                body.order.iter().zip(next).map(|(&block, next)| (Piece::Block(function, block), next)),
            );
        }
        if self.overflows {
            pieces.push((Piece::Overflow, None));
        }
        if pieces.is_empty() {
            pieces.push((Piece::Nothing, None));
        }
        pieces
    }

    /// For each export the address where a host comes in.
    fn stubs(&self) -> Vec<u32> {
        let mut stubs = vec![0; self.exports.len()];
        for placed in &self.addresses.placed {
            if let Piece::Stub(export, _) = placed.piece {
                stubs[export] = placed.address;
            }
        }
        stubs
    }
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

/// A name as it stands in a line.
fn one_line(name: &str) -> String {
    name.replace(['\n', '\r'], " ")
}
