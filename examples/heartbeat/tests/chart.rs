//! The chart is a well-formed SVG document that shows the signal and every beat.
#![forbid(unsafe_code)]

use heartbeat::chart::draw;
use heartbeat::recording::{reference_beats, samples};
use roxmltree::{Document, Node};

fn elements<'a>(document: &'a Document, name: &str) -> Vec<Node<'a, 'a>> {
    document.descendants().filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", name))).collect()
}

#[test]
fn shows_the_signal_and_the_beats_of_the_range_alone() {
    let beats = reference_beats();
    let range = 7200..10800;
    let inside = beats.iter().filter(|&&beat| range.contains(&(beat as usize))).count();
    assert!(0 < inside && inside < beats.len());

    let svg = draw(&samples(), &beats, range).unwrap();
    let document = Document::parse(&svg).unwrap();
    assert_eq!(elements(&document, "circle").len(), inside);
    // The axes are lines of two points.
    let longest = elements(&document, "polyline").iter().map(|line| points(line)).max().unwrap();
    assert_eq!(longest, 3600);
}

fn points(line: &Node) -> usize {
    line.attribute("points").unwrap().split_whitespace().count()
}

#[test]
fn beats_sit_on_the_signal() {
    let samples = samples();
    let svg = draw(&samples, &[130], 0..360).unwrap();
    let document = Document::parse(&svg).unwrap();
    let circle = elements(&document, "circle")[0];
    let centre = format!("{},{}", circle.attribute("cx").unwrap(), circle.attribute("cy").unwrap());
    let line = elements(&document, "polyline").into_iter().max_by_key(points).unwrap();
    assert_eq!(line.attribute("points").unwrap().split_whitespace().nth(130), Some(centre.as_str()));
}

#[test]
fn a_range_that_is_not_there_is_an_error() {
    let samples = samples();
    assert!(draw(&samples, &[], 0..0).is_err());
    assert!(draw(&samples, &[], 107_999..108_001).is_err());
    assert!(draw(&samples, &[], 0..108_000).is_ok());
}
