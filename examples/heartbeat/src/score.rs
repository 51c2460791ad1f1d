//! How well found beats agree with reference positions.

/// How far a found beat may be from the reference position that it hits, in samples: 150 ms.
pub const TOLERANCE: u32 = 54;

/// Counts of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    /// Found beats that hit a reference position.
    pub hits: usize,
    /// Found beats that hit none.
    pub surplus: usize,
    /// Reference positions that no found beat hits.
    pub missed: usize,
}

impl Score {
    /// Compares two ascending lists of positions. Each position of either is used at most once.
    ///
    /// ```
    /// let score = heartbeat::score::Score::of(&[100, 300, 400], &[90, 310]);
    /// assert_eq!((score.hits, score.surplus, score.missed), (2, 1, 0));
    /// assert_eq!(score.f1(), 0.8);
    /// ```
    pub fn of(found: &[u32], reference: &[u32]) -> Score {
        let (mut hits, mut f, mut r) = (0, 0, 0);
        while f < found.len() && r < reference.len() {
            // The earlier of two positions too far apart is too far from all that follow, too. And two that are near
            // enough can be paired for good: in order, that leaves the most to those that follow.
            if found[f].abs_diff(reference[r]) <= TOLERANCE {
                (hits, f, r) = (hits + 1, f + 1, r + 1);
            } else if found[f] < reference[r] {
                f += 1;
            } else {
                r += 1;
            }
        }
        Score { hits, surplus: found.len() - hits, missed: reference.len() - hits }
    }

    /// The harmonic mean of the shares of hits among the found beats and among the reference positions, 0 to 1;
    /// 1 when nothing was to be found and nothing was.
    pub fn f1(&self) -> f64 {
        let positions = 2 * self.hits + self.surplus + self.missed;
        if positions == 0 { 1.0 } else { (2 * self.hits) as f64 / positions as f64 }
    }
}
