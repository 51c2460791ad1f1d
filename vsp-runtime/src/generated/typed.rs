//! Values that cross between Rust and a program, at the places that the program's signatures name.
//!
//! Numbers are in words, ByteSils in the first register of one, or both in memory; States and arrays are in memory. Memory that
//! a machine lacks, as one may that comes from a snapshot, takes nothing and reads as zeros: the program itself traps there.

use crate::host::Host;
use crate::outcome::Outcome;
use crate::program::Program;
use crate::vm::Vm;
use core::slice::Iter;
use vsp_isa::{Cell, Mode, Reg};

/// How many registers a word takes.
const WORD_CELLS: usize = Mode::Sil64.word_cells();

/// Where a scalar, a State or an array is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the word that begins at this register: 0, 4, 8 or 12. A ByteSil is in the register itself.
    Register(u8),
    /// In memory, from this address on.
    Memory(u32),
}

/// Bindings have as many places as the type needs.
const TOO_FEW: &str = "each part of a value has a place";

/// A value that a function of a program takes or gives, or that a static holds.
pub trait Value: Sized {
    /// Puts it where the program looks for it.
    fn put<H: Host>(self, vm: &mut Vm<H>, places: &mut Iter<'_, Place>);
    /// Takes it from where the program has put it.
    fn get<H: Host>(vm: &Vm<H>, places: &mut Iter<'_, Place>) -> Self;
}

/// A value of a fixed number of bytes in memory: what arrays are made of.
pub trait Part: Copy {
    /// How many bytes.
    const SIZE: usize;
    /// Writes it to as many bytes.
    fn write(self, bytes: &mut [u8]);
    /// Reads it from as many bytes.
    fn read(bytes: &[u8]) -> Self;

    /// Writes several to as many bytes as they have together.
    #[inline]
    fn write_all<const N: usize>(values: &[Self; N], bytes: &mut [u8]) {
        for (bytes, value) in bytes.chunks_exact_mut(Self::SIZE).zip(values) {
            value.write(bytes);
        }
    }
}

#[inline]
fn write<H: Host, T: Part, const N: usize>(vm: &mut Vm<H>, address: u32, values: &[T; N]) {
    let start = address as usize;
    // A length that is known when compiling lets all parts be written at once.
    if let Some(memory) = vm.memory_mut().get_mut(start..start.saturating_add(T::SIZE * N)) {
        T::write_all(values, memory);
    }
}

#[inline]
fn read<H: Host, T: Part, const N: usize>(vm: &Vm<H>, address: u32) -> [T; N] {
    // No part is longer than a State.
    const ZEROS: [u8; 16] = [0; 16];
    let start = address as usize;
    match vm.memory().get(start..start.saturating_add(T::SIZE * N)) {
        Some(memory) => core::array::from_fn(|part| T::read(&memory[part * T::SIZE..][..T::SIZE])),
        None => [T::read(&ZEROS[..T::SIZE]); N],
    }
}

/// A type whose values take a word: how it is in one.
macro_rules! word {
    ($type:ty, $value:ident => $to_bits:expr, $bits:ident => $from_bits:expr) => {
        impl Part for $type {
            const SIZE: usize = 8;

            #[inline]
            fn write(self, bytes: &mut [u8]) {
                let $value = self;
                let bits: u64 = $to_bits;
                bytes.copy_from_slice(&bits.to_le_bytes());
            }

            #[inline]
            fn read(bytes: &[u8]) -> Self {
                let mut word = [0; 8];
                word.copy_from_slice(bytes);
                let $bits = u64::from_le_bytes(word);
                $from_bits
            }
        }

        impl Value for $type {
            #[inline]
            fn put<H: Host>(self, vm: &mut Vm<H>, places: &mut Iter<'_, Place>) {
                let $value = self;
                match *places.next().expect(TOO_FEW) {
                    Place::Register(register) => {
                        let (registers, register) = (vm.registers_mut(), Reg::from_nibble(register));
                        let written = registers.set_word(register, WORD_CELLS, $to_bits);
                        debug_assert_eq!(written, Some(()));
                    }
                    Place::Memory(address) => write(vm, address, &[self]),
                }
            }

            #[inline]
            fn get<H: Host>(vm: &Vm<H>, places: &mut Iter<'_, Place>) -> Self {
                match *places.next().expect(TOO_FEW) {
                    Place::Register(register) => {
                        let (registers, register) = (vm.registers(), Reg::from_nibble(register));
                        let $bits = registers.word(register, WORD_CELLS).unwrap_or_default();
                        $from_bits
                    }
                    Place::Memory(address) => {
                        let [value] = read(vm, address);
                        value
                    }
                }
            }
        }
    };
}

word!(i64, value => value as u64, bits => bits as i64);
// Programs have one NaN.
word!(
    f64,
    value => if value.is_nan() { vsp_isa::semantics::float::NAN_64 } else { value.to_bits() },
    bits => f64::from_bits(bits)
);
word!(bool, value => u64::from(value), bits => bits != 0);

impl Part for Cell {
    const SIZE: usize = 1;

    #[inline]
    fn write(self, bytes: &mut [u8]) {
        if let [byte] = bytes {
            *byte = self.pack();
        }
    }

    #[inline]
    fn read(bytes: &[u8]) -> Self {
        bytes.first().map_or(Cell::NULL, |&byte| Cell::unpack(byte))
    }

    #[inline]
    fn write_all<const N: usize>(values: &[Cell; N], bytes: &mut [u8]) {
        let (eights, rest) = values.as_chunks::<8>();
        let (packed, last) = bytes.as_chunks_mut::<8>();
        for (packed, &eight) in packed.iter_mut().zip(eights) {
            *packed = Cell::pack_eight(eight);
        }
        last.iter_mut().zip(rest).for_each(|(byte, cell)| *byte = cell.pack());
    }
}

impl Value for Cell {
    #[inline]
    fn put<H: Host>(self, vm: &mut Vm<H>, places: &mut Iter<'_, Place>) {
        match *places.next().expect(TOO_FEW) {
            Place::Register(register) => vm.set_cell(Reg::from_nibble(register), self.canonical()),
            Place::Memory(address) => write(vm, address, &[self]),
        }
    }

    #[inline]
    fn get<H: Host>(vm: &Vm<H>, places: &mut Iter<'_, Place>) -> Self {
        match *places.next().expect(TOO_FEW) {
            Place::Register(register) => vm.cell(Reg::from_nibble(register)).canonical(),
            Place::Memory(address) => {
                let [value] = read(vm, address);
                value
            }
        }
    }
}

/// A State as a part of an array.
impl Part for [Cell; 16] {
    const SIZE: usize = 16;

    #[inline]
    fn write(self, bytes: &mut [u8]) {
        Cell::write_all(&self, bytes);
    }

    #[inline]
    fn read(bytes: &[u8]) -> Self {
        let mut packed = [0; 16];
        packed.copy_from_slice(bytes);
        packed.map(Cell::unpack)
    }
}

/// An array; of 16 ByteSils, a State as well: it lies in memory alike.
impl<T: Part, const N: usize> Value for [T; N] {
    #[inline]
    fn put<H: Host>(self, vm: &mut Vm<H>, places: &mut Iter<'_, Place>) {
        match *places.next().expect(TOO_FEW) {
            Place::Memory(address) => write(vm, address, &self),
            Place::Register(_) => unreachable!("no array is in a word"),
        }
    }

    #[inline]
    fn get<H: Host>(vm: &Vm<H>, places: &mut Iter<'_, Place>) -> Self {
        match *places.next().expect(TOO_FEW) {
            Place::Memory(address) => read(vm, address),
            Place::Register(_) => unreachable!("no array is in a word"),
        }
    }
}

macro_rules! tuples {
    ($($name:ident)*) => {
        impl<$($name: Value),*> Value for ($($name,)*) {
            #[allow(non_snake_case, clippy::unused_unit, reason = "a value has its type's name; `()` has none")]
            #[inline]
            fn put<VmHost: Host>(self, _vm: &mut Vm<VmHost>, _places: &mut Iter<'_, Place>) {
                let ($($name,)*) = self;
                $($name.put(_vm, _places);)*
            }

            #[allow(clippy::unused_unit, reason = "`()` has no parts")]
            #[inline]
            fn get<VmHost: Host>(_vm: &Vm<VmHost>, _places: &mut Iter<'_, Place>) -> Self {
                ($($name::get(_vm, _places),)*)
            }
        }
    };
}

// As many as the standard library does something for.
tuples!();
tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G I);
tuples!(A B C D E F G I J);
tuples!(A B C D E F G I J K);
tuples!(A B C D E F G I J K L);
tuples!(A B C D E F G I J K L M);

/// Makes sure that a machine has the program that its bindings are of.
///
/// # Panics
/// If it has another.
#[inline]
#[track_caller]
pub fn check<H: Host>(vm: &Vm<H>, program: &Program) {
    assert!(vm.program().is_same(program), "the machine runs another program than this function's");
}

/// Puts a value at its places.
#[inline]
pub fn put<H: Host, T: Value>(vm: &mut Vm<H>, places: &[Place], value: T) {
    value.put(vm, &mut places.iter());
}

/// Takes a value from its places.
#[inline]
pub fn get<H: Host, T: Value>(vm: &Vm<H>, places: &[Place]) -> T {
    T::get(vm, &mut places.iter())
}

/// Begins a run at a function whose arguments are in place, and gives its result.
///
/// # Errors
/// How the run ended, unless by returning.
#[inline]
pub fn call_at<H: Host, T: Value>(vm: &mut Vm<H>, address: u32, result: &[Place]) -> Result<T, Outcome> {
    if vm.returns_from(address) { Ok(get(vm, result)) } else { Err(vm.last_outcome()) }
}

/// The result of the last run, if it has returned.
#[inline]
pub fn result<H: Host, T: Value>(vm: &Vm<H>, result: &[Place]) -> Option<T> {
    (vm.outcome() == Some(Outcome::Returned)).then(|| get(vm, result))
}
