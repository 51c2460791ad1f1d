//! What the compiler says of programs that are wrong: each message at what is wrong, and nothing that follows from it.
//!
//! `TRYBUILD=overwrite` writes the expectations anew. Read them before you commit them.

use std::fs;
use std::path::Path;

#[test]
fn errors_stand_where_they_belong() {
    // Paths in programs are relative to the package, which here is one that trybuild makes.
    let target =
        Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it is a folder in the target folder");
    let package = target.join("tests/trybuild").join(env!("CARGO_PKG_NAME"));
    fs::create_dir_all(&package).expect("the target folder can be written");
    for file in ["wrong.sil", "doubtful.sil", "wrong.silc"] {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors").join(file);
        fs::copy(source, package.join(file)).expect("the file can be copied");
    }
    trybuild::TestCases::new().compile_fail("tests/errors/*.rs");
}
