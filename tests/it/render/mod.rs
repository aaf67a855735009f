//! Renderers: what each format shows of the same report.

mod agreement;
mod github;
mod gitlab;
mod hostile;
mod look;
pub(crate) mod markdown;
pub(crate) mod samples;
mod sarif;

use ethics_gate::model::report::Report;
use ethics_gate::render::{RENDERERS, Style};

/// No color, the width of a terminal as it opens.
const PLAIN: Style = Style {
    color: false,
    width: 80,
};

fn styled(format: &str, report: &Report, style: Style) -> String {
    let renderer = RENDERERS
        .iter()
        .find(|renderer| renderer.name() == format)
        .unwrap_or_else(|| panic!("no renderer is called {format}"));
    String::from_utf8(renderer.render(report, &style)).expect("output is UTF-8")
}

pub(crate) fn render(format: &str, report: &Report) -> String {
    styled(format, report, PLAIN)
}

#[test]
fn every_format_has_a_name_of_its_own_and_says_what_it_is_good_for() {
    let mut names: Vec<_> = RENDERERS.iter().map(|renderer| renderer.name()).collect();
    let expected = "terminal json sarif github markdown codequality junit";
    assert_eq!(names.join(" "), expected);
    names.dedup();
    assert_eq!(names.len(), RENDERERS.len());
    assert!(
        RENDERERS
            .iter()
            .all(|renderer| !renderer.describe().is_empty())
    );
}
