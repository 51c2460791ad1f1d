//! Projects: which files there are, and reading them.

use super::late::Late;
use super::{Def, Entry, Id, Module, Owned, Program};
use crate::hash::HashMap;
use crate::library::Unread;
use crate::manifest::Root;
use crate::reader::Reader;
use crate::syntax::tree::{Item, ItemKind, Name, Use, UseNames};
use crate::text::{Report, Sources, Span};
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Where a module is, for the modules that it uses.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    root: Rc<Root>,
    folder: Option<PathBuf>,
}

struct Loader<'a> {
    program: Program,
    reader: &'a mut dyn Reader,
    sources: &'a mut Sources,
    report: &'a mut Report,
    by_path: HashMap<PathBuf, Id>,
}

/// How many files a project may have, and how deep `mod { }` may be nested.
const MOST_FILES: usize = 4_096;

/// Reads the library, the main file, and every file that these use.
pub(crate) fn load(
    main: (&str, &str),
    main_path: Option<&Path>,
    root: Root,
    reader: &mut dyn Reader,
    sources: &mut Sources,
    report: &mut Report,
) -> Program {
    let mut loader =
        Loader { program: Program::default(), reader, sources, report, by_path: HashMap::default() };
    let place = Place { root: Rc::new(root), folder: main_path.and_then(Path::parent).map(Path::to_owned) };
    let (name, text) = main;
    let id = loader.file(name, text, place.clone());
    loader.program.main = id;
    if let Some(path) = main_path {
        loader.by_path.insert(path.to_owned(), id);
    }
    loader.follow();
    let library = loader.module(u32::MAX, Place { root: Rc::default(), folder: None });
    loader.program.library = library;
    for (name, text) in crate::library::FILES {
        let file = loader.sources.add(name, text);
        loader.program.modules[library].file = file;
        for item in crate::library::items(file, text) {
            loader.library_item(library, item);
        }
    }
    loader.program
}

impl Loader<'_> {
    fn module(&mut self, file: u32, place: Place) -> Id {
        self.program.modules.push(Module { file, entries: HashMap::default(), order: Vec::new(), place });
        self.program.modules.len() - 1
    }

    fn file(&mut self, name: &str, text: &str, place: Place) -> Id {
        let file = self.sources.add(name, text);
        let id = self.module(file, place);
        let tokens = crate::text::tokens(text, 0, file, self.report);
        let items = crate::syntax::parse(tokens, self.sources, self.report);
        self.items(id, items);
        id
    }

    fn enter(&mut self, module: Id, name: &Name, public: bool, def: Def) {
        let entry = Entry { public, span: name.span, def };
        let before = self.program.modules[module].entries.get(&name.text).map(|it| (it.span, it.def.clone()));
        if let Some((span, old)) = before {
            // Bringing in the same thing twice is no contradiction.
            if let (Def::Use(a), Def::Use(b)) = (&old, &entry.def)
                && a.iter().map(|it| &it.text).eq(b.iter().map(|it| &it.text))
            {
                if public {
                    self.program.modules[module].entries.insert(name.text.clone(), entry);
                }
                return;
            }
            let line = self.sources.position(span).line;
            self.report.error_help(
                name.span,
                format!("the name `{}` is already taken in line {line}", name.text),
                "items of all kinds share their names",
            );
            return;
        }
        self.program.modules[module].entries.insert(name.text.clone(), entry);
        self.program.modules[module].order.push(name.text.clone());
    }

    fn library_item(&mut self, library: Id, item: Unread) {
        let def = if item.is_extern {
            self.program.externs.push(Owned { item: Late::unread(item), module: library });
            Def::Extern(self.program.externs.len() - 1)
        } else {
            self.program.functions.push(Owned { item: Late::unread(item), module: library });
            Def::Function(self.program.functions.len() - 1)
        };
        self.enter(library, &item.name(), false, def);
    }

    fn items(&mut self, module: Id, items: Vec<Item>) {
        for item in items {
            let public = item.public;
            match item.kind {
                ItemKind::Function(it) => {
                    let def = Def::Function(self.program.functions.len());
                    self.enter(module, &it.name, public, def);
                    self.program.functions.push(Owned { item: Late::read(it), module });
                }
                ItemKind::Extern(it) => {
                    let def = Def::Extern(self.program.externs.len());
                    self.enter(module, &it.name, public, def);
                    self.program.externs.push(Owned { item: Late::read(it), module });
                }
                ItemKind::Type(name, it) => {
                    let def = Def::Type(self.program.types.len());
                    self.enter(module, &name, public, def);
                    self.program.types.push(Owned { item: (name, it), module });
                }
                ItemKind::Global(it) => {
                    let def = Def::Global(self.program.globals.len());
                    self.enter(module, &it.name, public, def);
                    self.program.globals.push(Owned { item: it, module });
                }
                ItemKind::Mod(name, Some(items)) => {
                    let file = self.program.modules[module].file;
                    let mut place = self.program.modules[module].place.clone();
                    place.folder = place.folder.map(|folder| folder.join(&*name.text));
                    let inner = self.module(file, place);
                    self.enter(module, &name, public, Def::Module(inner));
                    self.items(inner, items);
                }
                ItemKind::Mod(name, None) => {
                    // Loaded by `follow`, as what `use` names.
                    self.enter(module, &name, public, Def::Use(Rc::from([name.clone()])));
                }
                ItemKind::Use(it) => self.use_item(module, public, it),
            }
        }
    }

    fn use_item(&mut self, module: Id, public: bool, it: Use) {
        match it.names {
            UseNames::Last(other) => {
                let Some(last) = it.path.last() else { return };
                let name = other.unwrap_or_else(|| last.clone());
                self.enter(module, &name, public, Def::Use(it.path.into()));
            }
            UseNames::List(names) => {
                for name in names {
                    let path: Vec<Name> = it.path.iter().cloned().chain([name.clone()]).collect();
                    self.enter(module, &name, public, Def::Use(path.into()));
                }
            }
        }
    }

    /// Loads the modules that `use` and `mod` name, and those that these name.
    fn follow(&mut self) {
        let mut module = 0;
        while module < self.program.modules.len() {
            let paths: Vec<Rc<[Name]>> = self.program.modules[module]
                .order
                .iter()
                .filter_map(|name| match &self.program.modules[module].entries.get(name)?.def {
                    Def::Use(path) => Some(path.clone()),
                    _ => None,
                })
                .collect();
            for path in paths {
                self.find_files(module, &path);
            }
            module += 1;
        }
    }

    /// Finds the module that a path begins with, and modules within modules along it.
    fn find_files(&mut self, from: Id, path: &[Name]) {
        let mut module = from;
        for (at, name) in path.iter().enumerate() {
            let key: Rc<str> = format!("mod {}", name.text).into();
            let known = self.program.modules[module].entries.get(&key).or_else(|| {
                let entry = self.program.modules[module].entries.get(&name.text)?;
                matches!(entry.def, Def::Module(_)).then_some(entry)
            });
            let next = match known.map(|entry| &entry.def) {
                Some(Def::Module(id)) => Some(*id),
                _ => self.find_file(module, name, at == 0),
            };
            let Some(next) = next else { return };
            let entry = Entry { public: true, span: name.span, def: Def::Module(next) };
            self.program.modules[module].entries.entry(key).or_insert(entry);
            module = next;
        }
    }

    fn find_file(&mut self, module: Id, name: &Name, first: bool) -> Option<Id> {
        let place = self.program.modules[module].place.clone();
        let mut folders = Vec::new();
        if first {
            if let Some(main) = place.root.dependencies.get(&*name.text) {
                return self.dependency(main.clone(), name);
            }
            if let Some(root) = &place.root.folder {
                folders.push(root.join("src"));
                folders.push(root.clone());
            }
        }
        folders.extend(place.folder.clone());
        for folder in folders {
            let file = format!("{}.lis", name.text);
            for path in [folder.join(file), folder.join(&*name.text).join("mod.lis")] {
                if let Some(id) = self.by_path.get(&path) {
                    return Some(*id);
                }
                match self.reader.read(&path) {
                    Ok(text) => {
                        return self.found(path, &text, folder.join(&*name.text), &place.root, name.span);
                    }
                    Err(error)
                        if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                    }
                    Err(error) => {
                        self.report.error(name.span, format!("{} cannot be read: {error}", path.display()));
                        return None;
                    }
                }
            }
        }
        None
    }

    fn found(
        &mut self,
        path: PathBuf,
        text: &str,
        folder: PathBuf,
        root: &Rc<Root>,
        span: Span,
    ) -> Option<Id> {
        if self.sources.len() >= MOST_FILES {
            self.report.error(span, format!("a project has at most {MOST_FILES} files"));
            return None;
        }
        let place = Place { root: root.clone(), folder: Some(folder) };
        let id = self.file(&path.display().to_string(), text, place);
        self.by_path.insert(path, id);
        Some(id)
    }

    fn dependency(&mut self, main: PathBuf, name: &Name) -> Option<Id> {
        if let Some(id) = self.by_path.get(&main) {
            return Some(*id);
        }
        let text = match self.reader.read(&main) {
            Ok(text) => text,
            Err(error) => {
                self.report.error(name.span, format!("{} cannot be read: {error}", main.display()));
                return None;
            }
        };
        let folder = main.parent().map(Path::to_owned).unwrap_or_default();
        let root = match crate::manifest::root_of(&folder, self.reader) {
            Ok(root) => Rc::new(root),
            Err(error) => {
                self.report.error(name.span, error);
                return None;
            }
        };
        self.found(main, &text, folder, &root, name.span)
    }
}
