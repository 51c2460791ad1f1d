//! The buffer for the machine code of one program, and its fixups: references to places that are not known yet.

use crate::label::{Label, Relocate};
use core::cell::Cell;
use core::{mem, ptr};

/// How many bytes can be written after [`Buffer::make_room`]: more than any template has.
const ROOM: usize = 1024;

/// From how many bytes on a list is large.
const LARGE: usize = 128 << 10;

/// How many bytes more a buffer has at least when it grows.
const LEAST_GROWTH: usize = 4096;

/// Appends to a list that may become long.
#[inline]
pub(super) fn append<T>(list: &mut Vec<T>, item: T) {
    if list.len() == list.capacity() {
        list.reserve_exact(growth(list.len(), size_of::<T>()).max(64));
    }
    list.push(item);
}

/// How much room more a list of some length is given. Large ones do not become twice as long, as they would by themselves: that
/// would be most of what compiling takes.
fn growth(length: usize, item: usize) -> usize {
    if length * item < LARGE { length } else { length / 32 }
}

/// How large what is kept for the next program may be, in bytes.
pub(super) const MOST_KEPT: usize = 4 << 20;

/// Machine code that grows. The macro `dynasm!` writes to it by calling methods of these names.
#[derive(Debug, Default)]
pub struct Buffer {
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
    /// Writes the distance to a place into the code. Gives `None` if it is too far away.
    #[inline]
    fn fill<A: Relocate>(&self, bytes: &mut [u8], target: u32) -> Option<()> {
        let distance = target as i32 - self.origin as i32;
        A::fill(&mut bytes[self.field as usize..], self.encoding, distance)
    }
}

std::thread_local! {
    /// What the last program's code was put together in: new memory would take longer than the code.
    static KEPT: Cell<(Vec<u8>, Vec<Reference>)> = const { Cell::new((Vec::new(), Vec::new())) };
}

impl Buffer {
    /// An empty buffer with room for one template.
    pub(super) fn new() -> Buffer {
        let (mut bytes, mut references) = KEPT.take();
        bytes.clear();
        references.clear();
        let mut buffer = Buffer { bytes, references, near: None };
        buffer.make_room();
        buffer
    }

    /// Makes room for one template, which must be called before each.
    #[inline]
    pub(super) fn make_room(&mut self) {
        if self.bytes.capacity() - self.bytes.len() < ROOM {
            self.grow();
        }
    }

    #[cold]
    fn grow(&mut self) {
        self.bytes.reserve_exact(growth(self.bytes.len(), 1).max(LEAST_GROWTH));
    }

    /// Where the next byte goes.
    #[inline]
    pub(super) fn position(&self) -> u32 {
        self.bytes.len() as u32
    }

    #[inline(always)]
    pub(super) fn extend<const N: usize>(&mut self, bytes: &[u8; N]) {
        let length = self.bytes.len();
        debug_assert!(self.bytes.capacity() - length >= N, "no template is longer than `ROOM`");
        // SAFETY: there is room for `ROOM` bytes before each template, of which none has as many: each is a fixed row of
        // instructions. Tests, which are built with the check above, go through all of them.
        unsafe {
            ptr::copy_nonoverlapping(bytes.as_ptr(), self.bytes.as_mut_ptr().add(length), N);
            self.bytes.set_len(length + N);
        }
    }

    #[cfg(any(test, target_arch = "x86_64"))]
    #[inline(always)]
    pub(super) fn push(&mut self, byte: u8) {
        self.extend(&[byte]);
    }

    #[cfg(any(test, target_arch = "x86_64"))]
    #[inline(always)]
    pub(super) fn push_i8(&mut self, value: i8) {
        self.extend(&value.to_le_bytes());
    }

    #[cfg(any(test, target_arch = "x86_64"))]
    #[inline(always)]
    pub(super) fn push_i16(&mut self, value: i16) {
        self.extend(&value.to_le_bytes());
    }

    #[cfg(any(test, target_arch = "x86_64"))]
    #[inline(always)]
    pub(super) fn push_i32(&mut self, value: i32) {
        self.extend(&value.to_le_bytes());
    }

    #[cfg(any(test, target_arch = "aarch64"))]
    #[inline(always)]
    pub(super) fn push_u32(&mut self, value: u32) {
        self.extend(&value.to_le_bytes());
    }

    #[cfg(any(test, target_arch = "x86_64"))]
    #[inline(always)]
    pub(super) fn push_i64(&mut self, value: i64) {
        self.extend(&value.to_le_bytes());
    }

    /// Notes a reference to a label, whose field `dynasm!` has just left empty.
    #[inline(always)]
    pub(super) fn dynamic_reloc(
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
            Label::At(_)
            | Label::Version(_)
            | Label::SlowPath(_)
            | Label::Loading(_)
            | Label::Dispatch(_) => {
                append(&mut self.references, reference);
            }
        }
    }

    /// The reference to [`Label::Near`] that was made last.
    #[inline(always)]
    pub(super) fn near(&mut self) -> Reference {
        self.near.take().expect("a jump to `Near` has just been emitted")
    }

    /// Lets a jump to [`Label::Near`] come here.
    #[inline(always)]
    pub(super) fn land<A: Relocate>(&mut self, near: Reference) {
        let here = self.position();
        near.fill::<A>(&mut self.bytes, here).expect("a template is shorter than any jump reaches");
    }

    /// Fills in all references, with what `position` gives for their labels; `None` if something is too far away.
    pub(super) fn finish<A: Relocate>(&mut self, position: impl Fn(Label) -> u32) -> Option<()> {
        for reference in &self.references {
            reference.fill::<A>(&mut self.bytes, position(reference.label))?;
        }
        Some(())
    }
}

impl AsRef<[u8]> for Buffer {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let references = self.references.capacity() * size_of::<Reference>();
        if self.bytes.capacity().max(references) <= MOST_KEPT {
            KEPT.set((mem::take(&mut self.bytes), mem::take(&mut self.references)));
        }
    }
}
