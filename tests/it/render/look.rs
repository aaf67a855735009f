//! Snapshots: what people see, in both languages and at several widths.

use ethics_gate::model::Language::{self, En, Ko};
use ethics_gate::model::{Level, Outcome};
use ethics_gate::render::Style;
use insta::assert_snapshot;

use super::samples::{self, excerpt, position};
use super::{PLAIN, render, styled};

fn at_width(width: usize, lang: Language) -> String {
    styled("terminal", &samples::full(lang), Style { width, ..PLAIN })
}

#[test]
fn terminal_in_english() {
    assert_snapshot!(at_width(80, En));
}

#[test]
fn terminal_in_korean() {
    assert_snapshot!(at_width(80, Ko));
}

#[test]
fn terminal_of_forty_columns() {
    assert_snapshot!(at_width(40, En));
}

#[test]
fn terminal_of_forty_columns_in_korean() {
    assert_snapshot!(at_width(40, Ko));
}

#[test]
fn terminal_of_a_hundred_and_twenty_columns() {
    assert_snapshot!(at_width(120, En));
}

#[test]
fn terminal_in_color() {
    let style = Style {
        color: true,
        ..PLAIN
    };
    let colored = styled("terminal", &samples::full(En), style);
    assert_snapshot!(colored.replace('\u{1b}', "ESC"));
}

#[test]
fn color_changes_no_word() {
    let style = Style {
        color: true,
        ..PLAIN
    };
    let report = samples::full(Ko);
    let colored = styled("terminal", &report, style);
    let escapes = regex::Regex::new("\u{1b}\\[[0-9;]*m").expect("a pattern");
    assert_eq!(
        escapes.replace_all(&colored, ""),
        render("terminal", &report)
    );
}

#[test]
fn nothing_found_reads_well() {
    let [en, ko] = [En, Ko].map(|lang| render("terminal", &samples::clean(lang)));
    assert_snapshot!(format!("{en}\n{ko}"));
}

#[test]
fn several_systems_are_told_apart() {
    let mut report = samples::full(En);
    let mut second = report.systems[0].clone();
    second.id = "teen-chat".to_owned();
    second.path = "chat/ethics.yml".to_owned();
    second.tier.declared = None;
    second.tier.minors = true;
    report.systems.push(second);
    report.checked.systems = 2;
    report.findings.truncate(2);
    report.findings[1].system = "teen-chat".to_owned();
    assert_snapshot!(render("terminal", &report));
}

#[test]
fn what_held_is_a_line_each_and_no_finding() {
    let mut report = samples::clean(En);
    for (line, outcome) in [(12, Outcome::Pass), (30, Outcome::NotApplicable)] {
        let mut held = samples::finding("privacy/fields-needed", "ethics.yml", line);
        held.outcome = outcome;
        held.level = Level::Off;
        held.blocking = false;
        report.findings.push(held);
    }
    assert_snapshot!(render("terminal", &report));
}

/// Excerpts that are hard to draw, each with the span that is marked in it.
#[test]
fn marks_stand_under_what_they_mark() {
    let long = format!(
        "key: {}HERE{}",
        "가나다라 ".repeat(30),
        " and more".repeat(30)
    );
    let cases: [(&str, u32, u32); 12] = [
        ("  name: 홍길동 👩‍👩‍👧 end", 9, 12),
        ("\t\ttabs: before", 3, 7),
        ("an \u{1b}[31mescape\u{1b}[0m and \u{202e}backwards", 4, 8),
        ("windows: line\r", 10, 14),
        ("zero: width", 7, 7),
        ("at the end:", 12, 12),
        ("past the end", 9, 400),
        ("begins past the end", 300, 400),
        ("ends before it begins", 9, 2),
        ("", 1, 1),
        ("\u{feff}mark: first", 1, 5),
        (&long, 156, 160),
    ];
    let mut report = samples::full(En);
    report.findings.clear();
    report.not_checked.clear();
    for (line, (text, start, end)) in (1..).zip(cases) {
        let mut finding = samples::finding("gate/references-resolve", "ethics.yml", line);
        finding.excerpt = excerpt(line, text);
        finding.start = position(line, start);
        finding.end = position(line, end);
        finding.fix.clear();
        report.findings.push(finding);
    }
    assert_snapshot!(render("terminal", &report));
}

#[test]
fn a_window_into_a_long_line_keeps_the_true_column() {
    let mut report = samples::clean(En);
    let mut finding = samples::finding("data/gaps-specific", "data.json", 1);
    finding.start = position(1, 5_004);
    finding.end = position(1, 5_008);
    finding.excerpt = excerpt(1, "\"a\": true, \"b\": false");
    finding.excerpt.as_mut().expect("it has one").column = 4_999;
    report.findings.push(finding);
    let shown = render("terminal", &report);
    assert!(shown.contains("--> data.json:1:5004\n"), "{shown}");
    assert!(shown.contains("1 | …\"a\": true"), "{shown}");
    assert!(shown.contains("  |       ^^^^\n"), "{shown}");
}

#[test]
fn github_in_english() {
    assert_snapshot!(render("github", &samples::full(En)));
}

#[test]
fn github_in_korean() {
    assert_snapshot!(render("github", &samples::full(Ko)));
}

#[test]
fn markdown_in_english() {
    assert_snapshot!(render("markdown", &samples::full(En)));
}

#[test]
fn markdown_in_korean() {
    assert_snapshot!(render("markdown", &samples::full(Ko)));
}

#[test]
fn markdown_where_nothing_was_found() {
    assert_snapshot!(render("markdown", &samples::clean(En)));
}

#[test]
fn sarif_in_english() {
    assert_snapshot!(render("sarif", &samples::full(En)));
}

#[test]
fn sarif_in_korean() {
    assert_snapshot!(render("sarif", &samples::full(Ko)));
}

#[test]
fn json_is_the_report() {
    assert_snapshot!(render("json", &samples::full(En)));
}
