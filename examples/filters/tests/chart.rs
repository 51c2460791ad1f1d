//! The chart shows what it is given.

use filters::chart::draw;
use plotters::style::RGBColor;

#[test]
fn each_line_is_drawn_and_named() {
    let (a, b) = ([0.0, 1.0, 0.5], [1.0, 0.0]);
    let svg = draw(&[("one", RGBColor(1, 2, 3), &a), ("two", RGBColor(4, 5, 6), &b)], 10.0).unwrap();
    let document = roxmltree::Document::parse(&svg).unwrap();
    let lines = |color| {
        let of_color = document.descendants().filter(move |it| it.attribute("stroke") == Some(color));
        of_color.filter(|it| it.has_tag_name("polyline")).map(|it| it.attribute("points").unwrap_or_default())
    };
    // The line itself, and its sample in the legend.
    let points: Vec<usize> = lines("#010203").map(|it| it.split_whitespace().count()).collect();
    assert_eq!(points, [3, 2]);
    assert_eq!(lines("#040506").count(), 2);
    let texts: Vec<&str> = document.descendants().filter_map(|it| it.text()).map(str::trim).collect();
    assert!(texts.contains(&"one") && texts.contains(&"two"), "{texts:?}");
}

#[test]
fn nothing_is_an_error() {
    assert!(draw(&[], 10.0).is_err());
    assert!(draw(&[("none", RGBColor(0, 0, 0), &[])], 10.0).is_err());
}
