//! Which labels the listing has.

use super::layout::{Layout, is_code};
use crate::asm::can_name_label;
use crate::container::{Container, SymbolKind};
use alloc::borrow::Cow;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// A label of the listing.
pub(super) struct Label<'a> {
    pub name: Cow<'a, str>,
    pub address: u32,
    pub kind: SymbolKind,
}

/// The labels of the listing.
pub(super) struct Labels<'a> {
    /// All, in the order in which they are to be defined.
    pub all: Vec<Label<'a>>,
    /// Whether they make up the symbol table by themselves.
    pub are_symbols: bool,
    names: BTreeSet<&'a str>,
    /// The first label of each address in the code, as an index of `all`.
    code: BTreeMap<u32, usize>,
    /// The same in memory.
    data: BTreeMap<u32, usize>,
}

impl<'a> Labels<'a> {
    pub fn new(container: &'a Container, layout: &Layout<'_>) -> Labels<'a> {
        let mut names = BTreeSet::new();
        let mut all = Vec::new();
        for symbol in &container.symbols {
            let end = if is_code(symbol.kind) { container.code.len() } else { container.data.len() };
            let usable = symbol.kind != SymbolKind::Transform
                && symbol.address as usize <= end
                && can_name_label(&symbol.name);
            if usable && names.insert(&*symbol.name) {
                all.push(Label {
                    name: Cow::Borrowed(&*symbol.name),
                    address: symbol.address,
                    kind: symbol.kind,
                });
            }
        }
        let named: BTreeSet<u32> =
            all.iter().filter(|label| is_code(label.kind)).map(|label| label.address).collect();
        let needs_name = |target: &u32| layout.begins(*target) && !named.contains(target);
        let unnamed: Vec<u32> = layout.targets.iter().copied().filter(needs_name).collect();
        let are_symbols =
            all.len() == container.symbols.len() && unnamed.is_empty() && can_be_defined_in_order(&all);
        if !are_symbols {
            let prefix = free_prefix(&names);
            all.extend(unnamed.into_iter().map(|address| Label {
                name: Cow::Owned(format!("{prefix}{address:04X}")),
                address,
                kind: SymbolKind::Label,
            }));
            all.sort_by_key(|label| (!is_code(label.kind), label.address));
        }
        let mut labels = Labels { all, are_symbols, names, code: BTreeMap::new(), data: BTreeMap::new() };
        for (index, label) in labels.all.iter().enumerate() {
            let addresses = if is_code(label.kind) { &mut labels.code } else { &mut labels.data };
            addresses.entry(label.address).or_insert(index);
        }
        labels
    }

    /// All, in order, each with the address that its segment's next label has, or with the segment's end.
    pub fn with_ends(&self, container: &Container) -> impl Iterator<Item = (&Label<'a>, usize)> {
        let (mut code_end, mut data_end) = (container.code.len(), container.data.len());
        let mut ends = Vec::with_capacity(self.all.len());
        for label in self.all.iter().rev() {
            let end = if is_code(label.kind) { &mut code_end } else { &mut data_end };
            ends.push(core::mem::replace(end, label.address as usize));
        }
        self.all.iter().zip(ends.into_iter().rev())
    }

    /// Whether a symbol's name is that of a label.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// The first label at an address of the code.
    pub fn in_code(&self, address: u32) -> Option<&str> {
        self.code.get(&address).map(|&index| &*self.all[index].name)
    }

    /// The first label at an address of memory.
    pub fn in_data(&self, address: u32) -> Option<&str> {
        self.data.get(&address).map(|&index| &*self.all[index].name)
    }

    /// Where a run starts if the listing does not say so.
    pub fn default_entry(&self) -> u32 {
        let main = self.all.iter().find(|label| is_code(label.kind) && label.name == "main");
        main.map_or(0, |label| label.address)
    }
}

/// Whether each segment's labels come in the order of their addresses, so that going through both segments from start to
/// end can define all of them in this order.
fn can_be_defined_in_order(labels: &[Label<'_>]) -> bool {
    let in_order = |code: bool| {
        labels.iter().filter(|label| is_code(label.kind) == code).is_sorted_by_key(|label| label.address)
    };
    in_order(true) && in_order(false)
}

/// The beginning of a name, such that no symbol's name begins alike.
fn free_prefix(names: &BTreeSet<&str>) -> String {
    let underscores = |name: &&str| {
        let rest = name.strip_prefix('L')?;
        Some(rest.len() - rest.trim_start_matches('_').len())
    };
    let most = names.iter().filter_map(underscores).max().unwrap_or(0);
    format!("L{:_<1$}", "", most + 1)
}
