//! Reports whose every text comes from an enemy.

use ethics_gate::model::report::{Excerpt, NotChecked, Position, Related, Report, Suppression};
use ethics_gate::model::{Language, Level, Outcome, Reason};
use ethics_gate::render::{RENDERERS, Style, summary};
use proptest::prelude::*;

use super::{github, markdown, samples};

/// Any text, and often what somebody would try.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        1 => any::<String>(),
        4 => prop::sample::select(vec![
            "\u{1b}]0;title\u{7}",
            "\u{9b}31m",
            "\u{202e}",
            "\u{2066}",
            "\r\n::error::x\n",
            "::",
            "\n  ::set-output name=a::b",
            "##[error]x",
            "%0A",
            "```\n",
            "|",
            "\\",
            "</details>",
            "@team",
            "#1",
            "\t",
            "가나다",
            "👩‍👩‍👧",
            "\u{feff}",
            "\u{2028}",
            "\u{85}",
            "{0}",
            "[a](1)",
            "`",
            "`a`",
            "``",
            "<b>",
            "https://a.example",
            "![x](y)",
            "*a*",
            "~~a~~",
            "- ",
            "1. ",
            "$a$",
            "\u{300}",
            "\0",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

prop_compose! {
    fn place()(line in prop_oneof![0..6_u32, any::<u32>()], column in prop_oneof![0..40_u32, any::<u32>()]) -> Position {
        Position { line, column, offset: 0 }
    }
}

prop_compose! {
    fn lines()(line in prop_oneof![0..6_u32, any::<u32>()], column in prop_oneof![0..4_u32, any::<u32>()], text in text()) -> Excerpt {
        Excerpt { line, column, text }
    }
}

prop_compose! {
    fn related()(message in text(), path in text(), exists: bool, on_base: bool, again: bool, start in place(), end in place(), excerpt in prop::option::of(lines())) -> Related {
        Related { message, path, exists, on_base, again, start, end, excerpt }
    }
}

prop_compose! {
    fn suppression()(kind in text(), reason in text(), approver in text(), expires in text()) -> Suppression {
        Suppression { kind, reason, approver, expires, days_left: 3 }
    }
}

prop_compose! {
    fn report()(
        texts in prop::collection::vec(text(), 32),
        main in related(),
        more in prop::collection::vec(related(), 0..4),
        suppression in prop::option::of(suppression()),
        korean: bool,
        outcome in prop::sample::select(vec![Outcome::Pass, Outcome::NotApplicable, Outcome::Open, Outcome::Review, Outcome::Fail]),
        level in prop::sample::select(vec![Level::Off, Level::Note, Level::Warning, Level::Error]),
        blocking: bool,
    ) -> Report {
        let lang = if korean { Language::Ko } else { Language::En };
        let mut report = samples::full(lang);
        let mut texts = texts.into_iter();
        let mut next = || texts.next().unwrap_or_default();
        report.root = next();
        report.systems[0].id = next();
        report.systems[0].path = next();
        report.systems[0].tier.reasons = vec![next()];
        report.systems[0].principles[0].title = next();
        report.rules[0].title = next();
        report.rules[0].why = next();
        report.rules[0].references = vec![next(), next()];
        report.not_checked.push(NotChecked { path: Some(next()), rule: None, reason: next() });
        for finding in &mut report.findings[1..] {
            finding.message = next();
            finding.fix = next();
        }
        let finding = &mut report.findings[0];
        finding.check = next();
        finding.system = report.systems[0].id.clone();
        finding.fix = next();
        finding.fingerprint = next();
        finding.reason = Some(Reason::Absent);
        finding.outcome = outcome;
        finding.level = level;
        finding.blocking = blocking;
        finding.message = main.message;
        finding.path = main.path;
        finding.exists = main.exists;
        finding.start = main.start;
        finding.end = main.end;
        finding.excerpt = main.excerpt;
        finding.related = more;
        finding.suppression = suppression;
        let mut twin = finding.clone();
        twin.rule = next();
        twin.principle = next();
        report.findings.push(twin);
        report
    }
}

/// Characters that a terminal obeys or a reader is misled by.
fn is_obeyed(char: char) -> bool {
    (char.is_control() && char != '\n' && char != '\t')
        || matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_text_makes_a_renderer_panic_or_reaches_a_terminal_raw(
        report in report(),
        width in 0..130_usize,
    ) {
        for renderer in RENDERERS {
            let style = Style { color: false, width };
            let bytes = renderer.render(&report, &style);
            let text = String::from_utf8(bytes).expect("output is UTF-8");
            let obeyed: Vec<_> = text.chars().filter(|&char| is_obeyed(char)).collect();
            prop_assert!(obeyed.is_empty(), "{}: {obeyed:?}", renderer.name());
            prop_assert!(!text.contains("##["), "{}", renderer.name());
            if renderer.name() != "github" {
                let command = text.lines().find(|line| line.trim_start().starts_with("::"));
                prop_assert_eq!(command, None, "{}", renderer.name());
            }
        }
    }

    #[test]
    fn color_never_panics(report in report(), width in 0..130_usize) {
        for renderer in RENDERERS {
            renderer.render(&report, &Style { color: true, width });
        }
        prop_assert!(summary(&report).len() < 1024 * 1024);
    }

    #[test]
    fn every_line_for_github_is_a_command_of_ours(report in report()) {
        let text = super::render("github", &report);
        for command in github::commands(&text) {
            let ours = ["error", "warning", "notice"];
            prop_assert!(ours.contains(&command.name.as_str()), "{command:?}");
        }
    }

    #[test]
    fn nothing_on_a_page_is_markdown_of_theirs(report in report()) {
        let page = super::render("markdown", &report);
        prop_assert_eq!(markdown::markup(&page), [""; 0], "{}", page);
    }

    #[test]
    fn json_keeps_every_character(report in report()) {
        let text = super::render("json", &report);
        let read: Report = serde_json::from_str(&text).expect("the report reads back");
        prop_assert_eq!(&read.findings[0].message, &report.findings[0].message);
        prop_assert_eq!(&read.findings[0].path, &report.findings[0].path);
        prop_assert_eq!(read.systems[0].id.as_str(), report.systems[0].id.as_str());
    }
}
