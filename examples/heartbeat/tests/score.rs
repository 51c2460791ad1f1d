//! The score, by cases worked out by hand.
#![forbid(unsafe_code)]

use heartbeat::score::{Score, TOLERANCE};

fn counts(found: &[u32], reference: &[u32]) -> (usize, usize, usize) {
    let score = Score::of(found, reference);
    (score.hits, score.surplus, score.missed)
}

#[test]
fn a_hit_is_within_54_samples_on_either_side() {
    assert_eq!(TOLERANCE, 54);
    assert_eq!(counts(&[1054], &[1000]), (1, 0, 0));
    assert_eq!(counts(&[1055], &[1000]), (0, 1, 1));
    assert_eq!(counts(&[946], &[1000]), (1, 0, 0));
    assert_eq!(counts(&[945], &[1000]), (0, 1, 1));
}

#[test]
fn each_position_is_used_once() {
    assert_eq!(counts(&[990, 1000, 1010], &[1000]), (1, 2, 0));
    assert_eq!(counts(&[1000], &[990, 1000, 1010]), (1, 0, 2));
    assert_eq!(counts(&[1000, 1000], &[1000, 1000]), (2, 0, 0));
}

#[test]
fn pairs_are_chosen_so_that_most_hit() {
    // 1050 is nearer to 1060, but then 1000 would be missed and 1110 surplus.
    assert_eq!(counts(&[1050, 1110], &[1000, 1060]), (2, 0, 0));
}

#[test]
fn positions_out_of_reach_are_passed_over() {
    assert_eq!(counts(&[10, 500, 2000], &[490, 900, 1990, 4000]), (2, 1, 2));
    assert_eq!(counts(&[], &[1, 2]), (0, 0, 2));
    assert_eq!(counts(&[1, 2], &[]), (0, 2, 0));
}

#[test]
fn f1_is_the_harmonic_mean_of_precision_and_recall() {
    // Precision 3/4 and recall 3/5: 2 * 0.45 / 1.35 = 2/3.
    assert_eq!(Score { hits: 3, surplus: 1, missed: 2 }.f1(), 6.0 / 9.0);
    assert_eq!(Score { hits: 0, surplus: 1, missed: 0 }.f1(), 0.0);
    assert_eq!(Score { hits: 0, surplus: 0, missed: 1 }.f1(), 0.0);
    assert_eq!(Score { hits: 0, surplus: 0, missed: 0 }.f1(), 1.0);
}
