//! The machine code of one program while it is made, and its references to places that are not known yet.

use super::assembler::Label;
use dynasmrt::relocations::Relocation;
use std::vec::Vec;

/// Machine code that grows. The macro `dynasm!` writes to it by calling methods of these names.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    bytes: Vec<u8>,
    references: Vec<Reference>,
    /// The last reference to [`Label::Near`].
    near: Option<Reference>,
}

/// A place in the code that has to be filled in with the distance to a label.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reference {
    label: Label,
    /// Where the field is that has the distance.
    field: u32,
    /// Where the distance is counted from.
    origin: u32,
    /// How the distance is written, as `dynasm!` puts it.
    encoding: u8,
}

impl Reference {
    /// Writes the distance to a place into the code.
    ///
    /// Gives `None` if it is too far away.
    #[inline]
    fn fill<R: Relocation>(&self, bytes: &mut [u8], target: u32) -> Option<()> {
        let relocation = R::from_encoding(self.encoding);
        let field = self.field as usize;
        let distance = target as isize - self.origin as isize;
        relocation.write_value(&mut bytes[field..field + relocation.size()], distance).ok()
    }
}

impl Buffer {
    pub fn with_capacity(bytes: usize) -> Buffer {
        Buffer { bytes: Vec::with_capacity(bytes), references: Vec::with_capacity(bytes / 64), near: None }
    }

    /// Where the next byte goes.
    #[inline]
    pub fn position(&self) -> u32 {
        self.bytes.len() as u32
    }

    #[inline]
    pub fn extend<const N: usize>(&mut self, bytes: &[u8; N]) {
        self.bytes.extend_from_slice(bytes);
    }

    #[inline]
    pub fn push(&mut self, byte: u8) {
        self.extend(&[byte]);
    }

    #[cfg(any(test, target_arch = "x86_64"))]
    #[inline]
    pub fn push_i8(&mut self, value: i8) {
        self.extend(&value.to_le_bytes());
    }

    #[cfg(any(test, target_arch = "x86_64"))]
    #[inline]
    pub fn push_i16(&mut self, value: i16) {
        self.extend(&value.to_le_bytes());
    }

    #[inline]
    pub fn push_i32(&mut self, value: i32) {
        self.extend(&value.to_le_bytes());
    }

    #[cfg(any(test, target_arch = "aarch64"))]
    #[inline]
    pub fn push_u32(&mut self, value: u32) {
        self.extend(&value.to_le_bytes());
    }

    #[cfg(any(test, target_arch = "x86_64"))]
    #[inline]
    pub fn push_i64(&mut self, value: i64) {
        self.extend(&value.to_le_bytes());
    }

    /// Notes a reference to a label, whose field `dynasm!` has just left empty.
    #[inline]
    pub fn dynamic_reloc(
        &mut self,
        label: Label,
        _target_offset: isize,
        field_offset: u8,
        ref_offset: u8,
        encoding: u8,
    ) {
        let here = self.position();
        let reference = Reference {
            label,
            field: here - u32::from(field_offset),
            origin: here - u32::from(ref_offset),
            encoding,
        };
        match label {
            Label::Near => self.near = Some(reference),
            Label::At(_) | Label::Unit(_) | Label::Cold(_) | Label::Dispatch(_) => {
                self.references.push(reference);
            }
        }
    }

    /// The reference to [`Label::Near`] that was made last.
    #[inline]
    pub fn near(&mut self) -> Reference {
        self.near.take().expect("a jump to `Near` has just been emitted")
    }

    /// Lets a jump to [`Label::Near`] come here.
    #[inline]
    pub fn land<R: Relocation>(&mut self, near: Reference) {
        let here = self.position();
        near.fill::<R>(&mut self.bytes, here).expect("a template is shorter than any jump reaches");
    }

    /// Zeros up to a multiple of `alignment`.
    pub fn align(&mut self, alignment: usize) {
        let length = self.bytes.len().next_multiple_of(alignment);
        self.bytes.resize(length, 0);
    }

    /// Appends numbers, in this machine's order of bytes.
    pub fn append(&mut self, numbers: &[u32]) {
        self.bytes.reserve(4 * numbers.len());
        for number in numbers {
            self.bytes.extend_from_slice(&number.to_ne_bytes());
        }
    }

    /// Fills in all references, with what `position` gives for their labels, and gives the code; `None` if something is too
    /// far away.
    pub fn finish<R: Relocation>(mut self, position: impl Fn(Label) -> u32) -> Option<Vec<u8>> {
        for reference in &self.references {
            reference.fill::<R>(&mut self.bytes, position(reference.label))?;
        }
        Some(self.bytes)
    }
}
