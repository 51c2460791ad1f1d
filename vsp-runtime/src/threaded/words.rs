//! Words: how operations read and write integers and floats, in registers, in memory, or as what was handed on.

use super::operation::{State, Unaligned};
use vsp_isa::semantics::{float, integer};

/// An integer word as wide as a mode has it.
pub(crate) trait Integer {
    /// How many bytes it has.
    const BYTES: u64;
    /// How many registers it takes.
    const CELLS: usize = Self::BYTES as usize / 2;

    /// The number at an address, sign-extended.
    ///
    /// # Safety
    /// All bytes must be there.
    unsafe fn load(at: *const u8) -> i64;

    /// The low bits of a number, sign-extended.
    fn wrap(value: i64) -> i64;

    /// Stores the low bits of a number, and gives what a load then would.
    ///
    /// # Safety
    /// All bytes must be there.
    unsafe fn store(at: *mut u8, value: i64) -> i64;
}

macro_rules! integers {
    ($($type:ty)*) => { $(
        impl Integer for $type {
            const BYTES: u64 = size_of::<$type>() as u64;

            #[inline(always)]
            unsafe fn load(at: *const u8) -> i64 {
                // SAFETY: by this function's contract; the wrapper has no alignment.
                <$type>::from_le(unsafe { (*at.cast::<Unaligned<$type>>()).0 }) as i64
            }

            #[inline(always)]
            fn wrap(value: i64) -> i64 {
                value as $type as i64
            }

            #[inline(always)]
            unsafe fn store(at: *mut u8, value: i64) -> i64 {
                let value = value as $type;
                // SAFETY: as for `load`.
                unsafe { (*at.cast::<Unaligned<$type>>()).0 = value.to_le() };
                value as i64
            }
        }
    )* };
}
integers!(i16 i32 i64);

/// A float word of 32 or 64 bits.
pub(crate) trait Float: Copy {
    /// The integer word of the same mode.
    type Bits: Integer;

    /// Of the low bits of a word.
    fn of_bits(bits: i64) -> Self;
    /// Its bits.
    fn bits(self) -> i64;
    /// From what is handed on, and back.
    fn of_accumulator(value: f64) -> Self;
    fn accumulator(self) -> f64;
    fn is_nan(self) -> bool;
    fn widen(self) -> f64;
    /// The nearest of this type.
    fn narrow(value: f64) -> Self;
    fn add(self, other: Self) -> Self;
    fn sub(self, other: Self) -> Self;
    fn mul(self, other: Self) -> Self;
    fn div(self, other: Self) -> Self;
}

macro_rules! floats {
    ($($type:ty, $bits:ty, $number:ty, $of_accumulator:expr, $accumulator:expr;)*) => { $(
        impl Float for $type {
            type Bits = $bits;

            #[inline(always)]
            fn of_bits(bits: i64) -> $type {
                <$type>::from_bits(bits as $number)
            }
            #[inline(always)]
            fn bits(self) -> i64 {
                self.to_bits() as $bits as i64
            }
            #[inline(always)]
            fn of_accumulator(value: f64) -> $type {
                $of_accumulator(value)
            }
            #[inline(always)]
            fn accumulator(self) -> f64 {
                $accumulator(self)
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                <$type>::is_nan(self)
            }
            #[inline(always)]
            fn widen(self) -> f64 {
                self as f64
            }
            #[inline(always)]
            fn narrow(value: f64) -> $type {
                value as $type
            }
            // Rounding a sum, difference, product or quotient of such floats to f64 first, as the machine's description has
            // it, changes nothing: 53 bits are more than twice 24 and two.
            #[inline(always)]
            fn add(self, other: $type) -> $type {
                self + other
            }
            #[inline(always)]
            fn sub(self, other: $type) -> $type {
                self - other
            }
            #[inline(always)]
            fn mul(self, other: $type) -> $type {
                self * other
            }
            #[inline(always)]
            fn div(self, other: $type) -> $type {
                self / other
            }
        }
    )* };
}
floats! {
    f32, i32, u32, low_half, with_low_half;
    f64, i64, u64, |value| value, |value| value;
}

/// The f32 in the low half of what is handed on.
#[inline(always)]
fn low_half(value: f64) -> f32 {
    f32::from_bits(value.to_bits() as u32)
}

/// Hands on an f32 as a low half, without leaving the processor's registers for floats.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn with_low_half(value: f32) -> f64 {
    use core::arch::x86_64::{_mm_castps_pd, _mm_cvtsd_f64, _mm_set_ss};
    // SAFETY: every processor of this kind has these instructions.
    #[allow(unused_unsafe, reason = "they are safe where the target has them")]
    unsafe {
        _mm_cvtsd_f64(_mm_castps_pd(_mm_set_ss(value)))
    }
}

/// Hands on an f32 as a low half.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn with_low_half(value: f32) -> f64 {
    f64::from_bits(value.to_bits().into())
}

/// Where an operand is.
pub(crate) trait Source {
    /// The integer word at a register.
    ///
    /// # Safety
    /// As for [`State::register`]; what is handed on must be that word.
    unsafe fn integer<T: Integer>(state: State, register: u8) -> i64;

    /// The float word at a register.
    ///
    /// # Safety
    /// As for `integer`.
    unsafe fn float<T: Float>(state: State, register: u8) -> T;
}

/// In the registers' image.
pub(crate) struct Image;
/// In what is handed on.
pub(crate) struct Acc;

impl Source for Image {
    #[inline(always)]
    unsafe fn integer<T: Integer>(state: State, register: u8) -> i64 {
        // SAFETY: by this function's contract the whole word is in the image.
        unsafe { T::load(state.register(register)) }
    }

    #[inline(always)]
    unsafe fn float<T: Float>(state: State, register: u8) -> T {
        // SAFETY: as for `integer`.
        T::of_bits(unsafe { T::Bits::load(state.register(register)) })
    }
}

impl Source for Acc {
    #[inline(always)]
    unsafe fn integer<T: Integer>(state: State, _: u8) -> i64 {
        state.acc
    }

    #[inline(always)]
    unsafe fn float<T: Float>(state: State, _: u8) -> T {
        T::of_accumulator(state.facc)
    }
}

/// What is done to two integers; `None` if something is divided by 0.
pub(crate) trait Combine {
    fn combine(a: i64, b: i64) -> Option<i64>;
}

/// What is done to one integer.
pub(crate) trait Change {
    fn change(a: i64) -> i64;
}

/// What is done to two floats.
pub(crate) trait CombineFloats {
    fn combine<T: Float>(a: T, b: T) -> T;
}

/// What is done to one float, by way of f64; the result is rounded to the type.
pub(crate) trait ChangeFloat {
    fn change(a: f64) -> f64;
}

macro_rules! functions {
    ($($trait:ident $method:ident $arguments:tt -> $result:ty { $($name:ident => $body:expr;)* })*) => { $($(
        pub(crate) struct $name;
        impl $trait for $name {
            #[inline(always)]
            fn $method $arguments -> $result {
                $body
            }
        }
    )*)* };
}

functions! {
    Combine combine (a: i64, b: i64) -> Option<i64> {
        Add => Some(integer::add(a, b));
        Sub => Some(integer::sub(a, b));
        Mul => Some(integer::mul(a, b));
        And => Some(integer::and(a, b));
        Or => Some(integer::or(a, b));
        Xor => Some(integer::xor(a, b));
        Shl => Some(integer::shift_left(a, b));
        Shr => Some(integer::shift_right(a, b));
        Div => integer::quotient(a, b);
        Mod => integer::remainder(a, b);
    }
    Change change (a: i64) -> i64 {
        Not => integer::not(a);
        Neg => integer::negate(a);
        Abs => integer::absolute(a);
    }
    ChangeFloat change (a: f64) -> f64 {
        Sqrt => float::square_root(a);
        NegFloat => float::negate(a);
        AbsFloat => float::absolute(a);
        Floor => float::floor(a);
        Ceil => float::ceil(a);
    }
}

macro_rules! combine_floats {
    ($($name:ident: $method:ident;)*) => { $(
        pub(crate) struct $name;
        impl CombineFloats for $name {
            #[inline(always)]
            fn combine<T: Float>(a: T, b: T) -> T {
                a.$method(b)
            }
        }
    )* };
}
combine_floats! {
    AddFloats: add;
    SubFloats: sub;
    MulFloats: mul;
    DivFloats: div;
}
