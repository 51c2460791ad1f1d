//! From machine code to an object file, and the check of what was written.

use crate::{Code, Error, Options, Target};
use cranelift_codegen::ir::Signature;
use cranelift_module::{Linkage, Module};
use cranelift_object::{ObjectBuilder, ObjectModule};
use object::read::{File, Object, ObjectSection, ObjectSymbol};

/// Writes compiled code as an object file for its target: one section of code, and `symbol` at its start.
///
/// The file is read back before it is returned: it holds no relocation and no undefined symbol.
///
/// # Errors
/// If the object cannot be written or is not as it must be: a bug in the code generator.
pub fn object(code: &Code, target: &Target, symbol: &str) -> Result<Vec<u8>, Error> {
    let failed = |error: &dyn std::fmt::Display| Error::internal(None, error);
    let isa = target.isa(&Options::default())?;
    let call_conv = isa.default_call_conv();
    let builder = ObjectBuilder::new(isa, symbol, cranelift_module::default_libcall_names())
        .map_err(|error| failed(&error))?;
    let mut module = ObjectModule::new(builder);
    let function = module
        .declare_function(symbol, Linkage::Export, &Signature::new(call_conv))
        .map_err(|error| failed(&error))?;
    module
        .define_function_bytes(function, code.alignment, &code.bytes, &[])
        .map_err(|error| failed(&error))?;
    let bytes = module.finish().emit().map_err(|error| failed(&error))?;
    check(&bytes)?;
    Ok(bytes)
}

/// Reads an object file back and makes sure that it needs nothing from a linker but a place.
fn check(bytes: &[u8]) -> Result<(), Error> {
    let file = File::parse(bytes).map_err(|error| Error::internal(None, error))?;
    for section in file.sections() {
        if section.relocations().next().is_some() {
            let name = section.name().unwrap_or("?");
            return Err(Error::impure(format_args!("a relocation in section `{name}`")));
        }
    }
    if let Some(undefined) = file.symbols().find(|symbol| symbol.is_undefined() && symbol.name() != Ok("")) {
        let name = undefined.name().unwrap_or("?");
        return Err(Error::impure(format_args!("the undefined symbol `{name}`")));
    }
    Ok(())
}
