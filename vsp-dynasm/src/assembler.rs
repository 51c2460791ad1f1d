//! The assembler interface of templates: the few operations that both kinds of processors implement.
//!
//! A template is a handful of these, and does not know the processor. Three registers hold 64 bits each, two more hold floats;
//! nothing is kept in them from one instruction of the program to the next. Besides, each word of the machine may have a register
//! of its own for its integer and one for its float, which [`cache`](crate::cache) keeps account of.

use crate::buffer::{Buffer, Reference};
use crate::label::{Label, Relocate};
use vsp_isa::abi::Helper;

/// A register for integers. Results of helpers are in `A`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Register {
    A,
    B,
    C,
    /// That of a word of the machine, below [`Assembler::INTEGERS`]. Bits above the word's mean nothing.
    Word(u8),
}

/// A register for floats. Results of helpers are in `X`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Float {
    X,
    Y,
    /// That of a word of the machine, below [`Assembler::FLOATS`].
    Word(u8),
}

/// What an integer is in memory. Loaded into a register it is extended to 64 bits.
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

/// What a float is.
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
    MemoryAt(Register),
    /// The item of a table, at an offset in [`TABLES`](crate::tables::TABLES), whose index is in a register.
    Table(u32, Register),
    /// At a distance in bytes from the cell whose index is in `A`, in the array whose address is in `B`.
    Stacked(i8),
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

/// What a division gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Division {
    Quotient,
    Remainder,
}

impl Division {
    /// The register that it gives it in.
    pub fn result(self) -> Register {
        match self {
            Division::Quotient => Register::A,
            Division::Remainder => Register::C,
        }
    }
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
    /// That of floats, after they were compared.
    FloatLess,
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

/// Something with a buffer that machine code is written to.
pub(super) trait Emit: Relocate + Sized {
    fn buffer(&mut self) -> &mut Buffer;
    fn into_buffer(self) -> Buffer;
}

/// Loads, stores, and calculations with integers.
pub(super) trait IntegerAssembler: Emit {
    fn load(&mut self, to: Register, kind: Type, from: Place);
    /// Stores the low bits.
    fn store(&mut self, from: Register, kind: Type, to: Place);
    /// Adds to an integer of 32 bits in the context.
    fn add_to_field(&mut self, number: i32, field: u8);
    /// Stores a number into the context, of at most 32 bits.
    fn store_number(&mut self, number: u32, kind: Type, field: u8);
    fn number(&mut self, to: Register, number: i64);
    fn copy(&mut self, to: Register, from: Register);
    fn alu(&mut self, op: Alu, to: Register, other: Register);
    /// The number is at most 24 bits wide, without its sign.
    fn alu_number(&mut self, op: Alu, to: Register, number: i32);
    fn multiply(&mut self, to: Register, other: Register);
    fn negate(&mut self, to: Register);
    fn not(&mut self, to: Register);
    fn shift(&mut self, op: Shift, to: Register, by: u8);
    /// Shifts the low 32 bits right with their sign, by less than 32.
    fn shift_right_32(&mut self, to: Register, by: u8);
    /// Shifts the low 32 bits right with their sign by the low five bits of a register; jumps if its sixth is set. May change `B`.
    fn shift_right_32_by(&mut self, to: Register, by: Register, otherwise: Label);
    /// Shifts by the low six bits of a register. May change `B`.
    fn shift_by(&mut self, op: Shift, to: Register, by: Register);
    /// Jumps if a division by `B`, of a type, is none that [`divide`](Self::divide) can do: by 0, and by -1 where the quotient may
    /// overflow. May change `C`.
    fn jump_if_special(&mut self, kind: Type, label: Label);
    /// Divides `A` by `B`, of a type, both extended to 32 bits if that has fewer, into the [`result`](Division::result). Changes `A` and
    /// `C`.
    fn divide(&mut self, kind: Type, division: Division);
    /// Takes the low bits of `from` for a number of this type.
    fn extend(&mut self, to: Register, from: Register, kind: Type);
    /// Clamps to -8 to 7. Changes `C`.
    fn clamp(&mut self, to: Register);
}

/// Comparisons, jumps and flags.
pub(super) trait BranchAssembler: Emit {
    // Comparing and jumping.
    /// Compares the low bits, as signed numbers of a type.
    fn compare(&mut self, kind: Type, one: Register, other: Register);
    fn compare_number(&mut self, kind: Type, one: Register, number: i16);
    /// Compares the bits that both have with 0.
    fn test(&mut self, kind: Type, one: Register, other: Register);
    /// Jumps if `bytes` bytes, 1, 2, 4 or 8, at an address in the machine's memory would pass its end.
    fn jump_if_outside(&mut self, address: Register, bytes: usize, label: Label);
    /// Jumps if the number in `A` and another are together more than what is in a field of the context, each of 32 bits, be it more
    /// than 32 bits hold. Changes `B`.
    fn jump_if_over(&mut self, number: u8, field: u8, label: Label);
    fn jump(&mut self, label: Label);
    fn jump_if(&mut self, condition: Condition, label: Label);
    /// Jumps to where [`land`](Self::land) will be called.
    fn skip(&mut self) -> Reference;
    fn skip_if(&mut self, condition: Condition) -> Reference;
    fn land(&mut self, skip: Reference) {
        self.buffer().land::<Self>(skip);
    }

    /// Copies if a condition holds.
    fn copy_if(&mut self, condition: Condition, to: Register, from: Register);

    // Flags.
    /// Sets a flag to the result of the last comparison.
    fn set_flag(&mut self, flag: Flag, condition: Condition);
    /// 1 if a condition holds, else 0. Changes no flag of the processor on the way.
    fn condition(&mut self, to: Register, condition: Condition);
    fn set_flag_number(&mut self, flag: Flag, on: bool);
    fn set_zero_and_negative(&mut self, zero: bool, negative: bool);
    fn store_flag(&mut self, flag: Flag, from: Register);
    /// Sets all three, from as many bytes.
    fn store_flags(&mut self, from: Register);
    /// Compares a flag with 0.
    fn test_flag(&mut self, flag: Flag);
}

/// Floats.
pub(super) trait FloatAssembler: Emit {
    fn load_float(&mut self, to: Float, kind: FloatType, from: Place);
    fn store_float(&mut self, from: Float, kind: FloatType, to: Place);
    fn copy_float(&mut self, to: Float, from: Float);
    /// The float with the bits of an integer.
    fn float_from_bits(&mut self, to: Float, kind: FloatType, from: Register);
    /// The bits of a float, whose upper half is 0 or means nothing where they are 32.
    fn bits_of_float(&mut self, to: Register, kind: FloatType, from: Float);
    fn zero_float(&mut self, to: Float);
    /// The canonical NaN.
    fn load_nan(&mut self, to: Float, kind: FloatType);
    fn jump_if_nan(&mut self, float: Float, kind: FloatType, label: Label);
    /// Makes an f64 of a float of some type.
    fn widen(&mut self, to: Float, kind: FloatType, from: Float);
    /// Makes a float of some type of an f64.
    fn narrow(&mut self, to: Float, kind: FloatType, from: Float);
    fn float_alu(&mut self, op: FloatAlu, kind: FloatType, to: Float, other: Float);
    fn square_root(&mut self, kind: FloatType, to: Float);
    fn negate_float(&mut self, kind: FloatType, to: Float);
    fn absolute(&mut self, kind: FloatType, to: Float);
    /// Sets Z if two f64 differ by less than 2^-52, N if the first is less, and compares so that [`Condition::FloatLess`] says
    /// the latter.
    fn compare_floats(&mut self, one: Float, other: Float);
    /// `from` has 64 bits.
    fn integer_to_float(&mut self, to: Float, kind: FloatType, from: Register);
    /// `A` = the f64 in `from`, truncated and saturated, 0 for NaN.
    fn float_to_integer(&mut self, from: Float);
}

/// The call stack, fuel, and what leaves the code.
pub(super) trait RunAssembler: Emit {
    // The call stack.
    /// Pushes a return address, which is an address in the program; jumps if there is no room. Changes `A`.
    fn push_call(&mut self, address: u32, full: Label);
    /// Pops a return address into `A` that was pushed since this code was entered; jumps if the last is none of those. Changes `B`.
    fn pop_call(&mut self, otherwise: Label);
    /// Pops any return address into `A`, below which none counts as pushed since this code was entered. If there is none, the code
    /// returns, with pc at the address in `C`.
    fn pop_any_call(&mut self);

    // Fuel and interrupts.
    /// Jumps if the run shall be interrupted. Changes `A`.
    fn jump_if_interrupted(&mut self, label: Label);
    fn take_fuel(&mut self, cost: u32, otherwise: Label);
    /// Takes fuel, after a jump if the run shall be interrupted or has less than [`ENOUGH_FUEL`](vsp_isa::abi::ENOUGH_FUEL), which is no
    /// less than the cost. Changes `A`.
    fn take_fuel_if_enough(&mut self, cost: u32, otherwise: Label);
    /// Takes one unit of fuel unless a flag is set. Changes `B`.
    fn take_one_unless(&mut self, flag: Flag, otherwise: Label);
    fn give_fuel_back(&mut self, cost: u32);

    // Leaving.
    /// Calls a helper with what it takes besides floats, which are in `X` and `Y`.
    fn call(&mut self, helper: Helper, arguments: &[Argument]);
    /// Lets the runtime execute the instruction at an address, in full, and goes on with the next, unless it stops the run.
    fn execute(&mut self, pc: u32);
    /// Lets the runtime execute one instruction after the other from an address on, of which one must stop the run.
    fn execute_until_stop(&mut self, pc: u32);
    /// Lets the runtime execute the instruction at an address, and find where to go on.
    fn execute_and_leave(&mut self, pc: u32);
    /// Returns an exit, given by its code, with pc at an address.
    fn exit(&mut self, code: u32, pc: u32) {
        self.prepare_exit(code, pc);
        self.jump_to_exit();
    }
    /// Gets ready for [`jump_to_exit`](Self::jump_to_exit), in registers that stores of words do not change.
    fn prepare_exit(&mut self, code: u32, pc: u32);
    fn jump_to_exit(&mut self);
    /// Goes up to a place where loops had best begin, with instructions that do nothing.
    fn align(&mut self);
    /// Goes to the place in the code that is in `C`.
    fn jump_to_c(&mut self);
    /// Goes to a label, from where code comes back by [`return_by`](Self::return_by), as the processor then foresees.
    fn call_code(&mut self, label: Label);
    /// Goes on at the program's address in `A`, which has a place in memory that says where in the code that is. Changes `B` and `C`.
    fn return_by(&mut self, places: usize);
    /// Goes on at the program's address in `A`, by the places of its mode, given by where they are in memory: where in the code
    /// each of so many addresses is, 0 for none. Loads all words that may be held.
    fn dispatch(&mut self, places: usize, addresses: u32, mode: u8);
    fn fence(&mut self);
}

/// A kind of processor.
pub(super) trait Assembler:
    IntegerAssembler + BranchAssembler + FloatAssembler + RunAssembler
{
    /// How many words have a register for their integers.
    const INTEGERS: usize;

    /// How many words have a register for their floats.
    const FLOATS: usize;

    /// How many bytes the code and its slow paths may grow before the latter must be emitted, or conditional jumps would
    /// not reach them.
    const SLOW_PATH_REACH: u32;

    /// How many bytes of code one program may have: less than jumps reach over.
    const MOST_BYTES: u32;

    /// An assembler with nothing in its buffer but what all programs share: the prologue, which is at offset 0, and the
    /// epilogues.
    fn begin(buffer: Buffer) -> Self;
}
