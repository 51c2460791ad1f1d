//! Lookup tables of templates: small functions of one or two cells, and constants.

use vsp_isa::semantics::{complex, float, gates};
use vsp_isa::{Cell, Flags};

/// All tables, in one block, so that one pinned register leads to all of them.
#[repr(C, align(4096))]
pub(super) struct Tables {
    /// The canonical NaN.
    pub nan: f64,
    /// 2^-52.
    pub epsilon: f64,
    /// All bits of an f64 but its sign, twice.
    pub magnitude_bits: [u64; 2],
    /// The sign of an f64, twice.
    pub sign_bits: [u64; 2],
    /// The same of an f32, four times.
    pub magnitude_bits_32: [u32; 4],
    pub sign_bits_32: [u32; 4],
    /// The canonical NaN of an f32, four times.
    pub nan_32: [u32; 4],
    /// The bytes of Z, N and O by rho + 8, for rho from -8 to 7.
    pub flags: [u32; 16],
    /// e^rho by rho + 8.
    pub magnitudes: [f64; 16],
    /// The same, truncated.
    pub whole_magnitudes: [u16; 16],
    /// What BIT.MEASURE gives, by theta.
    pub likelihoods: [u8; 16],
    /// Cells by their packed bytes.
    pub unpacked: [u16; 256],
    /// What rho becomes by clamping, by the number to clamp + 512.
    pub clamped: [i8; 1024],
    /// Nothing: the sums begin where 64-bit ARM can add their offset in one instruction, and so do the packed bytes.
    gap: [u8; 2224],
    /// Sums, as cells, by the packed bytes of the first (upper half) and the second cell.
    pub sums: [u16; 1 << 16],
    /// Packed bytes, by all bits of a cell.
    pub packed: [[u8; 256]; 256],
}

/// The tables.
pub(super) static TABLES: Tables = Tables {
    nan: f64::from_bits(float::NAN_64),
    epsilon: f64::EPSILON,
    magnitude_bits: [!(1 << 63); 2],
    sign_bits: [1 << 63; 2],
    magnitude_bits_32: [!(1 << 31); 4],
    sign_bits_32: [1 << 31; 4],
    nan_32: [float::NAN_32; 4],
    flags: flags(),
    magnitudes: complex::MAGNITUDES,
    whole_magnitudes: whole_magnitudes(),
    likelihoods: likelihoods(),
    unpacked: unpacked(),
    clamped: clamped(),
    gap: [0; 2224],
    sums: sums(),
    packed: packed(),
};

/// Where a table begins.
macro_rules! offset {
    ($table:ident) => {
        core::mem::offset_of!(Tables, $table) as u32
    };
}

pub(super) const NAN: u32 = offset!(nan);
pub(super) const EPSILON: u32 = offset!(epsilon);
#[cfg(any(test, target_arch = "x86_64"))]
pub(super) const MAGNITUDE_BITS: u32 = offset!(magnitude_bits);
#[cfg(any(test, target_arch = "x86_64"))]
pub(super) const SIGN_BITS: u32 = offset!(sign_bits);
#[cfg(any(test, target_arch = "x86_64"))]
pub(super) const MAGNITUDE_BITS_32: u32 = offset!(magnitude_bits_32);
#[cfg(any(test, target_arch = "x86_64"))]
pub(super) const SIGN_BITS_32: u32 = offset!(sign_bits_32);
pub(super) const NAN_32: u32 = offset!(nan_32);
/// Of `flags`, by rho itself.
pub(super) const FLAGS: u32 = offset!(flags) + 4 * 8;
pub(super) const MAGNITUDES: u32 = offset!(magnitudes);
pub(super) const WHOLE_MAGNITUDES: u32 = offset!(whole_magnitudes);
pub(super) const LIKELIHOODS: u32 = offset!(likelihoods);
pub(super) const UNPACKED: u32 = offset!(unpacked);
/// Of `clamped`, by the number to clamp itself, from -512 to 511.
pub(super) const CLAMPED: u32 = offset!(clamped) + 512;
pub(super) const SUMS: u32 = offset!(sums);
pub(super) const PACKED: u32 = offset!(packed);
const _: () = assert!(SUMS == 1 << 12 && PACKED == 33 << 12);

const fn flags() -> [u32; 16] {
    let mut table = [0; 16];
    let mut index = 0;
    while index < 16 {
        let flags = Flags::of_rho(Cell::LEAST_RHO + index as i8);
        let [zero, negative, overflow] =
            [flags.contains(Flags::ZERO), flags.contains(Flags::NEGATIVE), flags.contains(Flags::OVERFLOW)];
        table[index] = u32::from_ne_bytes([zero as u8, negative as u8, overflow as u8, 0]);
        index += 1;
    }
    table
}

const fn whole_magnitudes() -> [u16; 16] {
    let mut table = [0; 16];
    let mut index = 0;
    while index < 16 {
        table[index] = complex::MAGNITUDES[index] as u16;
        index += 1;
    }
    table
}

const fn likelihoods() -> [u8; 16] {
    let mut table = [0; 16];
    let mut theta = 0;
    while theta < 16 {
        table[theta] = gates::measure(Cell { rho: 0, theta: theta as u8 }).rho as u8;
        theta += 1;
    }
    table
}

const fn packed() -> [[u8; 256]; 256] {
    // As theta counts by its low four bits alone, sixteen rows are all that there are.
    let mut rows = [[0; 256]; 16];
    let mut index = 0;
    while index < 16 * 256 {
        let (theta, rho) = (index >> 8, index & 255);
        rows[theta][rho] = Cell { rho: rho as u8 as i8, theta: theta as u8 }.pack();
        index += 1;
    }
    let mut table = [[0; 256]; 256];
    let mut theta = 0;
    while theta < 256 {
        table[theta] = rows[theta & 15];
        theta += 1;
    }
    table
}

const fn unpacked() -> [u16; 256] {
    let mut table = [0; 256];
    let mut packed = 0;
    while packed < 256 {
        table[packed] = Cell::unpack(packed as u8).to_bits();
        packed += 1;
    }
    table
}

const fn sums() -> [u16; 1 << 16] {
    let mut table = [0; 1 << 16];
    let mut index = 0;
    while index < table.len() {
        table[index] = Cell::unpack(vsp_isa::tables::SUMS[index]).to_bits();
        index += 1;
    }
    table
}

const fn clamped() -> [i8; 1024] {
    let mut table = [0; 1024];
    let mut index = 0;
    while index < 1024 {
        table[index] = Cell::clamped(index as i32 - 512, 0).rho;
        index += 1;
    }
    table
}
