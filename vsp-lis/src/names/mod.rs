//! Names: the modules of a project, and what each name in them means.

mod late;
mod project;
mod resolve;

use late::Late;
pub(crate) use project::load;
pub(crate) use resolve::similar;

use crate::hash::HashMap;
use crate::syntax::tree::{Extern, Function, Global, Name, TypeExpr};
use crate::text::Span;
use std::rc::Rc;

/// Numbers of modules and items, as [`Program`] holds them.
pub(crate) type Id = usize;

/// What a name stands for.
#[derive(Clone, Debug)]
pub(crate) enum Def {
    Function(Id),
    Extern(Id),
    Type(Id),
    Global(Id),
    Module(Id),
    /// Whatever stands at this path.
    Use(Rc<[Name]>),
}

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub public: bool,
    pub span: Span,
    pub def: Def,
}

/// A file, or a `mod { }`.
#[derive(Debug)]
pub(crate) struct Module {
    pub file: u32,
    pub entries: HashMap<Rc<str>, Entry>,
    /// The names, in the order of the text.
    pub order: Vec<Rc<str>>,
    /// Files that `use` names have been looked for relative to this one.
    pub place: project::Place,
}

/// An item, and the module whose names it may use.
#[derive(Debug)]
pub(crate) struct Owned<T> {
    pub item: T,
    pub module: Id,
}

/// All modules of a project and their items.
#[derive(Debug, Default)]
pub(crate) struct Program {
    pub modules: Vec<Module>,
    pub functions: Vec<Owned<Late<Function>>>,
    pub externs: Vec<Owned<Late<Extern>>>,
    pub types: Vec<Owned<(Name, Rc<TypeExpr>)>>,
    pub globals: Vec<Owned<Rc<Global>>>,
    /// The library, and the main file.
    pub library: Id,
    pub main: Id,
}
