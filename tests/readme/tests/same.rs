//! What stands in the README is what is built here.

const README: &str = include_str!("../../../README.md");

/// Whether the README has a block of code of a language with exactly this content.
fn has_block(language: &str, content: &str) -> bool {
    README.contains(&format!("\n```{language}\n{content}```\n"))
}

#[test]
fn the_programs_are_the_readmes() {
    assert!(has_block("lis", include_str!("../filter.lis")));
    assert!(has_block("text", include_str!("../collatz.sil")));
}

#[test]
fn the_build_script_is_the_readmes() {
    let (_, code) = include_str!("../build.rs").split_once("\n\n").expect("a line on what the file is for");
    let lines: Vec<&str> = code.lines().filter(|line| line.contains("compile")).collect();
    let [lis, sil] = lines[..] else { panic!("two programs are compiled") };
    assert!(has_block("rust,no_run", &code.replace(&format!("{sil}\n"), "")));
    assert!(README.contains(&format!("With `{}`", sil.trim().trim_end_matches(';'))));
    assert!(lis.contains("filter.lis"));
}

#[test]
fn the_dependencies_are_the_readmes() {
    let manifest = include_str!("../Cargo.toml");
    for (section, option, name) in
        [("dependencies", "", "vsp-runtime"), ("build-dependencies", "--build ", "vsp-build")]
    {
        assert!(README.contains(&format!("\ncargo add {option}--path ../vsp/{name}\n")));
        assert!(manifest.contains(&format!("[{section}]\n{name}.workspace = true\n")));
    }
}
