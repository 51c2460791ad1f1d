//! Checking a whole program: instances of functions, what is exported.

use super::Type;
use super::tree::{Export, FnId, Function, GlobalId, Typed};
use crate::hash::HashMap;
use crate::names::{Def, Id, Program};
use crate::text::{Report, Span};
use std::rc::Rc;

/// How far something with a number that is being found out has got.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Progress<T> {
    Running,
    Done(T),
}

pub(super) struct Checker<'a> {
    pub program: &'a Program,
    pub report: &'a mut Report,
    pub typed: Typed,
    instances: HashMap<(Id, Vec<Type>), FnId>,
    /// For each instance: its function, and whether its result is known.
    pub results: Vec<Progress<Option<Type>>>,
    pub sources: Vec<(Id, Vec<Type>)>,
    pub finished: Vec<bool>,
    pub globals: HashMap<Id, Option<GlobalId>>,
    pub aliases: HashMap<Id, Progress<Type>>,
    /// How many functions are being checked because others want to know their results.
    pub nested: usize,
    /// How deep the checker has recursed.
    pub depth: usize,
    /// The first instance that constants have not looked at.
    pub looked_at: usize,
    /// How many bytes all statics and consts take.
    pub global_bytes: u64,
}

/// How many functions without written results may wait for each other's.
pub(super) const MOST_NESTED: usize = 40;
/// How many instances of functions a program may have.
const MOST_INSTANCES: usize = 20_000;

/// Checks a program. If the report has errors afterwards, the result is of no use.
pub(crate) fn check(program: &Program, report: &mut Report) -> Typed {
    program.check_uses(report);
    let mut checker = Checker::new(program, report);
    checker.all();
    checker.typed
}

/// What a wrong program would export.
#[derive(Debug, Default)]
pub(crate) struct Expected {
    pub functions: Vec<ExpectedFunction>,
    /// Names and types.
    pub statics: Vec<(Rc<str>, Type)>,
}

/// A function that a wrong program would export.
#[derive(Debug)]
pub(crate) struct ExpectedFunction {
    pub name: Rc<str>,
    /// Names and types.
    pub params: Vec<(Rc<str>, Type)>,
    pub result: Type,
}

/// Finds out what a wrong program would export, as far as that can be told. What is wrong has been told.
pub(crate) fn expected(program: &Program) -> Expected {
    let mut unheard = Report::default();
    let mut checker = Checker::new(program, &mut unheard);
    checker.exports();
    let Checker { typed, sources, .. } = checker;
    let function = |export: &Export| ExpectedFunction {
        name: export.name.clone(),
        params: export.params.iter().cloned().zip(sources[export.function].1.iter().cloned()).collect(),
        result: typed.functions[export.function].result.clone(),
    };
    let crosses =
        |it: &ExpectedFunction| !it.result.has_string() && it.params.iter().all(|(_, ty)| !ty.has_string());
    let of_static = |(name, global): &(Rc<str>, GlobalId)| (name.clone(), typed.globals[*global].ty.clone());
    Expected {
        functions: typed.exports.iter().map(function).filter(crosses).collect(),
        statics: typed.statics.iter().map(of_static).collect(),
    }
}

impl<'a> Checker<'a> {
    fn new(program: &'a Program, report: &'a mut Report) -> Checker<'a> {
        Checker {
            program,
            report,
            typed: Typed::default(),
            instances: HashMap::default(),
            results: Vec::new(),
            sources: Vec::new(),
            finished: Vec::new(),
            globals: HashMap::default(),
            aliases: HashMap::default(),
            nested: 0,
            depth: 0,
            looked_at: 0,
            global_bytes: 0,
        }
    }
}

impl Checker<'_> {
    fn all(&mut self) {
        for id in 0..self.program.types.len() {
            let owned = &self.program.types[id];
            self.alias(id, owned.item.0.span);
        }
        for id in 0..self.program.globals.len() {
            self.global(id);
        }
        // Functions with all types are checked even if nobody calls them; the library's only if somebody does.
        for id in 0..self.program.functions.len() {
            let owned = &self.program.functions[id];
            let is_own = owned.module != self.program.library;
            if is_own && owned.item.params.iter().all(|param| param.ty.is_some()) {
                let types = self.param_types(id);
                self.instance(id, types, owned.item.name.span);
            }
        }
        self.exports();
        let mut next = 0;
        while next < self.finished.len() {
            self.finish(next);
            next += 1;
        }
    }

    fn exports(&mut self) {
        let main = self.program.main;
        let file = self.program.modules[main].file;
        let mut any = false;
        for name in &self.program.modules[main].order {
            let entry = &self.program.modules[main].entries[name];
            let is_main = &**name == "main" && matches!(entry.def, Def::Function(_));
            if !entry.public && !is_main {
                continue;
            }
            match self.program.find(main, name) {
                Some(Def::Function(id)) => {
                    any = true;
                    self.export(name, id, entry.public, is_main);
                }
                Some(Def::Global(id)) if self.program.globals[id].item.is_static => {
                    any = true;
                    if let Some(global) = self.global(id) {
                        self.typed.statics.push((name.clone(), global));
                    }
                }
                Some(Def::Global(_) | Def::Type(_) | Def::Module(_) | Def::Extern(_) | Def::Use(_))
                | None => {}
            }
        }
        if !any {
            let span = Span { file, start: 0, end: 0 };
            let help = "begin with `fn main() { }`, or write `pub` before a function";
            self.report.error_help(
                span,
                "a program needs a function `main` or something that is `pub`",
                help,
            );
        }
    }

    fn export(&mut self, name: &Rc<str>, id: Id, public: bool, is_main: bool) {
        let function = &self.program.functions[id].item;
        let untyped = function.params.iter().find(|param| param.ty.is_none());
        if let (Some(param), true) = (untyped, public) {
            let help = format!("write its type: `{}: Float`, for example", param.name.text);
            let message =
                format!("`{name}` is exported, so its parameter `{}` needs a type", param.name.text);
            self.report.error_help(param.name.span, message, help);
            return;
        }
        if untyped.is_some() {
            return;
        }
        let types = self.param_types(id);
        for (param, ty) in function.params.iter().zip(&types) {
            if ty.has_string() && public {
                let help = "Strings stay within the program".to_owned();
                let message =
                    format!("the parameter `{}` of an exported function cannot be a String", param.name.text);
                self.report.error_help(param.name.span, message, help);
            }
        }
        let no_params = types.is_empty();
        let Some(instance) = self.instance(id, types, function.name.span) else { return };
        let result = self.result(instance, function.name.span);
        if public && result.is_some_and(|it| it.has_string()) {
            let span = function.result.as_ref().map_or(function.name.span, |it| it.span);
            self.report.error_help(
                span,
                "the result of an exported function cannot be a String",
                "Strings stay within the program",
            );
        }
        if is_main && no_params {
            self.typed.main = Some(instance);
        }
        if public || (is_main && no_params) {
            let params = function.params.iter().map(|param| param.name.text.clone()).collect();
            self.typed.exports.push(Export { name: name.clone(), function: instance, params });
        }
    }

    /// The types of a function's parameters, all of which are written.
    pub fn param_types(&mut self, id: Id) -> Vec<Type> {
        let owned = &self.program.functions[id];
        let params: Vec<_> = owned.item.params.iter().filter_map(|it| it.ty.clone()).collect();
        params.iter().map(|ty| self.ty(owned.module, ty).unwrap_or(Type::Int)).collect()
    }

    /// A function for certain types of arguments.
    pub fn instance(&mut self, id: Id, types: Vec<Type>, span: Span) -> Option<FnId> {
        if let Some(&instance) = self.instances.get(&(id, types.clone())) {
            return Some(instance);
        }
        let instance = self.results.len();
        if instance >= MOST_INSTANCES {
            self.report.error(span, format!("there are more than {MOST_INSTANCES} functions, counted with the types of their arguments"));
            return None;
        }
        let owned = &self.program.functions[id];
        let item = owned.item.clone();
        let module = owned.module;
        self.instances.insert((id, types.clone()), instance);
        self.sources.push((id, types));
        self.finished.push(false);
        self.results.push(Progress::Running);
        self.typed.functions.push(Function {
            name: item.name.text.clone(),
            library: module == self.program.library,
            vars: Vec::new(),
            params: item.params.len(),
            result: Type::unit(),
            body: Vec::new(),
            span: item.name.span,
        });
        if let Some(written) = &item.result {
            let ty = self.ty(module, written);
            self.results[instance] = Progress::Done(ty.clone());
            self.typed.functions[instance].result = ty.unwrap_or_else(Type::unit);
        }
        Some(instance)
    }

    /// The type of a function's result; none if that cannot be found out, which has been told.
    pub fn result(&mut self, instance: FnId, span: Span) -> Option<Type> {
        if self.results[instance] == Progress::Running {
            let name = self.typed.functions[instance].name.clone();
            if self.finished[instance] {
                let help = format!("write its type behind the parameters of `{name}`: `-> Int`, for example");
                self.report.error_help(span, format!("the result of `{name}` depends on itself"), help);
                return None;
            }
            if self.nested >= MOST_NESTED {
                let help = format!("write its type behind the parameters of `{name}`: `-> Int`, for example");
                self.report.error_help(
                    span,
                    format!("finding out the result of `{name}` leads through too many functions"),
                    help,
                );
                return None;
            }
            self.nested += 1;
            self.finish(instance);
            self.nested -= 1;
        }
        match &self.results[instance] {
            Progress::Done(ty) => ty.clone(),
            Progress::Running => None,
        }
    }

    fn finish(&mut self, instance: FnId) {
        if !std::mem::replace(&mut self.finished[instance], true) {
            super::body::check(self, instance);
        }
    }
}
