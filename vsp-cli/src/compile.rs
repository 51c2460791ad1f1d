//! `vsp compile`: from a program to an object file.

use crate::failure::Failure;
use crate::level::Level;
use crate::{files, input, limits, output};
use clap::ValueEnum;
use std::env;
use std::path::{Path, PathBuf};
use vsp_codegen::emit::{Form, emit};
use vsp_codegen::{Error, Options, Target};
use vsp_isa::abi;

/// Compiles a program to an object file, for any target that there is a native back end for, or shows what it becomes on the way
///
/// The object has one section of code, with one symbol at its start, and what unwinders need. The code has no relocation, and
/// there is no undefined symbol. For Apple's targets, the variable that rustc heeds, such as MACOSX_DEPLOYMENT_TARGET, says
/// from which version of the system on it runs.
#[derive(clap::Args)]
pub struct Args {
    /// The program
    file: PathBuf,
    /// The object file to write; with --emit, the text [default with --emit: -]
    #[arg(short, long, value_name = "OUT.o", required_unless_present = "emit")]
    output: Option<PathBuf>,
    /// Writes no object file, but a form that the program has on the way, beside its instructions
    #[arg(long, value_name = "FORM", value_enum)]
    emit: Option<FormName>,
    /// The target to compile for
    #[arg(long, value_name = "TRIPLE", default_value = env!("VSP_TARGET"))]
    target: String,
    /// Processor features that may be used, as rustc calls them; others are ignored
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    features: Vec<String>,
    /// How much work goes into the code
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = Level::Fast)]
    opt: Level,
    /// Makes code that counts fuel
    #[arg(long)]
    metering: bool,
    /// Whether runs of the code can be interrupted [default: with --metering]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    interrupts: Option<bool>,
    /// The name of the symbol [default: from the name of FILE]
    #[arg(long, value_name = "NAME", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    symbol: Option<String>,
    #[command(flatten)]
    limits: limits::Limits,
}

/// The forms that `--emit` shows.
#[derive(Clone, Copy, ValueEnum)]
enum FormName {
    /// Functions of vsp-middle, after its passes
    Middle,
    /// Functions of Cranelift
    Clif,
    /// Assembly of the target
    Asm,
}

impl From<FormName> for Form {
    fn from(name: FormName) -> Form {
        match name {
            FormName::Middle => Form::Middle,
            FormName::Clif => Form::Clif,
            FormName::Asm => Form::Assembly,
        }
    }
}

pub fn compile(args: &Args) -> Result<(), Failure> {
    let (program, warnings) = input::analysed_program(&args.file)?;
    output::warn(&args.file, &program, &warnings);
    let features: Vec<&str> = args.features.iter().map(String::as_str).collect();
    let target = deployed(Target::new(&args.target, &features).map_err(Failure::new)?)?;
    let options = Options {
        optimization: args.opt.into(),
        metering: args.metering,
        interrupts: args.interrupts.unwrap_or(args.metering),
        limits: args.limits.limits(),
    };
    let refused = |error: Error| {
        let hint = if error.too_large().is_some() { format!("; {}", limits::HINT) } else { String::new() };
        Failure::of_file(&files::name_of(&args.file), format_args!("{error}{hint}"))
    };
    let path = args.output.as_deref().unwrap_or(Path::new("-"));
    if let Some(form) = args.emit {
        let text = emit(&program, &target, &options, form.into()).map_err(refused)?;
        return output::write(path, text.as_bytes());
    }
    let symbol = args.symbol.clone().unwrap_or_else(|| symbol_of(&args.file));
    let object = vsp_codegen::compile(&program, &target, &options)
        .and_then(|code| vsp_codegen::object(&code, &target, &symbol))
        .map_err(refused)?;
    output::write(path, &object)
}

/// The target from the version of its system on that the environment says.
fn deployed(target: Target) -> Result<Target, Failure> {
    let Some((variable, value)) =
        target.deployment_variable().and_then(|variable| Some((variable, env::var_os(variable)?)))
    else {
        return Ok(target);
    };
    let version = value.to_str().and_then(|value| value.parse().ok());
    let version = version.ok_or_else(|| {
        let expected = "write up to three numbers, such as 11.0 or 13.4.1";
        Failure::new(format_args!("{variable} is {value:?}, which is no version of a system: {expected}"))
    })?;
    Ok(target.with_deployment(version))
}

/// A symbol for a file: the version of the native interface, and the file's name as an identifier.
fn symbol_of(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let name: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    format!("vsp{}_{name}", abi::VERSION)
}
