//! Operations, which compute a value or have an effect.

#[cfg(doc)]
use crate::Type;
use crate::names::names;
use crate::{Exit, Location, States, Value};

names! {
    /// An operation on one value, without effects.
    Unary {
        /// The lower half: of 64 bits the lower 32, of a word of two cells the first cell.
        Low "low",
        /// The upper half, likewise.
        High "high",
        /// The next wider number, sign-extended: of a cell's bits 32, of 32 bits 64.
        Sext "sext",
        /// The next wider number, zero-extended: of a bool, a byte or a cell's bits 32, of 32 bits 64.
        Zext "zext",
        /// The negation, wrapping.
        Neg "neg",
        /// The complement of all bits.
        Not "not",
        /// The absolute value, wrapping.
        Abs "abs",
        /// The number of 32 bits, clamped to what rho may be in a ByteSil: -8 to 7.
        Clamp "clamp",
        /// rho of a cell, sign-extended.
        Rho "rho",
        /// theta of a cell, zero-extended.
        Theta "theta",
        /// The lowest eight bits of a number of 32 bits.
        Byte "byte",
        /// The byte that packs a cell, made canonical.
        Pack "pack",
        /// The cell that a byte packs.
        Unpack "unpack",
        /// e^rho of a cell, made canonical.
        Magnitude "magnitude",
        /// The likelihood of |0> in a cell, as BIT.MEASURE gives it.
        Measure "measure",
        /// The cell nearest an integer.
        CellOfInt "cell_of_int",
        /// The cell nearest a real number.
        CellOfFloat "cell_of_float",
        /// The float nearest an integer.
        ToFloat "to_float",
        /// The integer part of a float, saturated.
        ToInt "to_int",
        /// A float as the bits of a word. Of a NaN, that are its own bits: what can be seen goes through [`Unary::Canon`] first.
        Bits "bits",
        /// The float of a word's bits.
        OfBits "of_bits",
        /// The float, a NaN as the one that words hold.
        Canon "canon",
        /// The same number in 64 bits.
        Promote "promote",
        /// The nearest number in 32 bits.
        Demote "demote",
        /// The float of an f16's bits.
        Widen "widen",
        /// The bits of the nearest f16.
        Narrow "narrow",
        /// The negation of a float.
        FNeg "fneg",
        /// The absolute value of a float.
        FAbs "fabs",
        /// The square root.
        Sqrt "sqrt",
        /// The greatest whole number not above a float.
        Floor "floor",
        /// The least whole number not below a float.
        Ceil "ceil",
        /// The sine.
        Sin "sin",
        /// The cosine.
        Cos "cos",
        /// The tangent.
        Tan "tan",
        /// The inverse of the sine.
        Asin "asin",
        /// The inverse of the cosine.
        Acos "acos",
        /// The inverse of the tangent.
        Atan "atan",
        /// The power of e.
        Exp "exp",
        /// The natural logarithm.
        Ln "ln",
        /// The logarithm to base 10.
        Log10 "log10",
        /// The logarithm to base 2.
        Log2 "log2",
    }
}

names! {
    /// An operation on two values, without effects.
    Binary {
        /// The sum, wrapping.
        Add "add",
        /// The difference, wrapping.
        Sub "sub",
        /// The product, wrapping.
        Mul "mul",
        /// The quotient, truncated and wrapping; the dividend if the divisor is 0.
        Quotient "quotient",
        /// The remainder of that; the dividend if the divisor is 0.
        Remainder "remainder",
        /// The wrapping power by the low 32 bits of the exponent.
        Power "power",
        /// Bitwise and.
        And "and",
        /// Bitwise or.
        Or "or",
        /// Bitwise exclusive or.
        Xor "xor",
        /// Shifted to the left, by the amount modulo the width.
        Shl "shl",
        /// Shifted to the right, the sign kept, likewise.
        Sshr "sshr",
        /// Shifted to the right, zeros following, likewise.
        Ushr "ushr",
        /// The lesser of two signed numbers.
        Min "min",
        /// The greater of two signed numbers.
        Max "max",
        /// Whether they are equal.
        Eq "eq",
        /// Whether they are not.
        Ne "ne",
        /// Whether the first is below the second, as signed numbers.
        Lt "lt",
        /// Whether the first is not above the second, as signed numbers.
        Le "le",
        /// Whether the first is below the second, as unsigned numbers.
        Ult "ult",
        /// A word of two halves, the lower first.
        Join "join",
        /// The cell of the low eight bits of rho and of theta.
        Cell "cell",
        /// The packed sum of two packed cells.
        Sum "sum",
        /// The sum of floats.
        FAdd "fadd",
        /// The difference of floats.
        FSub "fsub",
        /// The product of floats.
        FMul "fmul",
        /// The quotient of floats.
        FDiv "fdiv",
        /// The power of floats.
        FPower "fpower",
        /// The lesser of two floats, -0 below +0; NaN if either is NaN.
        FMin "fmin",
        /// The greater of two floats, likewise.
        FMax "fmax",
        /// The angle of the point whose second coordinate comes first.
        Atan2 "atan2",
        /// The cell nearest a complex number.
        CellOfComplex "cell_of_complex",
        /// Whether the first float is below the second.
        FLt "flt",
        /// Whether two floats of 64 bits differ by less than 2^-52.
        FNear "fnear",
    }
}

names! {
    /// How LERP and SLERP mix two cells.
    Mix {
        /// Linearly, as complex numbers.
        Lerp "lerp",
        /// By rho and theta.
        Slerp "slerp",
    }
}

names! {
    /// What does not change while a program runs.
    Fixed {
        /// How many bytes of memory there are, an i64.
        MemorySize "memory_size",
        /// How many return addresses fit on the call stack, an i32.
        CallLimit "call_limit",
        /// How many cells fit on the data stack, an i32.
        StackLimit "stack_limit",
    }
}

names! {
    /// What the host is asked for. The answer is that of the helper of this name in [`Helpers`](vsp_isa::abi::Helpers).
    HostCall {
        /// The cell that a sensor or the input has.
        Sense "sense",
        /// Takes a cell for an actuator and the output.
        Act "act",
        /// The cell in a port.
        ReadPort "read_port",
        /// Takes a cell for a port.
        WritePort "write_port",
    }
}

/// What computes a value, or has an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// An argument of its block.
    Param,
    /// These bits, as [`Type::normal`] has them.
    Const(i64),
    /// Of one value.
    Unary(Unary, Value),
    /// Of two.
    Binary(Binary, Value, Value),
    /// The second if the first is 1, else the third.
    Select(Value, Value, Value),
    /// Two cells mixed by so many 255ths.
    Mix(Mix, u8, Value, Value),
    /// What does not change while the program runs.
    Fixed(Fixed),
    /// What the context has for a location.
    Context(Location),
    /// The code of the context's mode, an i32: after COMPAT nobody else knows it.
    ContextMode,
    /// What memory has at an address, an i64; how much of it, the type says.
    Load(Value),
    /// Puts a value into memory at an address.
    Store(Value, Value),
    /// Leaves unless so many bytes from an address on are in memory. If it leaves to dispatch, it has the runtime execute the instruction
    /// where the exit stands, and leaves as the runtime says.
    Check(Value, u8, Exit),
    /// The return address in a place of the call stack.
    LoadCall(Value),
    /// Puts a return address into a place of the call stack.
    StoreCall(Value, Value),
    /// The cell in a place of the data stack, or the word whose lowest cell is there: the type says which.
    LoadStack(Value),
    /// Puts a cell into a place of the data stack, or the cells of a word there and above.
    StoreStack(Value, Value),
    /// Leaves if the value is 1. If it leaves to dispatch, it has the runtime execute the instruction first, as a check does.
    Guard(Value, Exit),
    /// Takes a cost from the fuel, or leaves if it has less; gives what is left. If what is left is less than the second number, it has
    /// the runtime execute the instruction where the exit stands, and leaves as the runtime says. What other operations take from the fuel
    /// is always there, as a charge before them has seen.
    Charge(Value, u32, u16, Exit),
    /// Leaves if the run shall be interrupted.
    Checkpoint(Exit),
    /// Stores locations to the context.
    Sync(States),
    /// Has the runtime execute the instruction where the exit stands, with the state that this names; leaves if that stops the run.
    Execute(Exit),
    /// Asks the host about a sensor, actuator or port, and hands over a cell where it takes one.
    Host(HostCall, u8, Option<Value>),
    /// A sequentially consistent memory fence.
    Fence,
}

impl Op {
    /// Calls `visit` with each value that it takes, but for those of its exit.
    #[inline]
    pub fn for_each_operand(&self, mut visit: impl FnMut(Value)) {
        let mut copy = *self;
        copy.map_operands(|value| {
            visit(value);
            value
        });
    }

    /// Replaces each value that it takes, but for those of its exit.
    #[inline]
    pub fn map_operands(&mut self, mut map: impl FnMut(Value) -> Value) {
        match self {
            Op::Param
            | Op::Const(_)
            | Op::Fixed(_)
            | Op::Context(_)
            | Op::ContextMode
            | Op::Checkpoint(_)
            | Op::Sync(_)
            | Op::Execute(_)
            | Op::Host(_, _, None)
            | Op::Fence => {}
            Op::Unary(_, a)
            | Op::Load(a)
            | Op::Check(a, _, _)
            | Op::LoadCall(a)
            | Op::LoadStack(a)
            | Op::Guard(a, _)
            | Op::Charge(a, _, _, _)
            | Op::Host(_, _, Some(a)) => *a = map(*a),
            Op::Binary(_, a, b)
            | Op::Mix(_, _, a, b)
            | Op::Store(a, b)
            | Op::StoreCall(a, b)
            | Op::StoreStack(a, b) => (*a, *b) = (map(*a), map(*b)),
            Op::Select(a, b, c) => (*a, *b, *c) = (map(*a), map(*b), map(*c)),
        }
    }

    /// The exit that it has.
    pub fn exit(&self) -> Option<Exit> {
        let mut copy = *self;
        copy.exit_mut().copied()
    }

    /// The same, to be changed.
    pub(crate) fn exit_mut(&mut self) -> Option<&mut Exit> {
        match self {
            Op::Check(_, _, exit)
            | Op::Guard(_, exit)
            | Op::Charge(_, _, _, exit)
            | Op::Checkpoint(exit)
            | Op::Execute(exit) => Some(exit),
            Op::Param
            | Op::Const(_)
            | Op::Unary(..)
            | Op::Binary(..)
            | Op::Select(..)
            | Op::Mix(..)
            | Op::Fixed(_)
            | Op::Context(_)
            | Op::ContextMode
            | Op::Load(_)
            | Op::Store(..)
            | Op::LoadCall(_)
            | Op::StoreCall(..)
            | Op::LoadStack(_)
            | Op::StoreStack(..)
            | Op::Sync(_)
            | Op::Host(..)
            | Op::Fence => None,
        }
    }

    /// Whether it only depends on the values that it takes, and does nothing but compute.
    pub fn is_pure(&self) -> bool {
        match self {
            Op::Const(_) | Op::Unary(..) | Op::Binary(..) | Op::Select(..) | Op::Mix(..) | Op::Fixed(_) => {
                true
            }
            Op::Param
            | Op::Context(_)
            | Op::ContextMode
            | Op::Load(_)
            | Op::Store(..)
            | Op::Check(..)
            | Op::LoadCall(_)
            | Op::StoreCall(..)
            | Op::LoadStack(_)
            | Op::StoreStack(..)
            | Op::Guard(..)
            | Op::Charge(..)
            | Op::Checkpoint(_)
            | Op::Sync(_)
            | Op::Execute(_)
            | Op::Host(..)
            | Op::Fence => false,
        }
    }

    /// Whether nothing is lost if nobody wants its value.
    pub fn is_removable(&self) -> bool {
        self.is_pure()
            || matches!(
                self,
                Op::Context(_) | Op::ContextMode | Op::Load(_) | Op::LoadCall(_) | Op::LoadStack(_)
            )
    }
}
