//! From no native code to native code, and back.

use crate::tests::unwanted::package;

#[test]
fn cargo_is_told_of_the_variables_and_both_ways_go_back_and_forth() {
    let environments = ["", "check"].map(|value| package("VSP_BUILD", value).environment);
    let mut package = package("VSP_BUILD", "");
    for is_checked in [false, true, false] {
        package.environment.is_code_wanted = environments[usize::from(is_checked)].is_code_wanted;
        let directives = package.compile("a.sil");
        for variable in ["VSP_BUILD", "DOCS_RS"] {
            assert!(
                directives.contains(&format!("cargo::rerun-if-env-changed={variable}")),
                "{directives:?}"
            );
        }
        assert_eq!(package.text("a.rs").contains("    checked;\n"), is_checked);
        assert_eq!(package.files().len(), if is_checked { 3 } else { 4 });
    }
}
