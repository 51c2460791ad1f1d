//! Making a static library with the target's archiver, as the crate `cc` finds it.

use super::scratch::Scratch;
use crate::environment::Environment;
use crate::output::Folder;
use std::fs;

/// Makes the bytes of a static library; `None` if there is no archiver, or it fails.
pub(super) fn archive(
    object: &[u8],
    symbol: &str,
    environment: &Environment,
    folder: &Folder,
) -> Option<Vec<u8>> {
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
        .target(&environment.target)
        .host(&environment.native.host)
        .opt_level(0)
        .debug(false)
        .out_dir(scratch.path())
        .object(&object_file)
        .try_compile(symbol)
        .ok()?;
    fs::read(scratch.path().join(environment.library_file(symbol))).ok()
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
