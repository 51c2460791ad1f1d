//! The machine at hand as a target.

use crate::{Error, Target, features};
use cranelift_codegen::settings;
use target_lexicon::Triple;

impl Target {
    /// The machine that this runs on, with all that its processor has.
    ///
    /// For code that is made while running, and runs here and now: elsewhere the processor may lack what the code uses.
    /// What is built ahead takes its target from Cargo, by [`Target::new`].
    ///
    /// # Errors
    /// [`Error::is_unsupported_target`] when there is no native back end for this machine, or its processor is too old for
    /// it. [`Error::unsupported_because`] says why.
    ///
    /// ```
    /// use vsp_codegen::{Options, Target, compile};
    /// let program = vsp_isa::asm::assemble("main: MOVI R0, 3\n HLT", "three.sil").unwrap();
    /// match Target::host() {
    ///     Ok(target) => assert_eq!(compile(&program, &target, &Options::default()).unwrap().parts, [0]),
    ///     Err(error) => assert!(error.is_unsupported_target()),
    /// }
    /// ```
    pub fn host() -> Result<Target, Error> {
        let triple = Triple::host();
        let name = triple.to_string();
        let unsupported = |error: &dyn std::fmt::Display| Error::unsupported(&name, error);
        let builder = cranelift_native::builder().map_err(|error| unsupported(&error))?;
        let isa = builder.finish(settings::Flags::new(settings::builder()));
        let values = isa.map_err(|error| unsupported(&error))?.isa_flags();
        let has =
            |setting: &str| values.iter().any(|value| value.name == setting && value.as_bool() == Some(true));
        let settings = features::of(triple.architecture).iter();
        let features: Vec<&str> =
            settings.filter(|(_, setting)| has(setting)).map(|(feature, _)| *feature).collect();
        Target::new(&name, &features)
    }
}
