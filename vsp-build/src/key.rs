//! Fingerprints: what a program's files were made from, kept beside them, so that editing one program does not compile the others again.

use crate::environment::Environment;
use crate::output::Folder;
use crate::settings::Settings;
use vsp_isa::container::{Fnv1a64, fnv1a_64};

/// Tells whether a program's files are as they would be made again.
#[derive(Debug)]
pub(crate) struct Key<'a> {
    /// The file that it is kept in.
    pub file: &'a str,
    /// The program's files.
    pub files: &'a [String],
    /// The path of the program's file, as the build script gave it.
    pub path: &'a str,
    /// The program's SILC file.
    pub bytes: &'a [u8],
    /// The builder's settings.
    pub settings: &'a Settings,
    /// Everything else, the build script's executable included, and so the code generator.
    pub environment: &'a Environment,
}

impl Key<'_> {
    /// Whether nothing has changed since the files were made.
    pub fn is_current(&self, folder: &Folder) -> bool {
        let text = self.text(folder);
        text.is_some() && text == folder.read(self.file)
    }

    /// What stands in the key's file: a line for what the files are made from, and one for each of them. `None` if the key
    /// cannot tell.
    pub fn text(&self, folder: &Folder) -> Option<Vec<u8>> {
        let Key { path, bytes, settings, environment, .. } = self;
        environment.executable.as_ref()?;
        let mut hash = Fnv1a64::new();
        hash.update(format!("{path:?} {settings:?} {environment:?}").as_bytes());
        hash.update(bytes);
        let mut text = format!("{:016x}\n", hash.finish());
        for file in self.files {
            text += &format!("{:016x} {file}\n", fnv1a_64(&folder.read(file)?));
        }
        Some(text.into_bytes())
    }

    /// The files that the key tells of and that are not the program's any more.
    pub fn outdated(&self, folder: &Folder) -> Vec<String> {
        let text = folder.read(self.file).and_then(|text| String::from_utf8(text).ok()).unwrap_or_default();
        let files = text.lines().filter_map(|line| line.split_once(' ')).map(|(_, file)| file.to_owned());
        files.filter(|file| !self.files.contains(file)).collect()
    }
}
