//! From addresses of the code to operations.

use super::operation::Operation;
use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

/// How many addresses share a page.
const PAGE: usize = 64;
/// No operation begins at an address.
const NONE: u8 = u8::MAX;

/// Where the block versions of one mode begin, by the numbers of operations.
pub(crate) struct Map {
    /// For each page of addresses which of the pages it is; 0 for those without a block version.
    directory: Vec<u32>,
    pages: Vec<Page<u32>>,
}

/// The same where the operations are in memory.
pub(crate) struct LinkedMap {
    /// For each page of addresses one of the pages.
    directory: Box<[*const Page<*const Operation>]>,
    /// From a box.
    pages: *mut [Page<*const Operation>],
}

#[derive(Clone, Copy)]
struct Page<T> {
    /// The operation at the first block version.
    first: T,
    /// How far behind it that of each address is.
    offsets: [u8; PAGE],
}

impl Map {
    /// The map of code of this size in a mode that reaches nothing yet.
    pub fn new(code_size: usize) -> Map {
        let directory = vec![0; code_size / PAGE + 1];
        // Room for one page more than there may be: the first is that of addresses where none begins.
        let mut pages = Vec::with_capacity(directory.len() + 1);
        pages.push(Page { first: 0, offsets: [NONE; PAGE] });
        Map { directory, pages }
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
    #[inline]
    pub fn find(&self, address: u32) -> Option<usize> {
        let (page, place) = (address as usize / PAGE, address as usize % PAGE);
        let page = self.pages.get(*self.directory.get(page)? as usize)?;
        let offset = page.offsets[place];
        (offset != NONE).then(|| page.first as usize + usize::from(offset))
    }

    /// All numbers of operations that it gives.
    pub fn numbers(&self) -> impl Iterator<Item = usize> + '_ {
        self.pages.iter().flat_map(|page| {
            let offsets = page.offsets.iter().filter(|offset| **offset != NONE);
            offsets.map(|offset| page.first as usize + usize::from(*offset))
        })
    }

    /// How many bytes it takes once it is linked.
    pub fn size(&self) -> usize {
        LinkedMap::bytes(self.directory.len(), self.pages.len())
    }
}

impl LinkedMap {
    /// Where the operations of a map are, of which the first is at `operations`.
    pub fn new(map: &Map, operations: *const Operation) -> LinkedMap {
        let pages: Box<[_]> = map
            .pages
            .iter()
            .map(|&Page { first, offsets }| Page { first: operations.wrapping_add(first as usize), offsets })
            .collect();
        let pages = Box::into_raw(pages);
        let first = pages.cast::<Page<_>>().cast_const();
        let directory = map.directory.iter().map(|&page| first.wrapping_add(page as usize)).collect();
        LinkedMap { directory, pages }
    }

    /// The operation at which the block version at an address begins.
    #[inline(always)]
    pub fn at(&self, address: u32) -> Option<*const Operation> {
        let page = *self.directory.get(address as usize / PAGE)?;
        // SAFETY: the directory leads to pages of this map alone.
        let Page { first, offsets } = unsafe { &*page };
        let offset = offsets[address as usize % PAGE];
        (offset != NONE).then(|| first.wrapping_add(usize::from(offset)))
    }

    /// How many bytes it takes.
    #[cfg(test)]
    pub fn size(&self) -> usize {
        LinkedMap::bytes(self.directory.len(), self.pages.len())
    }

    fn bytes(directory: usize, pages: usize) -> usize {
        directory * size_of::<*const ()>() + pages * size_of::<Page<*const Operation>>()
    }
}

impl Drop for LinkedMap {
    fn drop(&mut self) {
        // SAFETY: they came from a box, and are given back once.
        drop(unsafe { Box::from_raw(self.pages) });
    }
}
