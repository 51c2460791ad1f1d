//! The text of bindings of a program with native code.

use super::*;
use crate::bindings::tests::{container, text};
use vsp_isa::container::{DebugInfo, LineEntry, SymbolKind};

#[test]
fn a_native_program() {
    let lines = vec![LineEntry { line: 5, address: 0 }, LineEntry { line: 9, address: 3 }];
    let symbols = [
        ("main", 0, SymbolKind::Function),
        ("again", 1, SymbolKind::Label),
        ("taps", 16, SymbolKind::Data),
        ("loop", 4, SymbolKind::Function),
        ("main", 7, SymbolKind::Function),
    ];
    let container = container(&symbols, Some(DebugInfo { source: "collatz.sil".into(), lines }));
    let native = Code {
        symbol: "vsp5_app_collatz_0123456789abcdef".into(),
        regions: vec![0, 128],
        entries: (0..7).map(|entry| EntryPoint { address: 2 * entry, mode: 3, region: 1, entry }).collect(),
        uses_sums: true,
        helpers: vec![Helper::execute, Helper::pow_float],
    };
    let expected = r#"// Made by vsp-build 0.1.0 from programs/collatz.sil; changes here are lost.
vsp_runtime::__unsafe_bindings! {
    version "0.1.0";
    name "collatz";
    file vsp_runtime::generated::core::include_bytes!("collatz.silc");
    marks b"\x02\x82\x00\x00\x00";
    limits { memory: [], calls: 1024, stack: 0x4000 }
    native {
        library "vsp5_app_collatz_0123456789abcdef";
        symbol vsp5_app_collatz_0123456789abcdef;
        metering false;
        interrupts false;
        sums [looked_up];
        helpers [execute, pow_float];
        regions [0, 128];
        entries [
            (0, 3, 1, 0), (2, 3, 1, 1), (4, 3, 1, 2), (6, 3, 1, 3), (8, 3, 1, 4), (10, 3, 1, 5),
            (12, 3, 1, 6),
        ];
    }
    functions {
        /// Runs the program's function `main`, which begins at 0x0000, line 5 of `collatz.sil`.
        #[allow(dead_code)]
        fn main = 0;
        /// Runs the program's function `loop`, which begins at 0x0004, line 9 of `collatz.sil`.
        #[allow(dead_code)]
        fn r#loop = 4;
    }
    data {
        /// The address of the program's data `taps` in memory: 0x0010.
        #[allow(dead_code)]
        const TAPS = 16;
    }
    typed {
    }
    statics {
    }
}
"#;
    assert_eq!(text(&container, Some(&native)), expected.replace("0.1.0", env!("CARGO_PKG_VERSION")));
}
