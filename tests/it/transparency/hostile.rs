//! Reports whose every text comes from an enemy.

use std::collections::BTreeSet;

use ethics_gate::model::report::Report;
use ethics_gate::model::{Language, Tier};
use proptest::prelude::*;
use serde_json::Value;

use super::{EDITIONS, files, judged, pages};
use crate::render::markdown::markup;

/// Strings of the report's own closed sets, which an enemy can't choose.
const OURS: &[&str] = &[
    "schema",
    "verdict",
    "lang",
    "outcome",
    "reason",
    "level",
    "audience",
    "declared",
    "floor",
    "effective",
    "id",
    "principle",
    "rule",
    "system",
    "kind",
];
/// What pages are made of.
const TAGS: &str = "html head meta title style body a header h1 h2 h3 h4 h5 p nav ul li main div section \
    footer code dl dt dd table caption thead tbody tr th td figure figcaption svg g text line rect \
    circle span pre";
const ATTRIBUTES: &str = "lang charset name content http-equiv class href id aria-label role scope data-name \
    viewBox transform x y x1 x2 y1 y2 cx cy r width height tabindex";

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        1 => any::<String>(),
        5 => prop::sample::select(vec![
            "<script>alert(1)</script>", "</style><script>", "\"><img src=x onerror=alert(1)>", "'",
            "\" onload=\"x", "&lt;b&gt;", "</svg>", "<!--", "-->", "]]>", "javascript:alert(1)",
            "\u{1b}]0;title\u{7}", "\u{9b}31m", "\u{202e}", "\u{2066}", "\u{2028}", "\0",
            "\r\n::error::x\n", "##[error]x", "![x](https://a.example/y)", "[a](javascript:1)", "`", "``",
            "|", "\\|", "a\\|<b>", "\n# Title\n", "\n- item", "```\n", "*a*", "**", "~~a~~", "<b>", "@team", "#1",
            "https://a.example", "\\", "가나다", "$a$", "1. ",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat())
}

/// Every text of a report that comes from the repository, replaced.
fn poison(value: &mut Value, key: &str, texts: &mut impl FnMut() -> String) {
    match value {
        Value::Object(map) => {
            for (key, item) in map.iter_mut() {
                poison(item, key, texts);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| poison(item, key, texts)),
        Value::String(text) if !OURS.contains(&key) && !is_fact(text) => *text = texts(),
        _ => {}
    }
}

/// The path of a fact, by which a page finds it.
fn is_fact(text: &str) -> bool {
    ["declaration.", "datasets["]
        .iter()
        .any(|begin| text.starts_with(begin))
}

/// Each tag of a page with its attributes' names.
fn tags(page: &str) -> BTreeSet<(String, Vec<String>)> {
    let style = regex::Regex::new("(?s)<style>.*?</style>").expect("a pattern");
    let tag = regex::Regex::new(r#"<(/?[^\s>]*)((?:\s+[^\s=>"]+(?:="[^"]*")?)*)\s*/?>"#)
        .expect("a pattern");
    let attribute = regex::Regex::new(r#"([^\s=>"]+)(?:="[^"]*")?"#).expect("a pattern");
    let page = style.replace(page, "<style></style>");
    let left = tag.replace_all(&page, "");
    assert!(!left.contains('<') && !left.contains('>'), "{left}");
    let found = tag.captures_iter(&page).map(|found| {
        let names = attribute
            .captures_iter(&found[2])
            .map(|name| name[1].to_owned());
        (found[1].trim_start_matches('/').to_owned(), names.collect())
    });
    found.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_page_holds_our_markup_and_nobody_else_s(texts in prop::collection::vec(text(), 40), korean: bool) {
        let lang = if korean { Language::Ko } else { Language::En };
        let report = judged(files("broken/small-sample"), lang);
        let mut json = serde_json::to_value(&report).expect("JSON");
        let mut turn = 0;
        poison(&mut json, "", &mut || {
            turn += 1;
            texts[turn % texts.len()].clone()
        });
        let mut report: Report = serde_json::from_value(json).expect("still a report");
        report.systems[0].tier.declared = Some(Tier::Limited);
        for finding in report.findings.iter_mut().take(3) {
            finding.suppression = Some(ethics_gate::model::report::Suppression {
                kind: texts[0].clone(),
                reason: texts[1].clone(),
                approver: texts[2].clone(),
                expires: texts[3].clone(),
                days_left: -7,
            });
        }
        let id = report.systems[0].id.clone();
        for finding in report.findings.iter_mut().filter(|finding| finding.system == id) {
            finding.system.clone_from(&texts[4]);
        }
        report.systems[0].id.clone_from(&texts[4]);
        for edition in EDITIONS {
            let [html, markdown] = pages(&report, edition);
            for (tag, attributes) in tags(&html) {
                prop_assert!(tag == "!DOCTYPE" || TAGS.split_whitespace().any(|own| own == tag), "{tag}");
                for name in attributes.iter().filter(|_| tag != "!DOCTYPE") {
                    prop_assert!(ATTRIBUTES.split_whitespace().any(|own| own == name), "{tag} {name}");
                }
            }
            prop_assert_eq!(markup(&markdown), Vec::<String>::new(), "{}", markdown);
            for page in [&html, &markdown] {
                let obeyed = |char: char| {
                    (char.is_control() && char != '\n')
                        || matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
                };
                prop_assert!(!page.contains(obeyed));
                prop_assert!(!page.contains("##["));
                prop_assert!(page.lines().all(|line| !line.trim_start().starts_with("::")));
            }
        }
    }
}
