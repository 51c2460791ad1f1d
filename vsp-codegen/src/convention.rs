//! How functions are called on a target: the only place that makes signatures.
//!
//! The C ABIs of riscv64 and s390x want numbers of less than 64 bits extended to whole registers, by whoever passes or returns
//! them. Optimised functions rely on it, others mostly do not; and Cranelift extends only what a signature says. All our narrow
//! numbers are u32, which riscv64 wants with its sign extended and s390x with zeros. Elsewhere the upper halves mean nothing.

use cranelift_codegen::ir::{AbiParam, ArgumentExtension, Function, Signature, Type, types};
use cranelift_codegen::isa::{CallConv, TargetIsa};
use target_lexicon::Architecture;
use vsp_isa::abi::{Helper, Passed};

/// The C ABI of a target.
#[derive(Clone, Copy)]
pub(crate) struct Convention {
    call_conv: CallConv,
    extension: ArgumentExtension,
}

impl Convention {
    pub fn of(isa: &dyn TargetIsa) -> Convention {
        let extension = match isa.triple().architecture {
            Architecture::Riscv64(_) | Architecture::S390x => isa.default_argument_extension(),
            // Cranelift has a default here, too, which costs instructions on Apple's systems and means nothing elsewhere.
            _ => ArgumentExtension::None,
        };
        Convention { call_conv: isa.default_call_conv(), extension }
    }

    /// That of a [`RegionFunction`](vsp_isa::abi::RegionFunction).
    pub fn region(self) -> Signature {
        self.signature(&[Passed::Context, Passed::U32], Passed::U32)
    }

    /// That of a function that compiled code calls.
    pub fn helper(self, helper: Helper) -> Signature {
        self.signature(helper.parameters(), helper.result())
    }

    fn signature(self, parameters: &[Passed], result: Passed) -> Signature {
        let mut signature = Signature::new(self.call_conv);
        signature.params.extend(parameters.iter().map(|&kind| self.parameter(kind)));
        signature.returns.push(self.parameter(result));
        signature
    }

    fn parameter(self, kind: Passed) -> AbiParam {
        AbiParam { extension: self.extension_of(type_of(kind)), ..AbiParam::new(type_of(kind)) }
    }

    fn extension_of(self, kind: Type) -> ArgumentExtension {
        if kind.is_int() && kind.bits() < types::I64.bits() {
            self.extension
        } else {
            ArgumentExtension::None
        }
    }

    /// Checks all signatures that a function has and uses, so that none comes from elsewhere.
    ///
    /// # Panics
    /// If one has another convention or extension.
    pub fn check(self, function: &Function) {
        for signature in function.dfg.signatures.values().chain([&function.signature]) {
            assert_eq!(signature.call_conv, self.call_conv, "{signature} has another convention");
            for parameter in signature.params.iter().chain(&signature.returns) {
                let extension = self.extension_of(parameter.value_type);
                assert_eq!(parameter.extension, extension, "{signature} has another extension");
            }
        }
    }
}

/// What carries it in compiled code.
fn type_of(kind: Passed) -> Type {
    match kind {
        Passed::Context | Passed::I64 => types::I64,
        Passed::U32 => types::I32,
        Passed::F64 => types::F64,
    }
}

#[cfg(all(test, feature = "all-targets"))]
mod tests {
    use super::*;
    use crate::{Options, Target};

    /// What the documents on each ABI say of a u32.
    const TARGETS: [(&str, ArgumentExtension); 9] = [
        ("x86_64-unknown-linux-gnu", ArgumentExtension::None),
        ("x86_64-apple-darwin", ArgumentExtension::None),
        ("x86_64-pc-windows-msvc", ArgumentExtension::None),
        ("x86_64-pc-windows-gnu", ArgumentExtension::None),
        ("aarch64-unknown-linux-gnu", ArgumentExtension::None),
        ("aarch64-apple-darwin", ArgumentExtension::None),
        ("aarch64-pc-windows-msvc", ArgumentExtension::None),
        ("riscv64gc-unknown-linux-gnu", ArgumentExtension::Sext),
        ("s390x-unknown-linux-gnu", ArgumentExtension::Uext),
    ];

    fn convention(triple: &str) -> Convention {
        let target = Target::new(triple, &[]).expect("there is a back end");
        Convention::of(&*target.isa(&Options::default()).expect("it is whole"))
    }

    #[test]
    fn narrow_numbers_are_extended_as_each_abi_wants() {
        for (triple, wanted) in TARGETS {
            let convention = convention(triple);
            let helpers = Helper::ALL.iter().map(|&helper| convention.helper(helper));
            let mut narrow = 0;
            for signature in helpers.chain([convention.region()]) {
                for parameter in signature.params.iter().chain(&signature.returns) {
                    if parameter.value_type == types::I32 {
                        narrow += 1;
                        assert_eq!(parameter.extension, wanted, "{triple}: {signature}");
                    } else {
                        assert_eq!(parameter.extension, ArgumentExtension::None, "{triple}: {signature}");
                    }
                }
            }
            assert!(narrow > 20, "{triple}: {narrow} narrow parameters and results");
        }
    }

    #[test]
    fn a_signature_from_elsewhere_is_found() {
        for (triple, wanted) in TARGETS {
            let convention = convention(triple);
            let mut function = Function::new();
            function.signature = convention.region();
            convention.check(&function);
            let mut signature = convention.helper(Helper::sum);
            signature.params[1].extension = match wanted {
                ArgumentExtension::None => ArgumentExtension::Uext,
                ArgumentExtension::Sext | ArgumentExtension::Uext => ArgumentExtension::None,
            };
            function.import_signature(signature);
            let checked = std::panic::catch_unwind(|| convention.check(&function));
            assert!(checked.is_err(), "{triple}: it is not");
        }
    }
}
