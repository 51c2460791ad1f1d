//! Projects on disk: where the root is, and lis.toml.

use crate::names::{Reader, Root};
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

/// Reads files from disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

/// Files beyond this size are no sources.
const LARGEST: u64 = 64 << 20;

impl Reader for Disk {
    fn read(&mut self, path: &Path) -> io::Result<String> {
        if std::fs::metadata(path)?.len() > LARGEST {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "it is longer than 64 MiB"));
        }
        String::from_utf8(std::fs::read(path)?).map_err(|error| {
            let before =
                String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            let message =
                format!("the bytes at line {line}, column {column} are not UTF-8; save it as UTF-8");
            io::Error::new(io::ErrorKind::InvalidData, message)
        })
    }
}

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

/// The file that a project begins with: `path` itself, or what the lis.toml in the folder names.
pub(crate) fn main_file(path: &Path, reader: &mut dyn Reader) -> Result<PathBuf, String> {
    if path.extension().is_some_and(|it| it == "lis") {
        return Ok(path.to_owned());
    }
    let file =
        if path.extension().is_some_and(|it| it == "toml") { path.to_owned() } else { path.join("lis.toml") };
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
        let file = above.join("lis.toml");
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
