//! From a program to a block of machine code.

use crate::allocation::{self, Allocation};
use crate::builder::Builder;
use crate::convention::Convention;
use crate::emitter::{Emitter, Traits};
use crate::plan::{Part, Plan};
use crate::unwind::Prologue;
use crate::{Error, Options, Target, parallel};
use cranelift_codegen::control::ControlPlane;
use cranelift_codegen::ir::UserFuncName;
use cranelift_codegen::isa::unwind::UnwindInst;
use cranelift_codegen::isa::{OwnedTargetIsa, TargetIsa};
use cranelift_codegen::{Context, ir};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use std::panic::{AssertUnwindSafe, catch_unwind};
use vsp_isa::abi::EntryPoint;
use vsp_isa::container::Container;
use vsp_isa::flow::{End, Flow};

/// A compiled program: position-independent machine code that refers to nothing outside itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The machine code, constants included.
    pub bytes: Vec<u8>,
    /// What its address must be a multiple of, in bytes.
    pub alignment: u64,
    /// Where each part begins in `bytes`: a [`PartFunction`](vsp_isa::abi::PartFunction) each.
    pub parts: Vec<u32>,
    /// Where the code can be entered, sorted by address and mode.
    pub entries: Vec<EntryPoint>,
    /// How each part sets its frame up.
    pub(crate) prologues: Vec<Prologue>,
}

/// Compiles a program for a target.
///
/// The time that it takes grows with the length of the reachable code, and no faster. Parts are compiled on all processors
/// that there are; how many that is makes no difference to the result.
///
/// # Errors
/// If Cranelift fails or panics, or emits something that needs a linker: bugs in the code generator, never in the program.
///
/// ```
/// use vsp_codegen::{Options, Target, compile};
/// let program = vsp_isa::asm::assemble("main: MOVI R0, 3\n HLT", "three.sil").unwrap();
/// let target = Target::new("aarch64-unknown-linux-gnu", &[]).unwrap();
/// let code = compile(&program, &target, &Options::default()).unwrap();
/// assert_eq!(code.parts, [0]);
/// ```
pub fn compile(container: &Container, target: &Target, options: &Options) -> Result<Code, Error> {
    let isas = Isas::new(target, options)?;
    let isa = &isas.per_part;
    let flow = Flow::analyse(container);
    let plan = Plan::new(container, &flow);
    let traits = Traits { convention: Convention::of(&**isa), rounds_natively: target.rounds_natively() };
    let parts: Vec<Part<'_>> = plan.parts().collect();
    let compiler = || Compiler {
        isas: &isas,
        plan: &plan,
        options,
        traits,
        context: Context::new(),
        builder_context: FunctionBuilderContext::new(),
    };
    let mut code = Code {
        bytes: Vec::new(),
        alignment: 16.max(isa.symbol_alignment()),
        parts: Vec::new(),
        entries: plan.entry_points(),
        prologues: Vec::new(),
    };
    let compiled = parallel::map(&parts, compiler, |compiler, part| {
        // A panic here is Cranelift's or ours; the caller gets it as an error that says where.
        catch_unwind(AssertUnwindSafe(|| compiler.compile_part(part)))
            .unwrap_or_else(|panic| Err(Error::internal(part.address(), message_of(&*panic))))
    });
    for part in compiled {
        code.append(part?)?;
    }
    Ok(code)
}

/// The same back end with each allocation of registers.
struct Isas {
    per_part: OwnedTargetIsa,
    per_block: OwnedTargetIsa,
}

impl Isas {
    fn new(target: &Target, options: &Options) -> Result<Isas, Error> {
        let isa = |allocation| target.isa(options, allocation);
        Ok(Isas { per_part: isa(Allocation::PerPart)?, per_block: isa(Allocation::PerBlock)? })
    }

    fn of(&self, allocation: Allocation) -> &dyn TargetIsa {
        match allocation {
            Allocation::PerPart => &*self.per_part,
            Allocation::PerBlock => &*self.per_block,
        }
    }
}

/// The code of one part.
struct PartCode {
    bytes: Vec<u8>,
    alignment: u64,
    prologue: Prologue,
}

impl Code {
    /// Appends a part.
    fn append(&mut self, part: PartCode) -> Result<(), Error> {
        self.alignment = self.alignment.max(part.alignment);
        let start = self.bytes.len().next_multiple_of(self.alignment as usize);
        self.bytes.resize(start, 0);
        let offset = u32::try_from(start).map_err(|_| Error::internal(None, "over 4 GiB of code"))?;
        self.parts.push(offset);
        self.prologues.push(part.prologue);
        self.bytes.extend_from_slice(&part.bytes);
        Ok(())
    }
}

/// What is used for one part after the other.
struct Compiler<'a> {
    isas: &'a Isas,
    plan: &'a Plan,
    options: &'a Options,
    traits: Traits,
    context: Context,
    builder_context: FunctionBuilderContext,
}

impl Compiler<'_> {
    fn compile_part(&mut self, part: &Part<'_>) -> Result<PartCode, Error> {
        self.context.clear();
        let allocation = allocation::choose(part, self.options);
        let isa = self.isas.of(allocation);
        let signature = self.traits.convention.part();
        self.context.func = ir::Function::with_name_signature(UserFuncName::default(), signature);
        let builder = FunctionBuilder::new(&mut self.context.func, &mut self.builder_context);
        let mut emitter = Emitter::begin(Builder::new(builder), part, allocation, self.options, self.traits);
        for index in 0..part.pieces.len() {
            emit_piece(&mut emitter, part, index);
        }
        emitter.finish(&self.plan.return_sites).finalize(isa.frontend_config());
        self.traits.convention.check(&self.context.func);
        let compiled = self
            .context
            .compile(isa, &mut ControlPlane::default())
            .map_err(|error| Error::internal(part.address(), format_args!("{:?}", error.inner)))?;
        if let Some(relocation) = compiled.buffer.relocs().first() {
            return Err(Error::impure(format_args!("a relocation, {relocation:?}")));
        }
        // Apple's unwinders take return addresses for unsigned anyway. Without this step, which is no instruction, the code for
        // several targets is one and the same.
        let unsigned = UnwindInst::Aarch64SetPointerAuth { return_addresses: false };
        let steps = compiled.buffer.unwind_info.iter().filter(|(_, step)| *step != unsigned);
        Ok(PartCode {
            bytes: compiled.buffer.data().to_vec(),
            alignment: compiled.buffer.alignment.into(),
            prologue: steps.cloned().collect(),
        })
    }
}

/// Emits the code of one piece.
fn emit_piece(emitter: &mut Emitter<'_>, part: &Part<'_>, index: usize) {
    let piece = &part.pieces[index];
    emitter.begin_piece(index);
    if piece.is_checkpoint {
        emitter.check_interrupt();
    }
    if let Some(cost) = piece.cost {
        emitter.charge(cost);
    }
    for (index, &(address, instruction)) in piece.code.instructions.iter().enumerate() {
        emitter.pc = address;
        emitter.next = address + instruction.length();
        if let (End::Traps(kind), true) = (piece.code.end, index + 1 == piece.code.instructions.len()) {
            emitter.trap(kind);
        } else {
            instruction.visit(emitter);
            emitter.stop_if_collapsed();
        }
    }
    match piece.code.end {
        End::FallsInto(next) => emitter.goto(next),
        End::Undecodable(address, kind) => {
            emitter.pc = address;
            emitter.trap(kind);
        }
        End::Leaves | End::Traps(_) => {}
    }
}

/// What a panic said.
fn message_of(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("it panicked without a message")
}
