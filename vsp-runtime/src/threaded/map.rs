//! From addresses of the code to operations.

use super::operation::Operation;
use alloc::vec;
use alloc::vec::Vec;
use core::ptr;

/// How many addresses share a page.
const PAGE: usize = 64;
/// No operation begins at an address.
const NONE: u8 = u8::MAX;

/// Where the block versions of one mode begin.
pub(crate) struct Map {
    /// For each page of addresses which of the pages it is; 0 for those without a block version.
    directory: Vec<u32>,
    pages: Vec<Page>,
    /// The first of all operations, once they are linked.
    operations: *const Operation,
}

struct Page {
    /// The operation at the first block version.
    first: u32,
    /// How far behind it that of each address is.
    offsets: [u8; PAGE],
}

impl Map {
    /// The map of code of this size in a mode that reaches nothing yet.
    pub fn new(code_size: usize) -> Map {
        Map {
            directory: vec![0; code_size / PAGE + 1],
            pages: vec![Page { first: 0, offsets: [NONE; PAGE] }],
            operations: ptr::null(),
        }
    }

    /// Records at which operation a block version begins. Block versions come in the order of their addresses; those for which there
    /// is no room are left to the precise interpreter.
    pub fn add(&mut self, address: u32, operation: usize) {
        let (page, place) = (address as usize / PAGE, address as usize % PAGE);
        let Some(entry) = self.directory.get_mut(page) else { return };
        if *entry == 0 {
            *entry = self.pages.len() as u32;
            self.pages.push(Page { first: operation as u32, offsets: [NONE; PAGE] });
        }
        let page = &mut self.pages[*entry as usize];
        let offset = operation - page.first as usize;
        page.offsets[place] = u8::try_from(offset).unwrap_or(NONE);
    }

    /// The number of the operation at which the block version at an address begins.
    #[inline(always)]
    pub fn find(&self, address: u32) -> Option<usize> {
        let (page, place) = (address as usize / PAGE, address as usize % PAGE);
        let page = self.pages.get(*self.directory.get(page)? as usize)?;
        let offset = page.offsets[place];
        (offset != NONE).then(|| page.first as usize + usize::from(offset))
    }

    /// The operation that RET goes on with at a return site.
    #[inline(always)]
    pub fn return_site(&self, address: u32) -> Option<*const Operation> {
        // The map has only numbers of operations that there are.
        self.find(address).map(|number| self.operations.wrapping_add(number))
    }

    /// All numbers of operations that it gives.
    pub fn numbers(&self) -> impl Iterator<Item = usize> + '_ {
        self.pages.iter().flat_map(|page| {
            let offsets = page.offsets.iter().filter(|offset| **offset != NONE);
            offsets.map(|offset| page.first as usize + usize::from(*offset))
        })
    }

    /// Records where the operations are in memory.
    pub fn link(&mut self, operations: *const Operation) {
        self.operations = operations;
        self.directory.shrink_to_fit();
        self.pages.shrink_to_fit();
    }

    /// How many bytes it takes.
    pub fn size(&self) -> usize {
        size_of_val(&*self.directory) + size_of_val(&*self.pages)
    }
}
