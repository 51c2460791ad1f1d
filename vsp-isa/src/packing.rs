//! Packing the cells of States, several at a time: one after the other they take most of the time of a call that hands a State over.

use crate::Cell;

/// The low byte of each of four cells.
const LOW: u64 = 0x00ff_00ff_00ff_00ff;

/// Four cells with this in their low bytes.
const fn each(byte: u64) -> u64 {
    byte * 0x0001_0001_0001_0001
}

impl Cell {
    /// The bytes that pack eight cells: as [`pack`](Cell::pack) of each.
    ///
    /// ```
    /// use vsp_isa::Cell;
    /// let cells: [Cell; 8] = std::array::from_fn(|number| Cell { rho: number as i8, theta: 2 });
    /// assert_eq!(Cell::pack_eight(cells), cells.map(Cell::pack));
    /// ```
    #[inline]
    pub fn pack_eight([a, b, c, d, e, f, g, h]: [Cell; 8]) -> [u8; 8] {
        // They are put into memory at once: who reads them as a word would have to wait for parts.
        (u64::from(pack_four([a, b, c, d])) | u64::from(pack_four([e, f, g, h])) << 32).to_le_bytes()
    }
}

#[inline]
fn pack_four(cells: [Cell; 4]) -> u32 {
    let [a, b, c, d] = cells.map(|cell| u64::from(cell.to_bits()));
    let bits = a | b << 16 | c << 32 | d << 48;
    let rhos = ((bits & LOW) + each(8)) & LOW;
    let thetas = bits >> 8 & LOW;
    if (rhos | thetas) & each(0xf0) != 0 {
        return pack_any_four(bits);
    }
    let lanes = rhos << 4 | thetas;
    let pairs = (lanes | lanes >> 8) & 0x0000_ffff_0000_ffff;
    (pairs | pairs >> 16) as u32
}

/// The same where not all cells are canonical, which is rare.
#[cold]
#[inline(never)]
fn pack_any_four(bits: u64) -> u32 {
    let cells = [0, 16, 32, 48].map(|shift| Cell::from_bits((bits >> shift) as u16));
    u32::from_le_bytes(cells.map(Cell::pack))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_cells_pack_as_they_do_alone_wherever_they_stand() {
        for bits in 0..=u16::MAX {
            let mut cells = [Cell { rho: 7, theta: 15 }; 8];
            let other = Cell::from_bits(bits.rotate_left(7) ^ 0x2553);
            (cells[usize::from(bits) % 8], cells[usize::from(bits / 7) % 8]) = (other, Cell::from_bits(bits));
            assert_eq!(Cell::pack_eight(cells), cells.map(Cell::pack), "{cells:?}");
        }
    }
}
