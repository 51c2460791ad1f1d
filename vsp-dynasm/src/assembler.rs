//! What templates are made of: the few operations that both kinds of processors have.
//!
//! A template is a handful of these, and does not know the processor. Four scratch registers hold 64 bits each, two more
//! hold floats; nothing is kept in them from one instruction of the program to the next.

use crate::buffer::{Buffer, Reference};
use crate::label::{Label, Relocate};
use vsp_isa::abi::Helper;

/// A scratch register for integers. Results of helpers are in `A`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scratch {
    A,
    B,
    C,
    D,
}

/// A scratch register for floats. Results of helpers are in `X`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Float {
    X,
    Y,
}

/// What an integer is in memory. In a scratch register it is extended to 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    U64,
}

/// What a float is in memory. In a scratch register it is an f64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FloatType {
    F32,
    F64,
}

/// Where something is in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// At an offset in the context, below 128.
    Context(u8),
    /// At a fixed address of the machine's memory, below 2^24.
    Memory(u32),
    /// At the address in the machine's memory that a register holds.
    MemoryAt(Scratch),
    /// The item of a table, at an offset in [`TABLES`](crate::tables::TABLES), whose index is in a register.
    Table(u32, Scratch),
    /// The item, whose index the second register holds, of an array that begins where the first one says.
    Item(Scratch, Scratch),
}

/// An operation on two integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alu {
    Add,
    Sub,
    And,
    Or,
    Xor,
}

/// A shift of 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shift {
    Left,
    /// With zeros.
    Right,
    /// With the sign.
    SignedRight,
}

/// An operation on two floats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FloatAlu {
    Add,
    Sub,
    Mul,
    Div,
}

/// How two integers compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    Equal,
    NotEqual,
    /// Signed.
    Less,
    /// Signed.
    LessOrEqual,
    /// Unsigned.
    AboveOrEqual,
}

/// A flag that compiled code keeps by itself, in a byte that is 0 or 1; its number is its bit in the status byte, and its
/// place among the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flag {
    Zero = 0,
    Negative = 1,
    Overflow = 2,
}

/// An argument of a helper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Argument {
    /// The context.
    Context,
    /// A number.
    Number(u32),
    /// What is at an offset in the context.
    Field(Type, u8),
}

/// A kind of processor.
pub(super) trait Assembler: Relocate + Sized {
    /// How many bytes the code may grow before the rarely taken ways must be emitted, or conditional jumps would not reach
    /// them.
    const COLD_REACH: u32;

    /// How many bytes of code one program may have: less than jumps reach over.
    const MOST_BYTES: u32;

    /// An assembler with nothing in its buffer but what all programs share: the way in, which is at offset 0, and the ways
    /// out.
    fn begin(buffer: Buffer) -> Self;

    fn buffer(&mut self) -> &mut Buffer;
    fn into_buffer(self) -> Buffer;

    // Integers.
    fn load(&mut self, to: Scratch, kind: Type, from: Place);
    /// Stores the low bits.
    fn store(&mut self, from: Scratch, kind: Type, to: Place);
    /// Stores a number into the context, of at most 32 bits.
    fn store_number(&mut self, number: u32, kind: Type, field: u8);
    fn number(&mut self, to: Scratch, number: i64);
    fn copy(&mut self, to: Scratch, from: Scratch);
    fn alu(&mut self, op: Alu, to: Scratch, other: Scratch);
    /// The number is at most 24 bits wide, without its sign.
    fn alu_number(&mut self, op: Alu, to: Scratch, number: i32);
    fn multiply(&mut self, to: Scratch, other: Scratch);
    fn negate(&mut self, to: Scratch);
    fn not(&mut self, to: Scratch);
    fn shift(&mut self, op: Shift, to: Scratch, by: u8);
    /// Shifts `A` by the low six bits of `B`.
    fn shift_a_by_b(&mut self, op: Shift);
    /// `A` = `A` / `B`, wrapping; `B` is not 0. Changes `C` and `D`.
    fn divide_a_by_b(&mut self);
    /// `A` = `A` % `B`, wrapping; `B` is not 0. Changes `C` and `D`.
    fn remainder_a_by_b(&mut self);
    /// Takes the low bits for a number of this type.
    fn extend(&mut self, to: Scratch, kind: Type);
    /// Clamps to -8 to 7.
    fn clamp(&mut self, to: Scratch);

    // Comparing and jumping.
    fn compare(&mut self, one: Scratch, other: Scratch);
    /// The number is at most 12 bits wide, without its sign.
    fn compare_number(&mut self, one: Scratch, number: i32);
    /// Compares an address with the first one where `bytes` bytes would pass the end of memory.
    fn compare_with_end(&mut self, address: Scratch, bytes: u8);
    fn jump(&mut self, label: Label);
    fn jump_if(&mut self, condition: Condition, label: Label);
    /// Jumps to where [`land`](Self::land) will be called.
    fn skip(&mut self) -> Reference;
    fn skip_if(&mut self, condition: Condition) -> Reference;
    fn land(&mut self, skip: Reference) {
        self.buffer().land::<Self>(skip);
    }

    // Flags.
    /// Sets a flag to the result of the last comparison.
    fn set_flag(&mut self, flag: Flag, condition: Condition);
    fn set_flag_number(&mut self, flag: Flag, on: bool);
    fn store_flag(&mut self, flag: Flag, from: Scratch);
    /// Sets all three, from as many bytes.
    fn store_flags(&mut self, from: Scratch);
    /// Compares a flag with 0.
    fn test_flag(&mut self, flag: Flag);

    // Floats.
    fn load_float(&mut self, to: Float, kind: FloatType, field: u8);
    /// Stores `X`; a NaN as the canonical one.
    fn store_x(&mut self, kind: FloatType, field: u8);
    /// Loads an f64 from a table, as [`Place::Table`].
    fn load_x_from_table(&mut self, offset: u32, index: Scratch);
    /// `X` = `X` op `Y`.
    fn float_alu(&mut self, op: FloatAlu);
    fn square_root_of_x(&mut self);
    fn negate_x(&mut self);
    fn absolute_x(&mut self);
    /// `Y` = 0.
    fn zero_y(&mut self);
    /// Sets Z if `X` and `Y` differ by less than 2^-52, N if `X` is less.
    fn compare_x_with_y(&mut self);
    /// `X` = `A`.
    fn integer_to_float(&mut self);
    /// `A` = `X`, truncated and saturated, 0 for NaN.
    fn float_to_integer(&mut self);

    /// Loads into `A` whether the run shall be interrupted, 0 if not.
    fn load_interrupt(&mut self);

    // Fuel.
    fn take_fuel(&mut self, cost: u32, otherwise: Label);
    fn give_fuel_back(&mut self, cost: u32);

    // Leaving.
    /// Calls a helper with what it takes besides floats, which are in `X` and `Y`.
    fn call(&mut self, helper: Helper, arguments: &[Argument]);
    /// Lets the runtime execute the instruction at an address, in full, and goes on with the next, unless it stops the run.
    fn execute(&mut self, pc: u32);
    /// Lets the runtime execute the instruction at an address, and find where to go on.
    fn execute_and_leave(&mut self, pc: u32);
    /// Returns an exit, given by its code, with pc at an address.
    fn exit(&mut self, code: u32, pc: u32);
    /// Goes on at the program's address in `A`, by the places of its mode, given by where they are in memory: where in the code
    /// each of so many addresses is, 0 for none.
    fn dispatch(&mut self, places: usize, addresses: u32);
    fn fence(&mut self);
}
