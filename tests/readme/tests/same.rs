//! What stands in the README is what is built here.

const README: &str = include_str!("../../../README.md");

/// Whether the README has a block of code of a language with exactly this content.
fn has_block(language: &str, content: &str) -> bool {
    README.contains(&format!("\n```{language}\n{content}```\n"))
}

#[test]
fn the_program_is_the_readmes() {
    assert!(has_block("text", include_str!("../programs/collatz.sil")));
}

#[test]
fn the_build_script_is_the_readmes() {
    let (_, code) = include_str!("../build.rs").split_once("\n\n").expect("a line on what the file is for");
    assert!(has_block("rust,no_run", code));
}

#[test]
fn the_dependencies_are_the_readmes() {
    let manifest = include_str!("../Cargo.toml");
    for (section, name) in [("dependencies", "vsp-runtime"), ("build-dependencies", "vsp-build")] {
        assert!(README.contains(&format!("[{section}]\n{name} = {{ path = \"../vsp/{name}\" }}\n")));
        assert!(manifest.contains(&format!("[{section}]\n{name}.workspace = true\n")));
    }
}
