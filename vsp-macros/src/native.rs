//! Native code for every target with a back end, each under its `cfg`.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use std::fmt::Write;
use vsp_codegen::{Code, CompileLimits, Error, Optimization, Options, Target, compile};
use vsp_isa::abi::EntryPoint;
use vsp_isa::flow::AnalysedProgram;

/// A kind of target: its condition, and a triple that stands for all of the kind.
///
/// A macro cannot know what it expands for, so code is made for all of these. Only what every processor of a kind has is
/// used.
struct Kind {
    triple: &'static str,
    /// The triple of the kind before that gets the same code, unless that code looks up sums.
    like: Option<&'static str>,
    condition: fn() -> TokenStream,
    /// How the assembler is given eight bytes.
    quad: &'static str,
    big_endian: bool,
}

impl Kind {
    fn target(&self) -> Result<Target, Error> {
        // Without an operating system, a name alone does not say whether there are registers for floats.
        Target::new(self.triple, if self.triple == "x86_64-unknown-none" { &["sse2"] } else { &[] })
    }
}

const KINDS: &[Kind] = &[
    Kind {
        triple: "x86_64-unknown-linux-gnu",
        like: None,
        condition: || {
            quote! { all(
                target_arch = "x86_64", target_pointer_width = "64", target_feature = "sse2",
                not(any(windows, target_os = "none", target_os = "uefi", target_os = "cygwin", target_env = "sgx")),
            ) }
        },
        quad: ".quad",
        big_endian: false,
    },
    Kind {
        triple: "x86_64-unknown-none",
        like: Some("x86_64-unknown-linux-gnu"),
        condition: || {
            quote! { all(
                target_arch = "x86_64", target_pointer_width = "64", target_feature = "sse2", target_os = "none",
            ) }
        },
        quad: ".quad",
        big_endian: false,
    },
    Kind {
        triple: "x86_64-pc-windows-msvc",
        like: None,
        condition: || quote! { all(target_arch = "x86_64", windows) },
        quad: ".quad",
        big_endian: false,
    },
    Kind {
        triple: "aarch64-unknown-linux-gnu",
        like: None,
        condition: || {
            quote! { all(
                target_arch = "aarch64", target_endian = "little", target_pointer_width = "64", target_feature = "neon",
                not(any(target_vendor = "apple", windows, target_os = "none", target_os = "uefi")),
            ) }
        },
        quad: ".quad",
        big_endian: false,
    },
    Kind {
        triple: "aarch64-unknown-none",
        like: Some("aarch64-unknown-linux-gnu"),
        condition: || {
            quote! { all(
                target_arch = "aarch64", target_endian = "little", target_pointer_width = "64", target_feature = "neon",
                target_os = "none",
            ) }
        },
        quad: ".quad",
        big_endian: false,
    },
    Kind {
        triple: "aarch64-apple-darwin",
        like: None,
        condition: || {
            quote! { all(target_arch = "aarch64", target_vendor = "apple", target_pointer_width = "64") }
        },
        quad: ".quad",
        big_endian: false,
    },
    Kind {
        triple: "aarch64-pc-windows-msvc",
        like: None,
        condition: || quote! { all(target_arch = "aarch64", windows) },
        quad: ".quad",
        big_endian: false,
    },
    Kind {
        triple: "riscv64gc-unknown-linux-gnu",
        like: None,
        // The compiler does not tell whether there are registers for floats (`f`, `d`). Linux is what always has them.
        condition: || {
            quote! { all(
                target_arch = "riscv64", target_os = "linux",
                target_feature = "m", target_feature = "a", target_feature = "c",
            ) }
        },
        quad: ".quad",
        big_endian: false,
    },
    Kind {
        triple: "s390x-unknown-linux-gnu",
        like: None,
        // The least processor that code is generated for is a z14; the compiler's is older.
        condition: || {
            quote! { all(
                target_arch = "s390x", target_os = "linux", target_feature = "vector",
                target_feature = "vector-enhancements-1", target_feature = "miscellaneous-extensions-2",
            ) }
        },
        quad: ".quad",
        big_endian: true,
    },
];

/// How much is compiled for each kind of target. The compiler gets it as text, and all at once.
const LIMITS: CompileLimits = CompileLimits { instructions: 1 << 18, code_bytes: 16 << 20 };

/// The code of a program for each kind of target, as the macro `__unsafe_bindings!` of vsp-runtime takes it.
pub(crate) fn compile_for_all(
    program: &AnalysedProgram<'_>,
    optimization: Optimization,
) -> Result<TokenStream, Error> {
    let options = Options { optimization, limits: LIMITS, ..Options::default() };
    // Where two kinds get the same code, it is written once.
    let mut codes: Vec<(Vec<&Kind>, Code)> = Vec::new();
    for kind in KINDS {
        let like = kind.like.and_then(|triple| {
            let is_it = |kinds: &[&Kind]| kinds.iter().any(|kind| kind.triple == triple);
            codes.iter_mut().find(|(kinds, code)| is_it(kinds) && !code.uses_sums)
        });
        if let Some((kinds, _)) = like {
            kinds.push(kind);
            continue;
        }
        let target = kind.target()?;
        let code = compile(program, &target, &options)?;
        match codes.iter_mut().find(|(_, known)| *known == code) {
            Some((kinds, _)) => kinds.push(kind),
            None => codes.push((vec![kind], code)),
        }
    }
    // Each goes as soon as it is text.
    Ok(codes.into_iter().map(|(kinds, code)| one(&kinds, &code)).collect())
}

fn one(kinds: &[&Kind], code: &Code) -> TokenStream {
    let conditions = kinds.iter().map(|kind| (kind.condition)());
    let assembly = assembly(kinds[0], code);
    let alignment = Literal::u64_unsuffixed(code.alignment);
    let sums = code.uses_sums.then(|| quote!(looked_up));
    let helpers = code.helpers.iter().map(|helper| format_ident!("{helper:?}"));
    let regions = code.regions.iter().map(|region| Literal::u32_unsuffixed(*region));
    let entries = code.entries.iter().map(|&EntryPoint { address, mode, region, entry }| {
        let [address, region, entry] = [address, region, entry].map(Literal::u32_unsuffixed);
        let mode = Literal::u8_unsuffixed(mode);
        quote! { (#address, #mode, #region, #entry) }
    });
    quote! {
        cfg(any(#(#conditions),*)) {
            code #assembly;
            alignment #alignment;
            sums [#sums];
            helpers [#(#helpers),*];
            regions [#(#regions),*];
            entries [#(#entries),*];
        }
    }
}

/// The code's bytes for the assembler, at a multiple of their alignment.
fn assembly(kind: &Kind, code: &Code) -> String {
    let mut text = String::with_capacity(code.bytes.len() / 2 * 5 + 64);
    write!(text, ".p2align {}", code.alignment.trailing_zeros()).expect("a String takes all text");
    let (eights, rest) = code.bytes.as_chunks::<8>();
    // Only for people who look at the expansion: long lines would do as well.
    for line in eights.chunks(8) {
        let number = |bytes: &[u8; 8]| match kind.big_endian {
            true => u64::from_be_bytes(*bytes),
            false => u64::from_le_bytes(*bytes),
        };
        let numbers: Vec<String> = line.iter().map(|bytes| format!("{:#x}", number(bytes))).collect();
        write!(text, "\n{} {}", kind.quad, numbers.join(",")).expect("a String takes all text");
    }
    if !rest.is_empty() {
        let numbers: Vec<String> = rest.iter().map(u8::to_string).collect();
        write!(text, "\n.byte {}", numbers.join(",")).expect("a String takes all text");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(source: &str) -> Vec<(Option<&'static str>, Code, Code)> {
        let program = vsp_isa::asm::assemble(source, "a.sil").expect("it is right");
        let program = AnalysedProgram::new(program).expect("it is sound");
        let code = |kind: &Kind| {
            let target = kind.target().expect("there is a back end");
            compile(&program, &target, &Options::default()).expect("it compiles")
        };
        let like = |triple| KINDS.iter().find(|kind| kind.triple == triple).expect("it is one of them");
        let alike = KINDS.iter().filter_map(|kind| Some((kind, like(kind.like?))));
        alike.map(|(kind, like)| (kind.like, code(kind), code(like))).collect()
    }

    #[test]
    fn kinds_that_are_like_others_differ_in_sums_alone() {
        for (like, code, other) in codes("main: MUL R0, R1\n LERP R2, R3, 5\n STORE R0, 9\n LOOP main\n HLT")
        {
            assert_eq!(code, other, "{like:?}");
        }
        for (like, code, other) in codes("main: ADD R0, R1\n HLT") {
            assert!(other.uses_sums && !code.uses_sums, "{like:?}");
        }
    }

    #[test]
    fn sums_are_named_where_they_are_looked_up() {
        let text = |source: &str| {
            let program = vsp_isa::asm::assemble(source, "a.sil").expect("it is right");
            compile_for_all(&AnalysedProgram::new(program).expect("it is sound"), Optimization::Fast)
                .expect("it compiles")
                .to_string()
        };
        let adds = text("main: SUB R0, R1\n HLT");
        // All kinds but those without an operating system.
        let codes = adds.matches("alignment").count();
        let looked_up = adds.matches("looked_up").count();
        assert_eq!(codes - looked_up, 2, "{adds}");
        assert!(!text("main: MUL R0, R1\n HLT").contains("looked_up"));
    }
}
