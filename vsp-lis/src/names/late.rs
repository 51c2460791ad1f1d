//! Items that are read when they are first looked at: those of the library, most of which no program wants.

use crate::library::Unread;
use crate::syntax::tree::{Extern, Function, ItemKind};
use std::cell::OnceCell;
use std::ops::Deref;
use std::rc::Rc;

/// An item that may not have been read yet.
#[derive(Debug)]
pub(crate) struct Late<T> {
    item: OnceCell<Rc<T>>,
    unread: Option<Unread>,
}

impl<T> Late<T> {
    pub fn read(item: Rc<T>) -> Late<T> {
        Late { item: OnceCell::from(item), unread: None }
    }

    pub fn unread(unread: Unread) -> Late<T> {
        Late { item: OnceCell::new(), unread: Some(unread) }
    }
}

impl<T: Kind> Deref for Late<T> {
    type Target = Rc<T>;

    fn deref(&self) -> &Rc<T> {
        let unread = || self.unread.as_ref().expect("an item is read or can be");
        self.item.get_or_init(|| T::of(unread().read()).expect("it is what its first word says"))
    }
}

/// A kind of item.
pub(crate) trait Kind: Sized {
    /// The item, if it is of this kind.
    fn of(item: ItemKind) -> Option<Rc<Self>>;
}

impl Kind for Function {
    fn of(item: ItemKind) -> Option<Rc<Function>> {
        if let ItemKind::Function(function) = item { Some(function) } else { None }
    }
}

impl Kind for Extern {
    fn of(item: ItemKind) -> Option<Rc<Extern>> {
        if let ItemKind::Extern(it) = item { Some(it) } else { None }
    }
}
