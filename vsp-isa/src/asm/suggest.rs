//! Finding the name that was probably meant.

use alloc::format;
use alloc::string::String;

/// Names that are longer are not compared.
const LONGEST: usize = 32;

/// How many names all suggestions of one file may look at: it keeps a file full of errors from taking forever.
const BUDGET: usize = 100_000;

/// Makes suggestions until its budget is used up.
#[derive(Debug)]
pub(super) struct Suggester {
    budget: usize,
}

impl Suggester {
    pub fn new() -> Suggester {
        Suggester { budget: BUDGET }
    }

    /// The end of a message: asks whether the closest of the candidates was meant, if one is close.
    pub fn hint<'a>(&mut self, given: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
        self.closest(given, candidates).map(|name| format!("; did you mean `{name}`?"))
    }

    fn closest<'a>(&mut self, given: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
        let mut best = None;
        for candidate in candidates.take(if given.len() <= LONGEST { self.budget } else { 0 }) {
            self.budget -= 1;
            let Some(likeness) = likeness(given, candidate) else { continue };
            if best.is_none_or(|(greatest, _)| likeness < greatest) {
                best = Some((likeness, candidate));
            }
        }
        best.map(|(_, name)| name)
    }
}

/// The candidate that was probably meant by a name that is none of them, as in the hints of error messages; `None` if none is
/// close.
///
/// ```
/// use vsp_isa::asm::closest;
/// assert_eq!(closest("lenght", ["width", "length"].into_iter()), Some("length"));
/// assert_eq!(closest("colour", ["width", "length"].into_iter()), None);
/// ```
pub fn closest<'a>(given: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    Suggester::new().closest(given, candidates)
}

/// In what way a name is like another, the likeliest first, and by how many letters they differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    /// It is the beginning of the other.
    Shorter(usize),
    /// It is spelt almost like the other.
    Misspelt(usize),
    /// It begins with the other.
    Longer(usize),
}

/// How a name of at most [`LONGEST`] bytes is like a candidate, if they are alike; letter case makes no difference.
fn likeness(given: &str, candidate: &str) -> Option<Likeness> {
    /// Fewer letters begin too many names.
    const RECOGNISED: usize = 3;
    if candidate.len() > LONGEST {
        return None;
    }
    let (given, candidate) = (given.as_bytes(), candidate.as_bytes());
    let difference = given.len().abs_diff(candidate.len());
    let common = given.len().min(candidate.len());
    let begin_alike = common >= RECOGNISED && given[..common].eq_ignore_ascii_case(&candidate[..common]);
    if begin_alike && given.len() == common {
        return Some(Likeness::Shorter(difference));
    }
    // Of one letter nothing is left to recognise, of two one must be right.
    let far = ((given.len() + 1) / 3).min(2);
    let distance = if difference > far { usize::MAX } else { distance(given, candidate) };
    if distance <= far {
        return Some(Likeness::Misspelt(distance));
    }
    begin_alike.then_some(Likeness::Longer(difference))
}

/// How many letters must be inserted, removed, replaced or swapped with their neighbours to make `a` of `b`, whatever
/// their case. Both have at most [`LONGEST`] bytes.
fn distance(a: &[u8], b: &[u8]) -> usize {
    // The last three rows of the table of distances between the beginnings of `a` and those of `b`.
    let mut rows = [[0; LONGEST + 1]; 3];
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        let (row, above, above_that) = (i % 3, (i + 2) % 3, (i + 1) % 3);
        rows[row][0] = i;
        for j in 1..=b.len() {
            let same = |x: usize, y: usize| a[x - 1].eq_ignore_ascii_case(&b[y - 1]);
            let replaced = rows[above][j - 1] + usize::from(!same(i, j));
            let mut least = replaced.min(rows[above][j] + 1).min(rows[row][j - 1] + 1);
            if i > 1 && j > 1 && same(i, j - 1) && same(i - 1, j) {
                least = least.min(rows[above_that][j - 2] + 1);
            }
            rows[row][j] = least;
        }
    }
    rows[a.len() % 3][b.len()]
}
