//! Projects: where the root is, and lis.toml.

use crate::reader::Reader;
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

/// Where the modules of a package are looked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Root {
    /// The folder with lis.toml, or the main file's; none for a program that is one text.
    pub folder: Option<PathBuf>,
    /// Names of dependencies and their main files.
    pub dependencies: HashMap<String, PathBuf>,
}

/// What a project's root has.
const MANIFEST: &str = "lis.toml";

/// What lis.toml says.
#[derive(Debug, Default)]
struct Manifest {
    entry: Option<PathBuf>,
    dependencies: HashMap<String, PathBuf>,
}

fn manifest(text: &str, path: &Path) -> Result<Manifest, String> {
    let table: toml::Table = text.parse().map_err(|error| format!("{}: {error}", path.display()))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut manifest = Manifest::default();
    for (name, value) in &table {
        match name.as_str() {
            "package" => {}
            "build" => {
                if let Some(entry) = value.get("entry") {
                    let entry = entry
                        .as_str()
                        .ok_or_else(|| format!("{}: `entry` must be a path in quotes", path.display()))?;
                    manifest.entry = Some(folder.join(entry));
                }
            }
            "dependencies" => {
                let list = value
                    .as_table()
                    .ok_or_else(|| format!("{}: `dependencies` must be a table", path.display()))?;
                for (name, value) in list {
                    let place = value.get("path").and_then(toml::Value::as_str);
                    let place = place.ok_or_else(|| {
                        format!(
                            "{}: dependency `{name}` must be written `{{ path = \"...\" }}`",
                            path.display()
                        )
                    })?;
                    manifest.dependencies.insert(name.clone(), folder.join(place));
                }
            }
            other => {
                return Err(format!(
                    "{}: there is no table `[{other}]`; there are [package], [build] and [dependencies]",
                    path.display()
                ));
            }
        }
    }
    Ok(manifest)
}

/// Whether a path leads to LIS by its name: to a file that ends in `.lis`, in whatever case, or to a project's `lis.toml`. A project's
/// folder, which is given as well as that, can have any name.
///
/// ```
/// use std::path::Path;
/// assert!(["filter.lis", "FILTER.LIS", "app/lis.toml"].iter().all(|path| vsp_lis::is_lis(Path::new(path))));
/// assert!(!vsp_lis::is_lis(Path::new("filter.sil")));
/// ```
pub fn is_lis(path: &Path) -> bool {
    is_source(path) || path.file_name().is_some_and(|name| name == MANIFEST)
}

fn is_source(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("lis"))
}

/// The file that a project begins with: `path` itself, or what the lis.toml in the folder names.
pub(crate) fn main_file(path: &Path, reader: &mut dyn Reader) -> Result<PathBuf, String> {
    if is_source(path) {
        return Ok(path.to_owned());
    }
    let file =
        if path.extension().is_some_and(|it| it == "toml") { path.to_owned() } else { path.join(MANIFEST) };
    match reader.read(&file) {
        Ok(text) => {
            let folder = file.parent().unwrap_or(Path::new("")).to_owned();
            Ok(manifest(&text, &file)?.entry.unwrap_or_else(|| folder.join("src").join("main.lis")))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let main = path.join("src").join("main.lis");
            match reader.read(&main) {
                Ok(_) => Ok(main),
                Err(_) => Err(format!(
                    "`{}` is neither a .lis file nor a folder with a lis.toml or a src/main.lis",
                    path.display()
                )),
            }
        }
        Err(error) => Err(format!("{} cannot be read: {error}", file.display())),
    }
}

/// The root of the project that a main file belongs to: the nearest folder above with a lis.toml; else its own folder, or that above `src`.
pub(crate) fn root_of(folder: &Path, reader: &mut dyn Reader) -> Result<Root, String> {
    for above in folder.ancestors() {
        let file = above.join(MANIFEST);
        match reader.read(&file) {
            Ok(text) => {
                let mut dependencies = HashMap::new();
                for (name, place) in manifest(&text, &file)?.dependencies {
                    dependencies.insert(name, main_file(&place, reader)?);
                }
                return Ok(Root { folder: Some(above.to_owned()), dependencies });
            }
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            Err(error) => return Err(format!("{} cannot be read: {error}", file.display())),
        }
    }
    let own = if folder.file_name().is_some_and(|it| it == "src") {
        folder.parent().unwrap_or(folder)
    } else {
        folder
    };
    Ok(Root { folder: Some(own.to_owned()), dependencies: HashMap::new() })
}
