//! The operations' names, and what each does to what is handed on.

use Source::{A, AB, B};
use vsp_isa::Reg;

/// What an operation of a class does with a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operand {
    /// The field is not a register.
    None,
    ReadCell,
    WriteCell,
    ReadWord,
    WriteWord,
    /// As many cells as the operation's count, from here on.
    ReadCells,
    WriteCells,
}

impl Operand {
    /// Which cells change from the register on, a bit each, where the operation's count does not matter.
    const fn written(self, word_cells: u8) -> u16 {
        match self {
            Operand::WriteCell => 1,
            Operand::WriteWord => (1 << word_cells) - 1,
            Operand::None
            | Operand::ReadCell
            | Operand::ReadWord
            | Operand::ReadCells
            | Operand::WriteCells => 0,
        }
    }
}

/// Which operands rows that follow take from what is handed on, a bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Source {
    None = 0,
    A = 1,
    B = 2,
    AB = 3,
}

impl Source {
    /// Whether there is a row that takes a, and whether one that takes b.
    #[inline]
    pub const fn which(self) -> (bool, bool) {
        (self as u8 & 1 != 0, self as u8 & 2 != 0)
    }
}

/// Where control goes after an operation, if not to the precise interpreter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// To the next operation.
    On,
    /// To the target.
    Jump,
    /// To the target or the next operation.
    Branch,
    /// To the target or where the next operation, a jump, goes.
    Either,
    /// To the target; RET then to the next operation.
    Call,
    /// To what a map has.
    Return,
    /// Nowhere.
    Leave,
}

/// What an operation does, as far as anybody must know who does not run it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effect {
    pub a: Operand,
    pub b: Operand,
    /// How many cells words have.
    pub cells: u8,
    /// What `c` is.
    pub c: Third,
    /// Where operands may come from.
    pub source: Source,
    /// Which of them this row takes from what is handed on.
    pub from: Source,
    /// The source, and what is handed on, is a float.
    pub is_float_source: bool,
    /// Word a is handed on, as an integer or as a float.
    pub gives: Gives,
    /// Which cells it changes from a on and from b on, a bit each, unless `c` says how many.
    pub written: (u16, u16),
    /// Which cells it may change besides, a bit each; all of them also where the mode changes.
    pub changes: u16,
    pub then: Then,
}

/// What the field `c` of an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Third {
    /// A number.
    Number,
    /// The address of a word, or of a byte, that every memory has.
    Address,
    /// The address of a word that every memory has; besides, the low byte of `imm` is a word to read.
    AddressAndWord,
    /// A word to read, in the low byte, and a number.
    Word,
    /// The number 1: how many instructions may have to be executed.
    One,
}

/// What an operation hands on of its result, a bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Gives {
    Nothing = 0,
    Integer = 1,
    Float = 2,
    Both = 3,
}

impl Gives {
    /// Whether it gives an integer, and whether a float.
    #[inline]
    pub const fn which(self) -> (bool, bool) {
        (self as u8 & 1 != 0, self as u8 & 2 != 0)
    }
}

/// What operations have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Combine,
    CombineNumber,
    Change,
    Number,
    LoadWord,
    StoreWord,
    Compare,
    CompareNumber,
    Branch,
    BranchNumber,
    LoadWordAt,
    StoreWordAt,
    LoadAt,
    LoadAtBranch,
    /// A word is loaded, and another compared with it, or it is tested.
    LoadedBranch,
    LoadedAtBranch,
    LoadedTest,
    LoadedAtTest,
    StoreAt,
    CombineFloats,
    CombineLoaded,
    /// As `Combine` and `CombineFloats`, but that b is loaded first, or a.
    WithLoaded,
    WithLoadedAt,
    LoadedWith,
    LoadedWithAt,
    WithLoadedFloatAt,
    LoadedWithFloat,
    LoadedWithFloatAt,
    Horner,
    SumTo,
    /// A combination of b and c.
    Into,
    IntoFloat,
    CopyWord,
    StepBranch,
    StepNumberBranch,
    ChangeFloat,
    CompareFloats,
    BranchFloats,
    OfInteger,
    ToInteger,
    CombineCells,
    ChangeCell,
    /// The same for canonical cells; with others the instruction is executed.
    CombineCanonical,
    ChangeCanonical,
    Copy,
    NumberCell,
    Swap,
    Load,
    Store,
    Push,
    Pop,
    PushWord,
    PopWord,
    /// Two of them.
    PushWords,
    PopWords,
    /// A combination of words, with a number or without, or a change of one, that a flag chooses.
    Choose,
    ChooseNumber,
    ChooseChange,
    FlagBranch,
    CellBranch,
    CountDown,
    Jump,
    Pay,
    Call,
    Return,
    SetMode,
    Redo,
    Execute,
    Leave,
}

impl Effect {
    const fn of(class: Class, cells: u8, is_either: bool, from: Source) -> Effect {
        let effect = Effect::of_class(class, cells, is_either);
        Effect { from, written: (effect.a.written(cells), effect.b.written(cells)), ..effect }
    }

    const fn of_class(class: Class, cells: u8, is_either: bool) -> Effect {
        use Operand::{ReadCell, ReadCells, ReadWord, WriteCell, WriteCells, WriteWord};
        let none = Effect {
            a: Operand::None,
            b: Operand::None,
            cells,
            c: Third::Number,
            source: Source::None,
            from: Source::None,
            is_float_source: false,
            gives: Gives::Nothing,
            written: (0, 0),
            changes: 0,
            then: Then::On,
        };
        let branch = Effect { then: if is_either { Then::Either } else { Then::Branch }, ..none };
        let integer = Effect { gives: Gives::Integer, ..none };
        let float = Effect { gives: Gives::Float, is_float_source: true, ..none };
        match class {
            Class::Combine => Effect { a: WriteWord, b: ReadWord, source: AB, ..integer },
            Class::CombineNumber => Effect { a: WriteWord, b: WriteWord, source: A, ..integer },
            Class::Change => Effect { a: WriteWord, source: A, ..integer },
            Class::Number => Effect { a: WriteWord, ..integer },
            Class::LoadWord => Effect { a: WriteWord, c: Third::Address, ..integer },
            Class::StoreWord => Effect { a: ReadWord, c: Third::Address, source: A, ..none },
            Class::Compare => Effect { a: ReadWord, b: ReadWord, source: AB, ..none },
            Class::CompareNumber => Effect { a: ReadWord, b: WriteWord, source: A, ..none },
            Class::Branch => Effect { a: ReadWord, b: ReadWord, source: AB, ..branch },
            Class::BranchNumber => Effect { a: ReadWord, b: WriteWord, source: A, ..branch },
            Class::LoadWordAt => Effect { a: WriteWord, b: ReadWord, source: B, ..integer },
            Class::StoreWordAt => Effect { a: ReadWord, b: ReadWord, source: AB, ..none },
            Class::LoadAt => Effect { a: WriteCell, b: ReadWord, source: B, ..none },
            Class::LoadAtBranch => Effect { a: WriteCell, b: ReadWord, source: B, ..branch },
            Class::LoadedBranch | Class::LoadedAtBranch => {
                let c = if matches!(class, Class::LoadedBranch) { Third::Address } else { Third::Word };
                Effect { a: WriteWord, b: ReadWord, c, source: B, gives: Gives::Integer, ..branch }
            }
            Class::LoadedTest | Class::LoadedAtTest => {
                let c = if matches!(class, Class::LoadedTest) { Third::Address } else { Third::Word };
                Effect { a: WriteWord, c, gives: Gives::Integer, ..branch }
            }
            Class::StoreAt => Effect { a: ReadCell, b: ReadWord, source: B, ..none },
            Class::CombineFloats => Effect { a: WriteWord, b: ReadWord, source: AB, ..float },
            Class::CombineLoaded => {
                Effect { a: WriteWord, b: WriteWord, c: Third::Address, source: A, ..float }
            }
            Class::WithLoaded => {
                Effect { a: WriteWord, b: WriteWord, c: Third::Address, source: A, ..integer }
            }
            Class::WithLoadedAt => {
                Effect { a: WriteWord, b: WriteWord, c: Third::Word, source: A, ..integer }
            }
            Class::WithLoadedFloatAt => {
                Effect { a: WriteWord, b: WriteWord, c: Third::Word, source: A, ..float }
            }
            Class::LoadedWith => {
                Effect { a: WriteWord, b: ReadWord, c: Third::Address, source: B, ..integer }
            }
            Class::LoadedWithAt => Effect { a: WriteWord, b: ReadWord, c: Third::Word, source: B, ..integer },
            Class::LoadedWithFloat => {
                Effect { a: WriteWord, b: ReadWord, c: Third::Address, source: B, ..float }
            }
            Class::LoadedWithFloatAt => {
                Effect { a: WriteWord, b: ReadWord, c: Third::Word, source: B, ..float }
            }
            Class::Horner => {
                Effect { a: WriteWord, b: WriteWord, c: Third::AddressAndWord, source: A, ..float }
            }
            Class::SumTo => Effect { a: WriteWord, b: ReadWord, source: B, ..integer },
            Class::Into => Effect { a: WriteWord, b: ReadWord, c: Third::Word, source: B, ..integer },
            Class::IntoFloat => Effect { a: WriteWord, b: ReadWord, c: Third::Word, source: B, ..float },
            Class::CopyWord => Effect { a: WriteWord, b: ReadWord, source: B, gives: Gives::Both, ..integer },
            Class::StepBranch => {
                let branch = Effect { gives: Gives::Integer, ..branch };
                Effect { a: WriteWord, b: ReadWord, c: Third::Word, source: A, ..branch }
            }
            Class::StepNumberBranch => {
                Effect { a: WriteWord, b: WriteWord, source: A, gives: Gives::Integer, ..branch }
            }
            Class::ChangeFloat => Effect { a: WriteWord, source: A, ..float },
            Class::CompareFloats => {
                Effect { a: ReadWord, b: ReadWord, source: AB, is_float_source: true, ..none }
            }
            Class::BranchFloats => {
                Effect { a: ReadWord, b: ReadWord, source: AB, is_float_source: true, ..branch }
            }
            Class::OfInteger => Effect { a: WriteWord, source: A, is_float_source: false, ..float },
            Class::ToInteger => Effect { a: WriteWord, source: A, is_float_source: true, ..integer },
            Class::CombineCells => Effect { a: WriteCell, b: ReadCell, ..none },
            Class::ChangeCell => Effect { a: WriteCell, ..none },
            Class::CombineCanonical => Effect { a: WriteCell, b: ReadCell, c: Third::One, ..none },
            Class::ChangeCanonical => Effect { a: WriteCell, c: Third::One, ..none },
            Class::Copy => Effect { a: WriteCell, b: ReadCell, ..none },
            Class::NumberCell => Effect { a: WriteCell, ..none },
            Class::Swap => Effect { a: WriteCell, b: WriteCell, ..none },
            Class::Load => Effect { a: WriteCell, c: Third::Address, ..none },
            Class::Store => Effect { a: ReadCell, c: Third::Address, ..none },
            Class::Push => Effect { a: ReadCells, ..none },
            Class::Pop => Effect { a: WriteCells, ..none },
            Class::PushWord => Effect { a: ReadWord, source: A, ..none },
            Class::PopWord => Effect { a: WriteWord, ..integer },
            Class::PushWords => Effect { a: ReadWord, b: ReadWord, ..none },
            Class::PopWords => Effect { a: WriteWord, b: WriteWord, ..integer },
            Class::Choose => Effect { a: WriteWord, b: ReadWord, source: A, then: Then::Jump, ..integer },
            Class::ChooseNumber => {
                Effect { a: WriteWord, b: WriteWord, source: A, then: Then::Jump, ..integer }
            }
            Class::ChooseChange => Effect { a: WriteWord, source: A, then: Then::Jump, ..integer },
            Class::FlagBranch => branch,
            Class::CellBranch => Effect { a: ReadCell, ..branch },
            Class::CountDown => Effect { changes: 1 << Reg::RC.index(), ..branch },
            Class::Jump => Effect { then: Then::Jump, ..none },
            Class::Pay => none,
            Class::Call => Effect { then: Then::Call, ..none },
            Class::Return => Effect { then: Then::Return, c: Third::One, ..none },
            Class::SetMode | Class::Execute => Effect { changes: u16::MAX, ..none },
            Class::Redo | Class::Leave => Effect { then: Then::Leave, ..none },
        }
    }
}

/// Whether a branch that is not taken goes where the jump after it goes.
macro_rules! is_either {
    (Jump) => {
        true
    };
    (Fall) => {
        false
    };
    () => {
        false
    };
}

/// Which operand a row takes from what is handed on.
macro_rules! source {
    ($name:ident) => {
        Source::$name
    };
    () => {
        Source::None
    };
}

macro_rules! define_kinds {
    (
        plain { $($plain:ident [$plain_class:ident $plain_cells:literal $(@$plain_from:ident)?] = $plain_body:expr;)* }
        metered { $($name:ident [$class:ident $cells:literal $($way:ident)? $(@$from:ident)?] = $body:expr;)* }
    ) => {
        /// The name of an operation; its number stands in operations until they are linked.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u16)]
        pub(crate) enum Kind { $($plain,)* $($name,)* }

        impl Kind {
            /// All of them; each at its number.
            pub const ALL: &[Kind] = &[$(Kind::$plain,)* $(Kind::$name,)*];
        }

        /// What each does, by its number.
        static EFFECTS: [Effect; Kind::ALL.len()] = [
            $(Effect::of(Class::$plain_class, $plain_cells, false, source!($($plain_from)?)),)*
            $(Effect::of(Class::$class, $cells, is_either!($($way)?), source!($($from)?)),)*
        ];
    };
}

for_each_operation!(define_kinds);

// What is handed on is word a, which must have been written.
const _: () = {
    let mut number = 0;
    while number < EFFECTS.len() {
        let Effect { a, gives, .. } = &EFFECTS[number];
        assert!(matches!(gives, Gives::Nothing) || matches!(a, Operand::WriteWord));
        number += 1;
    }
};

impl Kind {
    /// The kind of a number; that of none leaves everything to the precise interpreter.
    #[inline]
    pub fn of_number(number: usize) -> Kind {
        Kind::ALL.get(number).copied().unwrap_or(Kind::Redo)
    }

    /// What the kind of a number does.
    #[inline]
    pub fn effect_of_number(number: usize) -> &'static Effect {
        EFFECTS.get(number).unwrap_or(&EFFECTS[Kind::Redo as usize])
    }

    /// What it does.
    #[inline]
    pub fn effect(self) -> &'static Effect {
        &EFFECTS[self as usize]
    }

    /// The row so many after it.
    #[inline]
    pub fn variant(self, distance: usize) -> Kind {
        Kind::of_number(self as usize + distance)
    }
}
