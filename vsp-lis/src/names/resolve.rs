//! What a name means in a module.

use super::{Def, Entry, Id, Program};
use crate::text::Report;

/// How many steps from `use` to `use` may lead to what a name means.
const MOST_STEPS: usize = 256;

/// The name most like a misspelt one, if any is like it.
pub(crate) fn similar<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    names
        .into_iter()
        .filter(|it| *it != name && !it.starts_with("__"))
        .map(|it| (strsim::damerau_levenshtein(name, it), it))
        .filter(|&(distance, it)| distance <= 1 + it.len().min(name.len()) / 4)
        .min()
        .map(|(_, it)| format!("did you mean `{it}`?"))
}

impl Program {
    /// What a name means in a module; private items of other modules are not found.
    pub fn find(&self, module: Id, name: &str) -> Option<Def> {
        let entry = self.modules[module].entries.get(name)?;
        self.follow(module, entry, &mut { MOST_STEPS })
    }

    /// Whether a name is one that a `use` should have brought, and did not: that is told of the `use`, and not again wherever the
    /// name stands.
    pub fn is_missing(&self, module: Id, name: &str) -> bool {
        let entry = self.modules[module].entries.get(name);
        entry.is_some_and(|it| matches!(it.def, Def::Use(_))) && self.find(module, name).is_none()
    }

    /// What an entry stands for; `steps` are those that are left.
    fn follow(&self, module: Id, entry: &Entry, steps: &mut usize) -> Option<Def> {
        match &entry.def {
            Def::Use(path) => {
                *steps = steps.checked_sub(1)?;
                self.path(module, path, steps).ok()
            }
            other => Some(other.clone()),
        }
    }

    /// What stands at a path as a module sees it; otherwise, how many names of it were found, and whether what follows is private.
    fn path(&self, from: Id, path: &[super::Name], steps: &mut usize) -> Result<Def, (usize, bool)> {
        let mut module = from;
        for (at, name) in path.iter().enumerate() {
            let own = at == 0;
            // The first name is a module's, which `load` has entered under a name that no item can have.
            let first = self.modules[module].entries.get(format!("mod {}", name.text).as_str());
            let entry = if own {
                first.or_else(|| self.modules[module].entries.get(&name.text))
            } else {
                self.modules[module].entries.get(&name.text).or(first)
            };
            let entry = entry.ok_or((at, false))?;
            if !own && !entry.public {
                return Err((at, true));
            }
            // A name that brings itself in is not found at its own entry.
            let def = self.follow(module, entry, steps).ok_or((at, false))?;
            if at + 1 == path.len() {
                return Ok(def);
            }
            match def {
                Def::Module(next) => module = next,
                _ => return Err((at, false)),
            }
        }
        Err((0, false))
    }

    /// Tells of every `use` that leads nowhere.
    pub fn check_uses(&self, report: &mut Report) {
        for (id, module) in self.modules.iter().enumerate() {
            for name in &module.order {
                let Some(entry) = module.entries.get(name) else { continue };
                let Def::Use(path) = &entry.def else { continue };
                let Err((at, private)) = self.path(id, path, &mut { MOST_STEPS }) else { continue };
                let wanted = &path[at];
                if private {
                    let help = format!("write `pub` before it in its module to use `{}` here", wanted.text);
                    report.error_help(wanted.span, format!("`{}` is private", wanted.text), help);
                } else if at == 0 {
                    report.error_help(
                        wanted.span,
                        format!("there is no module `{}`", wanted.text),
                        format!(
                            "it may be `src/{0}.lis`, `src/{0}/mod.lis`, or `mod {0} {{ }}`",
                            wanted.text
                        ),
                    );
                } else {
                    let help = self
                        .names_at(id, &path[..at])
                        .and_then(|names| similar(&wanted.text, names.iter().map(String::as_str)));
                    let message = format!("there is no `{}` in `{}`", wanted.text, path[at - 1].text);
                    report.error_maybe_help(wanted.span, message, help);
                }
            }
        }
    }

    fn names_at(&self, from: Id, path: &[super::Name]) -> Option<Vec<String>> {
        let Ok(Def::Module(module)) = self.path(from, path, &mut { MOST_STEPS }) else { return None };
        Some(self.modules[module].order.iter().map(|name| name.to_string()).collect())
    }
}
