//! The sections of the table as traits: what an engine does with each instruction.
//!
//! Each section has a trait, each instruction a method in it, and there are no defaults: an engine that forgets an
//! instruction does not compile. Engines keep a file for each section.

use crate::{Branch, Reg};

/// Something that visits instructions.
pub trait Visitor {
    /// What visiting an instruction gives.
    type Output;
}

macro_rules! define_sections {
    ($($section:ident $about:literal { $($byte:literal $variant:ident $method:ident $mnemonic:literal $format:ident
        $since:ident $successor:ident { $($field:ident: $type:ty = $place:ident),* } $doc:literal;)* })*) => {
        $(
            #[doc = $about]
            #[allow(rustdoc::broken_intra_doc_links, reason = "`R[a]` in the lines of the table is no link")]
            pub trait $section: Visitor {
                $(#[doc = $doc] fn $method(&mut self, $($field: $type),*) -> Self::Output;)*
            }
        )*

        /// All sections together, for [`Instruction::visit`](crate::Instruction::visit).
        pub trait EverySection: $($section +)* {}

        impl<V: $($section +)*> EverySection for V {}
    };
}

crate::for_each_op!(define_sections);
