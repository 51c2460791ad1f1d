//! Primitives that only the library may call: operations that need instructions of their own.

use super::{Part, Type};

macro_rules! prims {
    ($($name:ident $text:literal ($($param:tt)*) -> $result:tt;)*) => {
        /// An operation of the machine, or of the compiler's own.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Prim { $(#[doc = $text] $name,)* }

        impl Prim {
            /// The primitive of a name.
            pub fn from_name(name: &str) -> Option<Prim> {
                Some(match name { $($text => Prim::$name,)* _ => return None })
            }

            /// Types of its parameters, and of its result.
            pub fn signature(self) -> (Vec<Type>, Type) {
                match self { $(Prim::$name => (vec![$(prims!(@ $param)),*], prims!(@ $result)),)* }
            }
        }
    };
    (@ I) => { Type::Int };
    (@ F) => { Type::Float };
    (@ B) => { Type::Bool };
    (@ T) => { Type::String };
    (@ C) => { Type::ByteSil };
    (@ S) => { Type::State };
    (@ U) => { Type::unit() };
    (@ A) => { Type::Array(Part::Int, 16) };
    (@ L) => { Type::Array(Part::ByteSil, 16) };
}

prims! {
    // Within `p op= e`: what was at the place.
    Old "__old" () -> U;
    // The same bits as another type.
    Bits "__bits" (F) -> I;
    FromBits "__from_bits" (I) -> F;
    Cell "__cell" (I) -> C;
    Address "__address" (T) -> I;
    Text "__text" (I) -> T;
    // Memory by address; `__copy` copies eight bytes.
    Peek "__peek" (I) -> I;
    Poke "__poke" (I I) -> U;
    Word "__word" (I) -> I;
    SetWord "__set_word" (I I) -> U;
    // Where free memory begins and where it ends.
    Heap "__heap" () -> I;
    SetHeap "__set_heap" (I) -> U;
    Stack "__stack" () -> I;
    // Traps AssertionFailed.
    Fail "__fail" () -> U;
    // Whether the last reading failed.
    Failed "__failed" () -> B;
    // Layers by number, whose low four bits count.
    GetLayer "state_get_layer" (S I) -> C;
    SetLayer "state_set_layer" (S I C) -> S;
    FromLayers "state_from_layers" (L) -> S;
    Tensor "state_tensor" (S S) -> S;
    StateEquals "state_equals" (S S) -> B;
    // Input and output whose first argument is a constant.
    Sense "sense" (I) -> C;
    Act "act" (I C) -> U;
    PortIn "port_in" (I) -> C;
    PortOut "port_out" (I C) -> U;
    Broadcast "broadcast" (I S) -> U;
    Receive "receive" (I S) -> S;
    Pause "pause" () -> U;
}

impl Prim {
    /// The greatest constant that the first argument may be, if it must be one.
    pub fn constant(self) -> Option<i64> {
        match self {
            Prim::Sense | Prim::Act => Some(15),
            Prim::PortIn | Prim::PortOut => Some(255),
            Prim::Broadcast | Prim::Receive => Some(0xff_ffff),
            _ => None,
        }
    }
}
