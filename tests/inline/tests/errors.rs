//! What the compiler says of programs that are wrong: each message at what is wrong, and nothing that follows from it.
//!
//! `TRYBUILD=overwrite` writes the expectations anew. Read them before you commit them.

use std::path::Path;
use std::{env, fs};
use vsp_test_platform::{BUILD_OVERRIDE, target_folder};

#[test]
fn errors_stand_where_they_belong() {
    // Paths in programs are relative to the package, which here is one that trybuild makes.
    let target = target_folder(env!("CARGO_TARGET_TMPDIR"));
    let package = target.join("tests/trybuild").join(env!("CARGO_PKG_NAME"));
    fs::create_dir_all(&package).expect("the target folder can be written");
    for file in ["wrong.sil", "doubtful.sil", "wrong.silc", "wrong.lis"] {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors").join(file);
        fs::copy(source, package.join(file)).expect("the file can be copied");
    }
    // What the package depends on is taken from the workspace's own output.
    for (variable, value) in BUILD_OVERRIDE {
        // SAFETY: this process has no other thread that reads the environment, since this is its only test.
        unsafe { env::set_var(variable, value) };
    }
    // SAFETY: as before.
    unsafe { env::set_var("CARGO_BUILD_BUILD_DIR", target) };
    trybuild::TestCases::new().compile_fail("tests/errors/*.rs");
}
