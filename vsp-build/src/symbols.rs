//! Symbols for linkers, which are the names of libraries too.

use crate::environment::Environment;
use vsp_isa::abi;
use vsp_isa::container::Fnv1a64;

/// The beginning of the symbols of a program: all but the hash, with the underscore before it.
pub(crate) fn prefix(package: &str, program: &str) -> String {
    // Long names are cut, so that file names stay within what file systems allow; the hash knows all of them.
    let short = |name: &str| -> String {
        name.chars().take(40).map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
    };
    format!("vsp{}_{}_{}_", abi::VERSION, short(package), short(program))
}

/// The symbol of a program's code, and the name of the library that has it.
///
/// Its hash is over everything that makes the code what it is: the package with its version, the program's name, its file's
/// path without the folders that the package lies and is built in, its bytes, and the options. So two packages, or two versions of one, never clash, and
/// what cannot be told apart is the same code. Where the package lies is no part of it: builds are the same in all folders.
pub(crate) fn of_program(
    environment: &Environment,
    program: &str,
    path: &str,
    bytes: &[u8],
    options: &str,
) -> String {
    let Environment { package, version, .. } = environment;
    let mut hash = Fnv1a64::new();
    for part in [
        env!("CARGO_PKG_VERSION").as_bytes(),
        package.as_bytes(),
        version.as_bytes(),
        program.as_bytes(),
        path.as_bytes(),
        bytes,
        options.as_bytes(),
    ] {
        // With their lengths, so that no two lists of parts are the same bytes.
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    format!("{}{:016x}", prefix(package, program), hash.finish())
}

/// Whether a symbol is one of the package and program that a prefix is of, with whatever hash.
pub(crate) fn has_prefix(symbol: &str, prefix: &str) -> bool {
    symbol.strip_prefix(prefix).is_some_and(|hash| {
        hash.len() == 16 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::environment;
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn whatever_differs_the_symbols_differ() {
        let base = environment("x86_64-unknown-linux-gnu", Path::new("/p"));
        let with = |package: &str, version: &str| {
            let mut environment = base.clone();
            (environment.package, environment.version) = (package.to_owned(), version.to_owned());
            environment
        };
        let ours = with("my-app", "0.3.0");
        let symbols = [
            of_program(&ours, "collatz", "a.sil", b"bytes", "fast"),
            of_program(&with("my-app", "0.4.0"), "collatz", "a.sil", b"bytes", "fast"),
            of_program(&with("my_app", "0.3.0"), "collatz", "a.sil", b"bytes", "fast"),
            of_program(&ours, "collatz2", "a.sil", b"bytes", "fast"),
            of_program(&ours, "collatz", "b.sil", b"bytes", "fast"),
            of_program(&ours, "collatz", "a.sil", b"other", "fast"),
            of_program(&ours, "collatz", "a.sil", b"bytes", "Size"),
            // The same letters, parted elsewhere.
            of_program(&ours, "collatz", "a.silb", b"ytes", "fast"),
        ];
        assert_eq!(BTreeSet::from(symbols).len(), 8);
    }

    #[test]
    fn symbols_do_not_depend_on_where_the_package_lies() {
        let [here, there] = ["/here", "/there"].map(|folder| {
            let environment = environment("x86_64-unknown-linux-gnu", Path::new(folder));
            of_program(&environment, "collatz", "a.sil", b"bytes", "fast")
        });
        assert_eq!(here, there);
    }

    #[test]
    fn symbols_tell_their_package_and_program() {
        let mut environment = environment("x86_64-unknown-linux-gnu", Path::new("/p"));
        environment.package = "my-app".into();
        let symbol = of_program(&environment, "collatz", "a.sil", b"bytes", "fast");
        assert!(has_prefix(&symbol, "vsp5_my_app_collatz_"), "{symbol}");
        assert!(!has_prefix(&symbol, "vsp5_my_app_"), "{symbol}");
        assert!(!has_prefix("vsp5_my_app_collatz_0123456789abcdeg", "vsp5_my_app_collatz_"));
    }

    #[test]
    fn symbols_are_identifiers_and_short_enough_for_file_names() {
        let mut environment = environment("x86_64-unknown-linux-gnu", Path::new("/p"));
        environment.package = "é-".repeat(1000);
        let symbol = of_program(&environment, &"n".repeat(1000), "a.sil", b"bytes", "fast");
        assert!(symbol.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'), "{symbol}");
        assert!(symbol.len() < 128, "{symbol}");
    }
}
