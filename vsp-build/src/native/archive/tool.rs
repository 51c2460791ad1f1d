//! Making a static library with the target's archiver, as the crate `cc` finds it.

use super::scratch::Scratch;
use crate::native::Facts;
use std::fs;
use std::path::Path;

/// Makes the bytes of a static library; `None` if there is no archiver, or it fails.
pub(super) fn archive(object: &[u8], symbol: &str, facts: &Facts, folder: &Path) -> Option<Vec<u8>> {
    let scratch = Scratch::new(folder, symbol).ok()?;
    let object_file = scratch.path().join(format!("{symbol}.o"));
    fs::write(&object_file, object).ok()?;
    // Nothing is compiled, so no compiler is run. What is to be said to Cargo is said elsewhere; an archiver that fails is
    // no reason to worry anyone.
    cc::Build::new()
        .cargo_metadata(false)
        .cargo_warnings(false)
        .cargo_output(false)
        .cargo_debug(false)
        .target(facts.triple())
        .host(&facts.host)
        .opt_level(0)
        .debug(false)
        .out_dir(scratch.path())
        .object(&object_file)
        .try_compile(symbol)
        .ok()?;
    // It is called so everywhere: Microsoft's tools are not asked.
    fs::read(scratch.path().join(format!("lib{symbol}.a"))).ok()
}

/// The environment variables that `cc` reads to choose an archiver and its arguments.
pub(in crate::native) fn variables(target: &str, host: &str) -> Vec<String> {
    let kind = if target == host { "HOST" } else { "TARGET" };
    let mut variables = vec!["CC_FORCE_DISABLE".to_owned()];
    for variable in ["AR", "ARFLAGS"] {
        variables.extend([
            format!("{variable}_{target}"),
            format!("{variable}_{}", target.replace(['-', '.'], "_")),
            format!("{kind}_{variable}"),
            variable.to_owned(),
        ]);
    }
    // How the values above are taken apart.
    variables.extend(["CC_KNOWN_WRAPPER_CUSTOM", "CC_SHELL_ESCAPED_FLAGS"].map(str::to_owned));
    if target != host {
        variables.push("CROSS_COMPILE".to_owned());
    }
    variables
}
