//! Reading a SILC file.

use super::{
    Container, DebugInfo, Fnv1a64, HEADER_SIZE, LineEntry, MAGIC, MAX_CODE, MAX_MEMORY, ReadError, Symbol,
    SymbolKind,
};
use crate::wording::{Count, Shown};
use crate::{Mode, Version};
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// The bytes of a file and how far they have been read.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where the part that is being read ends.
    end: usize,
}

fn wrong(field: &'static str, offset: usize, problem: impl fmt::Display) -> ReadError {
    ReadError { field, offset, problem: format!("{problem}") }
}

/// `1 is` or `2 are`.
fn are(number: usize) -> String {
    format!("{number} {}", if number == 1 { "is" } else { "are" })
}

/// `1 byte is` or `2 bytes are`.
fn bytes_are(number: usize) -> String {
    format!("{} {}", Count(number, "byte"), if number == 1 { "is" } else { "are" })
}

impl<'a> Reader<'a> {
    fn take(&mut self, field: &'static str, length: usize) -> Result<&'a [u8], ReadError> {
        let rest = self.bytes.get(self.at..self.end).unwrap_or_default();
        let taken = rest.get(..length).ok_or_else(|| {
            wrong(
                field,
                self.at,
                format_args!("it needs {}, and only {} left", Count(length, "byte"), are(rest.len())),
            )
        })?;
        self.at += length;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], ReadError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(field, N)?);
        Ok(array)
    }

    fn u8(&mut self, field: &'static str) -> Result<u8, ReadError> {
        self.array(field).map(u8::from_le_bytes)
    }

    fn u16(&mut self, field: &'static str) -> Result<u16, ReadError> {
        self.array(field).map(u16::from_le_bytes)
    }

    fn u32(&mut self, field: &'static str) -> Result<u32, ReadError> {
        self.array(field).map(u32::from_le_bytes)
    }

    fn u64(&mut self, field: &'static str) -> Result<u64, ReadError> {
        self.array(field).map(u64::from_le_bytes)
    }

    /// A text with its length before it.
    fn text(&mut self, length_field: &'static str, field: &'static str) -> Result<String, ReadError> {
        let length = self.u16(length_field)?;
        let at = self.at;
        let bytes = self.take(field, usize::from(length))?;
        let text = core::str::from_utf8(bytes)
            .map_err(|error| wrong(field, at + error.valid_up_to(), "it is not UTF-8 here"))?;
        Ok(text.to_owned())
    }

    /// How many items of at least `least` bytes follow; refused at once if the bytes that are left cannot hold them.
    fn count(&mut self, field: &'static str, least: usize) -> Result<usize, ReadError> {
        let at = self.at;
        let count = self.u32(field)?;
        let left = self.end - self.at;
        if count as usize > left / least {
            let problem = format!(
                "{count} of at least {least} bytes each do not fit in the {} left",
                Count(left, "byte")
            );
            return Err(wrong(field, at, problem));
        }
        Ok(count as usize)
    }
}

impl Container {
    /// Reads a SILC file.
    ///
    /// # Errors
    /// The first thing that is wrong, with the field's name, its offset in the file, what it is and what it may be.
    ///
    /// ```
    /// let error = vsp_isa::container::Container::read(b"SILC\x03\x01").unwrap_err();
    /// assert_eq!((error.field(), error.offset()), ("version", 4));
    /// ```
    pub fn read(bytes: &[u8]) -> Result<Container, ReadError> {
        read(bytes)
    }
}

fn read(bytes: &[u8]) -> Result<Container, ReadError> {
    let mut reader = Reader { bytes, at: 0, end: bytes.len() };
    let magic: [u8; 4] = reader.array("magic")?;
    if magic != MAGIC {
        return Err(wrong("magic", 0, format_args!("it is {magic:02x?}, and must be {MAGIC:02x?} (SILC)")));
    }
    let code = reader.u16("version")?;
    let version = Version::from_code(code).ok_or_else(|| {
        wrong("version", 4, format_args!("{code:#06x} is not known; 0x0100, 0x0101 and 0x0102 are"))
    })?;
    let code = reader.u16("mode")?;
    let mode = Mode::from_code(code).ok_or_else(|| {
        wrong("mode", 6, format_args!("{code} is not known; 0 to 4, 8, 16, 32, 64 and 128 are"))
    })?;
    let code_size = reader.u32("code size")? as usize;
    let data_size = reader.u32("data size")? as usize;
    let symbols_size = reader.u32("symbols size")? as usize;
    let entry = reader.u32("entry point")?;
    let checksum = reader.u64("checksum")?;

    let segment = |reader: &mut Reader<'_>, field, offset, size: usize| -> Result<Vec<u8>, ReadError> {
        let left = bytes.len() - reader.at;
        if size > left {
            return Err(wrong(
                field,
                offset,
                format_args!("{}, but only {} left in the file", Count(size, "byte"), are(left)),
            ));
        }
        Ok(reader.take(field, size)?.to_vec())
    };
    for (field, offset, size, most) in
        [("code size", 8, code_size, MAX_CODE), ("data size", 12, data_size, MAX_MEMORY)]
    {
        if size > most {
            return Err(wrong(field, offset, format_args!("{size} bytes, and at most {most} are allowed")));
        }
    }
    let code = segment(&mut reader, "code size", 8, code_size)?;
    let data = segment(&mut reader, "data size", 12, data_size)?;
    let mut sum = Fnv1a64::new();
    sum.update(&code);
    sum.update(&data);
    if sum.finish() != checksum {
        let problem = format!("{checksum:#018x}, but the code and data have {:#018x}", sum.finish());
        return Err(wrong("checksum", 24, problem));
    }
    if entry as usize >= code.len() {
        let problem = format!("{entry:#x} is outside the code, which has {}", Count(code.len(), "byte"));
        return Err(wrong("entry point", 20, problem));
    }
    let symbols = read_symbols(&mut reader, symbols_size, code.len())?;
    reader.end = bytes.len();
    let debug = if reader.at < bytes.len() { Some(read_debug(&mut reader)?) } else { None };
    if reader.at < bytes.len() {
        let problem = format!("{} left over", bytes_are(bytes.len() - reader.at));
        return Err(wrong("end of file", reader.at, problem));
    }
    debug_assert!(HEADER_SIZE + code.len() + data.len() + symbols_size <= bytes.len());
    let empty_symbols = symbols_size > 0 && symbols.is_empty();
    Ok(Container { version, mode, entry, code, data, symbols, empty_symbols, debug })
}

fn read_symbols(reader: &mut Reader<'_>, size: usize, code_size: usize) -> Result<Vec<Symbol>, ReadError> {
    let left = reader.bytes.len() - reader.at;
    if size > left {
        let problem = format!("{}, but only {} left in the file", Count(size, "byte"), are(left));
        return Err(wrong("symbols size", 16, problem));
    }
    reader.end = reader.at + size;
    let mut symbols = Vec::new();
    if size > 0 {
        let count = reader.count("symbol count", 7)?;
        symbols.reserve_exact(count);
        for _ in 0..count {
            let name = reader.text("symbol name length", "symbol name")?;
            let at = reader.at;
            let address = reader.u32("symbol address")?;
            let code = reader.u8("symbol kind")?;
            let kind = SymbolKind::from_code(code).ok_or_else(|| {
                wrong("symbol kind", at + 4, format_args!("{code} is not known; 0 to 3 are"))
            })?;
            if kind == SymbolKind::Function && address as usize >= code_size {
                let problem = format!(
                    "function `{}` at {address:#x} is outside the code ({})",
                    Shown::name(&name),
                    Count(code_size, "byte")
                );
                return Err(wrong("symbol address", at, problem));
            }
            symbols.push(Symbol { name, address, kind });
        }
    }
    if reader.at < reader.end {
        let problem = format!("{} left over in the symbol table", bytes_are(reader.end - reader.at));
        return Err(wrong("symbols", reader.at, problem));
    }
    Ok(symbols)
}

fn read_debug(reader: &mut Reader<'_>) -> Result<DebugInfo, ReadError> {
    let source = reader.text("source name length", "source name")?;
    let count = reader.count("line count", 8)?;
    let (entries, _) = reader.take("line", 8 * count)?.as_chunks::<8>();
    let lines = entries.iter().map(|&[a, b, c, d, e, f, g, h]| LineEntry {
        line: u32::from_le_bytes([a, b, c, d]),
        address: u32::from_le_bytes([e, f, g, h]),
    });
    Ok(DebugInfo { source, lines: lines.collect() })
}
