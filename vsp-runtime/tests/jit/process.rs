//! Running a test's body in a process of its own, which nothing else disturbs.

use std::env;
use std::process::Command;

/// Says which test's body a child is to run.
const VARIABLE: &str = "VSP_TEST_IN_CHILD";

/// Runs `body` in a fresh process; `test` is the whole name of the test that calls this.
#[track_caller]
pub fn in_child(test: &str, body: impl FnOnce()) {
    if env::var_os(VARIABLE).is_some_and(|name| name == test) {
        return body();
    }
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", test, "--nocapture", "--test-threads=1"]).env(VARIABLE, test);
    let output = child.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{}\n{text}", output.status);
}
