//! The machine at hand as a target.

use crate::target::without;
use crate::{Error, Target, features, parallel};
use cranelift_codegen::{isa, settings};
use target_lexicon::Triple;

impl Target {
    /// The machine that this runs on, with all that its processor has.
    ///
    /// For code that is made while running, and runs here and now: elsewhere the processor may lack what the code uses.
    /// What is built ahead takes its target from Cargo, by [`Target::new`].
    ///
    /// # Errors
    /// [`Error::is_unsupported_target`] when there is no native back end for this machine, or its processor is too old for
    /// it. [`Error::unsupported_because`] says why. [`Error::no_thread_because`] when no thread can be started to find out.
    ///
    /// ```
    /// use vsp_codegen::{Options, Target, compile};
    /// let program = vsp_isa::asm::assemble("main: MOVI R0, 3\n HLT", "three.sil").unwrap();
    /// let program = vsp_isa::flow::AnalysedProgram::new(program).unwrap();
    /// match Target::host() {
    ///     Ok(target) => assert_eq!(compile(&program, &target, &Options::default()).unwrap().regions, [0]),
    ///     Err(error) => assert!(error.is_unsupported_target()),
    /// }
    /// ```
    pub fn host() -> Result<Target, Error> {
        let triple = Triple::host();
        // Where there is no code, there may be no threads either.
        if let Some(obstacle) = isa::lookup(triple.clone()).err() {
            return Err(Error::unsupported(&triple.to_string(), without(obstacle)));
        }
        parallel::on_own_stack(|| features_of_host(&triple))?
            .and_then(|features| Target::new(&triple.to_string(), &features))
    }
}

/// The features of this processor, by rustc's names.
fn features_of_host(triple: &Triple) -> Result<Vec<&'static str>, Error> {
    let unsupported = |error: &dyn std::fmt::Display| Error::unsupported(&triple.to_string(), error);
    let builder = cranelift_native::builder().map_err(|error| unsupported(&error))?;
    let isa = builder.finish(settings::Flags::new(settings::builder()));
    let values = isa.map_err(|error| unsupported(&error))?.isa_flags();
    let has =
        |setting: &str| values.iter().any(|value| value.name == setting && value.as_bool() == Some(true));
    let settings = features::of(triple.architecture).iter();
    Ok(settings.filter(|(_, setting)| has(setting)).map(|(feature, _)| *feature).collect())
}
