//! The operand of JZ and JN, which have two forms.

use crate::{Operand, Reg};

/// What JZ and JN test, and where they go.
///
/// Byte 1 below 16 makes the register form, anything else the flag form. A flag-form target whose low byte is below 16
/// therefore has no encoding, and [`Branch::flag`] refuses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Branch(u32);

/// A [`Branch`], taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Test {
    /// The flag that the mnemonic names is tested.
    Flag,
    /// A register's rho is tested.
    Register(Reg),
}

impl Branch {
    /// The flag form, or `None` if the target cannot be encoded: its low byte is below 16, or it needs over 24 bits.
    ///
    /// ```
    /// use vsp_isa::Branch;
    /// assert!(Branch::flag(0x110).is_some());
    /// assert!(Branch::flag(0x10f).is_none());
    /// ```
    pub const fn flag(target: u32) -> Option<Branch> {
        if target & 0xff < 16 || target >> 24 != 0 { None } else { Some(Branch(target)) }
    }

    /// The register form, which goes to the first 64 KiB of the code only.
    ///
    /// ```
    /// use vsp_isa::{Branch, Reg, Test};
    /// let branch = Branch::register(Reg::RC, 0x10f);
    /// assert_eq!((branch.test(), branch.target()), (Test::Register(Reg::RC), 0x10f));
    /// ```
    pub const fn register(reg: Reg, target: u16) -> Branch {
        Branch(reg.index() as u32 | (target as u32) << 8)
    }

    /// Of the 24 operand bits.
    pub(crate) const fn of_operands(operands: u32) -> Branch {
        Branch(operands)
    }

    /// What is tested.
    #[inline]
    pub const fn test(self) -> Test {
        if self.0 & 0xff < 16 { Test::Register(Reg::from_nibble(self.0 as u8)) } else { Test::Flag }
    }

    /// The address in the code that it goes to.
    #[inline]
    pub const fn target(self) -> u32 {
        if self.0 & 0xff < 16 { self.0 >> 8 } else { self.0 }
    }
}

impl Operand for Branch {
    #[inline]
    fn from_raw(raw: u32) -> Branch {
        Branch::of_operands(raw)
    }
    #[inline]
    fn to_raw(self) -> u32 {
        self.0
    }
}
