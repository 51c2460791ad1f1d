//! Mutations of inputs, for tests, which have no libFuzzer.

use fastrand::Rng;

/// Bytes that tend to be at an edge of something.
const EDGES: [u8; 8] = [0, 1, 2, 0x0f, 0x10, 0x7f, 0x80, 0xff];

/// Changes some bytes of an input, takes some away, or puts some of another one in.
///
/// ```
/// let mut rng = fastrand::Rng::with_seed(1);
/// let mutated = vsp_fuzzing::mutate::mutate(&mut rng, b"JMP main", b"HLT");
/// assert_ne!(mutated, b"JMP main");
/// ```
pub fn mutate(rng: &mut Rng, input: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..rng.usize(1..5) {
        let at = rng.usize(..=bytes.len());
        let end = bytes.len().min(at + rng.usize(1..9));
        match rng.u8(..8) {
            0 => drop(bytes.drain(at..end)),
            1 => drop(bytes.splice(at..at, (0..rng.usize(1..5)).map(|_| EDGES[rng.usize(..8)]))),
            2 => {
                let from = rng.usize(..=other.len());
                let piece = &other[from..other.len().min(from + rng.usize(1..33))];
                drop(bytes.splice(at..end, piece.iter().copied()));
            }
            3 => bytes.truncate(at),
            _ if at == bytes.len() => bytes.push(rng.u8(..)),
            4 => bytes[at] = EDGES[rng.usize(..8)],
            5 => bytes[at] ^= 1 << rng.u8(..8),
            6 => bytes[at] = bytes[at].wrapping_add(rng.u8(..3)).wrapping_sub(1),
            _ => bytes[at] = rng.u8(..),
        }
    }
    bytes
}
