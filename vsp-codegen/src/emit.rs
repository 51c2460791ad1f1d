//! Looking at a program on its way to machine code: as the middle has it, as Cranelift has it, and as assembly, each block beside the
//! program's instructions that it begins with.

mod listing;
mod order;

use crate::compile::{Compiler, Stage};
use crate::plan::Plan;
use crate::{Error, Options, Target, parallel};
use listing::Listing;
use vsp_isa::flow::AnalysedProgram;

/// A form that a program has on its way to machine code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The middle's functions, after all passes. The README of the crate vsp-middle describes their text.
    Middle,
    /// Cranelift's functions, as they are made of those.
    Clif,
    /// The processor's instructions, as Cranelift writes them.
    Assembly,
}

/// The text of a form that a program has while it is compiled.
///
/// There is a function for each region that the program is cut into, ahead of which a comment tells where it can be entered. Where a block
/// begins at a place of the program, a comment has the place, and the instructions from there to where the next may begin; a
/// block does what they do unless passes have taken it elsewhere. Comments begin with `;`. The text is for people, and changes
/// with each version.
///
/// # Errors
/// As [`compile`](crate::compile) has them.
///
/// ```
/// use vsp_codegen::{Options, Target, emit::{Form, emit}};
/// let program = vsp_isa::asm::assemble("main: MOVI R0, 3\n HLT", "three.sil").unwrap();
/// let program = vsp_isa::flow::AnalysedProgram::new(program).unwrap();
/// let target = Target::new("aarch64-unknown-linux-gnu", &[]).unwrap();
/// let text = emit(&program, &target, &Options::default(), Form::Assembly).unwrap();
/// assert!(text.starts_with("; region 0, entered at main (0000 in SIL-128)\n"), "{text}");
/// assert!(text.contains(";   0000 line 1    MOVI      R0, 3\n") && text.contains("  ret\n"), "{text}");
/// ```
pub fn emit(
    program: &AnalysedProgram<'_>,
    target: &Target,
    options: &Options,
    form: Form,
) -> Result<String, Error> {
    parallel::on_own_stack(|| emit_here(program, target, options, form))?
}

fn emit_here(
    program: &AnalysedProgram<'_>,
    target: &Target,
    options: &Options,
    form: Form,
) -> Result<String, Error> {
    options.limits.check_instructions(program.count_instructions()).map_err(Error::over_limit)?;
    let isa = target.isa(options)?;
    let plan = Plan::new(program);
    let mut compiler = Compiler::new(target, &*isa, &plan, options);
    compiler.disassembles = form == Form::Assembly;
    let mut listing = Listing::new(program.container(), form);
    let mut code_bytes = 0;
    for number in 0..plan.regions() {
        let regions = compiler.compile(plan.read(number), &mut |region, stage| match stage {
            Stage::Middle(function) => listing.begin(region, function),
            Stage::Lowered(function) => listing.lowered(function),
            Stage::Compiled(context) => listing.compiled(context),
        })?;
        code_bytes += regions.iter().map(|region| region.len() as u64).sum::<u64>();
        options.limits.check_code_bytes(code_bytes).map_err(Error::over_limit)?;
    }
    Ok(listing.finish())
}
