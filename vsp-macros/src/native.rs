//! Native code for every target that there is a back end for, each under its `cfg`.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use std::fmt::Write;
use vsp_codegen::{Code, CompileLimits, Error, Options, Target, compile};
use vsp_isa::abi::EntryPoint;
use vsp_isa::flow::AnalysedProgram;

/// A kind of target: its condition, and a triple that stands for all of the kind.
///
/// A macro cannot know what it expands for, so code is made for all of these. Only what every processor of a kind has is
/// used.
struct Kind {
    triple: &'static str,
    condition: fn() -> TokenStream,
    /// How the assembler is given eight bytes.
    quad: &'static str,
    big_endian: bool,
}

const KINDS: &[Kind] = &[
    Kind {
        triple: "x86_64-unknown-linux-gnu",
        condition: || {
            quote! { all(
                target_arch = "x86_64", target_pointer_width = "64", target_feature = "sse2",
                not(any(windows, target_os = "uefi", target_os = "cygwin", target_env = "sgx")),
            ) }
        },
        quad: ".quad",
        big_endian: false,
    },
    Kind {
        triple: "x86_64-pc-windows-msvc",
        condition: || quote! { all(target_arch = "x86_64", windows) },
        quad: ".quad",
        big_endian: false,
    },
    Kind {
        triple: "aarch64-unknown-linux-gnu",
        condition: || {
            quote! { all(
                target_arch = "aarch64", target_endian = "little", target_pointer_width = "64", target_feature = "neon",
                not(any(target_vendor = "apple", windows, target_os = "uefi")),
            ) }
        },
        quad: ".quad",
        big_endian: false,
    },
    Kind {
        triple: "aarch64-apple-darwin",
        condition: || {
            quote! { all(target_arch = "aarch64", target_vendor = "apple", target_pointer_width = "64") }
        },
        quad: ".quad",
        big_endian: false,
    },
    Kind {
        triple: "aarch64-pc-windows-msvc",
        condition: || quote! { all(target_arch = "aarch64", windows) },
        quad: ".quad",
        big_endian: false,
    },
    Kind {
        triple: "riscv64gc-unknown-linux-gnu",
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
pub(crate) fn compile_for_all(program: &AnalysedProgram<'_>) -> Result<TokenStream, Error> {
    // Where two kinds get the same code, it is written once.
    let mut codes: Vec<(Vec<&Kind>, Code)> = Vec::new();
    for kind in KINDS {
        let target = Target::new(kind.triple, &[])?;
        let code = compile(program, &target, &Options { limits: LIMITS, ..Options::default() })?;
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
    let parts = code.parts.iter().map(|part| Literal::u32_unsuffixed(*part));
    let entries = code.entries.iter().map(|&EntryPoint { address, mode, part, entry }| {
        let [address, part, entry] = [address, part, entry].map(Literal::u32_unsuffixed);
        let mode = Literal::u8_unsuffixed(mode);
        quote! { (#address, #mode, #part, #entry) }
    });
    quote! {
        cfg(any(#(#conditions),*)) {
            code #assembly;
            alignment #alignment;
            sums [#sums];
            parts [#(#parts),*];
            entries [#(#entries),*];
        }
    }
}

/// The code's bytes for the assembler, at a multiple of their alignment.
fn assembly(kind: &Kind, code: &Code) -> String {
    let mut text = String::with_capacity(code.bytes.len() / 2 * 5 + 64);
    write!(text, ".p2align {}", code.alignment.trailing_zeros()).expect("a String takes all text");
    let (eights, rest) = code.bytes.as_chunks::<8>();
    // Long lines are as good as short ones, but for whoever looks at the expansion.
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
