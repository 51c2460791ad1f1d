//! The contents of a program that running it needs, in borrowed slices.

#[cfg(feature = "alloc")]
use super::{Container, Symbol};
use super::{DEFAULT_MEMORY, HEADER_SIZE, MAGIC, MAX_CODE, MAX_MEMORY, SymbolKind};
use crate::{Instruction, Mode, TrapKind, Version};
use core::str;

/// What running a program needs of it, borrowed from its file or from a container.
#[derive(Clone, Copy, Debug)]
pub struct Image<'a> {
    /// The version of the format, which fixes the opcodes and intrinsics that there are.
    pub version: Version,
    /// The mode that the machine starts in.
    pub mode: Mode,
    /// The address in the code that a run starts at.
    pub entry: u32,
    /// The code segment.
    pub code: &'a [u8],
    /// The data segment, copied to address 0 of memory.
    pub data: &'a [u8],
    symbols: Symbols<'a>,
}

/// Where the names of functions are.
#[derive(Clone, Copy, Debug)]
enum Symbols<'a> {
    /// The entries of a file's symbol table, or the rest of them.
    Table(&'a [u8]),
    #[cfg(feature = "alloc")]
    List(&'a [Symbol]),
}

impl<'a> Image<'a> {
    /// What stands in a SILC file that has been checked before, for instance when it was written: header and sizes must be
    /// right here, too, but the checksum is not looked at, and a symbol table has no function behind its first fault.
    ///
    /// ```
    /// use vsp_isa::container::Image;
    /// let file = vsp_isa::asm::assemble("main: HLT", "halt.sil").unwrap().write().unwrap();
    /// let image = Image::of_file(&file).unwrap();
    /// assert_eq!((image.entry, image.code), (0, &[0x01][..]));
    /// assert!(Image::of_file(&file[1..]).is_none());
    /// ```
    pub const fn of_file(file: &'a [u8]) -> Option<Image<'a>> {
        let Some((header, rest)) = file.split_at_checked(HEADER_SIZE) else { return None };
        if u32_at(header, 0) != u32::from_le_bytes(MAGIC) {
            return None;
        }
        let Some(version) = Version::from_code(u16_at(header, 4)) else { return None };
        let Some(mode) = Mode::from_code(u16_at(header, 6)) else { return None };
        let Some((code, rest)) = rest.split_at_checked(u32_at(header, 8) as usize) else { return None };
        let Some((data, rest)) = rest.split_at_checked(u32_at(header, 12) as usize) else { return None };
        let Some((table, _)) = rest.split_at_checked(u32_at(header, 16) as usize) else { return None };
        let entry = u32_at(header, 20);
        if entry as usize >= code.len() || code.len() > MAX_CODE || data.len() > MAX_MEMORY {
            return None;
        }
        // The entries say themselves how many they are.
        let entries = match table.split_first_chunk::<4>() {
            Some((_count, entries)) => entries,
            None => &[],
        };
        Some(Image { version, mode, entry, code, data, symbols: Symbols::Table(entries) })
    }
    /// The exported functions, in the order of the file.
    pub fn functions(&self) -> Functions<'a> {
        Functions(self.symbols)
    }

    /// The address of the first exported function of this name.
    pub fn function(&self, name: &str) -> Option<u32> {
        let mut functions = self.functions();
        loop {
            let (function, address) = functions.next_bytes()?;
            if function == name.as_bytes() {
                return Some(address);
            }
        }
    }

    /// The instruction at an address of the code, or the trap that fetching it means.
    #[inline]
    pub fn instruction(&self, address: u32) -> Result<Instruction, TrapKind> {
        Instruction::decode(self.code, address, self.version)
    }

    /// The size of memory in bytes that the program gets unless a host sets another: 65,536, or the data segment's size
    /// rounded up to 16 where that is more.
    pub const fn default_memory_size(&self) -> usize {
        let size = self.data.len().next_multiple_of(16);
        if size < DEFAULT_MEMORY { DEFAULT_MEMORY } else { size }
    }
}

#[cfg(feature = "alloc")]
impl Container {
    /// What running the program needs.
    pub fn image(&self) -> Image<'_> {
        let Container { version, mode, entry, code, data, symbols, empty_symbols: _, debug: _ } = self;
        Image { version: *version, mode: *mode, entry: *entry, code, data, symbols: Symbols::List(symbols) }
    }

    /// The size of memory in bytes that the program gets unless a host sets another: 65,536, or the data segment's size
    /// rounded up to 16 where that is more.
    pub fn default_memory_size(&self) -> usize {
        self.image().default_memory_size()
    }
}

const fn u16_at(header: &[u8], offset: usize) -> u16 {
    u16::from_le_bytes([header[offset], header[offset + 1]])
}

const fn u32_at(header: &[u8], offset: usize) -> u32 {
    u16_at(header, offset) as u32 | (u16_at(header, offset + 2) as u32) << 16
}

/// The names and addresses of exported functions; see [`Image::functions`].
#[derive(Clone, Debug)]
pub struct Functions<'a>(Symbols<'a>);

impl<'a> Functions<'a> {
    /// The next function, whether or not its name is UTF-8.
    fn next_bytes(&mut self) -> Option<(&'a [u8], u32)> {
        match &mut self.0 {
            Symbols::Table(rest) => loop {
                let (name, address, kind) = take_entry(rest)?;
                if kind == SymbolKind::Function {
                    return Some((name, address));
                }
            },
            #[cfg(feature = "alloc")]
            Symbols::List(rest) => loop {
                let (symbol, after) = rest.split_first()?;
                *rest = after;
                if symbol.kind == SymbolKind::Function {
                    return Some((symbol.name.as_bytes(), symbol.address));
                }
            },
        }
    }
}

impl<'a> Iterator for Functions<'a> {
    type Item = (&'a str, u32);

    fn next(&mut self) -> Option<(&'a str, u32)> {
        let (name, address) = self.next_bytes()?;
        Some((str::from_utf8(name).ok()?, address))
    }
}

/// Takes the first entry off a symbol table.
fn take_entry<'a>(table: &mut &'a [u8]) -> Option<(&'a [u8], u32, SymbolKind)> {
    let (length, rest) = table.split_first_chunk()?;
    let (name, rest) = rest.split_at_checked(u16::from_le_bytes(*length).into())?;
    let (address, rest) = rest.split_first_chunk()?;
    let (&kind, rest) = rest.split_first()?;
    *table = rest;
    Some((name, u32::from_le_bytes(*address), SymbolKind::from_code(kind)?))
}
