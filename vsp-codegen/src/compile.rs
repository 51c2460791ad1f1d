//! From a program to a block of machine code.

use crate::convention::Convention;
use crate::lower::{self, Lowered, Traits};
use crate::plan::Plan;
use crate::target::VERIFIES;
use crate::{Error, Optimization, Options, Target, cut, parallel};
use cranelift_codegen::control::ControlPlane;
use cranelift_codegen::ir::UserFuncName;
use cranelift_codegen::isa::TargetIsa;
use cranelift_codegen::isa::unwind::UnwindInst;
use cranelift_codegen::{Context, ir};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use vsp_isa::abi::{EntryPoint, Helper};
use vsp_isa::flow::{AnalysedProgram, BlockVersion};
use vsp_middle::{Function, Region, passes, verify};

/// A compiled program: position-independent machine code that refers to nothing outside itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The machine code, constants included.
    pub bytes: Vec<u8>,
    /// What its address must be a multiple of, in bytes.
    pub alignment: u64,
    /// Where each region begins in `bytes`: a [`RegionFunction`](vsp_isa::abi::RegionFunction) each.
    pub regions: Vec<u32>,
    /// Where the code can be entered, sorted by address and mode.
    pub entries: Vec<EntryPoint>,
    /// Whether it looks up sums, so that a context that it runs with must have [`SUMS`](vsp_isa::tables::SUMS). On targets without an
    /// operating system it never does.
    pub uses_sums: bool,
    /// The helpers that it calls, in the order of [`Helper::ALL`]: a context that it runs with need have no others.
    pub helpers: Vec<Helper>,
    /// How each region sets its frame up.
    pub(crate) prologues: Vec<Prologue>,
}

/// What a region does to set its frame up, each step with the offset in the region that it is done at; nothing if it needs none.
pub(crate) type Prologue = Vec<(u32, UnwindInst)>;

/// Compiles a program for a target; the program is analysed once, for however many targets.
///
/// The time that it takes grows with the number of instructions, each counted for every mode that can reach it, and the memory
/// with the machine code, and no faster. [`Options::limits`] bounds both. Regions are compiled on all processors that there are,
/// on threads of its own with stacks that are large enough; how many that is makes no difference to the result. The caller's
/// thread needs 16 KiB of stack.
///
/// # Errors
/// - [`Error::too_large`] if the program passes a limit: before anything is compiled, or as soon as there is too much code;
/// - [`Error::no_thread_because`] if no thread can be started;
/// - if Cranelift fails or panics, or emits something that needs a linker: bugs in the code generator, never in the program.
///
/// ```
/// use vsp_codegen::{Options, Target, compile};
/// let program = vsp_isa::asm::assemble("main: MOVI R0, 3\n HLT", "three.sil").unwrap();
/// let program = vsp_isa::flow::AnalysedProgram::new(program).unwrap();
/// let target = Target::new("aarch64-unknown-linux-gnu", &[]).unwrap();
/// let code = compile(&program, &target, &Options::default()).unwrap();
/// assert_eq!(code.regions, [0]);
/// ```
pub fn compile(program: &AnalysedProgram<'_>, target: &Target, options: &Options) -> Result<Code, Error> {
    parallel::on_own_stack(|| compile_here(program, target, options))?
}

fn compile_here(program: &AnalysedProgram<'_>, target: &Target, options: &Options) -> Result<Code, Error> {
    options.limits.check_instructions(program.count_instructions()).map_err(Error::over_limit)?;
    let isa = target.isa(options)?;
    let plan = Plan::new(program);
    let compiler = || Compiler::new(target, &*isa, options);
    let mut code = Code {
        bytes: Vec::new(),
        alignment: 16.max(isa.symbol_alignment()),
        regions: Vec::new(),
        entries: Vec::new(),
        uses_sums: false,
        helpers: Vec::new(),
        prologues: Vec::new(),
    };
    let mut result = Ok(());
    let compile_region =
        |compiler: &mut Compiler<'_>, number| compiler.compile(plan.read(number), &mut |_, _| {});
    parallel::for_each(plan.regions(), compiler, compile_region, |regions| {
        result = regions
            .and_then(|mut regions| regions.drain(..).try_for_each(|region| code.append(region, options)));
        if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    result?;
    code.finish();
    Ok(code)
}

/// The code of one region.
pub(crate) struct RegionCode {
    bytes: Vec<u8>,
    alignment: u64,
    prologue: Prologue,
    /// Where it can be entered, in the order of the entries' numbers.
    entries: Vec<BlockVersion>,
    uses_sums: bool,
    helpers: Vec<Helper>,
}

impl RegionCode {
    /// How many bytes it has.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }
}

impl Code {
    /// Appends a region.
    fn append(&mut self, region: RegionCode, options: &Options) -> Result<(), Error> {
        self.alignment = self.alignment.max(region.alignment);
        let start = self.bytes.len().next_multiple_of(self.alignment as usize);
        let end = start + region.bytes.len();
        options.limits.check_code_bytes(end as u64).map_err(Error::over_limit)?;
        let offset = u32::try_from(start).map_err(|_| Error::internal(None, "over 4 GiB of code"))?;
        if end > self.bytes.capacity() {
            // Not twice as much, as vectors do: that would be most of what compiling takes.
            self.bytes.reserve_exact(end - self.bytes.len() + self.bytes.len() / 8);
        }
        self.bytes.resize(start, 0);
        let number = self.regions.len() as u32;
        self.entries.extend(region.entries.iter().zip(0..).map(|(place, entry)| EntryPoint {
            address: place.address,
            mode: place.mode.code(),
            region: number,
            entry,
        }));
        self.regions.push(offset);
        self.uses_sums |= region.uses_sums;
        self.helpers.extend(region.helpers);
        self.helpers.sort_by_key(|helper| *helper as usize);
        self.helpers.dedup();
        self.prologues.push(region.prologue);
        self.bytes.extend_from_slice(&region.bytes);
        Ok(())
    }

    /// Puts what regions have been appended with in its final form.
    fn finish(&mut self) {
        // Regions overlap in the program where instructions do. A place that is in two regions, which only cutting them again can
        // lead to, has the same code in both.
        self.entries.sort_by_key(|entry| (entry.address, entry.mode));
        self.entries.dedup_by_key(|entry| (entry.address, entry.mode));
        self.bytes.shrink_to_fit();
    }
}

/// What is used for one region after the other.
pub(crate) struct Compiler<'a> {
    isa: &'a dyn TargetIsa,
    options: &'a Options,
    traits: Traits,
    /// Whether the machine code shall be there as text, too.
    pub disassembles: bool,
    context: Context,
    builder_context: FunctionBuilderContext,
}

/// The forms of a region on its way to machine code, for those who want to look.
pub(crate) enum Stage<'a> {
    /// A function of the middle, after all passes.
    Middle(&'a Function),
    /// A function of Cranelift, as it is made of that.
    Lowered(&'a ir::Function),
    /// Machine code. A region whose frame is too large does not come so far: it is cut, and what it is cut into begins anew.
    Compiled(&'a Context),
}

/// How large the frame of a region may be in bytes, with what the call saves.
const FRAME: u32 = 4096;

/// What return address and frame pointer take of a frame, on every target at most.
const FRAME_SETUP: u32 = 16;

impl<'a> Compiler<'a> {
    pub fn new(target: &Target, isa: &'a dyn TargetIsa, options: &'a Options) -> Compiler<'a> {
        let traits = Traits {
            convention: Convention::of(isa),
            rounds_natively: target.rounds_natively(),
            has_sums: target.has_sums(),
            is_little_endian: isa.endianness() == ir::Endianness::Little,
            keeps_places: options.optimization == Optimization::Fast,
        };
        let (context, builder_context) = (Context::new(), FunctionBuilderContext::new());
        Compiler { isa, options, traits, disassembles: false, context, builder_context }
    }

    /// Compiles a region, and lets `look` see what it becomes on the way; where its frame would be too large, in several smaller ones.
    pub fn compile(
        &mut self,
        region: Region,
        look: &mut dyn FnMut(&Region, Stage<'_>),
    ) -> Result<Vec<RegionCode>, Error> {
        let address = address(&region);
        // A panic here is Cranelift's or ours; the caller gets it as an error that says where.
        catch_unwind(AssertUnwindSafe(|| self.compile_cut(region, look))).unwrap_or_else(|panic| {
            // What it left half done is not used again.
            (self.context, self.builder_context) = (Context::new(), FunctionBuilderContext::new());
            Err(Error::internal(address, message_of(&*panic)))
        })
    }

    fn compile_cut(
        &mut self,
        region: Region,
        look: &mut dyn FnMut(&Region, Stage<'_>),
    ) -> Result<Vec<RegionCode>, Error> {
        let (mut done, mut waiting) = (Vec::new(), vec![region]);
        while let Some(region) = waiting.pop() {
            let times = match self.compile_region(&region, look)? {
                Compiled::Fits(code) => {
                    done.push(code);
                    continue;
                }
                Compiled::Frame(size) => size.div_ceil(FRAME).max(2) as usize,
            };
            let instructions = cut::instructions(&region);
            if instructions == 1 {
                return Err(Error::internal(address(&region), "an instruction with too large a frame"));
            }
            waiting.extend(cut::cut(&region, instructions.div_ceil(times)).into_iter().rev());
        }
        Ok(done)
    }

    /// The function that the middle makes of a region.
    fn middle(&self, region: &Region) -> Result<Function, Error> {
        let Options { metering, interrupts, optimization, .. } = *self.options;
        let (passes, stores_through) = match optimization {
            Optimization::Quick => (passes::QUICK, true),
            Optimization::Fast => (passes::FAST, false),
        };
        let mut function =
            vsp_middle::build(region, vsp_middle::Options { metering, interrupts, stores_through });
        let mut fault = None;
        if VERIFIES {
            fault = verify(&function).err().map(|fault| format!("to begin with, {fault}"));
        }
        passes::run(&mut function, passes, |pass, function| {
            if VERIFIES && fault.is_none() {
                fault =
                    verify(function).err().map(|fault| format!("after the pass `{}`, {fault}", pass.name()));
            }
        });
        match fault {
            Some(fault) => Err(Error::internal(address(region), fault)),
            None => Ok(function),
        }
    }

    fn compile_region(
        &mut self,
        region: &Region,
        look: &mut dyn FnMut(&Region, Stage<'_>),
    ) -> Result<Compiled, Error> {
        self.context.clear();
        self.context.set_disasm(self.disassembles);
        let isa = self.isa;
        let signature = self.traits.convention.region();
        self.context.func = ir::Function::with_name_signature(UserFuncName::default(), signature);
        let function = self.middle(region)?;
        look(region, Stage::Middle(&function));
        let builder = FunctionBuilder::new(&mut self.context.func, &mut self.builder_context);
        let Lowered { builder, uses_sums, helpers } = lower::lower(builder, &function, self.traits);
        builder.finalize(isa.frontend_config());
        self.traits.convention.check(&self.context.func);
        look(region, Stage::Lowered(&self.context.func));
        let compiled = self
            .context
            .compile(isa, &mut ControlPlane::default())
            .map_err(|error| Error::internal(address(region), format_args!("{:?}", error.inner)))?;
        if let Some(relocation) = compiled.buffer.relocs().first() {
            return Err(Error::impure(format_args!("a relocation, {relocation:?}")));
        }
        let frame =
            compiled.buffer.frame_layout().map_or(0, |layout| layout.frame_to_fp_offset) + FRAME_SETUP;
        if frame > FRAME {
            return Ok(Compiled::Frame(frame));
        }
        // Apple's unwinders take return addresses for unsigned anyway. Without this step, which is no instruction, the code for
        // several targets is one and the same.
        let unsigned = UnwindInst::Aarch64SetPointerAuth { return_addresses: false };
        let steps = compiled.buffer.unwind_info.iter().filter(|(_, step)| *step != unsigned);
        let code = RegionCode {
            bytes: compiled.buffer.data().to_vec(),
            alignment: compiled.buffer.alignment.into(),
            prologue: steps.cloned().collect(),
            entries: region.entries().to_vec(),
            uses_sums,
            helpers,
        };
        look(region, Stage::Compiled(&self.context));
        Ok(Compiled::Fits(code))
    }
}

/// What has come of a region.
enum Compiled {
    Fits(RegionCode),
    /// It has a frame of so many bytes, which are too many.
    Frame(u32),
}

/// Where a region begins in the program.
fn address(region: &Region) -> Option<u32> {
    region.pieces().first().map(|piece| piece.place.address)
}

/// What a panic said.
fn message_of(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("it panicked without a message")
}
