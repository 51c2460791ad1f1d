//! The five modes: how wide integers and floats are.

use core::fmt;

/// How many layers the machine uses and how wide its integer and float words are.
///
/// The order is that of the codes, narrowest first. [Values](crate::reference::values#modes-and-words) has a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Mode {
    /// One layer; integers are rho, floats are e^rho.
    Sil8 = 0,
    /// Two layers; i16 and f16 in one cell.
    Sil16 = 1,
    /// Four layers; i32 and f32 in two cells.
    Sil32 = 2,
    /// Eight layers; i64 and f64 in four cells.
    Sil64 = 3,
    /// Sixteen layers; i64 and f64 in four cells.
    Sil128 = 4,
}

impl Mode {
    /// All modes, narrowest first; each stands at its code's index.
    pub const ALL: [Mode; 5] = [Mode::Sil8, Mode::Sil16, Mode::Sil32, Mode::Sil64, Mode::Sil128];

    /// The mode of a code: 0 to 4, or its width 8, 16, 32, 64, 128. `None` for any other.
    ///
    /// ```
    /// use vsp_isa::Mode;
    /// assert_eq!(Mode::from_code(3), Some(Mode::Sil64));
    /// assert_eq!(Mode::from_code(64), Some(Mode::Sil64));
    /// assert_eq!(Mode::from_code(5), None);
    /// ```
    pub const fn from_code(code: u16) -> Option<Mode> {
        Some(match code {
            0 | 8 => Mode::Sil8,
            1 | 16 => Mode::Sil16,
            2 | 32 => Mode::Sil32,
            3 | 64 => Mode::Sil64,
            4 | 128 => Mode::Sil128,
            _ => return None,
        })
    }

    /// Its code, 0 to 4.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// How many registers belong to the mode: folding to it leaves these.
    pub const fn layers(self) -> usize {
        1 << self as usize
    }

    /// How many cells an integer or float word takes: 1, 2 or 4.
    #[inline]
    pub const fn word_cells(self) -> usize {
        match self {
            Mode::Sil8 | Mode::Sil16 => 1,
            Mode::Sil32 => 2,
            Mode::Sil64 | Mode::Sil128 => 4,
        }
    }

    /// How many bytes a word takes in memory: 2, 4 or 8.
    #[inline]
    pub const fn word_bytes(self) -> usize {
        2 * self.word_cells()
    }

    /// The name in assembly, such as `SIL-64`.
    pub const fn name(self) -> &'static str {
        match self {
            Mode::Sil8 => "SIL-8",
            Mode::Sil16 => "SIL-16",
            Mode::Sil32 => "SIL-32",
            Mode::Sil64 => "SIL-64",
            Mode::Sil128 => "SIL-128",
        }
    }

    /// The mode of this name, in any letter case; `None` if none has it.
    ///
    /// ```
    /// use vsp_isa::Mode;
    /// assert_eq!(Mode::from_name("sil-16"), Some(Mode::Sil16));
    /// assert_eq!(Mode::from_name("16"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<Mode> {
        Mode::ALL.into_iter().find(|mode| mode.name().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
